#pragma once
// What parts are called on pictures.
#include <string>

#include "verify/comparison.h"

namespace meshgate {

/// Its name in the file, shortened, else "part 3" (counted from 1).
std::string part_name(const Comparison& comparison, std::uint32_t part);

}  // namespace meshgate
