#include "prepare/fans.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "asset/union_find.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

// Faces whose angles differ by less lie in one wall.
constexpr double kSameAngle = 1e-6;

bool comes_before(double3 a, double3 b) { return std::array{a.x, a.y, a.z} < std::array{b.x, b.y, b.z}; }

// A face on an edge, seen along the edge from its lower end.
struct Blade {
  double angle = 0;  // around the edge, counter-clockwise
  std::uint32_t half_edge = 0;
  bool forward = false;  // runs from the lower to the upper end: material is at smaller angles
  double3 apex{};        // the corner that is not on the edge, from the lower end
};

// By angle. Where walls coincide, what ends there comes before what begins; else the place of the corners
// decides, so that the order of the faces does not.
void sort_around(std::vector<Blade>& blades) {
  std::stable_sort(blades.begin(), blades.end(),
                   [](const Blade& a, const Blade& b) { return a.angle < b.angle; });
  double before = 0, wall = 0;
  for (Blade& blade : blades) {
    if (blade.angle - before >= kSameAngle) wall = blade.angle;
    before = std::exchange(blade.angle, wall);
  }
  std::stable_sort(blades.begin(), blades.end(), [](const Blade& a, const Blade& b) {
    if (a.angle != b.angle) return a.angle < b.angle;
    if (a.forward != b.forward) return a.forward;
    return comes_before(a.apex, b.apex);
  });
}

std::vector<Blade> blades_around(const Surface& surface, std::span<const std::uint32_t> half_edges) {
  const std::uint32_t first = surface.corners[half_edges[0]],
                      second = surface.corners[next_corner(half_edges[0])];
  const double3 one = to_double(surface.positions[first]), other = to_double(surface.positions[second]);
  const std::uint32_t low = comes_before(one, other) ? first : second;
  const double3 origin = low == first ? one : other;
  const double3 axis = (low == first ? other : one) - origin;
  const double axis2 = dot(axis, axis);
  std::vector<Blade> blades;
  for (const std::uint32_t half_edge : half_edges) {
    const double3 apex = to_double(surface.positions[surface.corners[previous_corner(half_edge)]]) - origin;
    blades.push_back({0, half_edge, surface.corners[half_edge] == low, apex});
  }
  // Angles are counted from the same face, whatever the order of the faces is.
  std::stable_sort(blades.begin(), blades.end(),
                   [](const Blade& a, const Blade& b) { return comes_before(a.apex, b.apex); });
  const auto across = [&](const Blade& blade) {
    return blade.apex - axis * (axis2 > 0 ? dot(blade.apex, axis) / axis2 : 0);
  };
  const double3 zero = across(blades.front());
  const double3 side = cross(axis, zero) * (axis2 > 0 ? 1 / std::sqrt(axis2) : 0);
  for (Blade& blade : blades) {
    const double3 at = across(blade);
    const double angle = std::atan2(dot(at, side), dot(at, zero));
    blade.angle = std::abs(angle) < kSameAngle ? 0 : angle < 0 ? angle + 2 * std::numbers::pi : angle;
  }
  sort_around(blades);
  return blades;
}

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// Going around with rising angle, material lies between a backward face and the forward face after it:
// brackets that open and close. Twice around, since the first may close what the last opened.
void match_brackets(std::vector<Blade>& blades, Pairs& pairs) {
  std::vector<std::size_t> open;
  std::vector<bool> paired(blades.size(), false);
  for (std::size_t step = 0; step < 2 * blades.size(); ++step) {
    const std::size_t i = step % blades.size();
    if (paired[i]) continue;
    if (!blades[i].forward) {
      if (step < blades.size()) open.push_back(i);
    } else if (!open.empty()) {
      paired[i] = paired[open.back()] = true;
      pairs.emplace_back(blades[open.back()].half_edge, blades[i].half_edge);
      open.pop_back();
    }
  }
  std::size_t i = 0;
  std::erase_if(blades, [&](const Blade&) { return paired[i++]; });
}

// Faces that do not agree which side is inside: neighbours around the edge, in the one of two ways that has
// the narrower wedges. One is left over of an odd number.
void match_neighbours(const std::vector<Blade>& blades, Pairs& pairs) {
  if (blades.size() < 2) return;
  const std::size_t count = blades.size() / 2;
  double wedges = 0;
  for (std::size_t i = 0; i < count; ++i) wedges += blades[2 * i + 1].angle - blades[2 * i].angle;
  const bool even = blades.size() % 2 == 0;
  const std::size_t shift = even && wedges > std::numbers::pi ? 1 : 0;
  for (std::size_t i = 0; i < count; ++i) {
    pairs.emplace_back(blades[2 * i + shift].half_edge,
                       blades[(2 * i + 1 + shift) % blades.size()].half_edge);
  }
}

// One edge at the vertex of a star.
struct Spoke {
  std::uint32_t other;      // its far end
  std::uint32_t half_edge;  // on the edge
  std::uint32_t member;     // the corner, by its number in the star
};

class StarFans {
 public:
  StarFans(const Surface& surface, const std::vector<bool>& open_shell,
           const std::vector<std::uint32_t>& shell_of_face)
      : surface_(surface), open_shell_(open_shell), shell_of_face_(shell_of_face) {}

  // The star's corners ascend. Appends its fans when there are more than one.
  void read(std::span<const std::uint32_t> star, Fans& result) {
    spokes_.clear();
    members_.reset(star.size());
    for (std::uint32_t i = 0; i < star.size(); ++i) {
      const std::uint32_t corner = star[i];
      const auto before = static_cast<std::uint32_t>(previous_corner(corner));
      spokes_.push_back({surface_.corners[next_corner(corner)], corner, i});
      spokes_.push_back({surface_.corners[before], before, i});
    }
    std::sort(spokes_.begin(), spokes_.end(), [](const Spoke& a, const Spoke& b) {
      return a.other != b.other ? a.other < b.other : a.half_edge < b.half_edge;
    });
    for (std::size_t begin = 0; begin < spokes_.size();) {
      std::size_t end = begin + 1;
      while (end < spokes_.size() && spokes_[end].other == spokes_[begin].other) ++end;
      join_edge({spokes_.data() + begin, end - begin});
      begin = end;
    }
    gather(star, result);
  }

 private:
  void join_edge(std::span<const Spoke> edge) {
    if (edge.size() == 2) members_.join(edge[0].member, edge[1].member);
    if (edge.size() < 3) return;
    half_edges_.clear();
    for (const Spoke& spoke : edge) half_edges_.push_back(spoke.half_edge);
    for (const auto& [one, other] : pair_faces_around(surface_, half_edges_, open_shell_, shell_of_face_))
      members_.join(member_of(edge, one), member_of(edge, other));
  }

  static std::uint32_t member_of(std::span<const Spoke> edge, std::uint32_t half_edge) {
    return std::lower_bound(edge.begin(), edge.end(), half_edge,
                            [](const Spoke& spoke, std::uint32_t value) { return spoke.half_edge < value; })
        ->member;
  }

  void gather(std::span<const std::uint32_t> star, Fans& result) {
    const std::size_t first = result.fans.size();
    std::map<std::uint32_t, std::size_t> fan_of_root;
    for (std::uint32_t i = 0; i < star.size(); ++i) {
      const auto [known, added] = fan_of_root.try_emplace(members_.root(i), result.fans.size());
      if (added) result.fans.push_back({surface_.corners[star[i]], {}});
      result.fans[known->second].corners.push_back(star[i]);
    }
    if (result.fans.size() == first + 1) {
      result.fans.pop_back();
    } else {
      ++result.vertices;
    }
  }

  const Surface& surface_;
  const std::vector<bool>& open_shell_;
  const std::vector<std::uint32_t>& shell_of_face_;
  std::vector<Spoke> spokes_;
  std::vector<std::uint32_t> half_edges_;
  LocalSets members_;
};

// Corners at vertices where the surface is not manifold, by vertex and corner.
std::vector<std::pair<std::uint32_t, std::uint32_t>> corners_in_question(const Surface& surface,
                                                                         const Topology& topology) {
  BitSet vertices(surface.positions.size());
  topology.split.for_each([&](std::size_t corner) { return vertices.set(surface.corners[corner]), true; });
  topology.non_manifold.for_each([&](std::size_t half_edge) {
    vertices.set(surface.corners[half_edge]);
    vertices.set(surface.corners[next_corner(half_edge)]);
    return true;
  });
  std::vector<std::pair<std::uint32_t, std::uint32_t>> corners;
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face)) continue;
    for (std::size_t corner = 3 * face; corner < 3 * face + 3; ++corner) {
      if (vertices.test(surface.corners[corner]))
        corners.emplace_back(surface.corners[corner], static_cast<std::uint32_t>(corner));
    }
  }
  std::sort(corners.begin(), corners.end());
  return corners;
}

// Which faces hang together once the fans are apart.
std::vector<std::uint32_t> find_bodies(const Surface& surface, const Fans& fans,
                                       const std::stop_token& stop) {
  UnionFind faces(surface.face_count());
  const std::vector<std::uint32_t> twins = compute_twins(surface, stop);
  for (std::uint32_t half_edge = 0; half_edge < twins.size(); ++half_edge) {
    if (twins[half_edge] != kNoIndex) faces.join(half_edge / 3, twins[half_edge] / 3);
  }
  for (const Fan& fan : fans.fans) {
    for (const std::uint32_t corner : fan.corners) faces.join(fan.corners.front() / 3, corner / 3);
  }
  std::vector<std::uint32_t> bodies(surface.face_count());
  for (std::uint32_t face = 0; face < bodies.size(); ++face) bodies[face] = faces.root(face);
  return bodies;
}

// Edges of which more than two faces have the same fans at both ends: taking the ends apart does not part
// them.
std::uint64_t count_joined_again(const Surface& surface, const Fans& fans,
                                 const std::vector<std::pair<std::uint32_t, std::uint32_t>>& corners) {
  std::map<std::uint32_t, std::uint32_t> fan_of_corner;  // corners of vertices with one fan are absent
  for (std::uint32_t i = 0; i < fans.fans.size(); ++i) {
    for (const std::uint32_t corner : fans.fans[i].corners) fan_of_corner[corner] = i;
  }
  const auto fan_at = [&](std::size_t corner) {
    const auto found = fan_of_corner.find(static_cast<std::uint32_t>(corner));
    return found == fan_of_corner.end() ? kNoIndex : found->second;
  };
  using Key = std::array<std::uint32_t, 4>;  // ends of the edge, fans there
  std::map<Key, std::uint32_t> faces;
  for (const auto& [vertex, corner] : corners) {
    const std::uint32_t next = surface.corners[next_corner(corner)];
    const std::uint32_t from = fan_at(corner), to = fan_at(next_corner(corner));
    ++faces[vertex < next ? Key{vertex, next, from, to} : Key{next, vertex, to, from}];
  }
  std::uint64_t edges = 0;
  for (const auto& [key, count] : faces) edges += count > 2;
  return edges;
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> pair_faces_around(
    const Surface& surface, std::span<const std::uint32_t> half_edges, const std::vector<bool>& open_shell,
    const std::vector<std::uint32_t>& shell_of_face) {
  const std::vector<Blade> blades = blades_around(surface, half_edges);
  const auto is_open = [&](const Blade& blade) {
    return !shell_of_face.empty() && open_shell[shell_of_face[blade.half_edge / 3]];
  };
  std::vector<Blade> closed, open;
  for (const Blade& blade : blades) (is_open(blade) ? open : closed).push_back(blade);
  Pairs pairs;
  if (!closed.empty()) match_brackets(closed, pairs);
  if (!open.empty()) match_brackets(open, pairs);
  std::vector<Blade> rest;
  std::merge(closed.begin(), closed.end(), open.begin(), open.end(), std::back_inserter(rest),
             [](const Blade& a, const Blade& b) { return a.angle < b.angle; });
  match_neighbours(rest, pairs);
  return pairs;
}

Fans find_fans(const SurfaceFacts& facts, const std::stop_token& stop) {
  const Surface& surface = facts.surface();
  const Topology& topology = facts.topology();
  Fans result;
  result.edges = topology.non_manifold_edges;
  if (topology.manifold()) return result;
  const Shells& shells = facts.shells();
  std::vector<bool> open_shell(shells.shells.size(), false);
  topology.open.for_each([&](std::size_t half_edge) {
    if (!shells.of_face.empty()) open_shell[shells.of_face[half_edge / 3]] = true;
    return true;
  });
  const auto corners = corners_in_question(surface, topology);
  StarFans reader(surface, open_shell, shells.of_face);
  std::vector<std::uint32_t> star;
  for (std::size_t begin = 0; begin < corners.size();) {
    if (stop.stop_requested()) throw Cancelled{};
    std::size_t end = begin;
    star.clear();
    for (; end < corners.size() && corners[end].first == corners[begin].first; ++end)
      star.push_back(corners[end].second);
    reader.read(star, result);
    begin = end;
  }
  if (!result.fans.empty()) result.body_of_face = find_bodies(surface, result, stop);
  if (result.edges > 0) result.edges_joined_again = count_joined_again(surface, result, corners);
  return result;
}

}  // namespace meshgate
