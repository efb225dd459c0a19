#pragma once
// Sessions with the program as people see them: tests/cli/*.t, in the notation of Mercurial's test runner
// (cram).
//
//   Prose stands at the left margin.
//     $ meshgate explain mesh/empty      a command, run by sh in an empty folder of its own
//     > continued                        its next lines
//     what it writes to stdout
//     [2]                                its exit code, when it is not 0
//     ! what it wrote to stderr          after the exit code
//     ... (glob)                         a line where * and ? match anything
//
// $TESTDATA is the folder testdata; the version, the folder of the session and that of the sources read as
// $VERSION, $PWD and $SOURCE in what is expected.
#include <string>
#include <vector>

namespace meshgate::test {

/// One command and what came of it.
struct Exchange {
  std::string command;               ///< may have several lines
  std::vector<std::string> outcome;  ///< stdout, [code], "! " stderr: without the indentation
};

/// Runs all commands of a transcript in one folder and returns the transcript with the actual outcomes. A
/// line that an expected `(glob)` line matches is returned as that line.
std::string replay(const std::string& transcript);

/// Whether `pattern` with * and ? matches the whole of `text`.
bool wildcard_matches(std::string_view pattern, std::string_view text);

}  // namespace meshgate::test
