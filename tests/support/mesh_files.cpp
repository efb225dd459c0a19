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

std::vector<std::byte> glb_file(const Shape& shape) { return gltf_of(shape).glb(); }

}  // namespace meshgate::test
