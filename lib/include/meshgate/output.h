#pragma once
// Writing files so that nothing is lost.
#include <span>
#include <string>

#include "meshgate/result.h"

namespace meshgate {

/// Writes `bytes` to a temporary file in the folder of `path`, flushes it to the device and renames it.
/// On failure `path` is as it was and the temporary file is gone. Links are followed; a pipe or a device is
/// written to instead. kIo with the reason of the operating system.
Result<bool> write_file(const std::string& path, std::span<const std::byte> bytes);

/// The same for text.
Result<bool> write_file(const std::string& path, std::string_view text);

}  // namespace meshgate
