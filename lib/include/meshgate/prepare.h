#pragma once
// Making a file acceptable: plan, change, check again, prove that no harm was done.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/gate.h"
#include "meshgate/result.h"
#include "meshgate/step.h"

namespace meshgate {

/// What prepare is asked for besides passing the profile of `check`.
struct PrepareOptions {
  CheckOptions check = {};  ///< the same for the input and the output; pictures are those of the output
  Severity fail_on = Severity::kError;  ///< an output with such a finding is refused; kOff = none is
  std::optional<std::uint64_t> target_triangles = {};  ///< of the whole scene as it is placed
  std::optional<double> target_ratio = {};             ///< of the triangles, 0 to 1
  std::optional<double> max_error = {};  ///< decimate as far as this allows; relative to the diagonal
  std::optional<std::uint64_t> max_bytes =
      {};  ///< of the output file; default: the lower limit of the profile
  std::optional<std::uint32_t> max_side = {};  ///< pixels, of pictures and textures
  /// Largest distance between input and output, relative to the diagonal; default 0.005, and 0.01 when a step
  /// approximates.
  std::optional<double> max_drift = {};
  std::vector<std::string> steps = {};  ///< steps that are wanted whatever the findings say, also opt-in ones
  /// Values of steps' parameters: "weld.tolerance". Unknown names are kUsage.
  std::map<std::string, double, std::less<>> parameters = {};
  std::string unit = {};  ///< unit of the input: "mm", "cm", "m" or "in"; empty = as the format says
  char up = 0;            ///< up axis of the input: 'Y' or 'Z'; 0 = as the format says
  /// Told what begins: "checking …", the id of a step, "writing …". Called by the thread that prepares.
  std::function<void(std::string_view stage)> on_stage = {};
  bool dry_run = false;    ///< plan only
  bool overwrite = false;  ///< an output that is there may be replaced; never the input
  bool keep = false;       ///< write a refused output beside the wanted name, as "NAME.refused.SUFFIX"
};

/// Makes `input` acceptable and writes `output`, whose suffix chooses the format.
///
/// The report has one input: the output as it was checked from its bytes, with InputReport::steps and
/// InputReport::preparation; of a dry run the input, with the plan. Nothing is written when the output is
/// refused (Preparation::refusals says why), and an output is there as a whole or not at all. kUsage for a
/// target that cannot be written or is there already, kUnsupported for an input that cannot be read, kIo,
/// kCancelled. Cost: about two checks, the steps, and one comparison of both surfaces.
Result<Report> prepare_file(const std::string& input, const std::string& output,
                            const PrepareOptions& options);

/// Whether a report of prepare ends in exit code 0: written (or planned) and nothing at `fail_on` or above.
bool is_prepared(const Report& report, Severity fail_on);

/// The page of one step, as docs/reference/steps.md has it, and the whole document.
std::string render_step_page(const Step& step);
std::string render_steps_document();

}  // namespace meshgate
