#include "asset/transform.h"

#include <cmath>
#include <map>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 16U;

float3 to_float(double3 v) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
}

double3 unit(double3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : v;
}

double3 turn(const Matrix4& matrix, double3 v) {
  const auto& m = matrix.m;
  return {m[0] * v.x + m[4] * v.y + m[8] * v.z, m[1] * v.x + m[5] * v.y + m[9] * v.z,
          m[2] * v.x + m[6] * v.y + m[10] * v.z};
}

template <class T, class Map>
Array<T> mapped(const Array<T>& values, const std::stop_token& stop, Map map) {
  Buffer<T> out(values.size());
  parallel_ranges(values.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) out[i] = map(values[i]);
  });
  return std::move(out).freeze();
}

// Swaps two corners of every face.
Array<std::uint32_t> turned_over(const Array<std::uint32_t>& indices, const std::stop_token& stop) {
  Buffer<std::uint32_t> out(indices.size());
  parallel_ranges(indices.size() / 3, kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      out[3 * face] = indices[3 * face];
      out[3 * face + 1] = indices[3 * face + 2];
      out[3 * face + 2] = indices[3 * face + 1];
    }
  });
  return std::move(out).freeze();
}

}  // namespace

Matrix4 scaling(double factor) {
  Matrix4 matrix;
  matrix.m[0] = matrix.m[5] = matrix.m[10] = factor;
  return matrix;
}

Matrix4 axis_turn(char from, char to) {
  Matrix4 matrix;
  if (from == to) return matrix;
  // Z up to Y up is a quarter turn about x backwards: (x, y, z) becomes (x, z, −y).
  const double sine = from == 'Z' ? -1 : 1;
  matrix.m = {1, 0, 0, 0, 0, 0, sine, 0, 0, -sine, 0, 0, 0, 0, 0, 1};
  return matrix;
}

bool is_identity(const Matrix4& matrix) { return matrix == Matrix4{}; }

Matrix4 normal_matrix(const Matrix4& matrix) {
  const auto& m = matrix.m;
  const double3 x{m[0], m[1], m[2]}, y{m[4], m[5], m[6]}, z{m[8], m[9], m[10]};
  const double sign = determinant3(matrix) < 0 ? -1 : 1;
  const double3 a = cross(y, z) * sign, b = cross(z, x) * sign, c = cross(x, y) * sign;
  Matrix4 cofactors;
  cofactors.m = {a.x, a.y, a.z, 0, b.x, b.y, b.z, 0, c.x, c.y, c.z, 0, 0, 0, 0, 1};
  return cofactors;
}

Mesh transformed(const Mesh& mesh, const Matrix4& matrix, const std::stop_token& stop) {
  Mesh out = mesh;
  if (is_identity(matrix)) return out;
  const Matrix4 normals = normal_matrix(matrix);
  const bool mirrors = determinant3(matrix) < 0;
  out.positions =
      mapped(mesh.positions, stop, [&](float3 p) { return to_float(transform_point(matrix, to_double(p))); });
  out.normals =
      mapped(mesh.normals, stop, [&](float3 n) { return to_float(unit(turn(normals, to_double(n)))); });
  out.tangents = mapped(mesh.tangents, stop, [&](float4 t) {
    const float3 along = to_float(unit(turn(matrix, {t.x, t.y, t.z})));
    return float4{along.x, along.y, along.z, mirrors ? -t.w : t.w};
  });
  out.positions_unique = false;  // rounding may make two equal
  out.face_offset = out.face_stride = 0;
  if (!mirrors) return out;
  out.indices = turned_over(mesh.indices, stop);
  out.normal_indices = turned_over(mesh.normal_indices, stop);
  for (UvSet& set : out.uvs) set.indices = turned_over(set.indices, stop);
  return out;
}

void transform_scene(Scene& scene, const Matrix4& matrix, const std::stop_token& stop) {
  for (Node& node : scene.nodes) {
    if (node.parent == kNoIndex) node.local = matrix * node.local;
    node.world = matrix * node.world;
  }
  std::vector<bool> on_node(scene.meshes.size());
  for (const Instance& instance : scene.instances) {
    if (instance.node != kNoIndex && instance.mesh < on_node.size()) on_node[instance.mesh] = true;
  }
  std::map<std::uint32_t, std::uint32_t> moved;  // mesh without a node to its transformed self
  for (Instance& instance : scene.instances) {
    if (instance.node != kNoIndex || instance.mesh >= on_node.size()) continue;
    const auto [entry, fresh] = moved.emplace(instance.mesh, instance.mesh);
    if (fresh) {
      Mesh mesh = transformed(scene.meshes[instance.mesh], matrix, stop);
      if (on_node[instance.mesh]) {
        entry->second = static_cast<std::uint32_t>(scene.meshes.size());
        scene.meshes.push_back(std::move(mesh));
      } else {
        scene.meshes[instance.mesh] = std::move(mesh);
      }
    }
    instance.mesh = entry->second;
  }
}

}  // namespace meshgate
