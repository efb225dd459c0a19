#pragma once
// Which steps an input needs, and why.
#include <string>
#include <vector>

#include "asset/facts.h"
#include "prepare/step_context.h"

namespace meshgate {

struct PlannedStep {
  const Step* step = nullptr;
  std::vector<std::string> why;  ///< rules and options that ask for it
};

struct Plan {
  std::vector<PlannedStep> steps;   ///< in their order
  std::vector<std::string> advice;  ///< what would help and is done only when asked for
};

/// Makes the plan: steps that findings of warning or worse name, that options want, or that were asked for by
/// name. Sizes are not its business: the file may be small enough once it is written anew. Deterministic.
Plan make_plan(const AssetFacts& facts, const StepContext& context);

/// Automatic steps that findings of an output name still: what is left to mend after the plan was run.
/// Writing anew and decimating are not among them.
std::vector<PlannedStep> plan_again(const InputReport& after);

/// kUsage for a step or a parameter that does not exist.
Result<bool> validate_steps(const PrepareOptions& options);

/// The option that asks for a step by name: "--fill-holes", "--step weld".
std::string option_of(const Step& step);

}  // namespace meshgate
