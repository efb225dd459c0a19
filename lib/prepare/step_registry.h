#pragma once
// The table that CMake writes of prepare/steps/*.cpp.
#include <span>

#include "meshgate/step.h"

namespace meshgate {

/// In the order of file names.
std::span<const Step* const> registered_steps();

}  // namespace meshgate
