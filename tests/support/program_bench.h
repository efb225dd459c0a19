#pragma once
// Runs of the program against a stand-in, in a folder of their own.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "support/files.h"
#include "support/program.h"
#include "support/secrets.h"

namespace meshgate::test {

/// A folder with inputs, results and a journal, and the environment of the runs in it.
class ProgramBench {
 public:
  explicit ProgramBench(const std::string& base_url);

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  /// "cube7.stl": a closed cube that no other number has.
  [[nodiscard]] std::string cube_file(int number) const;
  /// "broken.stl": a closed cube, and a triangle with a corner that is no number: prepare mends it.
  [[nodiscard]] std::string broken_file() const;
  [[nodiscard]] ProgramRun run(const std::string& line) const;
  /// Runs a split of cube1.stl that gets the signal ("INT") when the service has seen its first query.
  [[nodiscard]] ProgramRun run_until_processing(const std::string& signal) const;
  /// The line as a subshell in this folder and environment, for several benches in one run_line.
  [[nodiscard]] std::string subshell(const std::string& line) const;

 private:
  TemporaryFolder folder_;

 public:
  std::map<std::string, std::string> variables;
};

/// Names and content of everything below a folder.
std::string all_bytes_below(const std::filesystem::path& folder);

/// Fails the test when a planted secret, what base64 makes of it, or one of `more` is in `text`.
void check_no_secret(const std::string& text, const std::vector<std::string>& more = {});

}  // namespace meshgate::test
