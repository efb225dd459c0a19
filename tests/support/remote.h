#pragma once
// A client, a journal and inputs for tests that talk to a stand-in.
#include <string>

#include "meshgate/jobs.h"
#include "meshgate/run.h"
#include "support/files.h"

namespace meshgate::test {

/// A folder with a journal, inputs and results.
class RemoteBench {
 public:
  explicit RemoteBench(std::string base_url);

  /// A client of its own; polls are quick.
  [[nodiscard]] Client client() const;
  [[nodiscard]] Journal journal() const;
  [[nodiscard]] std::string journal_path() const { return (folder_.path() / "journal.sqlite").string(); }
  [[nodiscard]] std::string out() const { return (folder_.path() / "out").string(); }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  /// A split request for a small input of this content.
  [[nodiscard]] JobSpec split(const std::string& content) const;
  [[nodiscard]] JobOptions options() const;
  /// These, the results' folder and the profile hitem3d.
  [[nodiscard]] RunOptions run_options() const;
  /// Drives with a new client and a new journal object, as a new process would.
  [[nodiscard]] std::vector<JobOutcome> drive(const std::vector<JobSpec>& specs,
                                              const JobOptions& options) const;
  [[nodiscard]] std::vector<JobOutcome> drive(const std::vector<JobSpec>& specs) const {
    return drive(specs, options());
  }
  /// Checks, splits and fetches a cube, without comparing the result.
  [[nodiscard]] RunOutcome run_cube(const JobOptions& jobs) const;
  /// One for each job of the journal, as `meshgate resume` does.
  [[nodiscard]] std::vector<JobSpec> resumable() const;

 private:
  std::string base_url_;
  TemporaryFolder folder_;
};

}  // namespace meshgate::test
