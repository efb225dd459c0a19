#pragma once
// What meshgate-import writes on its standard output; the reader in import_stream.cpp trusts none of it.
//
// All numbers are little-endian; every record is a multiple of four bytes long, so arrays of floats and
// indices are aligned. A string is its length (u32), its bytes, and zeros up to a multiple of four.
//
//   magic       8 bytes: kImportScene, or kImportFailure followed by one string (the reason)
//   animated    u32: 0 or 1
//   others      u32 cameras, u32 lights
//   units       f32 metres of one unit (0 = unknown), u32 up axis: 'Y', 'Z' or 0 (unknown)
//   nodes       u32 count; each: name, u32 parent (kNoIndex = root), 16 f32 column-major local matrix,
//               u32 count of meshes, u32 each
//   materials   u32 count; each: name, 4 f32 base colour, f32 metallic, f32 roughness, 3 f32 emissive, u32
//   two-sided,
//               u32 count of textures;
//               each: u32 TextureRole, path ("*3" = embedded texture 3)
//   embedded    u32 count; each: name, format hint, string with the encoded file (empty: raw texels, not
//   passed on) meshes      u32 count; each: name, u32 material (kNoIndex), u32 flags (ImportMeshFlags), u32
//   UV sets,
//               u32 vertices, u32 faces, u32 corners, u32 points and lines left out;
//               positions 3 f32 a vertex; normals 3 f32 a vertex (flag); colours 4 f32 a vertex (flag);
//               2 f32 a vertex for each UV set; u32 size of each face (flag); u32 vertex of each corner
//   end         8 bytes: kImportEnd
#include <cstdint>
#include <string_view>

namespace meshgate {

inline constexpr std::string_view kImportScene = "MGSCENE3";
inline constexpr std::string_view kImportFailure = "MGFAIL_1";
inline constexpr std::string_view kImportEnd = "MGEND__1";

enum ImportMeshFlags : std::uint32_t {
  kImportNormals = 1,
  kImportColors = 2,
  kImportSkinned = 4,
  kImportMorphs = 8,
  kImportFaceSizes = 16,  ///< absent: all faces are triangles
};

inline constexpr std::uint32_t kImportMaxUvSets = 8;

}  // namespace meshgate
