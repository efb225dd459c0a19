#include "support/mesh_builder.h"

#include <cmath>
#include <cstring>
#include <numbers>

namespace meshgate::test {
namespace {

template <class T>
void append(std::vector<std::byte>& out, const T& value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  out.insert(out.end(), bytes, bytes + sizeof value);
}

}  // namespace

Shape cube() {
  Shape shape;
  for (unsigned i = 0; i < 8; ++i) {
    shape.positions.push_back(
        {(i & 1U) != 0 ? 1.0F : -1.0F, (i & 2U) != 0 ? 1.0F : -1.0F, (i & 4U) != 0 ? 1.0F : -1.0F});
  }
  shape.indices = {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4,
                   2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5};
  return shape;
}

Shape torus(std::uint32_t rings, std::uint32_t sides) {
  Shape shape;
  for (std::uint32_t i = 0; i < rings; ++i) {
    for (std::uint32_t j = 0; j < sides; ++j) {
      const double u = 2 * std::numbers::pi * i / rings, v = 2 * std::numbers::pi * j / sides;
      shape.positions.push_back({static_cast<float>((3 + std::cos(v)) * std::cos(u)),
                                 static_cast<float>((3 + std::cos(v)) * std::sin(u)),
                                 static_cast<float>(std::sin(v))});
    }
  }
  const auto index = [&](std::uint32_t i, std::uint32_t j) { return i % rings * sides + j % sides; };
  for (std::uint32_t i = 0; i < rings; ++i) {
    for (std::uint32_t j = 0; j < sides; ++j) {
      const std::uint32_t a = index(i, j), b = index(i + 1, j), c = index(i + 1, j + 1), d = index(i, j + 1);
      shape.indices.insert(shape.indices.end(), {a, b, c, a, c, d});
    }
  }
  return shape;
}

Mesh make_mesh(const Shape& shape) {
  Mesh mesh;
  mesh.positions = Array<float3>(shape.positions);
  mesh.indices = Array<std::uint32_t>(shape.indices);
  mesh.stored_vertices = shape.positions.size();
  return mesh;
}

std::vector<std::byte> binary_stl(const Shape& shape) {
  std::vector<std::byte> out(80, std::byte{' '});
  append(out, static_cast<std::uint32_t>(shape.faces()));
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    append(out, float3{});
    for (std::size_t corner = 0; corner < 3; ++corner)
      append(out, shape.positions[shape.indices[3 * face + corner]]);
    append(out, std::uint16_t{0});
  }
  return out;
}

Shape unshared(const Shape& shape) {
  Shape apart;
  for (const std::uint32_t index : shape.indices) {
    apart.indices.push_back(static_cast<std::uint32_t>(apart.positions.size()));
    apart.positions.push_back(shape.positions[index]);
  }
  return apart;
}

}  // namespace meshgate::test
