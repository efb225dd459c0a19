#pragma once
// SHA-256 by OpenSSL.
#include <string>

#include "core/endian.h"

namespace meshgate {

/// Lower-case hexadecimal digest of `bytes`.
std::string sha256_hex(ByteView bytes);

}  // namespace meshgate
