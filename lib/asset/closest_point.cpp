#include "asset/closest_point.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 14U;
constexpr std::size_t kQueriesPerRange = 1U << 12U;
// Bounds are rounded: three subtractions, squares and sums are off by less than 2^-21.
constexpr double kSlack = 1 + 0x1p-20;
// Within these sizes squares neither overflow nor lose their digits in float.
constexpr float kLargestPlain = 1e17F;
constexpr float kSmallestPlain = 1e-12F;

struct Segment {
  double3 a, along;
};

// Keeps the nearest point of the segment when it is nearer than `best`.
void try_segment(double3 p, const Segment& segment, TrianglePoint& best) {
  const double square = dot(segment.along, segment.along);
  const double t = square > 0 ? std::clamp(dot(p - segment.a, segment.along) / square, 0.0, 1.0) : 0.0;
  const double3 point = segment.a + segment.along * t;
  const double3 offset = p - point;
  const double squared = dot(offset, offset);
  if (squared < best.squared) best = {point, squared};
}

// Squared distance to each of four boxes: a lower bound for all in them.
std::array<float, 4> plain_bounds(const BoxPacket& boxes, float3 p) {
  alignas(16) std::array<float, 4> bounds;
#if defined(__SSE2__)
  const auto axis = [](const std::array<float, 4>& low, const std::array<float, 4>& high, float x) {
    const __m128 at = _mm_set1_ps(x);
    const __m128 below = _mm_sub_ps(_mm_load_ps(low.data()), at);
    const __m128 above = _mm_sub_ps(at, _mm_load_ps(high.data()));
    const __m128 d = _mm_max_ps(_mm_max_ps(below, above), _mm_setzero_ps());
    return _mm_mul_ps(d, d);
  };
  _mm_store_ps(bounds.data(), _mm_add_ps(_mm_add_ps(axis(boxes.min_x, boxes.max_x, p.x),
                                                    axis(boxes.min_y, boxes.max_y, p.y)),
                                         axis(boxes.min_z, boxes.max_z, p.z)));
#else
  for (unsigned i = 0; i < 4; ++i) {
    const float x = std::max({boxes.min_x[i] - p.x, p.x - boxes.max_x[i], 0.0F});
    const float y = std::max({boxes.min_y[i] - p.y, p.y - boxes.max_y[i], 0.0F});
    const float z = std::max({boxes.min_z[i] - p.z, p.z - boxes.max_z[i], 0.0F});
    bounds[i] = x * x + y * y + z * z;
  }
#endif
  return bounds;
}

double wide_bound(const BoxPacket& boxes, std::size_t lane, double3 p) {
  const double3 low = to_double({boxes.min_x[lane], boxes.min_y[lane], boxes.min_z[lane]}) - p;
  const double3 high = p - to_double({boxes.max_x[lane], boxes.max_y[lane], boxes.max_z[lane]});
  const double x = std::max({low.x, high.x, 0.0}), y = std::max({low.y, high.y, 0.0}),
               z = std::max({low.z, high.z, 0.0});
  return x * x + y * y + z * z;
}

float largest_coordinate(float3 p) { return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}); }

}  // namespace

TrianglePoint closest_on_triangle(double3 p, const std::array<float3, 3>& triangle) {
  const double3 a = to_double(triangle[0]), b = to_double(triangle[1]), c = to_double(triangle[2]);
  const double3 ab = b - a, bc = c - b, ca = a - c;
  const double3 normal = cross(ab, bc);
  const double square = dot(normal, normal);
  if (square > 0) {
    const double3 ap = p - a;
    const bool in_prism = dot(cross(ab, ap), normal) >= 0 && dot(cross(bc, p - b), normal) >= 0 &&
                          dot(cross(ca, p - c), normal) >= 0;
    if (in_prism) {
      const double height = dot(ap, normal);
      return {p - normal * (height / square), height * height / square};
    }
  }
  TrianglePoint best{a, std::numeric_limits<double>::infinity()};
  try_segment(p, {a, ab}, best);
  try_segment(p, {b, bc}, best);
  try_segment(p, {c, ca}, best);
  return best;
}

struct ClosestPoint::Query {
  float3 point;
  double3 exact;
  bool plain = true;
};

// The best face so far; a face at the same distance replaces it when its number is smaller.
struct ClosestPoint::Best {
  double squared;
  std::uint32_t face = kNoIndex;
  std::uint32_t slot = 0;
  double3 point;
};

ClosestPoint::ClosestPoint(std::span<const float3> positions, std::span<const std::uint32_t> indices,
                           const std::stop_token& stop) {
  const auto corner = [&](std::size_t face, std::size_t i) { return positions[indices[3 * face + i]]; };
  std::vector<std::uint32_t> usable = parallel_reduce(
      indices.size() / 3, kPerRange, stop, std::vector<std::uint32_t>(),
      [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> part;
        for (std::size_t face = begin; face < end; ++face) {
          bool finite = true;
          for (std::size_t i = 0; i < 3 && finite; ++i)
            finite = indices[3 * face + i] < positions.size() && is_finite(corner(face, i));
          if (finite) part.push_back(static_cast<std::uint32_t>(face));
        }
        return part;
      },
      [](std::vector<std::uint32_t>& total, const std::vector<std::uint32_t>& part) {
        total.insert(total.end(), part.begin(), part.end());
      });
  tree_ = BoxTree(
      std::move(usable),
      [&](std::uint32_t face) {
        Box3 box;
        for (std::size_t i = 0; i < 3; ++i) box.add(corner(face, i));
        return box;
      },
      stop);
  triangles_ = Buffer<std::array<float3, 3>>(tree_.size());
  parallel_ranges(tree_.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t slot = begin; slot < end; ++slot) {
      const std::uint32_t face = tree_.item(slot);
      triangles_[slot] = {corner(face, 0), corner(face, 1), corner(face, 2)};
    }
  });
  const Box3 bounds = tree_.bounds();
  if (bounds.empty()) return;
  const double3 size = to_double(bounds.max) - to_double(bounds.min);
  plain_ = largest_coordinate(bounds.min) < kLargestPlain && largest_coordinate(bounds.max) < kLargestPlain &&
           std::max({size.x, size.y, size.z}) > static_cast<double>(kSmallestPlain);
}

ClosestPoint::Query ClosestPoint::query(float3 point) const {
  return {point, to_double(point), plain_ && largest_coordinate(point) < kLargestPlain};
}

void ClosestPoint::test_slot(const Query& query, std::size_t slot, Best& best) const {
  const TrianglePoint found = closest_on_triangle(query.exact, triangles_[slot]);
  const std::uint32_t face = tree_.item(slot);
  if (found.squared > best.squared || (found.squared == best.squared && face >= best.face)) return;
  best = {found.squared, face, static_cast<std::uint32_t>(slot), found.point};
}

void ClosestPoint::search(const Query& query, Best& best) const {
  struct Entry {
    double bound;
    std::uint32_t node;
    std::uint32_t level;
  };
  const auto& levels = tree_.levels();
  std::array<Entry, 4 * 17> stack;  // as in BoxTree::visit_if
  std::size_t top = 0;
  stack[top++] = {0, 0, static_cast<std::uint32_t>(levels.size()) - 1};
  while (top > 0) {
    const Entry entry = stack[--top];
    // A bound that equals the best distance may hide a face with a smaller number: only larger ones go.
    if (entry.bound > best.squared * kSlack) continue;
    const BoxPacket& boxes = levels[entry.level][entry.node];
    const std::size_t below = entry.level == 0 ? tree_.size() : levels[entry.level - 1].size();
    const std::size_t first = 4 * std::size_t{entry.node};
    const std::size_t lanes = std::min<std::size_t>(4, below - first);
    std::array<Entry, 4> children;
    std::size_t count = 0;
    const std::array<float, 4> plain =
        query.plain ? plain_bounds(boxes, query.point) : std::array<float, 4>{};
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double bound =
          query.plain ? static_cast<double>(plain[lane]) : wide_bound(boxes, lane, query.exact);
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
      if (children[i].bound <= best.squared * kSlack) test_slot(query, children[i].node, best);
    }
  }
}

ClosestHit ClosestPoint::hit(const Best& best, float max_distance) {
  if (best.face == kNoIndex) return {};
  const float distance = nearest_float(std::sqrt(best.squared));
  if (distance > max_distance) return {};
  return {distance, best.face, nearest_float(best.point)};
}

// A warm start changes how soon boxes are cut off, never the answer: every face at the smallest distance has
// a box within it, and the smallest number of these wins.
ClosestHit ClosestPoint::find(float3 point, float max_distance) const {
  if (empty() || !is_finite(point) || !(max_distance >= 0)) return {};
  // Rounding of the root must not lose a face that lies at the limit.
  const double limit = static_cast<double>(max_distance) * kSlack;
  Best best{limit * limit, kNoIndex, 0, {}};
  search(query(point), best);
  return hit(best, max_distance);
}

std::vector<ClosestHit> ClosestPoint::find_all(std::span<const float3> points, float max_distance,
                                               const std::stop_token& stop) const {
  std::vector<ClosestHit> hits(points.size());
  if (empty() || !(max_distance >= 0)) return hits;
  std::vector<std::uint32_t> finite;
  finite.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_finite(points[i])) finite.push_back(static_cast<std::uint32_t>(i));
  }
  const std::vector<std::uint32_t> order = morton_order(
      std::move(finite),
      [&](std::uint32_t i) {
        Box3 box;
        box.add(points[i]);
        return box;
      },
      stop);
  const double limit = static_cast<double>(max_distance) * kSlack;
  parallel_ranges(order.size(), kQueriesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t start = kNoIndex;
    for (std::size_t i = begin; i < end; ++i) {
      const Query one = query(points[order[i]]);
      Best best{limit * limit, kNoIndex, 0, {}};
      if (start != kNoIndex) test_slot(one, start, best);
      search(one, best);
      if (best.face != kNoIndex) start = best.slot;
      hits[order[i]] = hit(best, max_distance);
    }
  });
  return hits;
}

}  // namespace meshgate
