#include "formats/detail/stl_ascii.h"

namespace meshgate {

Result<Asset> read_stl_ascii(const Source& source, const ReadOptions& /*options*/) {
  return fail(ErrorKind::kUnsupported, source.path());
}

}  // namespace meshgate
