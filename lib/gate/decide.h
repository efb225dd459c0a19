#pragma once
// The one place where configuration meets findings: severity, selection, order, verdict.
#include "meshgate/gate.h"

namespace meshgate {

/// Whether a rule is wanted at all: selected, not ignored, not off in the profile of the input.
bool is_wanted(const Profile& profile, const CheckOptions& options, std::string_view rule);

/// The profile of one input: that of the options with the settings that its path has.
Profile profile_for(const CheckOptions& options, const std::string& path);

/// Drops unwanted findings, gives the rest severity, fix and fingerprint, sorts them, and sets the verdict.
void decide(std::vector<Finding> findings, const Profile& profile, const CheckOptions& options,
            InputReport& report);

/// Moves what the suppressions accept to `muted`, and sets the verdict anew. An expired suppression accepts
/// nothing: it adds a finding of its own. `options.today` must be set.
void apply_suppressions(const Profile& profile, const CheckOptions& options, InputReport& report);

/// Worst first, then by rule and element; and the verdict that follows from the findings.
void settle_findings(InputReport& report);

/// The options with today's date, in UTC, when they have none: it is then the same for all inputs, also
/// around midnight.
CheckOptions with_date(const CheckOptions& options);

/// kUsage for a glob in select or ignore that matches no rule.
Result<bool> validate_selection(const CheckOptions& options);

}  // namespace meshgate
