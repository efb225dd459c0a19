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
// they become findings. Links to folders are not followed: they may form a circle.
template <class Take>
void walk(const fs::path& folder, Take take) {
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
    } else if (!entry.is_symlink(error)) {
      walk(entry.path(), take);
    }
  }
}

void add_directory(const std::string& directory, std::vector<std::string>& paths) {
  walk(directory, [&](const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error) || has_known_suffix(path)) paths.push_back(path.string());
  });
}

void add_glob(const std::string& pattern, std::vector<std::string>& paths) {
  const std::size_t star = pattern.find_first_of("*?");
  const std::size_t slash = pattern.rfind('/', star);
  const fs::path root = slash == std::string::npos ? fs::path(".") : fs::path(pattern.substr(0, slash + 1));
  const std::size_t before = paths.size();
  walk(root, [&](const fs::path& path) {
    std::string name = path.lexically_normal().string();
    const std::string wanted = fs::path(pattern).lexically_normal().string();
    if (glob_matches(wanted, name)) paths.push_back(std::move(name));
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
