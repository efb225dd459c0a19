#include "verify/source_bodies.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "asset/nearest_float.h"
#include "asset/union_find.h"

namespace meshgate {
namespace {

// The part that an answer belongs to: a copy and what is inside of another stand for that one.
std::uint32_t part_of(const Comparison& comparison, std::uint32_t member) {
  for (std::size_t steps = 0; member != kNoIndex && steps < comparison.parts.size(); ++steps) {
    const Part& part = comparison.parts[member];
    if (part.role == PartRole::kPart) return member;
    member = part.other;
  }
  return kNoIndex;
}

// Area of the samples of each group on each piece of the source that is connected, by piece.
using Shares = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

std::uint32_t piece_of(const Body& source, std::uint32_t face) {
  const Shells& shells = source.surface().shells();
  if (shells.of_face.empty()) return 0;
  const std::uint32_t shell = shells.of_face[face];
  return shell == kNoIndex ? kNoIndex : shells.shells[shell].component;
}

Shares areas_on_pieces(const Comparison& comparison) {
  const double each = comparison.source_samples.area_each();
  Shares shares;
  for (std::size_t i = 0; i < comparison.coverage.hits.size(); ++i) {
    const std::uint32_t part = part_of(comparison, comparison.coverage.hits[i].member);
    const std::uint32_t piece = piece_of(*comparison.source, comparison.source_samples.faces[i]);
    if (part != kNoIndex && piece != kNoIndex) shares[{piece, comparison.assembly.group_of[part]}] += each;
  }
  return shares;
}

// By piece the group with the largest share of it.
std::map<std::uint32_t, std::uint32_t> holders_of_pieces(const Shares& shares) {
  std::map<std::uint32_t, std::pair<double, std::uint32_t>> most;
  for (const auto& [place, area] : shares) {
    auto& best = most[place.first];
    if (area > best.first) best = {area, place.second};
  }
  std::map<std::uint32_t, std::uint32_t> holders;
  for (const auto& [piece, best] : most) holders[piece] = best.second;
  return holders;
}

// The piece of the source that most of a group's own samples lie on: the source has hardly a sample on a
// small part. kNoIndex when none does.
std::uint32_t piece_below(const Comparison& comparison, std::uint32_t group) {
  std::map<std::uint32_t, double> area;
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || comparison.assembly.group_of[i] != group) continue;
    const PartSurface& surface = part.surface;
    for (std::size_t k = 0; k < surface.places.size(); ++k) {
      if (surface.places[k] != PartSurface::Place::kOnSource) continue;
      area[piece_of(*comparison.source, surface.hits[k].face)] += surface.samples.area_each();
    }
  }
  area.erase(kNoIndex);
  const auto most = std::max_element(area.begin(), area.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == area.end() ? kNoIndex : most->first;
}

// For two groups the area of the smaller share of each piece that both have. Of a source in very many pieces
// none is enough by itself: they count together.
Shares areas_in_common(const Shares& shares) {
  Shares common;
  for (auto first = shares.begin(); first != shares.end();) {
    auto last = first, most = first;
    for (; last != shares.end() && last->first.first == first->first.first; ++last) {
      if (last->second > most->second) most = last;
    }
    for (; first != last; ++first) {
      if (first != most) common[std::minmax(first->first.second, most->first.second)] += first->second;
    }
  }
  return common;
}

}  // namespace

namespace {

constexpr std::size_t kLooks = 32;  // corners of a piece that are asked
constexpr double kLargeEnough = 4;  // tolerances: what is smaller may be hidden by what is beside it

struct Piece {
  Box3 box;
  std::uint64_t faces = 0;
  std::vector<std::uint32_t> some;  // faces, spread evenly over the first ones of each power of two
};

// Every k-th face of each piece, k growing with it.
std::vector<Piece> pieces_of(const SurfaceFacts& facts) {
  const Shells& shells = facts.shells();
  std::uint32_t count = 0;
  for (const Shell& shell : shells.shells) count = std::max(count, shell.component + 1);
  std::vector<Piece> pieces(count);
  const Surface& surface = facts.surface();
  for (std::uint32_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face) || shells.of_face[face] == kNoIndex) continue;
    Piece& piece = pieces[shells.shells[shells.of_face[face]].component];
    for (const float3& corner : surface.triangle(face)) piece.box.add(corner);
    // Doubling the stride keeps between a half and all of the looks, spread over the whole piece.
    const std::uint64_t stride = std::bit_ceil(piece.faces / kLooks + 1);
    if (piece.faces++ % stride == 0) piece.some.push_back(face);
  }
  return pieces;
}

bool is_lost(const Comparison& comparison, const ClosestSet& parts, const Piece& piece) {
  const Body& source = *comparison.source;
  const Surface& surface = source.surface().surface();
  for (const std::uint32_t face : piece.some) {
    const float3 corner = surface.triangle(face)[0];
    if (parts.find(corner, nearest_float(comparison.tolerance())).member != kNoIndex) return false;
    const double3 outside = to_double(corner) + source.normal(face) * (comparison.tolerance() / 16);
    if (source.has_volume() && source.contains(nearest_float(outside))) return false;
  }
  return !piece.some.empty();
}

}  // namespace

void find_lost_bodies(Comparison& comparison) {
  const SurfaceFacts& facts = comparison.source->surface();
  if (facts.shells().of_face.empty()) return;
  const std::vector<Piece> pieces = pieces_of(facts);
  comparison.source_pieces = pieces.size();
  if (pieces.size() < 2) return;
  std::vector<const ClosestPoint*> members;
  for (const Part& part : comparison.parts) members.push_back(&part.body->closest());
  const ClosestSet parts(std::move(members));
  for (const Piece& piece : pieces) {
    if (piece.box.empty()) continue;
    const double3 low = to_double(piece.box.min), high = to_double(piece.box.max);
    const double size = length(high - low);
    if (size < kLargeEnough * comparison.tolerance() || !is_lost(comparison, parts, piece)) continue;
    comparison.lost_bodies.push_back({nearest_float((low + high) * 0.5), size, piece.some.front()});
  }
  std::stable_sort(comparison.lost_bodies.begin(), comparison.lost_bodies.end(),
                   [](const LostBody& a, const LostBody& b) { return a.size > b.size; });
}

std::vector<std::uint32_t> measure_source_bodies(const Comparison& comparison, double smallest) {
  const std::vector<std::uint32_t>& group_of = comparison.assembly.group_of;
  std::map<std::uint32_t, double> area, on_source;  // by group
  for (std::uint32_t i = 0; i < group_of.size(); ++i) {
    if (comparison.parts[i].role == PartRole::kPart) area[group_of[i]] += comparison.parts[i].body->area();
  }
  if (area.size() < 2) return group_of;
  const Shares shares = areas_on_pieces(comparison);
  UnionFind bodies(group_of.size());
  for (const auto& [groups, common] : areas_in_common(shares)) {
    if (common >= smallest) bodies.join(groups.first, groups.second);
  }
  for (const auto& [place, share] : shares) on_source[place.second] += share;
  const auto largest = std::max_element(area.begin(), area.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  const std::map<std::uint32_t, std::uint32_t> holders = holders_of_pieces(shares);
  for (const auto& [group, own] : area) {
    if (on_source[group] >= smallest) continue;
    const std::uint32_t piece = piece_below(comparison, group);
    const auto holder = holders.find(piece);
    if (piece == kNoIndex || holder != holders.end())
      bodies.join(group, piece == kNoIndex ? largest->first : holder->second);
  }
  std::vector<std::uint32_t> body_of;
  for (const std::uint32_t group : group_of) body_of.push_back(bodies.root(group));
  return body_of;
}

}  // namespace meshgate
