#include "prepare/distances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "asset/closest_point.h"
#include "asset/lanes.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = std::size_t{1} << 15U;
/// Faces that are asked about at once.
constexpr std::size_t kRun = 8;
/// With fewer triangles for each point a tree of all is made as quickly.
constexpr std::size_t kLeastFacesPerPoint = 4;
/// Reaches that are tried, in roots of the mean area of a triangle: beyond, a tree of all answers.
constexpr std::array<double, 2> kReaches{0.25, 4};

struct Cell {
  std::uint32_t x, y, z;
};

/// A box grown on all sides.
struct Reach {
  double3 low, high;

  Reach(const Box3& box, double by)
      : low(to_double(box.min) - double3{by, by, by}), high(to_double(box.max) + double3{by, by, by}) {}
  [[nodiscard]] bool holds(double3 p) const {
    return p.x >= low.x && p.x <= high.x && p.y >= low.y && p.y <= high.y && p.z >= low.z && p.z <= high.z;
  }
};

/// Some points.
struct PointsNear {
  std::array<double3, 8> points;
  std::size_t count = 0;
  bool all_known = true;

  [[nodiscard]] bool any_in(const Reach& box) const {
    return std::any_of(points.begin(), points.begin() + count, [&](double3 p) { return box.holds(p); });
  }
};

/// Points in a grid, found by the cells that a box touches.
class PointGrid {
 public:
  /// The points must outlive the grid.
  PointGrid(std::span<const float3> points, double cell_size)
      : points_(points), cells_per_unit_(1 / cell_size) {
    for (const float3& p : points) bounds_.add(p);
    std::size_t slots = 64;
    while (slots < 2 * points.size()) slots *= 2;
    slots_.assign(slots, Slot{});
    any_.assign(16 * slots / 64, 0);
    next_.assign(points.size(), kNoIndex);
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      const std::uint64_t key = key_of(cell_of(to_double(points[i]))), hash = hash_of(key);
      any_[bit_of(hash) / 64] |= std::uint64_t{1} << (bit_of(hash) % 64);
      std::size_t slot = hash & (slots_.size() - 1);
      while (slots_[slot].first != kNoIndex && slots_[slot].key != key)
        slot = (slot + 1) & (slots_.size() - 1);
      next_[i] = slots_[slot].first;
      slots_[slot] = {key, i};
    }
  }

  /// Whether cells of this size can be counted.
  static bool fits(const Box3& bounds, double cell_size) {
    const double3 extent = to_double(bounds.max) - to_double(bounds.min);
    return std::max({extent.x, extent.y, extent.z}) < cell_size * (kMostCells - 2);
  }

  /// Whether a point lies in the box. True as well where finding out would take long: in boxes of many cells
  /// and in cells with many points.
  [[nodiscard]] bool may_hold(const Reach& box) const {
    return !visit(box, [](double3) { return false; });
  }

  /// The points in the box, unless finding them would take long or they are many.
  [[nodiscard]] PointsNear points_in(const Reach& box) const {
    PointsNear near;
    near.all_known = visit(box, [&](double3 point) {
      if (near.count == near.points.size()) return false;
      near.points[near.count++] = point;
      return true;
    });
    return near;
  }

 private:
  static constexpr double kMostCells = 1U << 20U;
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t first = kNoIndex;
  };

  static std::uint64_t key_of(Cell cell) {
    return std::uint64_t{cell.x} | std::uint64_t{cell.y} << 21U | std::uint64_t{cell.z} << 42U;
  }
  static std::uint64_t hash_of(std::uint64_t key) {
    const std::uint64_t h = key * 0x9E3779B97F4A7C15U;
    return h ^ h >> 32U;
  }
  [[nodiscard]] std::size_t bit_of(std::uint64_t hash) const { return hash >> 8U & (16 * slots_.size() - 1); }
  // Rounding keeps the order of coordinates: a point in a box lies in one of the box's cells.
  [[nodiscard]] std::uint32_t cell_along(double value, float low) const {
    const double cells = (value - static_cast<double>(low)) * cells_per_unit_;
    return static_cast<std::uint32_t>(std::clamp(cells, 0.0, kMostCells));
  }
  [[nodiscard]] Cell cell_of(double3 p) const {
    return {cell_along(p.x, bounds_.min.x), cell_along(p.y, bounds_.min.y), cell_along(p.z, bounds_.min.z)};
  }

  // Calls `take(point)` for the points in the box. False when it said so, or when there is too much to look
  // at.
  template <class Take>
  bool visit(const Reach& box, Take take) const {
    if (box.low.x > bounds_.max.x || box.low.y > bounds_.max.y || box.low.z > bounds_.max.z ||
        box.high.x < bounds_.min.x || box.high.y < bounds_.min.y || box.high.z < bounds_.min.z)
      return true;
    const Cell first = cell_of(box.low), last = cell_of(box.high);
    constexpr std::uint64_t kMostLookups = 64;
    if (std::uint64_t{last.x - first.x + 1} * (last.y - first.y + 1) * (last.z - first.z + 1) > kMostLookups)
      return false;
    for (std::uint32_t z = first.z; z <= last.z; ++z) {
      for (std::uint32_t y = first.y; y <= last.y; ++y) {
        for (std::uint32_t x = first.x; x <= last.x; ++x) {
          if (!visit_cell(key_of({x, y, z}), box, take)) return false;
        }
      }
    }
    return true;
  }

  template <class Take>
  bool visit_cell(std::uint64_t key, const Reach& box, Take take) const {
    const std::uint64_t hash = hash_of(key);
    if ((any_[bit_of(hash) / 64] >> (bit_of(hash) % 64) & 1U) == 0) return true;
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].first != kNoIndex && slots_[slot].key != key) slot = (slot + 1) & (slots_.size() - 1);
    constexpr int kMostPoints = 32;
    int looked_at = 0;
    for (std::uint32_t i = slots_[slot].first; i != kNoIndex; i = next_[i]) {
      if (++looked_at > kMostPoints) return false;
      const double3 p = to_double(points_[i]);
      if (box.holds(p) && !take(p)) return false;
    }
    return true;
  }

  std::span<const float3> points_;
  double cells_per_unit_;
  Box3 bounds_;
  std::vector<Slot> slots_;          ///< a hash table: the last point of each cell
  std::vector<std::uint64_t> any_;   ///< bits: cells that may hold a point; small enough for the cache
  std::vector<std::uint32_t> next_;  ///< the point before in the same cell
};

// Boxes of faces that follow each other, and of all of them; those that are not sound have an empty one.
struct RunBoxes {
  Box3 all;
  std::array<LaneBox, kRun> of;
};

void add_boxes_one_by_one(const PlacedTriangles& surface, std::size_t begin, std::size_t end,
                          RunBoxes& boxes) {
  boxes = {};
  for (std::size_t face = begin; face < end; ++face) {
    const std::uint32_t* const corners = &surface.indices[3 * face];
    const bool sound = std::all_of(corners, corners + 3, [&](std::uint32_t corner) {
      return corner < surface.positions.size() && is_finite(surface.positions[corner]);
    });
    for (std::size_t k = 0; k < 3 && sound; ++k) {
      const float3 p = surface.positions[corners[k]];
      boxes.of[face - begin].add(Float4Lanes{p.x, p.y, p.z, 0});
      boxes.all.add(p);
    }
  }
}

RunBoxes boxes_of_run(const PlacedTriangles& surface, std::size_t begin, std::size_t end) {
  RunBoxes boxes;
  const bool plain = visit_plain_positions(surface.positions.span(),
                                           surface.indices.span().subspan(3 * begin, 3 * (end - begin)),
                                           [&](std::size_t i, Float4Lanes p) { boxes.of[i / 3].add(p); });
  if (!plain) {
    add_boxes_one_by_one(surface, begin, end, boxes);
    return boxes;
  }
  LaneBox all;
  for (std::size_t i = 0; i < end - begin; ++i) {
    all.add(boxes.of[i].low);
    all.add(boxes.of[i].high);
  }
  boxes.all = all.box();
  return boxes;
}

// Corners of the triangles whose boxes, grown by `reach`, hold a point; faces that follow each other are
// neighbours mostly, so that a run of them is asked about at once.
Array<std::uint32_t> triangles_near(const PlacedTriangles& surface, const PointGrid& grid, double reach,
                                    const std::stop_token& stop) {
  const std::size_t faces = surface.indices.size() / 3;
  std::vector<std::vector<std::uint32_t>> near((faces + kPerRange - 1) / kPerRange);
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& part = near[begin / kPerRange];
    for (std::size_t run = begin; run < end; run += kRun) {
      const std::size_t end_of_run = std::min(end, run + kRun);
      const RunBoxes boxes = boxes_of_run(surface, run, end_of_run);
      if (boxes.all.empty()) continue;
      const PointsNear points = grid.points_in(Reach(boxes.all, reach));
      if (points.all_known && points.count == 0) continue;
      for (std::size_t face = run; face < end_of_run; ++face) {
        const Box3 box = boxes.of[face - run].box();
        if (box.empty()) continue;
        const Reach around(box, reach);
        if (points.all_known ? !points.any_in(around) : !grid.may_hold(around)) continue;
        for (std::size_t k = 0; k < 3; ++k) part.push_back(surface.indices[3 * face + k]);
      }
    }
  });
  std::vector<std::size_t> first(near.size() + 1, 0);
  for (std::size_t i = 0; i < near.size(); ++i) first[i + 1] = first[i] + near[i].size();
  Buffer<std::uint32_t> all(first.back());
  parallel_ranges(near.size(), 8, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      std::copy(near[i].begin(), near[i].end(), all.data() + first[i]);
  });
  return std::move(all).freeze();
}

/// Points whose distance is not known yet.
struct Open {
  std::vector<std::uint32_t> numbers;
  std::vector<float3> points;
};

void measure(const PlacedTriangles& surface, std::span<const std::uint32_t> corners, double reach, Open& open,
             std::vector<float>& distances, const std::stop_token& stop) {
  const ClosestPoint tree(surface.positions.span(), corners, stop);
  // A search that knows from the start how near the surface is looks at few boxes.
  const std::vector<ClosestHit> hits = tree.find_all(open.points, static_cast<float>(reach), stop);
  Open left;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits[i].face != kNoIndex) {
      distances[open.numbers[i]] = hits[i].distance;
    } else {
      left.numbers.push_back(open.numbers[i]);
      left.points.push_back(open.points[i]);
    }
  }
  open = std::move(left);
}

}  // namespace

std::vector<float> distances_to(const PlacedTriangles& surface, double area, std::span<const float3> points,
                                const std::stop_token& stop) {
  std::vector<float> distances(points.size(), std::numeric_limits<float>::infinity());
  Open open{std::vector<std::uint32_t>(points.size()), {points.begin(), points.end()}};
  std::iota(open.numbers.begin(), open.numbers.end(), 0U);
  const std::size_t faces = surface.indices.size() / 3;
  const double unit = faces == 0 ? 0 : std::sqrt(area / static_cast<double>(faces));
  for (const double reach : kReaches) {
    if (open.points.empty() || faces < kLeastFacesPerPoint * open.points.size()) break;
    const double cell = (2 + reach) * unit;
    Box3 bounds = surface.box;
    for (const float3& p : open.points) bounds.add(p);
    if (!(cell > 0) || !std::isfinite(cell) || !PointGrid::fits(bounds, cell)) break;
    // A little more than the reach, so that rounding keeps nothing out.
    const Array<std::uint32_t> near =
        triangles_near(surface, PointGrid(open.points, cell), 1.001 * reach * unit, stop);
    measure(surface, near.span(), reach * unit, open, distances, stop);
  }
  if (!open.points.empty())
    measure(surface, surface.indices.span(), ClosestPoint::kAnyDistance, open, distances, stop);
  return distances;
}

}  // namespace meshgate
