#pragma once
// Bridge to Draco (KHR_draco_mesh_compression).
#include <cstdint>
#include <string>
#include <vector>

#include "core/endian.h"
#include "meshgate/array.h"

namespace meshgate {

/// What the header of a Draco stream claims; nothing of it has been decoded.
struct DracoClaims {
  std::uint64_t faces = 0;
  std::uint64_t points = 0;  ///< at least; edgebreaker streams may make more at seams
};

/// One attribute, dense: `components` floats for each point, normalized integers as 0…1 or −1…1.
struct DracoAttribute {
  std::uint32_t id = 0;  ///< unique id in the stream
  std::uint32_t components = 0;
  std::vector<float> values;
};

/// A decoded triangle mesh.
struct DracoMesh {
  std::vector<std::uint32_t> indices;  ///< 3 × faces, all below `points`
  std::uint64_t points = 0;
  std::vector<DracoAttribute>
      attributes;  ///< those asked for, in the order asked; missing ones have no values
};

/// Reads the header only. Returns why it is not a triangle mesh that Draco can decode, or empty.
std::string read_draco_claims(ByteView data, DracoClaims& claims);

/// Decodes a mesh with the attributes of these ids. Returns why it failed, or empty.
///
/// Draco allocates what the header claims, so ask read_draco_claims before and refuse what is too much.
std::string decode_draco(ByteView data, const std::vector<std::uint32_t>& ids, DracoMesh& mesh);

}  // namespace meshgate
