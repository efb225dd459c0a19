#pragma once
// The sources as text, for tests about the sources.
#include <string>
#include <vector>

namespace meshgate::test {

/// One #include line.
struct Include {
  std::string file;    ///< "lib/core/text.cpp"
  std::string header;  ///< "core/text.h"
  bool quoted = false;
};

/// All #include lines of the C++ files below `folder`.
std::vector<Include> includes_below(const std::string& folder);

/// C++ files below `folder`.
std::vector<std::string> cpp_files_below(const std::string& folder);

}  // namespace meshgate::test
