#pragma once
// What `prepare` did, for the text report.
#include <string>

#include "report/detail/text_style.h"

namespace meshgate {

/// Steps, before and after, and the drift of one input; empty when it is not of `prepare`.
std::string render_text_preparation(const InputReport& input, const TextStyle& style);

/// The last lines of a report of `prepare`: what became of the output, why not, and, unless quiet, what to
/// run next.
std::string render_text_prepared(const Report& report, const EmitOptions& options, const TextStyle& style);

}  // namespace meshgate
