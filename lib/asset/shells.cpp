#include "asset/shells.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "asset/union_find.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kFacesPerRange = 1U << 16U;

// Component of each vertex, numbered by the smallest vertex.
struct Components {
  std::vector<std::uint32_t> of_vertex;
  std::uint32_t count = 0;
};

Components compute_components(const Surface& surface, const std::stop_token& stop) {
  const std::size_t vertices = surface.positions.size();
  UnionFind sets(vertices);
  BitSet used(vertices);
  parallel_ranges(surface.face_count(), kFacesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      if (!surface.usable(face)) continue;
      const std::uint32_t a = surface.corners[3 * face];
      sets.join(a, surface.corners[3 * face + 1]);
      sets.join(a, surface.corners[3 * face + 2]);
    }
  });
  Components components{std::vector<std::uint32_t>(vertices), 0};
  // Roots are the smallest of their set, and used when any member is: number those that a face reaches.
  parallel_ranges(vertices, kFacesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v)
      components.of_vertex[v] = sets.root(static_cast<std::uint32_t>(v));
  });
  for (std::size_t v = 0; v < vertices; ++v) {
    if (components.of_vertex[v] != v) used.set(components.of_vertex[v]);
  }
  const BitRank rank(used);
  components.count = rank.size();
  parallel_ranges(vertices, kFacesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) components.of_vertex[v] = rank(components.of_vertex[v]);
  });
  return components;
}

// Walks each shell across its edges and gives every face a side.
class Walk {
 public:
  Walk(const Surface& surface, const std::stop_token& stop)
      : surface_(surface), twins_(compute_twins(surface, stop)), turned_(surface.face_count(), 0) {}

  void run(Shells& result) {
    const std::size_t faces = surface_.face_count();
    result.of_face.assign(faces, kNoIndex);
    for (std::size_t face = 0; face < faces; ++face) {
      if (result.of_face[face] != kNoIndex || !surface_.usable(face)) continue;
      walk_shell(static_cast<std::uint32_t>(face), result);
    }
    mark_turned(result);
  }

 private:
  void walk_shell(std::uint32_t seed, Shells& result) {
    const auto number = static_cast<std::uint32_t>(result.shells.size());
    Shell shell;
    shell.first_face = seed;
    shell.closed = shell.consistent = true;
    std::uint64_t turned = 0;
    pending_.assign(1, seed);
    result.of_face[seed] = number;
    while (!pending_.empty()) {
      const std::uint32_t face = pending_.back();
      pending_.pop_back();
      ++shell.faces;
      turned += turned_[face];
      for (std::size_t corner = 3 * std::size_t{face}; corner < 3 * std::size_t{face} + 3; ++corner) {
        const std::uint32_t twin = twins_[corner];
        if (twin == kNoIndex) {
          shell.closed = false;
          continue;
        }
        const bool same_direction = surface_.corners[corner] == surface_.corners[twin];
        shell.consistent = shell.consistent && !same_direction;
        const std::uint8_t side = turned_[face] ^ static_cast<std::uint8_t>(same_direction);
        const std::uint32_t other = twin / 3;
        if (result.of_face[other] == kNoIndex) {
          result.of_face[other] = number;
          turned_[other] = side;
          pending_.push_back(other);
        } else if (turned_[other] != side) {
          shell.orientable = false;
        }
      }
    }
    shell.against = shell.orientable ? std::min(turned, shell.faces - turned) : 0;
    minority_.push_back(static_cast<std::uint8_t>(turned <= shell.faces - turned));
    any_against_ = any_against_ || shell.against > 0;
    result.shells.push_back(shell);
  }

  void mark_turned(Shells& result) const {
    if (!any_against_) return;
    result.turned = BitSet(surface_.face_count());
    for (std::size_t face = 0; face < turned_.size(); ++face) {
      const std::uint32_t shell = result.of_face[face];
      if (shell != kNoIndex && result.shells[shell].against > 0 && turned_[face] == minority_[shell])
        result.turned.set(face);
    }
  }

  const Surface& surface_;
  std::vector<std::uint32_t> twins_;
  std::vector<std::uint8_t> turned_;
  std::vector<std::uint32_t> pending_;
  std::vector<std::uint8_t> minority_;  // of each shell: which value of turned_ is that of fewer faces
  bool any_against_ = false;
};

// Where every edge is shared by two and every vertex has one fan, shells are the components.
void shells_from_components(const Surface& surface, const Topology& topology, const Components& components,
                            Shells& result, const std::stop_token& stop) {
  result.shells.resize(components.count);
  for (Shell& shell : result.shells) shell.closed = shell.consistent = true;
  if (components.count == 1) {
    std::size_t first = 0;
    while (!surface.usable(first)) ++first;
    result.shells[0].faces = topology.faces;
    result.shells[0].first_face = static_cast<std::uint32_t>(first);
    result.shells[0].closed = topology.closed();
    return;
  }
  const std::size_t faces = surface.face_count();
  std::vector<std::uint32_t> shell_of(faces, kNoIndex);
  parallel_ranges(faces, kFacesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      if (surface.usable(face)) shell_of[face] = components.of_vertex[surface.corners[3 * face]];
    }
  });
  // Components are numbered by vertex, shells by face.
  std::vector<std::uint32_t> number(components.count, kNoIndex);
  std::uint32_t next = 0;
  for (std::size_t face = 0; face < faces; ++face) {
    if (shell_of[face] == kNoIndex) continue;
    std::uint32_t& shell = number[shell_of[face]];
    if (shell == kNoIndex) {
      shell = next++;
      result.shells[shell].first_face = static_cast<std::uint32_t>(face);
    }
    shell_of[face] = shell;
    ++result.shells[shell].faces;
  }
  topology.open.for_each([&](std::size_t half_edge) {
    result.shells[shell_of[half_edge / 3]].closed = false;
    return true;
  });
  result.of_face = std::move(shell_of);
}

void group_faces(Shells& result) {
  if (result.shells.size() < 2) return;
  result.first.assign(result.shells.size() + 1, 0);
  for (std::size_t i = 0; i < result.shells.size(); ++i)
    result.first[i + 1] = result.first[i] + result.shells[i].faces;
  result.faces.resize(result.first.back());
  std::vector<std::size_t> next(result.first.begin(), result.first.end() - 1);
  for (std::size_t face = 0; face < result.of_face.size(); ++face) {
    if (result.of_face[face] != kNoIndex)
      result.faces[next[result.of_face[face]]++] = static_cast<std::uint32_t>(face);
  }
}

struct Measure {
  double area = 0, volume = 0;
  Box3 bounds;
};

void add_face(const Surface& surface, std::size_t face, double3 origin, Measure& measure) {
  const std::array<float3, 3> t = surface.triangle(face);
  const double3 a = to_double(t[0]) - origin, b = to_double(t[1]) - origin, c = to_double(t[2]) - origin;
  const double3 n = cross(b - a, c - a);
  measure.area += length(n) / 2;
  measure.volume += dot(a, n) / 6;
  for (const float3& p : t) measure.bounds.add(p);
}

// Sums in blocks of a fixed number of faces, folded in order: the rounding is that of one thread.
void measure_shell(const Surface& surface, const Shells& shells, std::size_t number, double3 origin,
                   Shell& shell, const std::stop_token& stop) {
  const bool only = shells.faces.empty();
  const std::size_t first = only ? 0 : shells.first[number];
  const std::size_t count = only ? surface.face_count() : shells.first[number + 1] - first;
  const Measure total = parallel_reduce(
      count, kFacesPerRange, stop, Measure{},
      [&](std::size_t begin, std::size_t end) {
        Measure part;
        for (std::size_t i = begin; i < end; ++i) {
          const std::size_t face = only ? i : shells.faces[first + i];
          if (surface.usable(face)) add_face(surface, face, origin, part);
        }
        return part;
      },
      [](Measure& sum, const Measure& part) {
        sum.area += part.area;
        sum.volume += part.volume;
        sum.bounds.add(part.bounds);
      });
  shell.area = total.area;
  shell.signed_volume = total.volume;
  shell.bounds = total.bounds;
}

// A corner of the shell: sums near it lose nothing to a far-away origin.
double3 origin_of(const Surface& surface, const Shell& shell) {
  return to_double(surface.positions[surface.corners[3 * std::size_t{shell.first_face}]]);
}

/// The lowest corner so far; corner numbers are those of the surface.
struct Lowest {
  static constexpr std::size_t kNoCorner = std::numeric_limits<std::size_t>::max();
  std::size_t corner = kNoCorner;
  float3 position;

  void add_shell(const Surface& surface, const Shells& shells, std::size_t shell) {
    const bool only = shells.faces.empty();
    const std::size_t end = only ? surface.face_count() : shells.first[shell + 1];
    for (std::size_t i = only ? 0 : shells.first[shell]; i < end; ++i)
      add_face(surface, only ? i : shells.faces[i]);
  }
  void add_face(const Surface& surface, std::size_t face) {
    if (!surface.usable(face)) return;
    for (std::size_t i = 3 * face; i < 3 * face + 3; ++i) {
      const float3 p = surface.positions[surface.corners[i]];
      if (corner != kNoCorner && std::tie(p.x, p.y, p.z) >= std::tie(position.x, position.y, position.z))
        continue;
      corner = i;
      position = p;
    }
  }
  [[nodiscard]] Location location(const Surface& surface) const {
    Location location = surface_face_location(surface, corner / 3);
    location.position = position;
    return location;
  }
};

}  // namespace

Location shell_location(const Surface& surface, const Shells& shells, std::uint32_t shell) {
  Lowest lowest;
  lowest.add_shell(surface, shells, shell);
  return lowest.location(surface);
}

Location component_location(const Surface& surface, const Shells& shells, std::uint32_t component) {
  Lowest lowest;
  for (std::size_t i = 0; i < shells.shells.size(); ++i) {
    if (shells.shells[i].component == component) lowest.add_shell(surface, shells, i);
  }
  return lowest.location(surface);
}

Shells compute_shells(const Surface& surface, const Topology& topology, const std::stop_token& stop) {
  Shells result;
  if (topology.faces == 0) return result;
  const Components components = compute_components(surface, stop);
  result.components = components.count;
  if (topology.manifold() && topology.oriented()) {
    shells_from_components(surface, topology, components, result, stop);
  } else {
    Walk(surface, stop).run(result);
  }
  group_faces(result);
  // Numbered by the first shell: the numbers do not depend on those of the vertices.
  std::vector<std::uint32_t> numbers(components.count, kNoIndex);
  std::uint32_t next = 0;
  for (Shell& shell : result.shells) {
    std::uint32_t& number = numbers[components.of_vertex[surface.corners[3 * std::size_t{shell.first_face}]]];
    if (number == kNoIndex) number = next++;
    shell.component = number;
  }
  constexpr std::size_t kShellsPerRange = 256;
  parallel_ranges(result.shells.size(), kShellsPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Shell& shell = result.shells[i];
      measure_shell(surface, result, i, origin_of(surface, shell), shell, stop);
    }
  });
  return result;
}

}  // namespace meshgate
