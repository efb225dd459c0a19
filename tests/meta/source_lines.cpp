#include "meta/source_lines.h"

#include <sstream>

#include "support/files.h"

namespace meshgate::test {

std::vector<std::string> cpp_files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const std::string& file : files_below(folder)) {
    if (file.ends_with(".h") || file.ends_with(".cpp")) files.push_back(file);
  }
  return files;
}

std::vector<Include> includes_below(const std::string& folder) {
  std::vector<Include> includes;
  for (const std::string& file : cpp_files_below(folder)) {
    std::istringstream lines(read_text(source_dir() / file));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("#include ")) continue;
      const std::size_t open = line.find_first_of("\"<");
      const std::size_t close = line.find_first_of("\">", open + 1);
      if (close == std::string::npos) continue;
      includes.push_back({file, line.substr(open + 1, close - open - 1), line[open] == '"'});
    }
  }
  return includes;
}

}  // namespace meshgate::test
