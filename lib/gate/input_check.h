#pragma once
// One input on its way through the gate: the worker entry, where cancellation and exhausted memory are
// caught.
#include <optional>
#include <string>
#include <vector>

#include "meshgate/gate.h"

namespace meshgate {

/// What came of one input.
struct InputOutcome {
  InputReport report;
  std::vector<FixedFinding> fixed;  ///< entries of the baseline that are gone
  std::optional<Error> problem;     ///< what went wrong beside the checks
};

/// Reads a file and runs the checks; a bad input is a finding. `witness_stem` names its files in
/// `options.witness_folder`; `options.today` must be set.
InputOutcome check_input(const std::string& path, const std::string& witness_stem,
                         const CheckOptions& options);

/// The same for bytes in memory.
InputOutcome check_input_bytes(const std::string& name, std::vector<std::byte> bytes,
                               const CheckOptions& options);

}  // namespace meshgate
