#include "verify/doubtful_edges.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/bit_set.h"

namespace meshgate {
namespace {

constexpr std::size_t kMostSpokes = 16;  // more are paired by their order only
constexpr int kRounds = 8;

double doubt_of(const DoubtfulEdge& edge) {
  double doubt = 0;
  for (const Spoke& spoke : edge.spokes) doubt = std::max(doubt, spoke.noise);
  return doubt;
}

bool is_balanced(const std::vector<Spoke>& spokes) {
  const auto with = std::count_if(spokes.begin(), spokes.end(), [](const Spoke& s) { return s.with_axis; });
  return 2 * static_cast<std::size_t>(with) == spokes.size();
}

void take_out(std::vector<Spoke>& spokes, std::size_t one, std::size_t other) {
  spokes.erase(spokes.begin() + static_cast<std::ptrdiff_t>(std::max(one, other)));
  spokes.erase(spokes.begin() + static_cast<std::ptrdiff_t>(std::min(one, other)));
}

// Takes out a pair that is one solid already.
bool take_known(std::vector<Spoke>& spokes, const Sides& sides) {
  for (std::size_t i = 0; i < spokes.size(); ++i) {
    for (std::size_t k = i + 1; k < spokes.size(); ++k) {
      if (spokes[i].with_axis == spokes[k].with_axis ||
          sides.root(spokes[i].face) != sides.root(spokes[k].face))
        continue;
      take_out(spokes, i, k);
      return true;
    }
  }
  return false;
}

// Joins a face with the only one that it may belong to.
bool take_forced(std::vector<Spoke>& spokes, Sides& sides) {
  for (std::size_t i = 0; i < spokes.size(); ++i) {
    std::size_t partner = spokes.size();
    bool unique = true;
    for (std::size_t k = 0; k < spokes.size() && unique; ++k) {
      if (spokes[i].with_axis == spokes[k].with_axis || !sides.may_join(spokes[i].face, spokes[k].face))
        continue;
      unique = partner == spokes.size() || sides.root(spokes[partner].face) == sides.root(spokes[k].face);
      if (partner == spokes.size()) partner = k;
    }
    if (!unique || partner == spokes.size()) continue;
    sides.join(spokes[i].face, spokes[partner].face);
    take_out(spokes, i, partner);
    return true;
  }
  return false;
}

// Takes out what is certain; whether there was anything new.
bool take_certain(std::vector<Spoke>& spokes, Sides& sides) {
  if (spokes.size() > kMostSpokes || !is_balanced(spokes)) return false;
  bool forced = false;
  while (!spokes.empty()) {
    if (take_known(spokes, sides)) continue;
    if (!take_forced(spokes, sides)) break;
    forced = true;
  }
  return forced;
}

// Faces that only look at each other are no solid but a fold of one beside them.
void join_folds(const std::vector<DoubtfulEdge>& edges, const FacePairs& facing, Sides& sides) {
  std::unordered_set<std::uint32_t> folded;
  for (const auto& [a, b] : facing) {
    if (sides.root(a) == sides.root(b)) folded.insert({a, b});
  }
  if (folded.empty()) return;
  std::unordered_set<std::uint32_t> solid;
  for (const DoubtfulEdge& edge : edges) {
    for (const Spoke& spoke : edge.spokes) {
      if (!folded.contains(spoke.face)) solid.insert(sides.root(spoke.face));
    }
  }
  for (const DoubtfulEdge& edge : edges) {
    for (const Spoke& fold : edge.spokes) {
      if (solid.contains(sides.root(fold.face))) continue;
      const auto beside = std::find_if(edge.spokes.begin(), edge.spokes.end(), [&](const Spoke& spoke) {
        return solid.contains(sides.root(spoke.face));
      });
      if (beside == edge.spokes.end()) continue;
      sides.unite(fold.face, beside->face);
      solid.insert(sides.root(fold.face));
    }
  }
}

}  // namespace

std::uint32_t Sides::number_of(std::uint32_t root) {
  const auto [found, added] = number_.try_emplace(root, static_cast<std::uint32_t>(others_.size()));
  if (added) others_.emplace_back();
  return found->second;
}

void Sides::part(std::uint32_t a, std::uint32_t b) {
  a = root(a);
  b = root(b);
  if (a == b) return;
  const std::uint32_t one = number_of(a), other = number_of(b);
  others_[one].insert(other);
  others_[other].insert(one);
}

bool Sides::may_join(std::uint32_t a, std::uint32_t b) const {
  const auto one = number_.find(root(a)), other = number_.find(root(b));
  return one == number_.end() || other == number_.end() || !others_[one->second].contains(other->second);
}

void Sides::join(std::uint32_t a, std::uint32_t b) {
  if (may_join(a, b)) unite(a, b);
}

void Sides::unite(std::uint32_t a, std::uint32_t b) {
  a = root(a);
  b = root(b);
  if (a == b) return;
  faces_->join(a, b);
  const auto one = number_.find(a), other = number_.find(b);
  if (one == number_.end() && other == number_.end()) return;
  if (one == number_.end() || other == number_.end()) {
    number_[root(a)] = one == number_.end() ? other->second : one->second;
    return;
  }
  std::uint32_t kept = one->second, gone = other->second;
  if (others_[kept].size() < others_[gone].size()) std::swap(kept, gone);
  for (const std::uint32_t third : others_[gone]) {
    others_[third].erase(gone);
    if (third == kept) continue;
    others_[third].insert(kept);
    others_[kept].insert(third);
  }
  others_[gone].clear();
  number_[root(a)] = kept;
}

FacePairs facing_pairs(const Surface& surface, const Topology& topology) {
  struct Turned {
    std::array<std::uint32_t, 3> corners;  // sorted
    bool odd;                              // how they were sorted tells which way the face looks
    std::uint32_t face;
  };
  if (topology.opposite_faces == 0) return {};
  BitSet corners(surface.positions.size());
  topology.opposite.for_each([&](std::size_t face) {
    for (std::size_t i = 0; i < 3; ++i) corners.set(surface.corners[3 * face + i]);
    return true;
  });
  std::vector<Turned> faces;
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face)) continue;
    std::array<std::uint32_t, 3> c;
    std::copy_n(surface.corners.data() + 3 * face, 3, c.begin());
    if (!corners.test(c[0]) || !corners.test(c[1]) || !corners.test(c[2])) continue;
    std::rotate(c.begin(), std::min_element(c.begin(), c.end()), c.end());
    const bool odd = c[1] > c[2];
    if (odd) std::swap(c[1], c[2]);
    faces.push_back({c, odd, static_cast<std::uint32_t>(face)});
  }
  std::sort(faces.begin(), faces.end(), [](const Turned& a, const Turned& b) {
    if (a.corners != b.corners) return a.corners < b.corners;
    return a.odd != b.odd ? b.odd : a.face < b.face;
  });
  FacePairs pairs;
  for (std::size_t begin = 0; begin < faces.size();) {
    std::size_t middle = begin, end = begin;
    while (end < faces.size() && faces[end].corners == faces[begin].corners) ++end;
    while (middle < end && !faces[middle].odd) ++middle;
    for (std::size_t i = 0; begin + i < middle && middle + i < end; ++i)
      pairs.emplace_back(faces[begin + i].face, faces[middle + i].face);
    begin = end;
  }
  return pairs;
}

void settle(std::vector<DoubtfulEdge> edges, const FacePairs& facing, Sides& sides) {
  for (const auto& [a, b] : facing) sides.part(a, b);
  std::sort(edges.begin(), edges.end(), [](const DoubtfulEdge& a, const DoubtfulEdge& b) {
    const double one = doubt_of(a), other = doubt_of(b);
    return one != other ? one < other : a.key < b.key;
  });
  std::vector<std::vector<Spoke>> open;
  for (const DoubtfulEdge& edge : edges) open.push_back(edge.spokes);
  bool changed = true;
  for (int round = 0; changed && round < kRounds; ++round) {
    changed = false;
    for (std::vector<Spoke>& spokes : open) changed = take_certain(spokes, sides) || changed;
  }
  for (std::vector<Spoke>& spokes : open) {
    take_certain(spokes, sides);
    for (const auto& [a, b] : pair_wedges(spokes)) sides.join(a, b);
  }
  // What is left contradicts itself; a face that belongs to nothing would help nobody.
  for (std::vector<Spoke>& spokes : open) {
    take_certain(spokes, sides);
    for (const auto& [a, b] : pair_wedges(spokes)) sides.unite(a, b);
  }
  join_folds(edges, facing, sides);
}

}  // namespace meshgate
