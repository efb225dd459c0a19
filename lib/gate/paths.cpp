#include "gate/paths.h"

#include <filesystem>

namespace meshgate {

namespace fs = std::filesystem;

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path.empty() ? "." : path, error).lexically_normal();
  const bool ends = absolute.has_filename() || !absolute.has_relative_path();
  return (ends ? absolute : absolute.parent_path()).generic_string();
}

std::string seen_from(const std::string& folder, const std::string& path) {
  return fs::path(absolute_path(path)).lexically_relative(absolute_path(folder)).generic_string();
}

}  // namespace meshgate
