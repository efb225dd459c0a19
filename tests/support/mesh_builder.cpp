#include "support/mesh_builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numbers>
#include <numeric>
#include <random>
#include <tuple>

#include "support/gltf_builder.h"

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

Shape sphere(std::uint32_t n) {
  Shape shape;
  std::map<std::tuple<int, int, int>, std::uint32_t> known;
  const auto vertex = [&](int x, int y, int z) {
    const auto [at, added] = known.try_emplace({x, y, z}, static_cast<std::uint32_t>(shape.positions.size()));
    const double size =
        std::sqrt(static_cast<double>(x) * x + static_cast<double>(y) * y + static_cast<double>(z) * z);
    if (added)
      shape.positions.push_back(
          {static_cast<float>(x / size), static_cast<float>(y / size), static_cast<float>(z / size)});
    return at->second;
  };
  const int size = static_cast<int>(n);
  for (int octant = 0; octant < 8; ++octant) {
    const int sx = (octant & 1) != 0 ? -1 : 1, sy = (octant & 2) != 0 ? -1 : 1,
              sz = (octant & 4) != 0 ? -1 : 1;
    const auto at = [&](int i, int j) { return vertex(sx * (size - i - j), sy * i, sz * j); };
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
      if (sx * sy * sz < 0) std::swap(b, c);
      shape.indices.insert(shape.indices.end(), {a, b, c});
    };
    for (int i = 0; i < size; ++i) {
      for (int j = 0; i + j < size; ++j) {
        add(at(i, j), at(i + 1, j), at(i, j + 1));
        if (i + j + 1 < size) add(at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
      }
    }
  }
  return shape;
}

Shape joined(const Shape& one, const Shape& other) {
  Shape both = one;
  const auto first = static_cast<std::uint32_t>(one.positions.size());
  both.positions.insert(both.positions.end(), other.positions.begin(), other.positions.end());
  for (const std::uint32_t index : other.indices) both.indices.push_back(first + index);
  return both;
}

Shape placed(Shape shape, float scale, float3 offset) {
  for (float3& p : shape.positions)
    p = {p.x * scale + offset.x, p.y * scale + offset.y, p.z * scale + offset.z};
  return shape;
}

Shape turned_over(Shape shape) {
  for (std::size_t i = 0; i < shape.indices.size(); i += 3)
    std::swap(shape.indices[i + 1], shape.indices[i + 2]);
  return shape;
}

Shape shuffled(const Shape& shape, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> number(shape.positions.size()), faces(shape.faces());
  std::iota(number.begin(), number.end(), 0U);
  std::iota(faces.begin(), faces.end(), 0U);
  std::shuffle(number.begin(), number.end(), random);
  std::shuffle(faces.begin(), faces.end(), random);
  Shape result;
  result.positions.resize(shape.positions.size());
  for (std::size_t i = 0; i < number.size(); ++i) result.positions[number[i]] = shape.positions[i];
  for (const std::uint32_t face : faces) {
    const auto turn = static_cast<std::uint32_t>(random() % 3);
    for (std::uint32_t k = 0; k < 3; ++k)
      result.indices.push_back(number[shape.indices[3 * face + (k + turn) % 3]]);
  }
  return result;
}

Asset make_asset(const Shape& shape) {
  Asset asset;
  asset.kind = AssetKind::kMesh;
  asset.scene.meshes.push_back(make_mesh(shape));
  asset.scene.instances.push_back({});
  return asset;
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

Shape unshared(const Shape& shape) {
  Shape apart;
  for (const std::uint32_t index : shape.indices) {
    apart.indices.push_back(static_cast<std::uint32_t>(apart.positions.size()));
    apart.positions.push_back(shape.positions[index]);
  }
  return apart;
}

}  // namespace meshgate::test
