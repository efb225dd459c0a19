#pragma once
#include <cstddef>
#include <string>

namespace meshgate {

/// `bytes` random bytes of the operating system as lower-case hexadecimal text: fit for secrets.
std::string random_hex(std::size_t bytes);

}  // namespace meshgate
