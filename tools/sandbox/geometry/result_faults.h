#pragma once
// Faults of the stage kResult that are done to parts.
#include <vector>

#include "sandbox/faults.h"
#include "sandbox/geometry/split.h"

namespace meshgate::sandbox {

/// Carries out all that concern finished parts, in the order of the table. `diagonal` is the source's.
void spoil_parts(const std::vector<Fault>& faults, double diagonal, std::vector<Part>& parts);

/// A fault's amount as a length: units of the file, or a part of the diagonal.
double length_of(const Fault& fault, double diagonal);

}  // namespace meshgate::sandbox
