#pragma once
// Paths as words of a shell, for commands that reports suggest.
#include <string>

namespace meshgate {

/// A path as one word of a shell, quoted when it needs to be.
std::string shell_word(const std::string& path);

}  // namespace meshgate
