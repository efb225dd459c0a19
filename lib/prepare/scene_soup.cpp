#include "prepare/scene_soup.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "asset/facts.h"
#include "asset/placed.h"
#include "asset/weld.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = 1U << 16U;

// --- points

/// Points of all meshes, and for each mesh the point of each vertex.
struct Points {
  Array<float3> positions;
  std::vector<Array<std::uint32_t>> of_vertex;  // by mesh; empty = vertex + base
  std::vector<std::uint32_t> base;              // by mesh, of the surface's points
  bool all_finite = false;

  [[nodiscard]] std::uint32_t of(std::size_t mesh, std::uint32_t vertex) const {
    return base[mesh] + (of_vertex[mesh].empty() ? vertex : of_vertex[mesh][vertex]);
  }
};

// Of a mesh that is a surface by itself; what is known of it is not computed again.
Weld weld_of(std::size_t mesh, const std::vector<Mesh>& meshes, const AssetFacts* known,
             const std::stop_token& stop) {
  return known != nullptr ? known->meshes()[mesh].weld() : compute_position_weld(meshes[mesh], stop);
}

Weld weld_together(const std::vector<Mesh>& meshes, const std::vector<std::size_t>& members,
                   const std::stop_token& stop) {
  std::size_t size = 0;
  for (const std::size_t m : members) size += meshes[m].positions.size();
  Buffer<float3> all(size);
  float3* to = all.data();
  for (const std::size_t m : members)
    to = std::copy(meshes[m].positions.begin(), meshes[m].positions.end(), to);
  return weld_positions({reinterpret_cast<const std::byte*>(all.data()), size}, stop);
}

Points make_points(const std::vector<Mesh>& meshes, const AssetFacts* known, const std::stop_token& stop) {
  std::map<std::uint32_t, std::vector<std::size_t>> surfaces;
  for (std::size_t m = 0; m < meshes.size(); ++m) surfaces[meshes[m].surface].push_back(m);
  Points points;
  points.of_vertex.resize(meshes.size());
  points.base.assign(meshes.size(), 0);
  std::vector<Array<float3>> parts;
  std::size_t total = 0;
  for (const auto& [surface, members] : surfaces) {
    for (const std::size_t m : members) points.base[m] = static_cast<std::uint32_t>(total);
    const bool alone = members.size() == 1;
    const Weld weld = alone ? weld_of(members[0], meshes, known, stop) : weld_together(meshes, members, stop);
    if (alone && weld.indices.empty()) {
      parts.push_back(meshes[members[0]].positions);
      total += parts.back().size();
      continue;
    }
    std::size_t begin = 0;
    for (const std::size_t m : members) {
      const std::size_t size = meshes[m].positions.size();
      points.of_vertex[m] =
          Array<std::uint32_t>(weld.indices.owner(), weld.indices.span().subspan(begin, size));
      begin += size;
    }
    parts.push_back(weld.positions);
    total += weld.positions.size();
  }
  if (parts.size() == 1) {
    points.positions = parts[0];
    return points;
  }
  Buffer<float3> joined(total);
  float3* to = joined.data();
  for (const Array<float3>& part : parts) to = std::copy(part.begin(), part.end(), to);
  points.positions = std::move(joined).freeze();
  return points;
}

// --- labels and faces

// Where material or group changes: first faces of the runs of the mesh that are alike.
std::vector<std::uint32_t> find_cuts(const Mesh& mesh) {
  std::set<std::uint32_t> cuts{0};
  for (const auto* ranges : {&mesh.materials, &mesh.groups}) {
    for (const FaceRange& range : *ranges) {
      cuts.insert(range.first_face);
      cuts.insert(range.first_face + range.face_count);
    }
  }
  const auto faces = static_cast<std::uint32_t>(mesh.face_count());
  cuts.erase(cuts.lower_bound(std::max(faces, 1U)), cuts.end());
  return {cuts.begin(), cuts.end()};
}

// How much larger the meshes are shown than they are stored, at most.
std::vector<double> placed_scales(const Scene& scene) {
  std::vector<double> scales(scene.meshes.size(), 0);
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    scales[mesh] = std::max(scales[mesh], std::cbrt(std::abs(determinant3(world))));
  });
  for (double& scale : scales) {
    if (!(scale > 0) || !std::isfinite(scale)) scale = 1;
  }
  return scales;
}

/// Puts the faces of the meshes one after the other into the arrays of a soup.
class FaceWriter {
 public:
  FaceWriter(const Scene& scene, const Points& points, const std::vector<Wedges>& wedges,
             const SceneSoup& out)
      : meshes_(scene.meshes), points_(points), wedges_(wedges), out_(out) {
    std::size_t faces = 0;
    for (const Mesh& mesh : meshes_) faces += mesh.face_count();
    const bool with_wedges =
        std::any_of(wedges.begin(), wedges.end(), [](const Wedges& w) { return w.table.stride != 0; });
    corners_ = Buffer<std::uint32_t>(3 * faces);
    corner_wedges_ = Buffer<std::uint32_t>(with_wedges ? 3 * faces : 0);
    labels_ = Buffer<std::uint32_t>(out.first_label.back() > 1 ? faces : 0);
  }

  void add_mesh(std::size_t number, const std::stop_token& stop) {
    const std::size_t count = meshes_[number].face_count();
    std::vector<std::size_t> good((count + kGrain - 1) / kGrain, 0);
    parallel_ranges(count, kGrain, stop, [&](std::size_t begin, std::size_t end) {
      good[begin / kGrain] = write(number, begin, end, end_ + begin);
    });
    // Where faces were left out, the following blocks move up.
    for (std::size_t b = 0, from = end_; b < good.size(); ++b, from += kGrain) {
      if (from != end_) move(from, good[b]);
      end_ += good[b];
    }
  }

  void finish(Soup& soup) {
    soup.corners = corners_.freeze_prefix(3 * end_);
    soup.wedges = corner_wedges_.freeze_prefix(corner_wedges_.size() == 0 ? 0 : 3 * end_);
    soup.labels = labels_.freeze_prefix(labels_.size() == 0 ? 0 : end_);
  }

 private:
  // Writes the usable ones of the faces [begin, end) from face `to` on; returns how many.
  std::size_t write(std::size_t number, std::size_t begin, std::size_t end, std::size_t to) const {
    const Mesh& mesh = meshes_[number];
    const Wedges& wedges = wedges_[number];
    const std::vector<std::uint32_t>& cuts = out_.cuts[number];
    const std::size_t first = to;
    auto cut = std::upper_bound(cuts.begin(), cuts.end(), begin);
    for (std::size_t f = begin; f < end; ++f) {
      while (cut != cuts.end() && *cut <= f) ++cut;
      std::uint32_t* corner = corners_.data() + 3 * to;
      if (!take_corners(number, f, corner)) continue;
      for (std::size_t i = 0; i < 3 && corner_wedges_.size() != 0; ++i) {
        const std::size_t at = wedges.table.by_corner ? 3 * f + i : mesh.indices[3 * f + i];
        corner_wedges_[3 * to + i] = wedges.table.base + (wedges.row_of.empty() ? 0 : wedges.row_of[at]);
      }
      if (labels_.size() != 0)
        labels_[to] = out_.first_label[number] + static_cast<std::uint32_t>(cut - cuts.begin()) - 1;
      ++to;
    }
    return to - first;
  }

  bool take_corners(std::size_t number, std::size_t face, std::uint32_t* corner) const {
    const Mesh& mesh = meshes_[number];
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint32_t v = mesh.indices[3 * face + i];
      if (v >= mesh.positions.size()) return false;
      corner[i] = points_.of(number, v);
      if (!points_.all_finite && !is_finite(mesh.positions[v])) return false;
    }
    return corner[0] != corner[1] && corner[1] != corner[2] && corner[2] != corner[0];
  }

  void move(std::size_t from, std::size_t count) {
    const auto up = [&](Buffer<std::uint32_t>& values, std::size_t each) {
      if (values.size() != 0)
        std::copy_n(values.data() + each * from, each * count, values.data() + each * end_);
    };
    up(corners_, 3);
    up(corner_wedges_, 3);
    up(labels_, 1);
  }

  const std::vector<Mesh>& meshes_;
  const Points& points_;
  const std::vector<Wedges>& wedges_;
  const SceneSoup& out_;
  Buffer<std::uint32_t> corners_, corner_wedges_, labels_;
  std::size_t end_ = 0;
};

bool all_finite(const Array<float3>& positions, const std::stop_token& stop) {
  const auto odd = parallel_reduce(
      positions.size(), kGrain, stop, std::size_t{0},
      [&](std::size_t begin, std::size_t end) {
        std::size_t count = 0;
        for (std::size_t i = begin; i < end; ++i) count += is_finite(positions[i]) ? 0U : 1U;
        return count;
      },
      [](std::size_t& all, std::size_t part) { all += part; });
  return odd == 0;
}

// Of a scene with one mesh whose faces are all alike and all usable, what is known of it is the soup already.
// False when it is not so.
bool share_faces(const Scene& scene, const Array<float3>& points, const AssetFacts* known, Wedges& wedges,
                 Soup& soup, const std::stop_token& stop) {
  if (known == nullptr || known->surfaces().size() != 1) return false;
  const Surface* surface = known->surfaces().front().surface_if_known();
  const Mesh& mesh = scene.meshes.front();
  if (surface == nullptr || surface->positions.data() != points.data() ||
      surface->corners.size() != mesh.indices.size())
    return false;
  const auto usable = parallel_reduce(
      surface->face_count(), kGrain, stop, std::size_t{0},
      [&](std::size_t begin, std::size_t end) {
        std::size_t count = 0;
        for (std::size_t face = begin; face < end; ++face) count += surface->usable(face) ? 1U : 0U;
        return count;
      },
      [](std::size_t& all, std::size_t part) { all += part; });
  if (usable != surface->face_count()) return false;
  soup.corners = surface->corners;
  if (wedges.table.stride == 0) return true;
  if (wedges.table.by_corner) {
    soup.wedges = Array<std::uint32_t>(std::move(wedges.row_of));
  } else if (wedges.as_numbered) {
    soup.wedges = mesh.indices;
  } else {
    Buffer<std::uint32_t> rows(mesh.indices.size());
    parallel_ranges(rows.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) rows[i] = wedges.row_of[mesh.indices[i]];
    });
    soup.wedges = std::move(rows).freeze();
  }
  return true;
}

}  // namespace

SceneSoup make_scene_soup(const Scene& scene, const std::stop_token& stop, const AssetFacts* known) {
  SceneSoup out;
  Points points = make_points(scene.meshes, known, stop);
  points.all_finite = all_finite(points.positions, stop);
  const std::vector<double> scales = placed_scales(scene);
  std::vector<Wedges> wedges;
  std::uint32_t wedge_base = 0;
  out.first_label.push_back(0);
  for (std::size_t m = 0; m < scene.meshes.size(); ++m) {
    const Mesh& mesh = scene.meshes[m];
    wedges.push_back(find_wedges(
        mesh, [&](std::uint32_t vertex) { return points.of(m, vertex); }, points.positions.size(), stop));
    if (wedges.back().flat) out.flat_meshes.push_back(static_cast<std::uint32_t>(m));
    wedges.back().table.base = wedge_base;
    // A mesh without attributes has one wedge.
    wedge_base += static_cast<std::uint32_t>(std::max<std::size_t>(1, wedges.back().table.row_count()));
    out.cuts.push_back(find_cuts(mesh));
    out.first_label.push_back(out.first_label.back() + static_cast<std::uint32_t>(out.cuts.back().size()));
    out.soup.label_scales.resize(out.first_label.back(), scales[m]);
    out.soup.label_surfaces.resize(out.first_label.back(), mesh.surface);
    out.dropped += mesh.face_count();
  }
  if (std::all_of(scales.begin(), scales.end(), [](double scale) { return scale == 1; }))
    out.soup.label_scales.clear();
  if (scene.meshes.size() != 1 || out.first_label.back() != 1 ||
      !share_faces(scene, points.positions, known, wedges.front(), out.soup, stop)) {
    FaceWriter writer(scene, points, wedges, out);
    for (std::size_t m = 0; m < scene.meshes.size(); ++m) writer.add_mesh(m, stop);
    writer.finish(out.soup);
  }
  for (Wedges& w : wedges) out.tables.push_back(std::move(w.table));
  out.dropped -= out.soup.faces();
  out.soup.points = points.positions;
  out.soup.unit = 1 / typical_edge(out.soup);
  return out;
}

void apply_blends(SceneSoup& scene_soup, const std::vector<std::vector<WedgeBlend>>& blends,
                  const std::stop_token& stop) {
  std::vector<WedgeTable>& tables = scene_soup.tables;
  parallel_ranges(blends.size(), 1, stop, [&](std::size_t list, std::size_t) {
    for (const WedgeBlend& blend : blends[list]) {
      auto table = tables.begin();
      if (tables.size() > 1) {
        table = std::upper_bound(tables.begin(), tables.end(), blend.kept,
                                 [](std::uint32_t wedge, const WedgeTable& t) { return wedge < t.base; }) -
                1;
      }
      if (table->stride == 0) continue;
      float* kept = table->row(blend.kept - table->base);
      const float* gone = table->row(blend.gone - table->base);
      for (std::size_t i = 0; i < table->stride; ++i) kept[i] += blend.t * (gone[i] - kept[i]);
    }
  });
}

}  // namespace meshgate
