#pragma once
// What fails the run, for emitters that tell failures from remarks.
#include <cstdint>

#include "meshgate/emitter.h"

namespace meshgate {

/// Whether this finding makes the exit code 1.
bool is_failure(const Finding& finding, const EmitOptions& options);

/// Whether the input has a finding that makes the exit code 1; with `fail_on` off, whether it has an error.
bool is_failing(const InputReport& input, const EmitOptions& options);

/// "88 of 159 inputs fail", "All 3 inputs pass": the run in a few words.
std::string verdict_sentence(const Report& report, const EmitOptions& options);

/// How bad an input is, for lists that show the worst first.
struct Badness {
  std::uint64_t errors = 0, warnings = 0, infos = 0;
};
Badness badness_of(const InputReport& input);

/// Inputs with a finding, those that fail first, then by number of errors, warnings and infos, then as given.
std::vector<const InputReport*> worst_first(const Report& report, const EmitOptions& options);

/// "12 known findings of the baseline, 1 suppressed"; empty when there are none.
std::string muted_text(const Report& report);
std::string muted_text(const InputReport& input);

/// "3 findings of the baseline are gone or fewer: …"; empty when there are none.
std::string fixed_text(const Report& report);

}  // namespace meshgate
