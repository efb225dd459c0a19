#include "verify/closest_set.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 11U;

double distance_to(const Box3& box, float3 p) {
  const double3 low = to_double(box.min) - to_double(p), high = to_double(p) - to_double(box.max);
  return length(
      {std::max({low.x, high.x, 0.0}), std::max({low.y, high.y, 0.0}), std::max({low.z, high.z, 0.0})});
}

}  // namespace

ClosestSet::ClosestSet(std::vector<const ClosestPoint*> members) : members_(std::move(members)) {
  std::vector<std::uint32_t> used;
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    if (!members_[i]->empty()) used.push_back(i);
  }
  tree_ = BoxTree(std::move(used), [&](std::uint32_t i) { return members_[i]->tree().bounds(); }, {});
}

ClosestSet::Trail ClosestSet::new_trail() const {
  return {kNoIndex, std::vector<std::uint32_t>(members_.size(), kNoIndex)};
}

SetHit ClosestSet::find(float3 point, float max_distance) const {
  Trail trail = new_trail();
  return search(point, max_distance, trail);
}

SetHit ClosestSet::search(float3 point, float max_distance, Trail& trail) const {
  SetHit best;
  if (!is_finite(point)) return best;
  float limit = max_distance;
  const auto ask = [&](std::uint32_t member) {
    const ClosestHit hit = members_[member]->find_from(point, limit, trail.starts[member]);
    if (hit.face == kNoIndex || (hit.distance == best.hit.distance && member > best.member)) return;
    best = {hit, member};
    limit = hit.distance;
  };
  // The member that answered last is likely to be the nearest one, and then cuts off the others.
  const std::uint32_t first = trail.member;
  if (first != kNoIndex) ask(first);
  const auto near = [&](const BoxPacket& boxes) {
    return BoxPacket::mask_of([&](unsigned lane) {
      // A box of nothing is far; rounding must not cut off a member at the limit.
      const double distance = distance_to(boxes.box(lane), point);
      return distance <= static_cast<double>(limit) * (1 + 1e-6);
    });
  };
  tree_.visit_if(near, 0, [&](std::size_t packet, unsigned mask) {
    for (; mask != 0; mask &= mask - 1) {
      const std::uint32_t member = tree_.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
      if (member != first) ask(member);
    }
    return true;
  });
  if (best.member != kNoIndex) trail.member = best.member;
  return best;
}

std::vector<SetHit> ClosestSet::find_along(std::span<const float3> points, float max_distance,
                                           const std::stop_token& stop) const {
  std::vector<SetHit> hits(points.size());
  parallel_ranges(points.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    Trail trail = new_trail();
    for (std::size_t i = begin; i < end; ++i) hits[i] = search(points[i], max_distance, trail);
  });
  return hits;
}

std::vector<SetHit> ClosestSet::find_all(std::span<const float3> points, float max_distance,
                                         const std::stop_token& stop) const {
  std::vector<SetHit> hits(points.size());
  const std::vector<std::uint32_t> order = curve_through(points, stop);
  parallel_ranges(order.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    Trail trail = new_trail();
    for (std::size_t i = begin; i < end; ++i) hits[order[i]] = search(points[order[i]], max_distance, trail);
  });
  return hits;
}

}  // namespace meshgate
