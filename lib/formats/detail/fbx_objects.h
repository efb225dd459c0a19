#pragma once
// The objects of an FBX file: geometries, materials, textures with their pictures. Each has a number, and
// connections say what belongs to what.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "formats/detail/fbx_bytes.h"
#include "formats/detail/losses.h"
#include "meshgate/format.h"

namespace meshgate {

/// `child` belongs to `parent` (0 = the scene), as its property when `property` is not empty.
struct FbxConnection {
  std::int64_t child = 0, parent = 0;
  std::string property;
};

/// What the parts of one file share.
struct FbxFile {
  FbxBytes bytes;
  std::vector<FbxConnection> connections;
  std::int64_t last_id = 1'000'000;

  std::int64_t next_id() { return ++last_id; }
  void connect(std::int64_t child, std::int64_t parent, std::string property = {}) {
    connections.push_back({child, parent, std::move(property)});
  }
};

/// The name of an object with its class, as FBX joins them.
std::string fbx_name(std::string_view name, std::string_view object_class);

/// A mesh as an object, and the materials that its faces have, in the order of their numbers in it.
struct FbxGeometry {
  std::int64_t id = 0;
  std::vector<std::uint32_t> materials;  ///< into Scene::materials; kNoIndex = the one for faces without
};
/// The mesh must be sound. Arrays become doubles, so numbers read back bit for bit.
FbxGeometry write_fbx_geometry(const Mesh& mesh, bool uv_from_below, FbxFile& file, Losses& losses);

/// Materials with their textures and embedded pictures; the ids of the materials, and one more for faces that
/// have none (0 unless `with_fallback`).
std::vector<std::int64_t> write_fbx_materials(const Scene& scene, bool with_fallback,
                                              const WriteOptions& options, FbxFile& file, Losses& losses);

}  // namespace meshgate
