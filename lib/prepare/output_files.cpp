#include "prepare/output_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "core/text.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<const Format*> output_format(const std::string& output, AssetKind kind) {
  const std::string suffix = suffix_of(output);
  std::string known;
  for (const Format* format : all_formats()) {
    if (format->write == nullptr || format->kind != kind) continue;
    if (std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end())
      return format;
    known += (known.empty() ? "" : ", ") + std::string(format->suffixes.front());
  }
  return fail(
      ErrorKind::kUsage,
      fmt::format("{}: {} be written as \"{}\"; suffixes that can: {}", printable(output),
                  kind == AssetKind::kImage ? "a picture cannot" : "a model cannot",
                  suffix.empty() ? "(no suffix)" : printable(suffix), known.empty() ? "none" : known));
}

Result<bool> check_target(const std::string& path, const std::string& input, bool overwrite) {
  std::error_code error;
  if (fs::exists(path, error)) {
    if (fs::equivalent(path, input, error) && !error)
      return fail(ErrorKind::kUsage, path + " is the input, which is never changed");
    if (fs::is_directory(path, error)) return fail(ErrorKind::kUsage, path + " is a folder");
    if (!overwrite) return fail(ErrorKind::kUsage, path + " is there already; --overwrite replaces it");
    return true;
  }
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, error))
    return fail(ErrorKind::kUsage, path + ": there is no folder " + folder.string());
  return true;
}

Result<bool> check_apart(const std::string& path, const Written& written, const std::string& input,
                         const std::vector<std::string>& companions) {
  for (std::size_t i = 0; i < written.files.size(); ++i) {
    const fs::path place = i == 0 ? fs::path(path) : fs::path(path).parent_path() / written.files[i].name;
    std::error_code error;
    if (fs::equivalent(place, input, error) && !error)
      return fail(ErrorKind::kUsage, place.string() + " is the input, which is never changed");
    for (const std::string& companion : companions) {
      if (!fs::equivalent(place, companion, error) || error) continue;
      return fail(
          ErrorKind::kUsage,
          fmt::format("{} belongs to the input, which is never changed, and the output needs a file of "
                      "this name: choose another folder, or another name than {}",
                      place.string(), fs::path(path).filename().string()));
    }
  }
  return true;
}

std::string refused_path(const std::string& output) {
  const fs::path path(output);
  return (path.parent_path() / (path.stem().string() + ".refused" + path.extension().string())).string();
}

}  // namespace meshgate
