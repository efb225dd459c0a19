#pragma once
#include <string>

#include "meshgate/result.h"

namespace meshgate {

/// Makes a finished temporary file durable and gives it its name in the same folder: flushed, permissions as
/// the umask says, renamed, folder flushed. kIo.
Result<bool> publish_file(const std::string& temporary, const std::string& path);

}  // namespace meshgate
