#include "prepare/run_steps.h"

#include <algorithm>
#include <utility>

namespace meshgate {
namespace {

double diagonal_of(const AssetFacts& facts) {
  const Box3& box = facts.world().bounds;
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

}  // namespace

Result<bool> run_step(const PlannedStep& planned, const StepContext& context, Workpiece& work) {
  const Step& step = *planned.step;
  context.begin(step.id);
  MG_TRY(StepResult result, step.run(work.asset->facts, context));
  for (const std::string& reason : result.refused) {
    std::string text = std::string(step.id) + ": " + reason;
    // A step may run again on what it left.
    if (std::find(work.refused.begin(), work.refused.end(), text) == work.refused.end())
      work.refused.push_back(std::move(text));
  }
  if (!result.asset) return false;
  StepRecord record;
  record.step = step.id;
  record.done = std::move(result.done);
  record.count = result.count;
  record.why = planned.why;
  record.lost = std::move(result.lost);
  record.numbers = std::move(result.numbers);
  const double diagonal = diagonal_of(work.asset->facts);
  if (result.moved) record.moved = diagonal > 0 ? *result.moved / diagonal : 0;
  work.approximated = work.approximated || step.approximates;
  work.changed = true;
  work.records.push_back(std::move(record));
  work.asset = std::make_shared<const CheckedAsset>(
      std::move(*result.asset), context.stop, result.known != nullptr ? std::move(result.known) : work.asset);
  if (step.sets_reference) {
    work.reference = work.asset;
    work.moved_before += std::exchange(work.moved_since, 0);
  } else if (result.moved) {
    work.moved_since += *result.moved;
  } else {
    work.has_to_be_measured = true;
  }
  return true;
}

Result<Workpiece> run_steps(const Plan& plan, const StepContext& context,
                            std::shared_ptr<const CheckedAsset> input) {
  Workpiece work;
  work.asset = work.reference = std::move(input);
  for (const PlannedStep& planned : plan.steps) {
    if (context.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
    MG_TRY([[maybe_unused]] const bool changed, run_step(planned, context, work));
  }
  return work;
}

}  // namespace meshgate
