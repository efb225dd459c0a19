#include "verify/source_bodies.h"

#include <algorithm>
#include <map>
#include <utility>

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

Shares areas_on_pieces(const Comparison& comparison) {
  const Shells& shells = comparison.source->surface().shells();
  const double each = comparison.source_samples.area_each();
  const auto piece_of = [&](std::uint32_t face) {
    if (shells.of_face.empty()) return 0U;
    const std::uint32_t shell = shells.of_face[face];
    return shell == kNoIndex ? kNoIndex : shells.shells[shell].component;
  };
  Shares shares;
  for (std::size_t i = 0; i < comparison.coverage.hits.size(); ++i) {
    const std::uint32_t part = part_of(comparison, comparison.coverage.hits[i].member);
    const std::uint32_t piece = piece_of(comparison.source_samples.faces[i]);
    if (part != kNoIndex && piece != kNoIndex) shares[{piece, comparison.assembly.group_of[part]}] += each;
  }
  return shares;
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
  for (const auto& [group, own] : area) {
    if (on_source[group] < smallest) bodies.join(group, largest->first);
  }
  std::vector<std::uint32_t> body_of;
  for (const std::uint32_t group : group_of) body_of.push_back(bodies.root(group));
  return body_of;
}

}  // namespace meshgate
