#include "asset/tangents.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <vector>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = std::size_t{1} << 15U;
constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

double3 unit_of(double3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : double3{0, 0, 0};
}

double3 across(double3 v, double3 normal) { return unit_of(v - normal * dot(normal, v)); }

// What a face says by itself.
struct FaceFrame {
  double3 along_u;
  bool mirrored = false;
  bool has_area = false;   // in the texture: else it goes with any of its neighbours
  bool is_usable = false;  // three places
};

class TangentMaker {
 public:
  TangentMaker(const Mesh& mesh, std::size_t uv_set, bool from_below, const std::stop_token& stop)
      : mesh_(mesh), uvs_(mesh.uvs[uv_set].values), v_sign_(from_below ? 1 : -1), stop_(stop) {}

  Mesh run() {
    weld();
    measure_faces();
    find_neighbours();
    group_corners();
    return split(average());
  }

 private:
  [[nodiscard]] std::size_t corners() const { return mesh_.indices.size(); }
  [[nodiscard]] double3 point(std::size_t corner) const {
    return to_double(mesh_.positions[mesh_.indices[corner]]);
  }
  static std::size_t next(std::size_t corner) { return corner % 3 == 2 ? corner - 2 : corner + 1; }
  static std::size_t previous(std::size_t corner) { return corner % 3 == 0 ? corner + 2 : corner - 1; }

  // Vertices that are equal in all that counts are one.
  void weld() {
    const auto less = [&](std::uint32_t a, std::uint32_t b) {
      const auto key = [&](std::uint32_t v) {
        const float3 p = mesh_.positions[v], n = mesh_.normals[v];
        return std::array<float, 8>{p.x, p.y, p.z, n.x, n.y, n.z, uvs_[v].x, uvs_[v].y};
      };
      const auto x = key(a), y = key(b);
      return x != y ? x < y : a < b;
    };
    std::vector<std::uint32_t> order(mesh_.positions.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), less);
    welded_.resize(order.size());
    const auto same = [&](std::uint32_t a, std::uint32_t b) {
      return mesh_.positions[a] == mesh_.positions[b] && mesh_.normals[a] == mesh_.normals[b] &&
             uvs_[a] == uvs_[b];
    };
    for (std::size_t i = 0; i < order.size(); ++i)
      welded_[order[i]] = i > 0 && same(order[i], order[i - 1]) ? welded_[order[i - 1]] : order[i];
  }
  [[nodiscard]] std::uint32_t vertex(std::size_t corner) const { return welded_[mesh_.indices[corner]]; }

  void measure_faces() {
    frames_.resize(corners() / 3);
    parallel_ranges(frames_.size(), kPerRange, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t face = begin; face < end; ++face) frames_[face] = frame_of(3 * face);
    });
  }
  [[nodiscard]] FaceFrame frame_of(std::size_t first) const {
    FaceFrame frame;
    const auto place = [&](std::size_t corner) { return mesh_.positions[mesh_.indices[corner]]; };
    frame.is_usable = place(first) != place(first + 1) && place(first + 1) != place(first + 2) &&
                      place(first + 2) != place(first);
    const double3 a = point(first), b = point(first + 1), c = point(first + 2);
    const auto uv = [&](std::size_t corner) { return uvs_[mesh_.indices[corner]]; };
    const double u1 = double{uv(first + 1).x} - uv(first).x, u2 = double{uv(first + 2).x} - uv(first).x;
    const double v1 = v_sign_ * (double{uv(first + 1).y} - uv(first).y),
                 v2 = v_sign_ * (double{uv(first + 2).y} - uv(first).y);
    const double area = u1 * v2 - v1 * u2;
    frame.mirrored = !(area > 0);
    const double3 along = (b - a) * v2 - (c - a) * v1;
    frame.along_u = unit_of(along) * (area > 0 ? 1.0 : -1.0);
    frame.has_area = std::isfinite(area) && area != 0 && length(along) > 0;
    return frame;
  }

  // For each corner the face across the edge to the next one, where just one runs the other way.
  void find_neighbours() {
    struct Edge {
      std::uint32_t low, high, corner;
    };
    std::vector<Edge> edges;
    edges.reserve(corners());
    for (std::size_t corner = 0; corner < corners(); ++corner) {
      if (!frames_[corner / 3].is_usable) continue;
      const std::uint32_t a = vertex(corner), b = vertex(next(corner));
      edges.push_back({std::min(a, b), std::max(a, b), static_cast<std::uint32_t>(corner)});
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
      return std::array{a.low, a.high, a.corner} < std::array{b.low, b.high, b.corner};
    });
    neighbours_.assign(corners(), kNone);
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const std::uint32_t own = edges[i].corner;
      if (neighbours_[own] != kNone) continue;
      for (std::size_t k = i + 1;
           k < edges.size() && edges[k].low == edges[i].low && edges[k].high == edges[i].high; ++k) {
        const std::uint32_t other = edges[k].corner;
        if (neighbours_[other] != kNone || vertex(other) != vertex(next(own))) continue;
        neighbours_[own] = other / 3;
        neighbours_[other] = own / 3;
        break;
      }
    }
  }

  // Corners at one vertex that share a tangent get the same number.
  void group_corners() {
    groups_.assign(corners(), kNone);
    std::vector<std::size_t> open;
    for (std::size_t corner = 0; corner < corners(); ++corner) {
      const FaceFrame& frame = frames_[corner / 3];
      if (!frame.is_usable || !frame.has_area || groups_[corner] != kNone) continue;
      const auto group = static_cast<std::uint32_t>(mirrored_.size());
      mirrored_.push_back(frame.mirrored);
      open.assign(1, corner);
      while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        if (!join(at, group)) continue;
        for (const std::size_t edge : {at, previous(at)}) {
          const std::uint32_t face = neighbours_[edge];
          if (face == kNone) continue;
          for (std::size_t k = 3 * std::size_t{face}; k < 3 * std::size_t{face} + 3; ++k) {
            if (vertex(k) == vertex(corner)) open.push_back(k);
          }
        }
      }
    }
  }
  // A face without area in the texture takes the side of the first group that reaches it.
  bool join(std::size_t corner, std::uint32_t group) {
    if (groups_[corner] != kNone) return false;
    FaceFrame& frame = frames_[corner / 3];
    const std::size_t first = corner / 3 * 3;
    const bool is_free = std::all_of(groups_.begin() + static_cast<std::ptrdiff_t>(first),
                                     groups_.begin() + static_cast<std::ptrdiff_t>(first) + 3,
                                     [](std::uint32_t known) { return known == kNone; });
    if (!frame.has_area && is_free) frame.mirrored = mirrored_[group];
    if (frame.mirrored != mirrored_[group]) return false;
    groups_[corner] = group;
    return true;
  }

  std::vector<double3> average() {
    std::vector<double3> sums(mirrored_.size());
    for (std::size_t corner = 0; corner < corners(); ++corner) {
      const FaceFrame& frame = frames_[corner / 3];
      if (groups_[corner] == kNone || !frame.has_area) continue;
      const double3 normal = to_double(mesh_.normals[mesh_.indices[corner]]);
      const double3 one = across(point(previous(corner)) - point(corner), normal),
                    other = across(point(next(corner)) - point(corner), normal);
      const double angle = std::acos(std::clamp(dot(one, other), -1.0, 1.0));
      sums[groups_[corner]] = sums[groups_[corner]] + across(frame.along_u, normal) * angle;
    }
    return sums;
  }

  [[nodiscard]] float4 tangent_of(double3 sum, double3 normal, bool mirrored) const {
    double3 tangent = unit_of(sum);
    if (!(dot(tangent, tangent) > 0.5))
      tangent = across(std::abs(normal.x) < 0.7 ? double3{1, 0, 0} : double3{0, 1, 0}, normal);
    const float3 t = nearest_float(tangent);
    return {t.x, t.y, t.z, mirrored ? -1.0F : 1.0F};
  }

  // One vertex for each group that meets there.
  [[nodiscard]] Mesh split(const std::vector<double3>& sums) const {
    std::vector<std::uint32_t> origin(mesh_.positions.size()), group_of(mesh_.positions.size(), kNone);
    std::iota(origin.begin(), origin.end(), 0U);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> copies;
    std::vector<std::uint32_t> indices(mesh_.indices.begin(), mesh_.indices.end());
    for (std::size_t corner = 0; corner < corners(); ++corner) {
      const std::uint32_t v = indices[corner], group = groups_[corner];
      if (group == kNone || group_of[v] == group) continue;
      if (group_of[v] == kNone) {
        group_of[v] = group;
        continue;
      }
      const auto [copy, is_new] = copies.try_emplace({v, group}, static_cast<std::uint32_t>(origin.size()));
      if (is_new) {
        origin.push_back(v);
        group_of.push_back(group);
      }
      indices[corner] = copy->second;
    }
    Mesh out = mesh_;
    out.positions_unique = out.positions_unique && origin.size() == mesh_.positions.size();
    std::vector<float4> tangents(origin.size());
    for (std::size_t i = 0; i < origin.size(); ++i) {
      const std::uint32_t group = group_of[i];
      tangents[i] = tangent_of(group == kNone ? double3{0, 0, 0} : sums[group],
                               to_double(mesh_.normals[origin[i]]), group != kNone && mirrored_[group]);
    }
    out.tangents = std::move(tangents);
    if (origin.size() == mesh_.positions.size()) return out;
    const auto gather = [&](auto& values) {
      if (values.empty()) return;
      std::vector<std::remove_cvref_t<decltype(values[0])>> more(origin.size());
      for (std::size_t i = 0; i < origin.size(); ++i) more[i] = values[origin[i]];
      values = std::move(more);
    };
    gather(out.positions);
    gather(out.normals);
    gather(out.colors);
    for (UvSet& set : out.uvs) gather(set.values);
    out.indices = std::move(indices);
    return out;
  }

  const Mesh& mesh_;
  const Array<float2>& uvs_;
  double v_sign_;
  const std::stop_token& stop_;
  std::vector<std::uint32_t> welded_;      ///< of each vertex, the first that is equal
  std::vector<FaceFrame> frames_;          ///< of each face
  std::vector<std::uint32_t> neighbours_;  ///< of each corner
  std::vector<std::uint32_t> groups_;      ///< of each corner
  std::vector<bool> mirrored_;             ///< of each group
};

}  // namespace

Mesh with_tangents(const Mesh& mesh, std::size_t uv_set, bool from_below, const std::stop_token& stop) {
  return TangentMaker(mesh, uv_set, from_below, stop).run();
}

}  // namespace meshgate
