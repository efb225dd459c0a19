#include "verify/joints.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "asset/nearest_float.h"
#include "asset/union_find.h"
#include "verify/joint_features.h"
#include "verify/joint_shape.h"
#include "verify/sight.h"

namespace meshgate {
namespace {

constexpr std::size_t kDensePoints = 4000, kFewestPoints = 1000;  // a side: of a cut, of one of its joints

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
    JointPlace place{{parts_[pair_.a], parts_[pair_.b]}, between_, box, options_.band, stop_};
    JointFaces faces;
    JointSides sides;
    for (std::size_t side = 0; side < 2; ++side) {
      faces[side] = faces_touching(place, side);
      sides[side] = sample_side(place, side, faces[side], {}, kDensePoints);
    }
    const std::vector<JointFeature> features = find_features(place, faces, sides);
    std::vector<Joint> joints;
    for (const JointFeature& feature : features) {
      place.box = feature.box;
      const std::size_t points = std::max(kFewestPoints, kDensePoints / features.size());
      const JointSides closer = closer_sides(place, feature, points);
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

  static JointSides closer_sides(const JointPlace& place, const JointFeature& feature, std::size_t points) {
    JointSides sides;
    for (std::size_t side = 0; side < 2; ++side) {
      std::vector<std::uint32_t> faces;
      const Surface& surface = place.bodies[side]->surface().surface();
      for (const std::uint32_t face : feature.faces[side]) {
        if (meet(surface.box(face), place.box)) faces.push_back(face);
      }
      sides[side] = sample_side(place, side, faces, feature.cuts, points);
    }
    return sides;
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
