#include "prepare/run_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "asset/closest_point.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;
constexpr std::size_t kQueriesPerRange = 1U << 12U;
// A row of sixteen triangles is about eight times as long as one of them.
constexpr double kMostSpread = 12;
// Bounds are rounded: a box that seems to be this little too far may still hold the nearest point.
constexpr double kSlack = 1 + 1e-12;

double diagonal(const Box3& box) { return length(to_double(box.max) - to_double(box.min)); }

// The corners of a face; nothing when it is left out.
std::optional<std::array<float3, 3>> corners_of(const PlacedTriangles& triangles, std::size_t face) {
  std::array<float3, 3> corners;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t index = triangles.indices[3 * face + i];
    if (index >= triangles.positions.size()) return std::nullopt;
    corners[i] = triangles.positions[index];
    if (!is_finite(corners[i])) return std::nullopt;
  }
  return corners;
}

double squared_outside(double low, double high, double x) {
  const double off = std::max({low - x, x - high, 0.0});
  return off * off;
}

double squared_distance(const Box3& box, double3 p) {
  return squared_outside(box.min.x, box.max.x, p.x) + squared_outside(box.min.y, box.max.y, p.y) +
         squared_outside(box.min.z, box.max.z, p.z);
}

struct Spread {
  double runs = 0, faces = 0;
};

}  // namespace

struct RunDistance::Best {
  double squared = std::numeric_limits<double>::infinity();
  std::uint32_t run = kNoIndex;
};

std::optional<RunDistance> RunDistance::make(const PlacedTriangles& triangles, const std::stop_token& stop) {
  const std::size_t faces = triangles.indices.size() / 3, runs = (faces + kRun - 1) / kRun;
  if (faces < kLeastFaces) return std::nullopt;
  Buffer<Box3> boxes(runs);
  const Spread spread = parallel_reduce(
      runs, kPerRange / kRun, stop, Spread{},
      [&](std::size_t begin, std::size_t end) {
        Spread part;
        for (std::size_t run = begin; run < end; ++run) {
          Box3 all;
          for (std::size_t face = kRun * run; face < std::min(faces, kRun * (run + 1)); ++face) {
            const auto corners = corners_of(triangles, face);
            if (!corners) continue;
            Box3 box;
            for (const float3& corner : *corners) box.add(corner);
            part.faces += diagonal(box) / kRun;
            all.add(box);
          }
          boxes[run] = all;
          if (!all.empty()) part.runs += diagonal(all);
        }
        return part;
      },
      [](Spread& total, const Spread& part) {
        total.runs += part.runs;
        total.faces += part.faces;
      });
  if (!(spread.runs <= kMostSpread * spread.faces)) return std::nullopt;
  std::vector<std::uint32_t> items;
  items.reserve(runs);
  for (std::uint32_t run = 0; run < runs; ++run) {
    if (!boxes[run].empty()) items.push_back(run);
  }
  RunDistance made(triangles);
  made.tree_ = BoxTree(
      std::move(items), [&](std::uint32_t run) { return boxes[run]; }, stop);
  return made;
}

void RunDistance::search_run(std::uint32_t run, double3 point, Best& best) const {
  const std::size_t end = std::min(triangles_->indices.size() / 3, kRun * (std::size_t{run} + 1));
  for (std::size_t face = kRun * std::size_t{run}; face < end; ++face) {
    const auto corners = corners_of(*triangles_, face);
    if (!corners) continue;
    Box3 box;
    for (const float3& corner : *corners) box.add(corner);
    if (squared_distance(box, point) >= best.squared) continue;
    const double squared = closest_on_triangle(point, *corners).squared;
    if (squared < best.squared) best = {squared, run};
  }
}

void RunDistance::search(double3 point, Best& best) const {
  struct Entry {
    double bound;
    std::uint32_t node, level;
  };
  const auto& levels = tree_.levels();
  std::array<Entry, 4 * 17> stack;  // as in BoxTree::visit_if
  std::size_t top = 0;
  stack[top++] = {0, 0, static_cast<std::uint32_t>(levels.size()) - 1};
  while (top > 0) {
    const Entry entry = stack[--top];
    if (entry.bound > best.squared * kSlack) continue;
    const BoxPacket& boxes = levels[entry.level][entry.node];
    const std::size_t below = entry.level == 0 ? tree_.size() : levels[entry.level - 1].size();
    const std::size_t first = 4 * std::size_t{entry.node}, lanes = std::min<std::size_t>(4, below - first);
    std::array<Entry, 4> children;
    std::size_t count = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double bound = squared_outside(boxes.min_x[lane], boxes.max_x[lane], point.x) +
                           squared_outside(boxes.min_y[lane], boxes.max_y[lane], point.y) +
                           squared_outside(boxes.min_z[lane], boxes.max_z[lane], point.z);
      if (bound > best.squared * kSlack) continue;
      // The farthest first: it goes to the bottom of the stack.
      std::size_t at = count++;
      for (; at > 0 && children[at - 1].bound < bound; --at) children[at] = children[at - 1];
      children[at] = {bound, static_cast<std::uint32_t>(first + lane), entry.level - 1};
    }
    if (entry.level > 0) {
      for (std::size_t i = 0; i < count; ++i) stack[top++] = children[i];
      continue;
    }
    for (std::size_t i = count; i-- > 0;) {
      if (children[i].bound <= best.squared * kSlack) search_run(tree_.item(children[i].node), point, best);
    }
  }
}

std::vector<double> RunDistance::find_all(std::span<const float3> points, const std::stop_token& stop) const {
  std::vector<double> distances(points.size(), std::numeric_limits<double>::infinity());
  if (tree_.size() == 0) return distances;
  std::vector<std::uint32_t> items;
  items.reserve(points.size());
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    if (is_finite(points[i])) items.push_back(i);
  }
  // Along a curve each search starts with the run that answered the one before.
  const std::vector<std::uint32_t> order = morton_order(
      std::move(items),
      [&](std::uint32_t i) {
        Box3 box;
        box.add(points[i]);
        return box;
      },
      stop);
  parallel_ranges(order.size(), kQueriesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t start = kNoIndex;
    for (std::size_t i = begin; i < end; ++i) {
      const double3 point = to_double(points[order[i]]);
      Best best;
      if (start != kNoIndex) search_run(start, point, best);
      search(point, best);
      start = best.run;
      distances[order[i]] = std::sqrt(best.squared);
    }
  });
  return distances;
}

}  // namespace meshgate
