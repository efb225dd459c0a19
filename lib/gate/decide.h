#pragma once
// The one place where configuration meets findings: severity, selection, order, verdict.
#include "meshgate/gate.h"

namespace meshgate {

/// Whether the options want this rule at all: selected, not ignored, not off in the profile.
bool is_wanted(const CheckOptions& options, std::string_view rule);

/// Drops unwanted findings, gives the rest severity, fix and fingerprint, sorts them, and sets the verdict.
void decide(std::vector<Finding> findings, const CheckOptions& options, InputReport& report);

/// kUsage for a glob in select or ignore that matches no rule.
Result<bool> validate_selection(const CheckOptions& options);

}  // namespace meshgate
