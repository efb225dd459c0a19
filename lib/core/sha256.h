#pragma once
// SHA-256 by OpenSSL.
#include <string>

#include "core/endian.h"
#include "meshgate/result.h"

namespace meshgate {

/// Lower-case hexadecimal digest of `bytes`.
std::string sha256_hex(ByteView bytes);

/// The same for a file, read in pieces: the memory does not grow with its size. kNotFound or kIo.
Result<std::string> sha256_of_file(const std::string& path);

}  // namespace meshgate
