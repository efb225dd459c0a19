#pragma once
// The text report over many inputs: what a person can act on in one screen.
#include <string>

#include "meshgate/emitter.h"

namespace meshgate {

/// Findings by rule with the inputs that have most of them, then the worst inputs: about 40 lines, whatever
/// the number of inputs. What is left out is counted. With `quiet`, only what fails the run.
std::string render_text_overview(const Report& report, const EmitOptions& options);

/// What to run to see more, beneath the summary of an overview.
std::string render_text_next_steps(const Report& report, const EmitOptions& options);

}  // namespace meshgate
