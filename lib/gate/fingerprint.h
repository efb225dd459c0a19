#pragma once
// Which findings of two runs are the same one.
#include <string>

#include "meshgate/report.h"

namespace meshgate {

/// Identity of a finding over re-exports: rule, element and, when all of its places are known, these relative
/// to the diagonal of the model.
std::string fingerprint_of(const Finding& finding, double diagonal);

/// Diagonal of the box in the metrics; 0 = none.
double diagonal_of(const InputReport& report);

}  // namespace meshgate
