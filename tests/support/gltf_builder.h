#pragma once
// glTF files built by code: a sound document that a test may then damage in one place.
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/endian.h"
#include "support/mesh_builder.h"

namespace meshgate::test {

/// Any trivially copyable values as bytes.
template <class T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

inline constexpr int kByte = 5120, kUnsignedByte = 5121, kShort = 5122, kUnsignedShort = 5123,
                     kUnsignedInt = 5125, kFloat = 5126;
inline constexpr int kVertexTarget = 34962, kIndexTarget = 34963;

/// A document and its one binary buffer.
struct GltfFile {
  nlohmann::json json;
  std::vector<std::byte> bin;

  /// Appends bytes at a multiple of 4 and a buffer view over them; returns its index.
  int add_view(std::span<const std::byte> bytes, int target = 0, int stride = 0);
  /// Appends an accessor at the start of a view; returns its index.
  int add_accessor(int view, int component, const std::string& type, std::size_t count);
  /// add_view and add_accessor for tightly packed values.
  int add(std::span<const std::byte> bytes, int component, const std::string& type, std::size_t count,
          int target = 0);
  /// Sets min and max of a float accessor from its data in `bin` (tightly packed).
  void set_bounds(int accessor);

  /// The document with the right byteLength as one GLB.
  [[nodiscard]] std::vector<std::byte> glb() const;
  /// The document as JSON with the buffer as a data URI.
  [[nodiscard]] std::vector<std::byte> gltf() const;
  /// The document as JSON with this uri for the buffer (none when empty).
  [[nodiscard]] std::vector<std::byte> gltf_with_uri(const std::string& uri) const;
};

/// A GLB from these two chunks; the length is right, the chunks are padded.
std::vector<std::byte> glb_of(std::string_view json, std::span<const std::byte> bin);
std::string base64(std::span<const std::byte> bytes);

/// The shape as one primitive with float positions (accessor 0) and 32-bit indices (accessor 1), on node 0.
GltfFile gltf_of(const Shape& shape);

/// One mesh with one primitive: float positions (accessor 0) and 16-bit indices (accessor 1) of a cube, on
/// node 0.
GltfFile gltf_cube();

/// The cube with TEXCOORD_0, whose values collapse no triangle, and a material with this PNG as its texture.
GltfFile gltf_painted_cube(std::span<const std::byte> png);

/// The cube with everything else that the format has, all sound: normals, tangents, texture coordinates,
/// colors, a material with a texture and normal map, a morph target, a skin with three joints, animations,
/// cameras, sparse data. meshgate finds nothing worse than information in it.
///
/// accessors: 0 POSITION, 1 indices, 2 NORMAL, 3 TANGENT, 4 TEXCOORD_0, 5 COLOR_0, 6 JOINTS_0, 7 WEIGHTS_0,
/// 8 morph POSITION, 9 bind matrices, 10 times, 11 rotations, 12 weights of morphs, 13 sparse morph NORMAL.
/// nodes: 0 skinned mesh, 1 root joint with children 2 and 3, 4 plain mesh with camera.
GltfFile gltf_rich();

/// 1 × 1 white PNG.
std::vector<std::byte> tiny_png();

}  // namespace meshgate::test
