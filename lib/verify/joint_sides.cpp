#include "verify/joint_sides.h"

#include <algorithm>
#include <cmath>

#include "asset/nearest_float.h"
#include "asset/surface_samples.h"
#include "verify/sight.h"

namespace meshgate {
namespace {

constexpr double kAlong = 0.990;  // cosine of 8°: a face of the cut

bool lies_in(const Body& body, std::uint32_t face, const CutPlanes& cuts, std::size_t side) {
  for (std::size_t i = 0; i < 3; ++i) {
    const double3 corner = to_double(body.positions()[body.indices()[3 * std::size_t{face} + i]]);
    if (!cuts.hold(side, {corner, body.normal(face)})) return false;
  }
  return true;
}

}  // namespace

bool CutPlanes::hold(std::size_t side, const SurfacePoint& p) const {
  return std::any_of(of_side[side].begin(), of_side[side].end(), [&](const CutPlane& plane) {
    return dot(plane.normal, p.normal) >= kAlong && std::abs(plane.height(p.point)) <= tolerance;
  });
}

std::vector<std::uint32_t> faces_touching(const JointPlace& place, std::size_t side) {
  const BoxTree& tree = place.bodies[side]->closest().tree();
  std::vector<std::uint32_t> faces;
  tree.visit_touching(place.box, 0, [&](std::size_t packet, unsigned mask) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      if ((mask >> lane & 1U) != 0) faces.push_back(tree.item(4 * packet + lane));
    }
    return true;
  });
  std::sort(faces.begin(), faces.end());
  return faces;
}

JointSide sample_side(const JointPlace& place, std::size_t side, std::span<const std::uint32_t> faces,
                      const CutPlanes& cuts, std::size_t count) {
  const Body& body = *place.bodies[side];
  std::vector<std::uint32_t> chosen, corners;
  for (const std::uint32_t face : faces) {
    if (lies_in(body, face, cuts, side)) continue;
    chosen.push_back(face);
    for (std::size_t i = 0; i < 3; ++i) corners.push_back(body.indices()[3 * std::size_t{face} + i]);
  }
  SurfaceSamples samples = sample_surface(body.positions(), corners, count, 11 + side, place.stop);
  for (std::uint32_t& face : samples.faces) face = chosen[face];
  const std::vector<Sight> sights =
      look_at(body, samples, *place.bodies[1 - side], place.between, place.band, place.stop);
  JointSide out;
  out.body = &body;
  out.area_each = samples.area_each();
  for (std::size_t i = 0; i < sights.size(); ++i) {
    const SurfacePoint point{to_double(samples.points[i]), body.normal(samples.faces[i])};
    if (!sights[i].meets() || !place.box.contains(samples.points[i]) || cuts.hold(side, point)) continue;
    out.points.push_back(point);
    out.faces.push_back(samples.faces[i]);
    // Never −0: a point on the other surface counts as either.
    const float gap = sights[i].distance;
    out.gaps.push_back(sights[i].inside && gap > 0 ? -gap : gap);
    out.nearest.push_back(sights[i].face);
  }
  return out;
}

JointSide part_of(const JointSide& side, const std::vector<std::uint32_t>& chosen) {
  JointSide part;
  part.body = side.body;
  part.area_each = side.area_each;
  for (const std::uint32_t i : chosen) {
    part.points.push_back(side.points[i]);
    part.faces.push_back(side.faces[i]);
    part.gaps.push_back(side.gaps[i]);
    part.nearest.push_back(side.nearest[i]);
  }
  return part;
}

double spacing_of(const JointSides& sides) {
  return std::sqrt(std::max(sides[0].area_each, sides[1].area_each));
}

Box3 box_of(std::span<const JointSide> sides) {
  Box3 box;
  for (const JointSide& side : sides) {
    for (const SurfacePoint& p : side.points) box.add(nearest_float(p.point));
  }
  return box;
}

double extent_of(std::span<const JointSide> sides) {
  const Box3 box = box_of(sides);
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

}  // namespace meshgate
