#pragma once
// The day by which suppressions expire.
#include "meshgate/gate.h"

namespace meshgate {

/// The options with the machine's date, in UTC, when they have none: the same for all inputs of a run, also
/// around midnight.
CheckOptions with_date(const CheckOptions& options);

}  // namespace meshgate
