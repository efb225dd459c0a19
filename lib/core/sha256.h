#pragma once
// SHA-256 by OpenSSL.
#include <memory>
#include <string>

#include "core/endian.h"
#include "meshgate/result.h"

namespace meshgate {

/// Lower-case hexadecimal digest of `bytes`.
std::string sha256_hex(ByteView bytes);

/// The same for a file, read in pieces: the memory does not grow with its size. kNotFound or kIo.
Result<std::string> sha256_of_file(const std::string& path);
/// The digest of bytes that arrive in pieces.
class Sha256 {
 public:
  Sha256();
  void update(ByteView bytes);
  /// Lower-case hexadecimal digest of all pieces; ends the computation.
  std::string hex();

 private:
  std::shared_ptr<void> context_;
};

}  // namespace meshgate
