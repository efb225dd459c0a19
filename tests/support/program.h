#pragma once
// Runs of the meshgate program with an environment of their own.
#include <map>
#include <string>
#include <vector>

namespace meshgate::test {

struct ProgramRun {
  int code = 0;  ///< 128 + signal when it was killed
  std::string out, err;
};

/// A word of sh.
std::string shell_quoted(const std::string& text);

/// Runs a line of sh with `meshgate` in the path and nothing else in the environment than `variables`.
ProgramRun run_line(const std::string& line, const std::map<std::string, std::string>& variables);

}  // namespace meshgate::test
