#include "prepare/mesh_edit.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

template <class T>
using Three = std::array<T, 3>;
using Weights = std::array<float, 3>;

float mixed(const Three<float>& v, const Weights& w) { return v[0] * w[0] + v[1] * w[1] + v[2] * w[2]; }
float2 mixed(const Three<float2>& v, const Weights& w) {
  return {mixed(Three<float>{v[0].x, v[1].x, v[2].x}, w), mixed(Three<float>{v[0].y, v[1].y, v[2].y}, w)};
}
float3 mixed(const Three<float3>& v, const Weights& w) {
  return {mixed(Three<float>{v[0].x, v[1].x, v[2].x}, w), mixed(Three<float>{v[0].y, v[1].y, v[2].y}, w),
          mixed(Three<float>{v[0].z, v[1].z, v[2].z}, w)};
}
// The fourth number of a tangent is a sign, that of the value which counts most.
float4 mixed(const Three<float4>& v, const Weights& w) {
  const float3 front = mixed(Three<float3>{float3{v[0].x, v[0].y, v[0].z}, float3{v[1].x, v[1].y, v[1].z},
                                           float3{v[2].x, v[2].y, v[2].z}},
                             w);
  const auto most = static_cast<std::size_t>(std::max_element(w.begin(), w.end()) - w.begin());
  return {front.x, front.y, front.z, v[most].w};
}
// Of unit vectors a unit vector; opposite ones have no middle, the first does as well.
float3 mixed_normal(const Three<float3>& v, const Weights& w) {
  const float3 n = mixed(v, w);
  const auto size = static_cast<float>(length(to_double(n)));
  return size > 1e-6F ? float3{n.x / size, n.y / size, n.z / size} : v[0];
}

// values[sources[i]] for each i; kNoIndex stays kNoIndex where T is an index.
template <class T>
Buffer<T> gathered(const Array<T>& values, const std::vector<std::uint32_t>& sources,
                   const std::stop_token& stop) {
  Buffer<T> result(sources.size());
  parallel_ranges(sources.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) result[i] = values[sources[i]];
  });
  return result;
}

template <class T, class Mix>
Array<T> by_vertex(const Array<T>& values, const MeshEdit& edit, Mix mix, const std::stop_token& stop) {
  if (values.empty()) return {};
  Buffer<T> result = gathered(values, edit.sources, stop);
  for (const Blend& blend : edit.vertex_blends)
    result[blend.at] =
        mix(Three<T>{values[blend.from[0]], values[blend.from[1]], values[blend.from[2]]}, blend.weights);
  return std::move(result).freeze();
}

// An attribute with indices of its own: values stay, indices follow the corners, blends append values.
template <class T, class Mix>
void by_corner(Array<T>& values, Array<std::uint32_t>& indices, const MeshEdit& edit, Mix mix,
               const std::stop_token& stop) {
  const Array<std::uint32_t> old = indices;
  Buffer<std::uint32_t> result = gathered(old, edit.corners, stop);
  std::vector<T> added;
  for (const Blend& blend : edit.corner_blends) {
    Three<std::uint32_t> at;
    for (std::size_t k = 0; k < 3; ++k) at[k] = old[blend.from[k]];
    // kNoIndex is larger than any size.
    if (*std::max_element(at.begin(), at.end()) >= values.size()) {
      result[blend.at] = kNoIndex;
      continue;
    }
    result[blend.at] = static_cast<std::uint32_t>(values.size() + added.size());
    added.push_back(mix(Three<T>{values[at[0]], values[at[1]], values[at[2]]}, blend.weights));
  }
  if (!added.empty()) {
    std::vector<T> all(values.begin(), values.end());
    all.insert(all.end(), added.begin(), added.end());
    values = std::move(all);
  }
  indices = std::move(result).freeze();
}

// For each new face the old one it comes from.
std::vector<std::uint32_t> face_sources(const MeshEdit& edit) {
  if (!edit.faces.empty()) return edit.faces;
  std::vector<std::uint32_t> faces(edit.corners.size() / 3);
  for (std::size_t i = 0; i < faces.size(); ++i) faces[i] = edit.corners[3 * i] / 3;
  return faces;
}

void place_ranges(std::vector<FaceRange>& ranges, const std::vector<std::uint32_t>& faces) {
  const auto place = [&](std::uint64_t old_face) {
    return static_cast<std::uint32_t>(std::lower_bound(faces.begin(), faces.end(), old_face) - faces.begin());
  };
  for (FaceRange& range : ranges) {
    const std::uint32_t first = place(range.first_face);
    const std::uint32_t end = place(std::uint64_t{range.first_face} + range.face_count);
    range.first_face = first;
    range.face_count = end - first;
  }
  std::erase_if(ranges, [](const FaceRange& range) { return range.face_count == 0; });
}

void place_faces(Mesh& mesh, const MeshEdit& edit, const std::stop_token& stop) {
  mesh.face_offset = mesh.face_stride = 0;
  mesh.face_numbers = {};
  const std::vector<std::uint32_t> faces = face_sources(edit);
  if (!mesh.face_lines.empty()) mesh.face_lines = gathered(mesh.face_lines, faces, stop).freeze();
  if (!mesh.face_polygons.empty()) mesh.face_polygons = gathered(mesh.face_polygons, faces, stop).freeze();
  place_ranges(mesh.materials, faces);
  place_ranges(mesh.groups, faces);
}

}  // namespace

MeshEdit identity_edit(const Mesh& mesh) {
  MeshEdit edit;
  edit.corners.resize(mesh.indices.size());
  std::iota(edit.corners.begin(), edit.corners.end(), 0U);
  edit.indices.assign(mesh.indices.begin(), mesh.indices.end());
  edit.sources.resize(mesh.positions.size());
  std::iota(edit.sources.begin(), edit.sources.end(), 0U);
  return edit;
}

Mesh apply_edit(const Mesh& mesh, const MeshEdit& edit, const std::stop_token& stop) {
  Mesh result = mesh;
  Buffer<float3> positions = gathered(mesh.positions, edit.sources, stop);
  for (const auto& [vertex, position] : edit.positions) positions[vertex] = position;
  result.positions = std::move(positions).freeze();
  result.indices = Array<std::uint32_t>(edit.indices);
  const auto mix = [](const auto& v, const Weights& w) { return mixed(v, w); };
  if (mesh.normal_indices.empty()) {
    result.normals = by_vertex(mesh.normals, edit, mixed_normal, stop);
  } else {
    by_corner(result.normals, result.normal_indices, edit, mixed_normal, stop);
  }
  for (UvSet& set : result.uvs) {
    if (set.indices.empty()) {
      set.values = by_vertex(set.values, edit, mix, stop);
    } else {
      by_corner(set.values, set.indices, edit, mix, stop);
    }
  }
  result.colors = by_vertex(mesh.colors, edit, mix, stop);
  result.tangents = by_vertex(mesh.tangents, edit, mix, stop);
  place_faces(result, edit, stop);
  result.stored_vertices = result.positions.size();
  result.positions_unique =
      mesh.positions_unique && edit.positions.empty() && edit.sources.size() <= mesh.positions.size();
  return result;
}

BitSet used_vertices(const Mesh& mesh, const std::stop_token& stop) {
  BitSet used(mesh.positions.size());
  parallel_ranges(mesh.indices.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (mesh.indices[i] < mesh.positions.size() && !used.test(mesh.indices[i])) used.set(mesh.indices[i]);
    }
  });
  return used;
}

Mesh drop_vertices(const Mesh& mesh, const BitSet& vertices, const std::stop_token& stop) {
  MeshEdit edit;
  edit.corners.resize(mesh.indices.size());
  std::iota(edit.corners.begin(), edit.corners.end(), 0U);
  const BitRank rank(vertices);
  for (std::uint32_t v = 0; v < mesh.positions.size(); ++v) {
    if (!vertices.test(v)) edit.sources.push_back(v);
  }
  edit.indices.resize(mesh.indices.size());
  parallel_ranges(mesh.indices.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t vertex = mesh.indices[i];
      // An index out of range stays out of range.
      edit.indices[i] = vertex < mesh.positions.size() ? vertex - rank(vertex) : vertex;
    }
  });
  return apply_edit(mesh, edit, stop);
}

Mesh drop_orphans(const Mesh& before, const Mesh& after, const std::stop_token& stop) {
  const BitSet used = used_vertices(before, stop), still_used = used_vertices(after, stop);
  BitSet orphans(after.positions.size());
  bool any = false;
  used.for_each([&](std::size_t vertex) {
    if (!still_used.test(vertex)) {
      orphans.set(vertex);
      any = true;
    }
    return true;
  });
  return any ? drop_vertices(after, orphans, stop) : after;
}

Mesh drop_faces(const Mesh& mesh, const BitSet& faces, const std::stop_token& stop) {
  MeshEdit edit;
  for (std::uint32_t face = 0; face < mesh.face_count(); ++face) {
    if (faces.test(face)) continue;
    for (std::uint32_t corner = 3 * face; corner < 3 * face + 3; ++corner) {
      edit.corners.push_back(corner);
      edit.indices.push_back(mesh.indices[corner]);
    }
  }
  edit.sources.resize(mesh.positions.size());
  std::iota(edit.sources.begin(), edit.sources.end(), 0U);
  return drop_orphans(mesh, apply_edit(mesh, edit, stop), stop);
}

namespace {

// Normals with indices of their own: a turned corner takes a reversed copy.
void reverse_indexed_normals(Mesh& mesh, const BitSet& turned) {
  std::vector<float3> normals(mesh.normals.begin(), mesh.normals.end());
  std::vector<std::uint32_t> reversed(normals.size(), kNoIndex);
  std::vector<std::uint32_t> indices(mesh.normal_indices.begin(), mesh.normal_indices.end());
  turned.for_each([&](std::size_t face) {
    for (std::size_t corner = 3 * face; corner < 3 * face + 3; ++corner) {
      std::uint32_t& index = indices[corner];
      if (index == kNoIndex || index >= reversed.size()) continue;
      if (reversed[index] == kNoIndex) {
        reversed[index] = static_cast<std::uint32_t>(normals.size());
        const float3 n = normals[index];
        normals.push_back({-n.x, -n.y, -n.z});
      }
      index = reversed[index];
    }
    return true;
  });
  mesh.normals = std::move(normals);
  mesh.normal_indices = std::move(indices);
}

// Normals and tangents by vertex: reversed where the vertex belongs to turned faces. The bitangent is
// cross(normal, tangent) · w and has to stay.
void reverse_vertices(Mesh& mesh, const BitSet& vertices) {
  std::vector<float3> normals(mesh.normals.begin(), mesh.normals.end());
  std::vector<float4> tangents(mesh.tangents.begin(), mesh.tangents.end());
  vertices.for_each([&](std::size_t v) {
    if (v < normals.size()) normals[v] = {-normals[v].x, -normals[v].y, -normals[v].z};
    if (v < tangents.size()) tangents[v].w = -tangents[v].w;
    return true;
  });
  mesh.normals = std::move(normals);
  mesh.tangents = std::move(tangents);
}

}  // namespace

Mesh turn_faces(const Mesh& mesh, const BitSet& faces, const std::stop_token& stop) {
  MeshEdit edit = identity_edit(mesh);
  const bool shading = !mesh.normals.empty() && mesh.normal_indices.empty();
  BitSet stays(mesh.positions.size());
  for (std::size_t face = 0; shading && face < mesh.face_count(); ++face) {
    for (std::size_t corner = 3 * face; corner < 3 * face + 3 && !faces.test(face); ++corner) {
      if (mesh.indices[corner] < mesh.positions.size()) stays.set(mesh.indices[corner]);
    }
  }
  std::vector<std::uint32_t> copy(shading ? mesh.positions.size() : 0, kNoIndex);
  faces.for_each([&](std::size_t face) {
    for (std::size_t corner = 3 * face; shading && corner < 3 * face + 3; ++corner) {
      std::uint32_t& vertex = edit.indices[corner];
      if (vertex >= mesh.positions.size() || !stays.test(vertex)) continue;
      if (copy[vertex] == kNoIndex) {
        copy[vertex] = static_cast<std::uint32_t>(edit.sources.size());
        edit.sources.push_back(vertex);
      }
      vertex = copy[vertex];
    }
    std::swap(edit.corners[3 * face + 1], edit.corners[3 * face + 2]);
    std::swap(edit.indices[3 * face + 1], edit.indices[3 * face + 2]);
    return true;
  });
  Mesh result = apply_edit(mesh, edit, stop);
  if (!mesh.normal_indices.empty()) reverse_indexed_normals(result, faces);
  if (!shading) return result;
  BitSet reversed(result.positions.size());
  faces.for_each([&](std::size_t face) {
    for (std::size_t corner = 3 * face; corner < 3 * face + 3; ++corner) {
      if (result.indices[corner] < result.positions.size()) reversed.set(result.indices[corner]);
    }
    return true;
  });
  reverse_vertices(result, reversed);
  return result;
}

}  // namespace meshgate
