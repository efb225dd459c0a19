#pragma once
// The gate: reads inputs, runs the checks of a profile, decides.
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/baseline.h"
#include "meshgate/config.h"
#include "meshgate/profile.h"
#include "meshgate/progress.h"
#include "meshgate/report.h"

namespace meshgate {

/// Which pictures of an input are rendered.
enum class PictureStyle {
  kNone,
  kReport,  ///< views of a model, or thumbnail and histogram of a picture, small, for HTML
  kView,    ///< one PNG of a model: CheckOptions::picture_view
};

/// How to run checks. The report does not depend on `jobs`.
struct CheckOptions {
  Profile profile = {};
  std::vector<std::string> select = {};  ///< globs over rule ids; empty = all
  std::vector<std::string> ignore = {};
  int jobs = 0;                  ///< threads; 0 = all cores
  std::uint64_t max_memory = 0;  ///< bytes for one input and its checks; 0 = three quarters of the machine's
  double timeout_s = 0;          ///< per input; 0 = none
  bool hash = false;             ///< fill sha256 of the inputs that are read
  std::string folder = {};       ///< what the paths of the two lists below are relative to; empty = current
  std::vector<PathSettings> path_settings = {};  ///< laid over the profile, in order
  std::vector<Suppression> suppressions = {};
  std::string today = {};  ///< ISO date that suppressions expire by; empty = the machine's, in UTC
  std::shared_ptr<const Baseline> baseline = {};  ///< accepted findings; null = none
  PictureStyle pictures =
      PictureStyle::kNone;  ///< fill InputReport::pictures; costs a pass over the faces each
  std::string picture_view =
      "sheet";                       ///< "front", "side", "top", "three-quarter", "defect", "parts", "sheet"
  std::uint32_t picture_size = 640;  ///< pixels a side of a view in kView
  std::string witness_folder = {};   ///< write the offending faces of each mesh rule there as GLB; empty = no
  Progress* progress = nullptr;
  std::stop_token stop = {};
};

/// Checks files in the order given. Never fails as a whole for a bad input: that is a finding
/// (`file/unreadable`). kCancelled when `stop` was requested, kUsage for a select glob that names no rule.
Result<Report> check_files(const std::vector<std::string>& paths, const CheckOptions& options);

/// Checks bytes in memory as if they were the file `name`; files beside it are not found.
Result<InputReport> check_bytes(const std::string& name, std::vector<std::byte> bytes,
                                const CheckOptions& options);

/// Expands directories (recursively, sorted, files with a known suffix) and `*`, `?`, `**` globs.
/// A path that does not exist is kept: it becomes a finding.
std::vector<std::string> expand_inputs(const std::vector<std::string>& arguments);

/// Exit code of a finished report: 0 nothing at or above `fail_on`, 1 otherwise. kOff = never fail.
int exit_code(const Report& report, Severity fail_on);

}  // namespace meshgate
