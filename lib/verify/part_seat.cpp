#include "verify/part_seat.h"

#include <algorithm>
#include <optional>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/pose_step.h"

namespace meshgate {
namespace {

constexpr int kSteps = 60;
constexpr double kParallel = 0.7;  // cosine of normals of surfaces that belong together
constexpr double kSettled = 1e-6;  // of the size of the part

std::optional<PointPair> pair_with(const Body& body, double3 point, double3 normal, double reach,
                                   std::uint32_t& trail) {
  const ClosestHit hit = body.closest().find_from(nearest_float(point), nearest_float(reach), trail);
  if (hit.face == kNoIndex || dot(normal, body.normal(hit.face)) < kParallel) return std::nullopt;
  return PointPair{point, to_double(hit.point), body.normal(hit.face)};
}

}  // namespace

Similarity seat_part(const Seat& seat, const Similarity& start, const std::stop_token& stop) {
  std::vector<std::uint32_t> trails(seat.others.size() + 1, kNoIndex);
  StepFrame frame;
  frame.freedom = PoseFreedom::kRigid;
  Similarity pose = start;
  for (int i = 0; i < kSteps; ++i) {
    if (stop.stop_requested()) throw Cancelled{};
    std::vector<PointPair> pairs;
    for (std::size_t k = 0; k < seat.points->size(); ++k) {
      const double3 p = pose(to_double(seat.points->points[k])), n = pose.turn(seat.points->normals[k]);
      std::optional<PointPair> nearest = pair_with(*seat.source, p, n, seat.reach, trails[0]);
      for (std::size_t o = 0; o < seat.others.size(); ++o) {
        const auto pair = pair_with(*seat.others[o], p, n * -1, seat.reach, trails[o + 1]);
        if (pair && (!nearest || length(pair->target - p) < length(nearest->target - p))) nearest = pair;
      }
      if (nearest) pairs.push_back(*nearest);
    }
    frame.centre = pose(seat.box.middle());
    frame.size = std::max(length(to_double(seat.box.max) - to_double(seat.box.min)) * pose.scale / 2, 1e-300);
    const auto step = step_towards(pairs, frame);
    if (!step) break;
    pose = compose(step->change, pose);
    if (step->size < kSettled) break;
  }
  return pose;
}

}  // namespace meshgate
