#pragma once
// Labels of faces as files: JSON and NumPy.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meshgate/result.h"

namespace meshgate {

/// Writes one label a face, −1 for kNoIndex: `.npy` as a one-dimensional array of int32, else JSON
/// {"schema": "meshgate-labels/1", "segments": N, "labels": […]}. kIo; kUsage for another suffix.
Result<bool> write_labels(const std::string& path, std::span<const std::uint32_t> labels,
                          std::size_t segments);

/// Reads what write_labels writes: `.npy` of any integer type, `.json` as above or a plain list. kMalformed.
Result<std::vector<std::uint32_t>> read_labels(const std::string& path);

}  // namespace meshgate
