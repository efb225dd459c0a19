#pragma once
// Bridge to meshoptimizer's decoders (EXT_meshopt_compression and KHR_meshopt_compression).
#include <cstdint>
#include <string_view>

#include "core/buffer.h"
#include "core/endian.h"

namespace meshgate {

enum class MeshoptMode { kAttributes, kTriangles, kIndices };
enum class MeshoptFilter { kNone, kOctahedral, kQuaternion, kExponential, kColor };

/// One compressed buffer view, as the extension states it.
struct MeshoptStream {
  MeshoptMode mode = MeshoptMode::kAttributes;
  MeshoptFilter filter = MeshoptFilter::kNone;
  std::uint64_t count = 0;
  std::uint64_t stride = 0;
  ByteView data;
};

/// Why the stated numbers cannot be right, without decoding: unsuitable strides, or more elements than the
/// data can hold. Empty when decoding may be tried; then count × stride is at most about 64 times the data.
std::string_view meshopt_problem(const MeshoptStream& stream);

/// Decodes into `out` of count × stride bytes. Returns why it cannot be done, or empty. Safe for hostile
/// data; indices may be out of range. Ask meshopt_problem before.
std::string_view decode_meshopt(const MeshoptStream& stream, std::span<std::byte> out);

}  // namespace meshgate
