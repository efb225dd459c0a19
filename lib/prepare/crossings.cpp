#include "prepare/crossings.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "asset/predicates.h"
#include "asset/self_intersection.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

/// The faces of a soup by surface.
class FacesBySurface {
 public:
  explicit FacesBySurface(const Soup& soup) : soup_(soup), surfaces_(soup.label_surfaces) {
    std::sort(surfaces_.begin(), surfaces_.end());
    surfaces_.erase(std::unique(surfaces_.begin(), surfaces_.end()), surfaces_.end());
    std::vector<std::uint32_t> group_of_label;
    for (const std::uint32_t surface : soup.label_surfaces)
      group_of_label.push_back(static_cast<std::uint32_t>(place_of(surface)));
    groups_ = group_faces(soup, group_of_label, surfaces_.size());
  }
  /// Place of a surface, which must be there, among all of them.
  [[nodiscard]] std::size_t place_of(std::uint32_t surface) const {
    return static_cast<std::size_t>(std::lower_bound(surfaces_.begin(), surfaces_.end(), surface) -
                                    surfaces_.begin());
  }

  /// Calls `visit(face)` for the faces of the surface at place i.
  template <class Visit>
  void for_each(std::size_t i, Visit visit) const {
    for (std::size_t f = groups_.first[i]; f < groups_.first[i + 1]; ++f) visit(groups_.face(f));
  }

  /// The faces of that surface that `wanted(face)`, as a surface of their own.
  template <class Wanted>
  [[nodiscard]] Surface take(std::size_t i, Wanted wanted) const {
    Surface surface;
    surface.positions = soup_.points;
    std::vector<std::uint32_t> corners;
    for_each(i, [&](std::size_t f) {
      if (wanted(f)) corners.insert(corners.end(), &soup_.corners[3 * f], &soup_.corners[3 * f] + 3);
    });
    surface.corners = std::move(corners);
    return surface;
  }

 private:
  const Soup& soup_;
  std::vector<std::uint32_t> surfaces_;
  FaceGroups groups_;
};

std::vector<Box3> boxes_of(const Surface& surface, const SelfIntersection& found) {
  std::vector<Box3> boxes;
  if (found.gave_up || found.faces == 0) return boxes;
  for (std::size_t f = 0; f < surface.face_count(); ++f) {
    if (found.crossing.test(f) || found.coplanar.test(f)) boxes.push_back(surface.box(f));
  }
  return boxes;
}

// Boxes of the faces that overlap others.
std::vector<Box3> overlapping(const Surface& surface, const std::stop_token& stop) {
  std::vector<std::uint32_t> items;
  for (std::uint32_t f = 0; f < surface.face_count(); ++f) {
    const auto [a, b, c] = surface.triangle(f);
    if (surface.usable(f) && has_area(a, b, c)) items.push_back(f);
  }
  const BoxTree tree(
      std::move(items), [&](std::uint32_t f) { return surface.box(f); }, stop);
  return boxes_of(surface, compute_self_intersection(surface, tree, stop));
}

BoxTree tree_of(const std::vector<Box3>& boxes, const std::stop_token& stop) {
  std::vector<std::uint32_t> items(boxes.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) items[i] = i;
  return {std::move(items), [&](std::uint32_t i) { return boxes[i]; }, stop};
}

Box3 grown(const Box3& box, double margin) {
  const auto by = static_cast<float>(margin * length(to_double(box.max) - to_double(box.min)));
  return {{box.min.x - by, box.min.y - by, box.min.z - by}, {box.max.x + by, box.max.y + by, box.max.z + by}};
}

bool touches(const BoxTree& tree, const Box3& box) {
  bool found = false;
  tree.visit_touching(box, 0, [&](std::size_t, unsigned) {
    found = true;
    return false;
  });
  return found;
}

// Root mean square distance of a point to the planes that it stands for, in patch units.
float error_of(const Soup& soup, std::uint32_t point) {
  if (soup.quadrics.empty()) return 0;
  const Quadric& quadric = soup.quadrics[point];
  return std::sqrt(std::max(quadric.c, 0.0F) / (quadric.weight() + kNoWeight));
}

// Calls `visit(point, box)` for each point of the surface's faces, once a face, and each box that it lies in.
template <class Visit>
void for_each_corner(const Soup& soup, const FacesBySurface& faces, std::uint32_t surface,
                     const BoxTree& tree, Visit visit) {
  faces.for_each(faces.place_of(surface), [&](std::size_t f) {
    for (std::size_t corner = 3 * f; corner < 3 * f + 3; ++corner) {
      const std::uint32_t point = soup.corners[corner];
      Box3 at;
      at.add(soup.points[point]);
      tree.visit_touching(at, 0, [&](std::size_t packet, unsigned mask) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
          if ((mask >> lane & 1U) != 0) visit(point, tree.item(4 * packet + lane));
        }
        return true;
      });
    }
  });
}

}  // namespace

Crossings find_new_crossings(const Soup& before, const AssetFacts& after, const std::stop_token& stop) {
  Crossings crossings;
  std::optional<FacesBySurface> old_faces;
  for (const SurfaceFacts& facts : after.surfaces()) {
    const std::vector<Box3> boxes = boxes_of(facts.surface(), facts.self_intersection());
    if (boxes.empty()) continue;
    // What crossed before is not ours to mend.
    if (!old_faces) old_faces.emplace(before);
    const BoxTree found = tree_of(boxes, stop);
    const std::uint32_t number = facts.meshes().front()->mesh().surface;
    const Surface old = old_faces->take(old_faces->place_of(number), [&](std::size_t f) {
      Box3 box;
      for (std::size_t k = 0; k < 3; ++k) box.add(before.points[before.corners[3 * f + k]]);
      return touches(found, box);
    });
    const BoxTree known = tree_of(overlapping(old, stop), stop);
    for (const Box3& box : boxes) {
      if (!touches(known, box)) crossings.places.push_back({box, number});
    }
  }
  return crossings;
}

void tighten(const Soup& before, const Soup& after, const Crossings& crossings, const Tightening& tightening,
             std::span<float> limits, const std::stop_token& stop) {
  const FacesBySurface old_faces(before), new_faces(after);
  // Places come surface by surface.
  for (std::size_t begin = 0, end = 0; begin < crossings.places.size(); begin = end) {
    const std::uint32_t number = crossings.places[begin].surface;
    std::vector<Box3> boxes, grown_boxes;
    for (end = begin; end < crossings.places.size() && crossings.places[end].surface == number; ++end) {
      boxes.push_back(crossings.places[end].box);
      grown_boxes.push_back(grown(boxes.back(), tightening.margin));
    }
    std::vector<float> errors(boxes.size(), 0);
    if (tightening.share > 0) {
      const BoxTree tree = tree_of(boxes, stop);
      for_each_corner(after, new_faces, number, tree, [&](std::uint32_t point, std::uint32_t box) {
        errors[box] = std::max(errors[box], error_of(after, point));
      });
    }
    const BoxTree tree = tree_of(grown_boxes, stop);
    for_each_corner(before, old_faces, number, tree, [&](std::uint32_t point, std::uint32_t box) {
      const float limit = tightening.share > 0 ? tightening.share * errors[box] : -1;
      limits[point] = std::min(limits[point], limit);
    });
  }
}

}  // namespace meshgate
