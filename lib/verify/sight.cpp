#include "verify/sight.h"

#include <algorithm>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 512;
// A sample on the other part looks at this one when the normals are more than 120° apart.
constexpr double kFacing = -0.5;
// It does so straight when the way there is less than 60° off the normal; on the last bit of the way (of the
// band) that direction is noise.
constexpr double kStraight = 0.5, kTouching = 0.001;

bool faces(double3 normal, float3 point, const ClosestHit& hit, const Body& other, double band) {
  const auto distance = static_cast<double>(hit.distance);
  if (distance > band || dot(normal, other.normal(hit.face)) >= kFacing) return false;
  return distance <= kTouching * band ||
         dot(normal, to_double(hit.point) - to_double(point)) >= kStraight * distance;
}

// Whether one of the bodies fills the way between two points that look at each other, as at an edge that
// three parts share.
bool is_filled(float3 from, float3 to, const std::vector<const Body*>& bodies) {
  const float3 middle = nearest_float((to_double(from) + to_double(to)) * 0.5);
  return std::any_of(bodies.begin(), bodies.end(), [&](const Body* body) {
    return body->bounds().contains(middle) && body->contains(middle);
  });
}

}  // namespace

Box3 grown(Box3 box, double by) {
  const float step = nearest_float(by);
  box.min = {box.min.x - step, box.min.y - step, box.min.z - step};
  box.max = {box.max.x + step, box.max.y + step, box.max.z + step};
  return box;
}

bool meet(const Box3& a, const Box3& b) {
  return !a.empty() && !b.empty() && a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y &&
         b.min.y <= a.max.y && a.min.z <= b.max.z && b.min.z <= a.max.z;
}

bool touches(float3 point, double3 normal, const std::vector<const Body*>& bodies, double reach) {
  return std::any_of(bodies.begin(), bodies.end(), [&](const Body* body) {
    if (!grown(body->bounds(), reach).contains(point)) return false;
    const ClosestHit hit = body->closest().find(point, nearest_float(reach));
    return hit.face != kNoIndex && dot(normal, body->normal(hit.face)) < kFacing;
  });
}

std::vector<Sight> look_at(const Body& own, const SurfaceSamples& samples, const Body& other,
                           const std::vector<const Body*>& between, double band,
                           const std::stop_token& stop) {
  std::vector<Sight> sights(samples.points.size());
  const Box3 reach = grown(other.bounds(), band);
  parallel_ranges(sights.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const float3 point = samples.points[i];
      if (!reach.contains(point)) continue;
      const bool inside = other.bounds().contains(point) && other.contains(point);
      const ClosestHit hit =
          other.closest().find(point, inside ? ClosestPoint::kAnyDistance : nearest_float(band));
      if (hit.face == kNoIndex) continue;
      const double3 normal = own.normal(samples.faces[i]);
      // What touches the one between meets that one, also where it is open and has no sure inside.
      const bool facing =
          faces(normal, point, hit, other, band) &&
          (static_cast<double>(hit.distance) <= kTouching * band ||
           !(is_filled(point, hit.point, between) || touches(point, normal, between, kTouching * band)));
      sights[i] = {facing, inside, hit.distance, hit.face};
    }
  });
  return sights;
}

}  // namespace meshgate
