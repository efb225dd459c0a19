#pragma once
// Running the steps of a plan, one after the other.
#include <memory>
#include <vector>

#include "gate/input_check.h"
#include "prepare/plan.h"

namespace meshgate {

/// An asset on its way from the input to the output.
struct Workpiece {
  std::shared_ptr<const CheckedAsset> asset;
  /// What the drift is measured from: the input, with what was asked for (unit, axes, closed holes) applied.
  std::shared_ptr<const CheckedAsset> reference;
  std::vector<StepRecord> records;
  std::vector<std::string> refused;  ///< what steps could not mend, with the reason
  std::vector<std::string> advice;   ///< what the user may rather want
  bool changed = false;
  bool approximated = false;        ///< by a step that moves the surface on purpose
  double moved_before = 0;          ///< bound of how far points moved before the reference, in units
  double moved_since = 0;           ///< the same since then
  bool has_to_be_measured = false;  ///< a step does not say how far it moved the surface
};

/// Runs one step; without anything to do there is no record.
Result<bool> run_step(const PlannedStep& planned, const StepContext& context, Workpiece& work);

/// Runs all. kCancelled, kLimit.
Result<Workpiece> run_steps(const Plan& plan, const StepContext& context,
                            std::shared_ptr<const CheckedAsset> input);

}  // namespace meshgate
