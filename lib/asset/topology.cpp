#include "asset/topology.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "asset/stars.h"
#include "asset/union_find.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

// One edge at the vertex of a star: `other` is its far end.
struct Spoke {
  std::uint32_t other;
  std::uint32_t half_edge;
  std::uint32_t third;   // the third vertex of the face
  std::uint32_t member;  // index of the corner in the star
  bool outgoing;         // the half-edge starts at the vertex of the star
};

std::uint32_t previous(std::uint32_t corner) { return static_cast<std::uint32_t>(previous_corner(corner)); }

// Whether the corners form one closed fan in which each edge is shared by exactly two, in opposite direction:
// the ordinary case, decided with a look at each pair.
bool is_closed_fan(std::span<const StarCorner> star) {
  constexpr std::size_t kMost = 16;
  const std::size_t size = star.size();
  if (size < 3 || size > kMost) return false;
  std::uint64_t seen = 0, twice = 0;
  for (const StarCorner& corner : star) {
    const std::uint64_t bit = std::uint64_t{1} << (corner.next * 0x9E3779B1U >> 26U);
    twice |= seen & bit;
    seen |= bit;
  }
  if (twice != 0) {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = i + 1; j < size; ++j) {
        if (star[i].next == star[j].next) return false;
      }
    }
  }
  std::uint32_t unused = (1U << size) - 2;
  std::uint32_t next = star[0].next;
  while (unused != 0) {
    std::uint32_t candidates = unused;
    while (candidates != 0 && star[static_cast<std::size_t>(std::countr_zero(candidates))].prev != next)
      candidates &= candidates - 1;
    if (candidates == 0) return false;
    const auto found = static_cast<std::size_t>(std::countr_zero(candidates));
    unused &= ~(1U << found);
    next = star[found].next;
  }
  return next == star[0].prev;
}

// What one part of the vertices contributes.
struct Part {
  std::uint64_t vertices = 0, edges = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links;  // open half-edges that follow each other
};

class StarReader {
 public:
  StarReader(Topology& topology, Part& part) : topology_(topology), part_(part) {}

  void read(std::span<const StarCorner> star) {
    ++part_.vertices;
    if (is_closed_fan(star)) {
      for (const StarCorner& corner : star) part_.edges += corner.vertex < corner.next;
      return;
    }
    collect_spokes(star);
    fans_.reset(star.size());
    ends_.clear();
    for (std::size_t begin = 0; begin < spokes_.size();) {
      std::size_t end = begin + 1;
      while (end < spokes_.size() && spokes_[end].other == spokes_[begin].other) ++end;
      const std::span<Spoke> edge(spokes_.data() + begin, end - begin);
      if (star.front().vertex < edge.front().other) read_edge(edge);
      for (const Spoke& spoke : edge) fans_.join(edge.front().member, spoke.member);
      if (edge.size() == 1) ends_.push_back(edge.front());
      begin = end;
    }
    read_fans(star);
  }

 private:
  void collect_spokes(std::span<const StarCorner> star) {
    spokes_.clear();
    for (std::uint32_t i = 0; i < star.size(); ++i) {
      const StarCorner& c = star[i];
      spokes_.push_back({c.next, c.corner, c.prev, i, true});
      spokes_.push_back({c.prev, previous(c.corner), c.next, i, false});
    }
    std::sort(spokes_.begin(), spokes_.end(), [](const Spoke& a, const Spoke& b) {
      return a.other != b.other ? a.other < b.other : a.half_edge < b.half_edge;
    });
  }

  // Each edge is read once, at its lower vertex.
  void read_edge(std::span<Spoke> edge) {
    ++part_.edges;
    if (edge.size() == 1) return topology_.open.set(edge.front().half_edge);
    if (edge.size() > 2) {
      topology_.non_manifold.set(edge.front().half_edge);
    } else if (edge[0].outgoing == edge[1].outgoing) {
      topology_.inconsistent.set(edge.front().half_edge);
    }
    read_duplicates(edge);
  }

  // Faces with the same three vertices share all edges; they are found at the edge of the lower two.
  void read_duplicates(std::span<Spoke> edge) {
    if (edge.size() == 2 && edge[0].third != edge[1].third) return;
    std::sort(edge.begin(), edge.end(), [](const Spoke& a, const Spoke& b) {
      return a.third != b.third ? a.third < b.third : a.half_edge < b.half_edge;
    });
    for (std::size_t i = 1, first = 0; i < edge.size(); ++i) {
      if (edge[i].third != edge[first].third) {
        first = i;
      } else if (edge[i].third > edge[i].other) {
        topology_.duplicate.set(edge[i].half_edge / 3);
        if (edge[i].outgoing != edge[first].outgoing) topology_.opposite.set(edge[i].half_edge / 3);
      }
    }
  }

  void read_fans(std::span<const StarCorner> star) {
    std::uint32_t smallest = star.front().corner, fans = 0;
    for (std::uint32_t i = 0; i < star.size(); ++i) {
      fans += fans_.root(i) == i;
      smallest = std::min(smallest, star[i].corner);
    }
    if (fans > 1) topology_.split.set(smallest);
    // The ends of one fan belong to one chain of open edges. An ordinary fan has two.
    std::sort(ends_.begin(), ends_.end(), [&](const Spoke& a, const Spoke& b) {
      const std::uint32_t ra = fans_.root(a.member), rb = fans_.root(b.member);
      return ra != rb ? ra < rb : a.half_edge < b.half_edge;
    });
    for (std::size_t i = 1; i < ends_.size(); ++i) {
      if (fans_.root(ends_[i].member) == fans_.root(ends_[i - 1].member))
        part_.links.emplace_back(ends_[i - 1].half_edge, ends_[i].half_edge);
    }
  }

  Topology& topology_;
  Part& part_;
  std::vector<Spoke> spokes_;
  std::vector<Spoke> ends_;
  LocalSets fans_;
};

std::uint64_t count_loops(const BitSet& open, const std::vector<Part>& parts) {
  const BitRank rank(open);
  LocalSets chains;
  chains.reset(rank.size());
  std::uint64_t loops = rank.size();
  for (const Part& part : parts) {
    for (const auto& [one, other] : part.links) loops -= chains.join(rank(one), rank(other));
  }
  return loops;
}

}  // namespace

Topology compute_topology(const Surface& surface, const std::stop_token& stop) {
  Topology topology;
  const std::size_t faces = surface.face_count();
  topology.open = BitSet(3 * faces);
  topology.non_manifold = BitSet(3 * faces);
  topology.inconsistent = BitSet(3 * faces);
  topology.split = BitSet(3 * faces);
  topology.duplicate = BitSet(faces);
  topology.opposite = BitSet(faces);
  std::vector<Part> parts(star_part_count(surface));
  std::vector<std::uint64_t> corners(parts.size(), 0);
  for_each_star_part(surface, stop, [&](std::size_t part, std::span<const StarCorner> records) {
    corners[part] = records.size();
    StarReader reader(topology, parts[part]);
    for_each_star(records, [&](std::span<const StarCorner> star) { reader.read(star); });
  });
  for (std::size_t i = 0; i < parts.size(); ++i) {
    topology.faces += corners[i];
    topology.vertices += parts[i].vertices;
    topology.edges += parts[i].edges;
  }
  topology.faces /= 3;
  topology.open_edges = topology.open.count();
  topology.non_manifold_edges = topology.non_manifold.count();
  topology.inconsistent_edges = topology.inconsistent.count();
  topology.non_manifold_vertices = topology.split.count();
  topology.duplicate_faces = topology.duplicate.count();
  topology.opposite_faces = topology.opposite.count();
  topology.boundary_loops = count_loops(topology.open, parts);
  return topology;
}

std::vector<std::uint32_t> compute_twins(const Surface& surface, const std::stop_token& stop) {
  std::vector<std::uint32_t> twins(surface.corners.size(), kNoIndex);
  for_each_star_part(surface, stop, [&](std::size_t, std::span<const StarCorner> records) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  // far end, half-edge
    for_each_star(records, [&](std::span<const StarCorner> star) {
      edges.clear();
      for (const StarCorner& c : star) {
        if (c.vertex < c.next) edges.emplace_back(c.next, c.corner);
        if (c.vertex < c.prev) edges.emplace_back(c.prev, previous(c.corner));
      }
      std::sort(edges.begin(), edges.end());
      for (std::size_t begin = 0; begin < edges.size();) {
        std::size_t end = begin + 1;
        while (end < edges.size() && edges[end].first == edges[begin].first) ++end;
        if (end - begin == 2) {
          twins[edges[begin].second] = edges[begin + 1].second;
          twins[edges[begin + 1].second] = edges[begin].second;
        }
        begin = end;
      }
    });
  });
  return twins;
}

}  // namespace meshgate
