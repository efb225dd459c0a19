#pragma once
// Room on the device that is kept for the end of what was begun.
#include <string>

#include "meshgate/result.h"

namespace meshgate {

/// Makes sure that `path` holds some room of the device, and makes the file when it does not. kIo, with what
/// to do, when there is none.
Result<bool> keep_reserve(const std::string& path);

/// Gives the room back. It is made anew by the next keep_reserve.
void free_reserve(const std::string& path);

}  // namespace meshgate
