#include "prepare/run_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "asset/closest_point.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;
constexpr std::size_t kQueriesPerRange = 1U << 12U;
// A row of eight triangles is about four times as long as one of them.
constexpr double kMostSpread = 6;
// Bounds are rounded: three subtractions, squares and sums are off by less than 2^-21.
constexpr float kSlack = 1 + 0x1p-20F;
// Within these sizes squares neither overflow nor lose their digits in float.
constexpr float kLargest = 1e17F;
constexpr double kSmallest = 1e-12;

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

float larger(float a, float b) { return a > b ? a : b; }
float smaller(float a, float b) { return a < b ? a : b; }
float outside(float low, float high, float x) { return larger(larger(low - x, x - high), 0.0F); }

/// Four floats in one register; arithmetic by element.
using Lanes __attribute__((vector_size(16))) = float;

Lanes outside(const std::array<float, 4>& low, const std::array<float, 4>& high, float x) {
  Lanes l, h;
  std::memcpy(&l, low.data(), sizeof l);
  std::memcpy(&h, high.data(), sizeof h);
  const Lanes below = l - x, above = x - h, off = below > above ? below : above;
  return off > 0.0F ? off : Lanes{};
}

// Squared distance to each of four boxes: a lower bound for all in them.
Lanes bounds_of(const BoxPacket& boxes, float3 p) {
  const Lanes x = outside(boxes.min_x, boxes.max_x, p.x), y = outside(boxes.min_y, boxes.max_y, p.y),
              z = outside(boxes.min_z, boxes.max_z, p.z);
  return x * x + y * y + z * z;
}

// The same for one triangle.
float bound_of(const std::array<float3, 3>& t, float3 p) {
  const auto axis = [](float a, float b, float c, float at) {
    return outside(smaller(smaller(a, b), c), larger(larger(a, b), c), at);
  };
  const float x = axis(t[0].x, t[1].x, t[2].x, p.x), y = axis(t[0].y, t[1].y, t[2].y, p.y),
              z = axis(t[0].z, t[1].z, t[2].z, p.z);
  return x * x + y * y + z * z;
}

float largest_coordinate(const Box3& box) {
  return std::max({std::abs(box.min.x), std::abs(box.min.y), std::abs(box.min.z), std::abs(box.max.x),
                   std::abs(box.max.y), std::abs(box.max.z)});
}

struct Spread {
  double runs = 0, faces = 0;
  std::size_t left_out = 0;
};

}  // namespace

std::optional<RunDistance> RunDistance::make(const PlacedTriangles& triangles, const Box3& points,
                                             const std::stop_token& stop) {
  const std::size_t faces = triangles.indices.size() / 3, runs = (faces + kRun - 1) / kRun;
  if (faces < kLeastFaces || triangles.box.empty() || diagonal(triangles.box) < kSmallest)
    return std::nullopt;
  if (largest_coordinate(triangles.box) > kLargest || largest_coordinate(points) > kLargest)
    return std::nullopt;
  Buffer<Box3> boxes(runs);
  const Spread spread = parallel_reduce(
      runs, kPerRange / kRun, stop, Spread{},
      [&](std::size_t begin, std::size_t end) {
        Spread part;
        for (std::size_t run = begin; run < end; ++run) {
          Box3 all;
          for (std::size_t face = kRun * run; face < std::min(faces, kRun * (run + 1)); ++face) {
            const auto corners = corners_of(triangles, face);
            if (!corners) {
              ++part.left_out;
              continue;
            }
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
        total.left_out += part.left_out;
      });
  if (!(spread.runs <= kMostSpread * spread.faces)) return std::nullopt;
  std::vector<std::uint32_t> items;
  items.reserve(runs);
  for (std::uint32_t run = 0; run < runs; ++run) {
    if (!boxes[run].empty()) items.push_back(run);
  }
  RunDistance made(triangles, spread.left_out > 0);
  made.tree_ = BoxTree(
      std::move(items), [&](std::uint32_t run) { return boxes[run]; }, stop);
  return made;
}

double RunDistance::search_run(std::uint32_t run, float3 point, double best) const {
  const std::size_t end = std::min(triangles_->indices.size() / 3, kRun * (std::size_t{run} + 1));
  const std::uint32_t* indices = triangles_->indices.data();
  const float3* positions = triangles_->positions.data();
  for (std::size_t face = kRun * std::size_t{run}; face < end; ++face) {
    if (some_left_out_ && !corners_of(*triangles_, face)) continue;
    const std::array<float3, 3> corners{positions[indices[3 * face]], positions[indices[3 * face + 1]],
                                        positions[indices[3 * face + 2]]};
    if (static_cast<double>(bound_of(corners, point)) > best * static_cast<double>(kSlack)) continue;
    best = std::min(best, closest_on_triangle(to_double(point), corners).squared);
  }
  return best;
}

double RunDistance::search(float3 point) const {
  struct Entry {
    float bound;
    std::uint32_t node, level;
  };
  double best = std::numeric_limits<double>::infinity();
  const auto& levels = tree_.levels();
  std::array<Entry, 4 * 17> stack;  // as in BoxTree::visit_if
  std::size_t top = 0;
  stack[top++] = {0, 0, static_cast<std::uint32_t>(levels.size()) - 1};
  const auto too_far = [&](float bound) {
    return static_cast<double>(bound) > best * static_cast<double>(kSlack);
  };
  while (top > 0) {
    const Entry entry = stack[--top];
    if (too_far(entry.bound)) continue;
    const std::size_t below = entry.level == 0 ? tree_.size() : levels[entry.level - 1].size();
    const std::size_t first = 4 * std::size_t{entry.node}, lanes = std::min<std::size_t>(4, below - first);
    const Lanes bounds = bounds_of(levels[entry.level][entry.node], point);
    std::array<Entry, 4> children;
    std::size_t count = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      if (too_far(bounds[lane])) continue;
      // The farthest first: it goes to the bottom of the stack.
      std::size_t at = count++;
      for (; at > 0 && children[at - 1].bound < bounds[lane]; --at) children[at] = children[at - 1];
      children[at] = {bounds[lane], static_cast<std::uint32_t>(first + lane), entry.level - 1};
    }
    if (entry.level > 0) {
      for (std::size_t i = 0; i < count; ++i) stack[top++] = children[i];
      continue;
    }
    for (std::size_t i = count; i-- > 0;) {
      if (!too_far(children[i].bound)) best = search_run(tree_.item(children[i].node), point, best);
    }
  }
  return best;
}

std::vector<double> RunDistance::find_all(std::span<const float3> points, const std::stop_token& stop) const {
  std::vector<double> distances(points.size(), std::numeric_limits<double>::infinity());
  if (tree_.size() == 0) return distances;
  std::vector<std::uint32_t> items;
  items.reserve(points.size());
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    if (is_finite(points[i])) items.push_back(i);
  }
  // Along a curve, so that following searches meet the same boxes.
  const std::vector<std::uint32_t> order = morton_order(
      std::move(items),
      [&](std::uint32_t i) {
        Box3 box;
        box.add(points[i]);
        return box;
      },
      stop);
  parallel_ranges(order.size(), kQueriesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) distances[order[i]] = std::sqrt(search(points[order[i]]));
  });
  return distances;
}

}  // namespace meshgate
