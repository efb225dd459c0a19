#include "verify/skin_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/pose_step.h"

namespace meshgate {
namespace {

constexpr double kAgree = 0.7;     // cosine of normals that are about the same
constexpr double kNarrower = 0.6;  // each step looks so much nearer
constexpr std::size_t kFewest = 12;
constexpr double kSettled = 1e-9;  // of the size of the part

// The points that have a counterpart, and which they are.
struct Paired {
  std::vector<PointPair> pairs;
  std::vector<std::size_t> points;
};

Paired pairs_within(const OrientedPoints& part, const Body& source, const Similarity& pose, double reach) {
  Paired paired;
  std::uint32_t trail = kNoIndex;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const double3 p = pose(to_double(part.points[i]));
    const ClosestHit hit = source.closest().find_from(nearest_float(p), nearest_float(reach), trail);
    if (hit.face == kNoIndex) continue;
    const double3 normal = source.normal(hit.face);
    if (dot(pose.turn(part.normals[i]), normal) < kAgree) continue;
    paired.pairs.push_back({p, to_double(hit.point), normal});
    paired.points.push_back(i);
  }
  return paired;
}

StepFrame frame_of(const std::vector<PointPair>& pairs) {
  StepFrame frame;
  frame.freedom = PoseFreedom::kRigid;
  for (const PointPair& pair : pairs)
    frame.centre = frame.centre + pair.point * (1 / static_cast<double>(pairs.size()));
  double sum = 0;
  for (const PointPair& pair : pairs) sum += dot(pair.point - frame.centre, pair.point - frame.centre);
  frame.size = std::max(std::sqrt(sum / static_cast<double>(pairs.size())), 1e-300);
  return frame;
}

double rms(const std::vector<PointPair>& pairs) {
  double sum = 0;
  for (const PointPair& pair : pairs) {
    const double off = dot(pair.target - pair.point, pair.normal);
    sum += off * off;
  }
  return pairs.empty() ? 0 : std::sqrt(sum / static_cast<double>(pairs.size()));
}

}  // namespace

SkinFit fit_skin(const OrientedPoints& part, const Body& source, const Similarity& start, double reach,
                 double tolerance, int most_steps, const std::stop_token& stop) {
  SkinFit fit{start, 0, 0, 0};
  double limit = std::max(reach, tolerance);
  for (int step = 0; step < most_steps; ++step) {
    if (stop.stop_requested()) throw Cancelled{};
    const Paired paired = pairs_within(part, source, fit.pose, limit);
    if (paired.pairs.size() < kFewest) return fit;
    const auto change = step_towards(paired.pairs, frame_of(paired.pairs));
    if (!change) return fit;
    fit.pose = compose(change->change, fit.pose);
    if (limit == tolerance && change->size < kSettled) break;
    limit = std::max(limit * kNarrower, tolerance);
  }
  const Paired last = pairs_within(part, source, fit.pose, tolerance);
  fit.points = last.points.size();
  fit.after = rms(last.pairs);
  OrientedPoints skin;
  for (const std::size_t i : last.points) {
    skin.points.push_back(part.points[i]);
    skin.normals.push_back(part.normals[i]);
  }
  fit.before = rms(pairs_within(skin, source, start, std::max(reach, tolerance)).pairs);
  return fit;
}

}  // namespace meshgate
