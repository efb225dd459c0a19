#include "verify/joints.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "asset/nearest_float.h"
#include "asset/union_find.h"
#include "core/parallel.h"
#include "verify/joint_shape.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 512;
// A sample on the other part looks at this one when the normals are more than 120° apart.
constexpr double kFacing = -0.5;
// It does so straight when the way there is less than 60° off the normal; on the last bit of the way (of the
// band) that direction is noise.
constexpr double kStraight = 0.5, kTouching = 0.001;
constexpr std::size_t kDensePoints = 4000;

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

// What a sample of one part sees of another part.
struct Sight {
  bool facing = false;  // looks at it within the band
  bool inside = false;
  float distance = 0;

  [[nodiscard]] bool meets() const { return facing || inside; }
};

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

// What samples of `own` see of `other`, where none of `between` hides it.
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
      const bool facing =
          faces(own.normal(samples.faces[i]), point, hit, other, band) &&
          (static_cast<double>(hit.distance) <= kTouching * band || !is_filled(point, hit.point, between));
      sights[i] = {facing, inside, hit.distance};
    }
  });
  return sights;
}

bool lies_in(const Body& body, std::uint32_t face, const CutPlanes& cuts, std::size_t side) {
  for (std::size_t i = 0; i < 3; ++i) {
    const double3 corner = to_double(body.positions()[body.indices()[3 * std::size_t{face} + i]]);
    if (!cuts.hold(side, {corner, body.normal(face)})) return false;
  }
  return true;
}

// Faces of a body that meet a box, without those in the cuts, sampled.
SurfaceSamples dense_samples(const Body& body, const Box3& box, const CutPlanes& cuts, std::size_t side,
                             const std::stop_token& stop) {
  std::vector<std::uint32_t> faces;
  body.closest().tree().visit_touching(box, 0, [&](std::size_t packet, unsigned mask) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      if ((mask >> lane & 1U) == 0) continue;
      const std::uint32_t face = body.closest().tree().item(4 * packet + lane);
      if (!lies_in(body, face, cuts, side)) faces.push_back(face);
    }
    return true;
  });
  std::sort(faces.begin(), faces.end());
  std::vector<std::uint32_t> corners;
  for (const std::uint32_t face : faces) {
    for (std::size_t i = 0; i < 3; ++i) corners.push_back(body.indices()[3 * std::size_t{face} + i]);
  }
  SurfaceSamples samples = sample_surface(body.positions(), corners, kDensePoints, 11 + side, stop);
  for (std::uint32_t& face : samples.faces) face = faces[face];
  return samples;
}

// Points in a box where two bodies meet, without those of the cuts.
JointSides sides_of(const std::array<const Body*, 2>& bodies, const std::vector<const Body*>& between,
                    const Box3& box, const CutPlanes& cuts, double band, const std::stop_token& stop) {
  JointSides sides;
  for (std::size_t own = 0; own < 2; ++own) {
    const Body& body = *bodies[own];
    const SurfaceSamples samples = dense_samples(body, box, cuts, own, stop);
    const std::vector<Sight> sights = look_at(body, samples, *bodies[1 - own], between, band, stop);
    JointSide& side = sides[own];
    side.body = &body;
    side.area_each = samples.area_each();
    for (std::size_t i = 0; i < sights.size(); ++i) {
      const SurfacePoint point{to_double(samples.points[i]), body.normal(samples.faces[i])};
      if (!sights[i].meets() || !box.contains(samples.points[i]) || cuts.hold(own, point)) continue;
      side.points.push_back(point);
      side.faces.push_back(samples.faces[i]);
      // Never −0: a point on the other surface counts as either.
      const float gap = sights[i].distance;
      side.gaps.push_back(sights[i].inside && gap > 0 ? -gap : gap);
    }
  }
  return sides;
}

struct Pair {
  std::uint32_t a, b;
};

class PairMeasure {
 public:
  PairMeasure(const std::vector<const Body*>& parts, const std::vector<PartSurface>& surfaces,
              const AssemblyOptions& options, const std::stop_token& stop)
      : parts_(parts), surfaces_(surfaces), options_(options), stop_(stop) {}

  void run(Pair pair, Assembly& out) {
    pair_ = pair;
    between_ = parts_;
    std::erase_if(between_,
                  [&](const Body* part) { return part == parts_[pair.a] || part == parts_[pair.b]; });
    const std::vector<Sight> of_a = sights(pair.a, pair.b), of_b = sights(pair.b, pair.a);
    // A small part covers hardly a sample of a large one.
    const bool a_is_denser = samples(pair.a).area_each() <= samples(pair.b).area_each();
    std::vector<float> gaps;
    for (const Sight& sight : a_is_denser ? of_a : of_b) {
      if (sight.meets()) gaps.push_back(sight.inside ? 0 : sight.distance);
    }
    const double area = static_cast<double>(gaps.size()) * samples(a_is_denser ? pair.a : pair.b).area_each();
    const double smaller = std::min(samples(pair.a).area, samples(pair.b).area);
    if (gaps.empty() || area < std::min(options_.smallest, options_.smallest_share * smaller)) return;
    out.contacts.push_back({pair.a, pair.b, area, summarize(std::move(gaps)).p50});
    if (area >= options_.smallest) find_joints(of_a, of_b, out);
  }

 private:
  [[nodiscard]] const SurfaceSamples& samples(std::uint32_t part) const { return surfaces_[part].samples; }
  [[nodiscard]] std::vector<Sight> sights(std::uint32_t own, std::uint32_t other) const {
    return look_at(*parts_[own], samples(own), *parts_[other], between_, options_.band, stop_);
  }

  // The places away from the skin where the parts meet.
  void find_joints(const std::vector<Sight>& of_a, const std::vector<Sight>& of_b, Assembly& out) {
    std::vector<float3> points;
    const auto add = [&](std::uint32_t part, const std::vector<Sight>& sights) {
      for (std::size_t i = 0; i < sights.size(); ++i) {
        if (sights[i].meets() && surfaces_[part].places[i] != PartSurface::Place::kOnSource)
          points.push_back(samples(part).points[i]);
      }
    };
    add(pair_.a, of_a);
    add(pair_.b, of_b);
    std::vector<std::uint32_t> all(points.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    const double spacing = std::sqrt(std::max(samples(pair_.a).area_each(), samples(pair_.b).area_each()));
    // Both sides are in it, so that a gap does not tear the place apart.
    const double reach = std::max(4 * spacing, options_.band);
    for (const Region& region : find_regions(points, all, spacing * spacing, reach)) {
      if (region.area < options_.smallest) break;
      add_joints(grown(region.box, 2 * spacing), out);
    }
  }

  // The joints of one cut: each thing that stands on it, sampled once more by itself.
  void add_joints(const Box3& box, Assembly& out) const {
    const std::array<const Body*, 2> bodies{parts_[pair_.a], parts_[pair_.b]};
    const JointSides sides = sides_of(bodies, between_, box, {}, options_.band, stop_);
    const double spacing = std::sqrt(std::max(sides[0].area_each, sides[1].area_each));
    std::vector<Joint> joints;
    for (const JointFeature& feature : find_features(sides, std::max(3 * spacing, options_.band))) {
      const JointSides closer =
          sides_of(bodies, between_, grown(feature.box, spacing), feature.cuts, options_.band, stop_);
      joints.push_back(classify_feature(closer, feature.cuts).value_or(feature.joint));
    }
    if (joints.empty()) joints.push_back(plane_joint(sides));
    const double extent = extent_of(sides);
    for (Joint& joint : joints) {
      joint.a = pair_.a;
      joint.b = pair_.b;
      if (joint.male) joint.male = *joint.male == 0 ? pair_.a : pair_.b;
      joint.cut_width = extent > 0 ? sides[0].area() / extent : 0;
      out.joints.push_back(joint);
    }
  }

  const std::vector<const Body*>& parts_;
  const std::vector<PartSurface>& surfaces_;
  const AssemblyOptions& options_;
  const std::stop_token& stop_;
  Pair pair_{};
  std::vector<const Body*> between_;  ///< the other parts
};

}  // namespace

std::string_view to_string(JointKind kind) {
  switch (kind) {
    case JointKind::kPlane:
      return "plane";
    case JointKind::kBall:
      return "ball";
    case JointKind::kDovetail:
      return "dovetail";
    case JointKind::kPin:
      return "pin";
  }
  return "";
}

double facing_area(const Body& own, const SurfaceSamples& samples, const Body& other, double band,
                   const std::stop_token& stop) {
  other.prepare_queries();
  const std::vector<Sight> sights = look_at(own, samples, other, {}, band, stop);
  const auto facing = std::count_if(sights.begin(), sights.end(), [](const Sight& s) { return s.facing; });
  return static_cast<double>(facing) * samples.area_each();
}

Assembly measure_assembly(const std::vector<const Body*>& parts, const std::vector<PartSurface>& surfaces,
                          const AssemblyOptions& options, const std::stop_token& stop) {
  for (const Body* part : parts) part->prepare_queries();
  Assembly assembly;
  PairMeasure measure(parts, surfaces, options, stop);
  UnionFind groups(parts.size());
  for (std::uint32_t a = 0; a < parts.size(); ++a) {
    for (std::uint32_t b = a + 1; b < parts.size(); ++b) {
      if (meet(grown(parts[a]->bounds(), options.band), parts[b]->bounds())) measure.run({a, b}, assembly);
    }
  }
  for (const Contact& contact : assembly.contacts) groups.join(contact.a, contact.b);
  for (std::uint32_t i = 0; i < parts.size(); ++i) assembly.group_of.push_back(groups.root(i));
  return assembly;
}

}  // namespace meshgate
