// From a decimated soup to meshes: order of triangles and vertices, attributes, ranges.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "core/buffer.h"
#include "core/parallel.h"
#include "prepare/number_table.h"
#include "prepare/scene_soup.h"
#include "prepare/triangle_order.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = 1U << 16U;
/// Triangles are ordered in runs of this many, which are neighbours already.
constexpr std::size_t kRun = 1U << 14U;

/// Corners of the faces of one mesh, in their new order.
struct OrderedFaces {
  std::vector<std::uint32_t> points, wedges;  // three a face; wedges may be empty
  std::vector<std::size_t> label_first;       // by label of the mesh: its first face, and the end
};

OrderedFaces faces_of_mesh(const SceneSoup& in, const FaceGroups& by_label, std::size_t mesh,
                           const std::stop_token& stop) {
  const std::size_t begin = in.first_label[mesh], end = in.first_label[mesh + 1];
  OrderedFaces out;
  const std::size_t first = by_label.first[begin], faces = by_label.first[end] - first;
  for (std::size_t label = begin; label <= end; ++label)
    out.label_first.push_back(by_label.first[label] - first);
  const bool with_wedges = in.tables[mesh].stride != 0;
  out.points.resize(3 * faces);
  if (with_wedges) out.wedges.resize(3 * faces);
  parallel_ranges(faces, kGrain, stop, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = 3 * from; i < 3 * to; ++i) {
      const std::size_t corner = 3 * by_label.face(first + i / 3) + i % 3;
      out.points[i] = in.soup.corners[corner];
      if (with_wedges) out.wedges[i] = in.soup.wedges[corner] - in.tables[mesh].base;
    }
  });
  return out;
}

// Orders the faces [first, last), which have one label.
void order_run(OrderedFaces& faces, std::size_t first, std::size_t last) {
  const std::vector<std::uint32_t>& keys = faces.wedges.empty() ? faces.points : faces.wedges;
  const std::size_t count = 3 * (last - first);
  NumberTable numbers(count / 4);
  std::vector<std::uint32_t> local(count), points, wedges;
  points.reserve(count / 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = 3 * first + i;
    const auto fresh = static_cast<std::uint32_t>(points.size());
    local[i] = numbers.find_or_add(keys[from], fresh);
    if (local[i] != fresh) continue;
    points.push_back(faces.points[from]);
    if (!faces.wedges.empty()) wedges.push_back(faces.wedges[from]);
  }
  order_for_vertex_cache(local, points.size());
  for (std::size_t i = 0; i < count; ++i) {
    faces.points[3 * first + i] = points[local[i]];
    if (!wedges.empty()) faces.wedges[3 * first + i] = wedges[local[i]];
  }
}

void order_faces(OrderedFaces& faces, const std::stop_token& stop) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (std::size_t label = 0; label + 1 < faces.label_first.size(); ++label) {
    for (std::size_t f = faces.label_first[label]; f < faces.label_first[label + 1]; f += kRun)
      runs.emplace_back(f, std::min(f + kRun, faces.label_first[label + 1]));
  }
  parallel_ranges(runs.size(), 1, stop,
                  [&](std::size_t run, std::size_t) { order_run(faces, runs[run].first, runs[run].second); });
}

/// Numbers in order of first use.
struct FirstUse {
  Buffer<std::uint32_t> indices;      // one a corner
  std::vector<std::uint32_t> corner;  // of each number, the corner that used it first
};

FirstUse number_by_use(const std::vector<std::uint32_t>& keys, std::size_t key_count) {
  FirstUse out{Buffer<std::uint32_t>(keys.size()), {}};
  NumberTable numbers(keys.size() / 4 + 1, key_count);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto fresh = static_cast<std::uint32_t>(out.corner.size());
    out.indices[i] = numbers.find_or_add(keys[i], fresh);
    if (out.indices[i] == fresh) out.corner.push_back(static_cast<std::uint32_t>(i));
  }
  return out;
}

template <class T, class Make>
Array<T> make_array(std::size_t size, const std::stop_token& stop, Make make) {
  Buffer<T> values(size);
  parallel_ranges(size, kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = make(i);
  });
  return std::move(values).freeze();
}

float3 unit_vector(float3 v) {
  const float size = length(v);
  return size > 0 ? v * (1 / size) : v;
}

template <class T>
T read_row(const float* row, std::size_t at) {
  T value;
  std::memcpy(static_cast<void*>(&value), row + at, sizeof(T));
  return value;
}

// Attributes of the rows that `corner` of each number names.
void fill_attributes(Mesh& mesh, const Mesh& source, const WedgeTable& table,
                     const std::vector<std::uint32_t>& wedges, const std::vector<std::uint32_t>& corner,
                     const std::stop_token& stop) {
  const std::size_t count = corner.size();
  const auto row = [&](std::size_t i) { return table.row(wedges[corner[i]]); };
  if (table.normal != WedgeTable::kAbsent)
    mesh.normals = make_array<float3>(
        count, stop, [&](std::size_t i) { return unit_vector(read_row<float3>(row(i), table.normal)); });
  if (table.tangent != WedgeTable::kAbsent) {
    mesh.tangents = make_array<float4>(count, stop, [&](std::size_t i) {
      const auto t = read_row<float4>(row(i), table.tangent);
      const float3 u = unit_vector({t.x, t.y, t.z});
      return float4{u.x, u.y, u.z, t.w < 0 ? -1.0F : 1.0F};
    });
  }
  if (table.color != WedgeTable::kAbsent)
    mesh.colors =
        make_array<float4>(count, stop, [&](std::size_t i) { return read_row<float4>(row(i), table.color); });
  mesh.uvs.resize(source.uvs.size());
  for (std::size_t set = 0; set < table.uvs.size(); ++set) {
    if (table.uvs[set] == WedgeTable::kAbsent) continue;
    mesh.uvs[set].values = make_array<float2>(
        count, stop, [&](std::size_t i) { return read_row<float2>(row(i), table.uvs[set]); });
  }
}

// Index arrays of attributes that are stored by corner.
void index_attributes(Mesh& mesh, const WedgeTable& table, const std::vector<std::uint32_t>& wedges,
                      const FirstUse& rows, const std::stop_token& stop) {
  const auto indices = [&](unsigned bit) {
    return make_array<std::uint32_t>(wedges.size(), stop, [&](std::size_t i) {
      return (std::uint32_t{table.missing[wedges[i]]} >> bit & 1U) != 0 ? kNoIndex : rows.indices[i];
    });
  };
  if (table.normal != WedgeTable::kAbsent) mesh.normal_indices = indices(0);
  for (std::size_t set = 0; set < table.uvs.size(); ++set) {
    if (table.uvs[set] != WedgeTable::kAbsent)
      mesh.uvs[set].indices = indices(static_cast<unsigned>(1 + std::min<std::size_t>(set, 6)));
  }
}

std::vector<FaceRange> map_ranges(const std::vector<FaceRange>& ranges,
                                  const std::vector<std::uint32_t>& cuts,
                                  const std::vector<std::size_t>& label_first) {
  std::vector<FaceRange> out;
  const auto face_after = [&](std::uint32_t face) {
    const auto cut = std::lower_bound(cuts.begin(), cuts.end(), face) - cuts.begin();
    return static_cast<std::uint32_t>(label_first[static_cast<std::size_t>(cut)]);
  };
  for (const FaceRange& range : ranges) {
    FaceRange mapped = range;
    mapped.first_face = face_after(range.first_face);
    mapped.face_count = face_after(range.first_face + range.face_count) - mapped.first_face;
    if (mapped.face_count != 0) out.push_back(std::move(mapped));
  }
  return out;
}

Mesh make_mesh(const Mesh& source, const SceneSoup& in, const FaceGroups& by_label, std::size_t number,
               const std::stop_token& stop) {
  const WedgeTable& table = in.tables[number];
  OrderedFaces faces = faces_of_mesh(in, by_label, number, stop);
  order_faces(faces, stop);
  Mesh mesh;
  mesh.element = source.element;
  mesh.name = source.name;
  mesh.surface = source.surface;
  mesh.skinned = source.skinned;
  mesh.morph_targets = source.morph_targets;
  mesh.materials = map_ranges(source.materials, in.cuts[number], faces.label_first);
  mesh.groups = map_ranges(source.groups, in.cuts[number], faces.label_first);
  const bool by_wedge = table.stride != 0 && !table.by_corner;
  const FirstUse vertices = by_wedge ? number_by_use(faces.wedges, table.row_count())
                                     : number_by_use(faces.points, in.soup.points.size());
  mesh.positions = make_array<float3>(vertices.corner.size(), stop, [&](std::size_t i) {
    return in.soup.points[faces.points[vertices.corner[i]]];
  });
  if (by_wedge) fill_attributes(mesh, source, table, faces.wedges, vertices.corner, stop);
  if (table.by_corner) {
    const FirstUse rows = number_by_use(faces.wedges, table.row_count());
    fill_attributes(mesh, source, table, faces.wedges, rows.corner, stop);
    index_attributes(mesh, table, faces.wedges, rows, stop);
    // These are stored by vertex even there.
    const auto by_vertex = [&](std::size_t at) {
      return make_array<float4>(vertices.corner.size(), stop, [&, at](std::size_t i) {
        return read_row<float4>(table.row(faces.wedges[vertices.corner[i]]), at);
      });
    };
    if (table.color != WedgeTable::kAbsent) mesh.colors = by_vertex(table.color);
    if (table.tangent != WedgeTable::kAbsent) mesh.tangents = by_vertex(table.tangent);
  }
  mesh.stored_vertices = mesh.positions.size();
  mesh.positions_unique = !by_wedge;
  mesh.indices = Buffer<std::uint32_t>(vertices.indices).freeze();
  return mesh;
}

}  // namespace

std::vector<Mesh> make_meshes(const Scene& scene, const SceneSoup& scene_soup, const std::stop_token& stop) {
  std::vector<std::uint32_t> labels(scene_soup.first_label.back());
  std::iota(labels.begin(), labels.end(), 0U);
  const FaceGroups by_label = group_faces(scene_soup.soup, labels, labels.size());
  std::vector<Mesh> meshes;
  for (std::size_t m = 0; m < scene.meshes.size(); ++m)
    meshes.push_back(make_mesh(scene.meshes[m], scene_soup, by_label, m, stop));
  return meshes;
}

}  // namespace meshgate
