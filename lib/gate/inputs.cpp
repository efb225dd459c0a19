// From arguments to files: directories and globs, in an order that does not depend on the file system.
#include <algorithm>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "meshgate/format.h"
#include "meshgate/gate.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

bool has_known_suffix(const fs::path& path) {
  const std::string suffix = suffix_of(path.string());
  if (suffix.empty()) return false;
  const auto formats = all_formats();
  return std::any_of(formats.begin(), formats.end(), [&](const Format* format) {
    return std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end();
  });
}

// Calls `take` for every file below `folder`; folders that cannot be opened go to `take` themselves, so that
// they become findings. Folders that `enter` refuses are passed over, and so are links to folders: they may
// form a circle.
template <class Enter, class Take>
void walk(const fs::path& folder, Enter enter, Take take) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    entries.push_back(*it);
  if (error) return take(folder);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path().filename() < b.path().filename(); });
  for (const fs::directory_entry& entry : entries) {
    if (entry.path().filename().string().starts_with('.')) continue;
    if (!entry.is_directory(error)) {
      take(entry.path());
    } else if (!entry.is_symlink(error) && enter(entry.path())) {
      walk(entry.path(), enter, take);
    }
  }
}

void add_directory(const std::string& directory, std::vector<std::string>& paths) {
  const auto enter = [](const fs::path& /*folder*/) { return true; };
  walk(directory, enter, [&](const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error) || has_known_suffix(path)) paths.push_back(path.string());
  });
}

// Whether a file below `folder` can match: the first parts of the pattern, as many as the folder has, match
// it.
bool may_contain(const fs::path& pattern, const fs::path& folder) {
  fs::path first;
  auto part = pattern.begin();
  for (auto it = folder.begin(); it != folder.end(); ++it, ++part) {
    if (part == pattern.end()) return false;
    if (part->string().find("**") != std::string::npos) return true;
    first /= *part;
  }
  return part != pattern.end() && glob_matches(first.string(), folder.string());
}

void add_glob(const std::string& pattern, std::vector<std::string>& paths) {
  const std::size_t star = pattern.find_first_of("*?");
  const std::size_t slash = pattern.rfind('/', star);
  const fs::path root = slash == std::string::npos ? fs::path(".") : fs::path(pattern.substr(0, slash + 1));
  const fs::path wanted = fs::path(pattern).lexically_normal();
  const std::size_t before = paths.size();
  const auto enter = [&](const fs::path& folder) { return may_contain(wanted, folder.lexically_normal()); };
  walk(root, enter, [&](const fs::path& path) {
    std::error_code error;
    std::string name = path.lexically_normal().string();
    // A folder comes here when it cannot be opened; a root that is not there is no folder.
    if (glob_matches(wanted.string(), name) || fs::is_directory(path, error))
      paths.push_back(std::move(name));
  });
  if (paths.size() == before) paths.push_back(pattern);  // becomes "no such file"
}

}  // namespace

std::vector<std::string> expand_inputs(const std::vector<std::string>& arguments) {
  std::vector<std::string> expanded;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (fs::is_directory(argument, error)) {
      add_directory(argument, expanded);
    } else if (argument.find_first_of("*?") != std::string::npos && !fs::exists(argument, error)) {
      add_glob(argument, expanded);
    } else {
      expanded.push_back(argument);
    }
  }
  std::set<std::string> seen;
  std::vector<std::string> unique;
  for (std::string& path : expanded) {
    if (seen.insert(path).second) unique.push_back(std::move(path));
  }
  return unique;
}

}  // namespace meshgate
