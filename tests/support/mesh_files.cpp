#include "support/mesh_files.h"

#include <fmt/core.h>

#include <string>

#include "support/gltf_builder.h"

namespace meshgate::test {

std::vector<std::byte> obj_text(const Shape& shape) {
  std::string text;
  for (const float3& p : shape.positions) text += fmt::format("v {:.9g} {:.9g} {:.9g}\n", p.x, p.y, p.z);
  for (std::size_t i = 0; i < shape.indices.size(); i += 3)
    text +=
        fmt::format("f {} {} {}\n", shape.indices[i] + 1, shape.indices[i + 1] + 1, shape.indices[i + 2] + 1);
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

std::vector<std::byte> glb_file(const Shape& shape) {
  GltfFile file;
  file.json = {{"asset", {{"version", "2.0"}}},
               {"scene", 0},
               {"scenes", {{{"nodes", {0}}}}},
               {"nodes", {{{"mesh", 0}}}},
               {"meshes", {{{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}}}}};
  file.add(bytes_of(shape.positions), kFloat, "VEC3", shape.positions.size(), kVertexTarget);
  file.set_bounds(0);
  file.add(bytes_of(shape.indices), kUnsignedInt, "SCALAR", shape.indices.size(), kIndexTarget);
  return file.glb();
}

}  // namespace meshgate::test
