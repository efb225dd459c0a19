#pragma once
// Does what came back belong to what was sent? Compares a result with its source.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/gate.h"
#include "meshgate/report.h"
#include "meshgate/result.h"

namespace meshgate {

enum class ExpectationKind {
  kNone,          ///< plain comparison of two models
  kSplit,         ///< solid parts that fit together
  kSegmentation,  ///< pieces of the surface
  kDepth,         ///< a depth map of a picture
};

/// What was asked of the service, so what the result has to be.
struct Expectation {
  ExpectationKind kind = ExpectationKind::kNone;
  std::string text;        ///< as it was written, for reports
  bool character = false;  ///< split: by template, else by level
  int parts = 0;           ///< split by template: how many parts; 0 = not fixed
  std::string joint;       ///< split by template: "none", "ball", "dovetail" or "pin"
  bool loose_connectors =
      false;                ///< split with merge=no: connectors are bodies of their own, more than `parts`
  std::string level;        ///< "low", "medium" or "high" of split:general and segmentation
  std::string depth_model;  ///< "pro" or "base"
  bool remove_background = false;  ///< depth with rmbg
};

/// Parses `split:character[:TEMPLATE[:JOINT[:loose]]]` (template a–f, joint none, ball, dovetail or pin),
/// `split:general[:LEVEL]`, `segmentation[:LEVEL]`, `depth[:pro|base[:rmbg]]` or `none`; what is left out is
/// what the service takes: a, ball, medium, pro. kUsage with what is possible.
Result<Expectation> parse_expectation(std::string_view text);

/// Printing processes, whose fits differ.
enum class PrintProcess { kFdm, kResin };
/// Parses "fdm" or "resin". kUsage.
Result<PrintProcess> parse_process(std::string_view text);
/// Millimetres of "mm", "cm", "m" or "in". kUsage.
Result<double> parse_unit_mm(std::string_view text);

/// How to compare. The report does not depend on `check.jobs`.
struct VerifyOptions {
  CheckOptions check = {};  ///< profile, selection, threads, stop …; `timeout_s` and memory are for all files
  Expectation expectation = {};
  std::optional<double> unit_mm = {};  ///< millimetres of one unit of the source; absent = not known
  double scale = 1;                    ///< factor to the size at which it is printed
  PrintProcess process = PrintProcess::kFdm;
  std::size_t samples = 200'000;  ///< points on the source, and on all parts together
  std::string labels = {};        ///< segmentation: write the label of each source face there (.json or .npy)
  std::string reference = {};     ///< segmentation: labels to compare with (.json or .npy), for mIoU
};

/// Compares `results`, together one result, with `source`, and returns a report with one input of kind
/// kResult: its path is that of the only result, or of the folder of several. A result that cannot be read is
/// a finding (`parts/unreadable`), a source that cannot be read an error, kMalformed or what reading it gave.
/// kCancelled when a stop was requested, kUsage for a selection that names no rule.
Result<Report> verify_files(const std::string& source, const std::vector<std::string>& results,
                            const VerifyOptions& options);

}  // namespace meshgate
