#pragma once
#include <string>

namespace meshgate {

/// The value of an environment variable; empty when it is not set.
std::string environment_variable(const char* name);

}  // namespace meshgate
