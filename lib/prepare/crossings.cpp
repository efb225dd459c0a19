#include "prepare/crossings.h"

#include <algorithm>
#include <set>

#include "asset/predicates.h"
#include "asset/self_intersection.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = 1U << 16U;

std::uint32_t surface_of(const Soup& soup, std::size_t face) {
  return soup.label_surfaces[soup.labels.empty() ? 0 : soup.labels[face]];
}

/// The faces of one surface that `wanted(face)`; all of them without a copy when there is only one surface.
template <class Wanted>
Surface take_surface(const Soup& soup, std::uint32_t number, bool whole, Wanted wanted) {
  Surface surface;
  surface.positions = soup.points;
  if (whole) {
    surface.corners = soup.corners;
    return surface;
  }
  std::vector<std::uint32_t> corners;
  for (std::size_t f = 0; f < soup.faces(); ++f) {
    if (surface_of(soup, f) == number && wanted(f))
      corners.insert(corners.end(), soup.corners.begin() + static_cast<std::ptrdiff_t>(3 * f),
                     soup.corners.begin() + static_cast<std::ptrdiff_t>(3 * f + 3));
  }
  surface.corners = std::move(corners);
  return surface;
}

// Boxes of the faces that overlap others.
std::vector<Box3> overlapping(const Surface& surface, const std::stop_token& stop) {
  std::vector<std::uint32_t> items = parallel_reduce(
      surface.face_count(), kGrain, stop, std::vector<std::uint32_t>(),
      [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> part;
        for (std::size_t f = begin; f < end; ++f) {
          const auto [a, b, c] = surface.triangle(f);
          if (surface.usable(f) && has_area(a, b, c)) part.push_back(static_cast<std::uint32_t>(f));
        }
        return part;
      },
      [](std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& part) {
        all.insert(all.end(), part.begin(), part.end());
      });
  const BoxTree tree(
      std::move(items), [&](std::uint32_t f) { return surface.box(f); }, stop);
  const SelfIntersection found = compute_self_intersection(surface, tree, stop);
  std::vector<Box3> boxes;
  if (found.gave_up || found.faces == 0) return boxes;
  for (std::size_t f = 0; f < surface.face_count(); ++f) {
    if (found.crossing.test(f) || found.coplanar.test(f)) boxes.push_back(surface.box(f));
  }
  return boxes;
}

BoxTree tree_of(const std::vector<Box3>& boxes, const std::stop_token& stop) {
  std::vector<std::uint32_t> items(boxes.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) items[i] = i;
  return {std::move(items), [&](std::uint32_t i) { return boxes[i]; }, stop};
}

bool touches(const BoxTree& tree, const Box3& box) {
  bool found = false;
  tree.visit_touching(box, 0, [&](std::size_t, unsigned) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace

Crossings find_new_crossings(const Soup& before, const Soup& after, const std::stop_token& stop) {
  Crossings crossings;
  const std::set<std::uint32_t> surfaces(after.label_surfaces.begin(), after.label_surfaces.end());
  for (const std::uint32_t number : surfaces) {
    const Surface surface =
        take_surface(after, number, surfaces.size() == 1, [](std::size_t) { return true; });
    const std::vector<Box3> boxes = overlapping(surface, stop);
    if (boxes.empty()) continue;
    // What crossed before is not ours to mend.
    const BoxTree found = tree_of(boxes, stop);
    const Surface old = take_surface(before, number, false, [&](std::size_t f) {
      Box3 box;
      for (std::size_t i = 0; i < 3; ++i) box.add(before.points[before.corners[3 * f + i]]);
      return touches(found, box);
    });
    const BoxTree known = tree_of(overlapping(old, stop), stop);
    for (const Box3& box : boxes) {
      if (!touches(known, box)) crossings.places.push_back({box, number});
    }
  }
  return crossings;
}

BitSet points_inside(const Soup& soup, const Crossings& crossings, const std::stop_token& stop) {
  BitSet inside(soup.points.size());
  std::set<std::uint32_t> surfaces;
  for (const Crossings::Place& place : crossings.places) surfaces.insert(place.surface);
  for (const std::uint32_t number : surfaces) {
    std::vector<Box3> boxes;
    for (const Crossings::Place& place : crossings.places) {
      if (place.surface == number) boxes.push_back(place.box);
    }
    const BoxTree tree = tree_of(boxes, stop);
    parallel_ranges(soup.faces(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t f = begin; f < end; ++f) {
        if (surface_of(soup, f) != number) continue;
        for (std::size_t i = 3 * f; i < 3 * f + 3; ++i) {
          Box3 box;
          box.add(soup.points[soup.corners[i]]);
          if (touches(tree, box)) inside.set(soup.corners[i]);
        }
      }
    });
  }
  return inside;
}

}  // namespace meshgate
