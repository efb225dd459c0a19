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
// Bounds are rounded: three subtractions, squares and sums are off by less than 2^-21 in float; double bounds
// and distances to triangles by less than 2^-47.
constexpr double kPlainSlack = 1 + 0x1p-20, kWideSlack = 1 + 0x1p-46;
// Rounding of the root must not lose a face that lies at the limit.
constexpr double kLimitSlack = 1 + 0x1p-20;
// Farther from the centre than this many diagonals the slack of float bounds covers too much of a surface.
constexpr double kPlainReach = 4;
// A node with this many levels below it holds 64 faces; seen from beyond kAfar of its diagonals it is a
// crowd, that is looked at from kNearer of them: distances change by less than 2^-26.
constexpr std::uint32_t kCrowdLevel = 2;
constexpr double kAfar = 0x1p16, kNearer = 0x1p10;
// Smaller than this share of the whole, such a node is a crowd for float bounds.
constexpr double kPlainCrowd = 0x1p-18;
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

std::array<double, 4> wide_bounds(const BoxPacket& boxes, double3 p) {
  std::array<double, 4> bounds;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const double3 low = to_double({boxes.min_x[lane], boxes.min_y[lane], boxes.min_z[lane]}) - p;
    const double3 high = p - to_double({boxes.max_x[lane], boxes.max_y[lane], boxes.max_z[lane]});
    const double x = std::max({low.x, high.x, 0.0}), y = std::max({low.y, high.y, 0.0}),
                 z = std::max({low.z, high.z, 0.0});
    bounds[lane] = x * x + y * y + z * z;
  }
  return bounds;
}

#if defined(__SSE2__)
struct Lanes3 {
  __m128 x, y, z;
};
__m128 dot(const Lanes3& a, const Lanes3& b) {
  return _mm_add_ps(_mm_add_ps(_mm_mul_ps(a.x, b.x), _mm_mul_ps(a.y, b.y)), _mm_mul_ps(a.z, b.z));
}
Lanes3 cross(const Lanes3& a, const Lanes3& b) {
  return {_mm_sub_ps(_mm_mul_ps(a.y, b.z), _mm_mul_ps(a.z, b.y)),
          _mm_sub_ps(_mm_mul_ps(a.z, b.x), _mm_mul_ps(a.x, b.z)),
          _mm_sub_ps(_mm_mul_ps(a.x, b.y), _mm_mul_ps(a.y, b.x))};
}
Lanes3 difference(const Lanes3& a, const Lanes3& b) {
  return {_mm_sub_ps(a.x, b.x), _mm_sub_ps(a.y, b.y), _mm_sub_ps(a.z, b.z)};
}
// How far the origin is outside of the edge from `corner`, within the plane; squared, times the square of the
// normal's length.
__m128 beyond_edge(const Lanes3& corner, const Lanes3& edge, const Lanes3& normal) {
  const __m128 side = _mm_max_ps(dot(corner, cross(normal, edge)), _mm_setzero_ps());
  return _mm_div_ps(_mm_mul_ps(side, side), dot(edge, edge));
}
#endif

float largest_coordinate(float3 p) { return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}); }
double diagonal(const Box3& box) { return length(to_double(box.max) - to_double(box.min)); }

// Whether many faces lie in a place that float bounds cannot tell apart from the other end.
bool has_crowd(const BoxTree& tree) {
  if (tree.levels().size() <= kCrowdLevel) return false;
  const double limit = kPlainCrowd * diagonal(tree.bounds());
  const Buffer<BoxPacket>& nodes = tree.levels()[kCrowdLevel];
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (diagonal(nodes[i].all()) < limit) return true;
  }
  return false;
}

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

void TrianglePacket::set(std::size_t lane, const std::array<float3, 3>& triangle) {
  for (std::size_t corner = 0; corner < 3; ++corner) {
    coordinates[3 * corner][lane] = triangle[corner].x;
    coordinates[3 * corner + 1][lane] = triangle[corner].y;
    coordinates[3 * corner + 2][lane] = triangle[corner].z;
  }
}

std::array<float3, 3> TrianglePacket::triangle(std::size_t lane) const {
  const auto at = [&](std::size_t corner) {
    return float3{coordinates[3 * corner][lane], coordinates[3 * corner + 1][lane],
                  coordinates[3 * corner + 2][lane]};
  };
  return {at(0), at(1), at(2)};
}

// The distance to the plane, and within it to the outside of the farthest edge, is a lower bound. With
// corners within two of the distance asked for, and a normal whose direction is known to 2^-16, it is off by
// less than 2^-12 of that distance; other triangles are not judged. NaN from degenerate ones fails every
// comparison.
unsigned farther_lanes([[maybe_unused]] const TrianglePacket& triangles, [[maybe_unused]] float3 point,
                       [[maybe_unused]] double squared) {
#if defined(__SSE2__)
  // In units of the distance, so that squares of squares have room.
  const auto unit = static_cast<float>(1 / std::sqrt(squared));
  const __m128 scale = _mm_set1_ps(unit);
  const auto corner = [&](std::size_t i) {
    const auto axis = [&](std::size_t k, float origin) {
      return _mm_mul_ps(_mm_sub_ps(_mm_load_ps(triangles.coordinates[3 * i + k].data()), _mm_set1_ps(origin)),
                        scale);
    };
    return Lanes3{axis(0, point.x), axis(1, point.y), axis(2, point.z)};
  };
  const Lanes3 a = corner(0), b = corner(1), c = corner(2);
  const __m128 reach = _mm_max_ps(_mm_max_ps(dot(a, a), dot(b, b)), dot(c, c));
  const __m128 near = _mm_cmple_ps(reach, _mm_set1_ps(4));
  if (_mm_movemask_ps(near) == 0) return 0;
  const Lanes3 ab = difference(b, a), bc = difference(c, b), ca = difference(a, c);
  const Lanes3 normal = cross(ab, bc);
  const __m128 square = dot(normal, normal), height = dot(a, normal);
  const __m128 known = _mm_and_ps(
      _mm_cmpgt_ps(square, _mm_mul_ps(_mm_set1_ps(0x1p-12F), _mm_mul_ps(dot(ab, ab), dot(bc, bc)))),
      _mm_cmpgt_ps(square, _mm_set1_ps(1e-30F)));
  const __m128 beyond = _mm_max_ps(_mm_max_ps(beyond_edge(a, ab, normal), beyond_edge(b, bc, normal)),
                                   beyond_edge(c, ca, normal));
  const __m128 farther = _mm_cmpgt_ps(_mm_add_ps(_mm_mul_ps(height, height), beyond),
                                      _mm_mul_ps(_mm_set1_ps(1 + 0x1p-9F), square));
  return static_cast<unsigned>(_mm_movemask_ps(_mm_and_ps(_mm_and_ps(near, known), farther)));
#else
  return 0;
#endif
}

// The best face so far; a face at the same distance replaces it when its number is smaller.
struct ClosestPoint::Best {
  double squared;
  std::uint32_t face = kNoIndex;
  std::uint32_t slot = 0;
  double3 point;
};

struct ClosestPoint::Node {
  std::uint32_t number;
  std::uint32_t level;
};

// How a search sees boxes: in float, four at a time, from where float tells them apart …
struct ClosestPoint::PlainView {
  static constexpr double kSlack = kPlainSlack;
  static constexpr bool kSeesCrowds = false;
  float3 rounded;
  double3 point;
  [[nodiscard]] std::array<float, 4> bounds(const BoxPacket& boxes) const {
    return plain_bounds(boxes, rounded);
  }
  [[nodiscard]] unsigned farther(const TrianglePacket& triangles, double squared) const {
    return farther_lanes(triangles, rounded, squared);
  }
};

// … and in double from anywhere.
struct ClosestPoint::WideView {
  static constexpr double kSlack = kWideSlack;
  static constexpr bool kSeesCrowds = true;
  double3 point;
  [[nodiscard]] std::array<double, 4> bounds(const BoxPacket& boxes) const {
    return wide_bounds(boxes, point);
  }
  [[nodiscard]] unsigned farther(const TrianglePacket& /*triangles*/, double /*squared*/) const { return 0; }
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
  triangles_ = Buffer<TrianglePacket>((tree_.size() + 3) / 4);
  parallel_ranges(triangles_.size(), kPerRange / 4, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t packet = begin; packet < end; ++packet) {
      triangles_[packet] = {};
      for (std::size_t slot = 4 * packet; slot < std::min(4 * packet + 4, tree_.size()); ++slot) {
        const std::uint32_t face = tree_.item(slot);
        triangles_[packet].set(slot % 4, {corner(face, 0), corner(face, 1), corner(face, 2)});
      }
    }
  });
  const Box3 bounds = tree_.bounds();
  if (bounds.empty()) return;
  centre_ = bounds.middle();
  const double size = diagonal(bounds);
  const bool plain = largest_coordinate(bounds.min) < kLargestPlain &&
                     largest_coordinate(bounds.max) < kLargestPlain &&
                     size > static_cast<double>(kSmallestPlain) && !has_crowd(tree_);
  if (plain) plain_reach_squared_ = kPlainReach * kPlainReach * size * size;
}

bool ClosestPoint::is_plain(float3 point) const {
  const double3 offset = to_double(point) - centre_;
  return dot(offset, offset) <= plain_reach_squared_;
}

void ClosestPoint::test_slot(double3 point, std::size_t slot, Best& best) const {
  const TrianglePoint found = closest_on_triangle(point, triangle(slot));
  const std::uint32_t face = tree_.item(slot);
  if (found.squared > best.squared || (found.squared == best.squared && face >= best.face)) return;
  best = {found.squared, face, static_cast<std::uint32_t>(slot), found.point};
}

template <class View>
void ClosestPoint::search(const View& view, Node root, Best& best) const {
  struct Entry {
    double bound;
    Node node;
  };
  const auto& levels = tree_.levels();
  std::array<Entry, 4 * 17> stack;  // as in BoxTree::visit_if
  std::size_t top = 0;
  stack[top++] = {0, root};
  while (top > 0) {
    const Entry entry = stack[--top];
    // A bound that equals the best distance may hide a face with a smaller number: only larger ones go.
    if (entry.bound > best.squared * View::kSlack) continue;
    const auto [number, level] = entry.node;
    const BoxPacket& boxes = levels[level][number];
    if constexpr (View::kSeesCrowds) {
      // Else rounding would make its faces equal, and each of them would have to be tested.
      const Box3 box = boxes.all();
      const double size = kAfar * diagonal(box);
      if (level >= kCrowdLevel && entry.bound > size * size) {
        look_from_afar(view.point, entry.node, box, best);
        continue;
      }
    }
    const std::size_t below = level == 0 ? tree_.size() : levels[level - 1].size();
    const std::size_t first = 4 * std::size_t{number};
    const std::size_t lanes = std::min<std::size_t>(4, below - first);
    const auto bounds = view.bounds(boxes);
    std::array<Entry, 4> children;
    std::size_t count = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const auto bound = static_cast<double>(bounds[lane]);
      if (bound > best.squared * View::kSlack) continue;
      // The farthest first: it goes to the bottom of the stack.
      std::size_t at = count++;
      for (; at > 0 && children[at - 1].bound < bound; --at) children[at] = children[at - 1];
      children[at] = {bound, {static_cast<std::uint32_t>(first + lane), level - 1}};
    }
    if (level > 0) {
      for (std::size_t i = 0; i < count; ++i) stack[top++] = children[i];
      continue;
    }
    const unsigned farther = count > 0 ? view.farther(triangles_[number], best.squared) : 0;
    for (std::size_t i = count; i-- > 0;) {
      const std::uint32_t slot = children[i].node.number;
      if (children[i].bound <= best.squared * View::kSlack && (farther >> slot % 4 & 1U) == 0)
        test_slot(view.point, slot, best);
    }
  }
}

// Moves the point towards the crowd until its faces can be told apart.
void ClosestPoint::look_from_afar(double3 point, Node crowd, const Box3& box, Best& best) const {
  const double3 centre = box.middle(), offset = point - centre;
  const double size = diagonal(box);
  std::size_t slot = std::size_t{crowd.number} << 2 * (crowd.level + 1);  // of the first face
  if (size > 0) {
    Best nearest{std::numeric_limits<double>::infinity(), kNoIndex, 0, {}};
    search(WideView{centre + offset * (kNearer * size / length(offset))}, crowd, nearest);
    slot = nearest.slot;
  }
  test_slot(point, slot, best);
}

void ClosestPoint::search_all(float3 point, Best& best) const {
  const Node root{0, static_cast<std::uint32_t>(tree_.levels().size()) - 1};
  if (is_plain(point)) {
    search(PlainView{point, to_double(point)}, root, best);
  } else {
    search(WideView{to_double(point)}, root, best);
  }
}

ClosestHit ClosestPoint::hit(const Best& best, float max_distance) {
  if (best.face == kNoIndex) return {};
  const float distance = nearest_float(std::sqrt(best.squared));
  if (distance > max_distance) return {};
  return {distance, best.face, nearest_float(best.point)};
}

ClosestHit ClosestPoint::find(float3 point, float max_distance) const {
  std::uint32_t start = kNoIndex;
  return find_from(point, max_distance, start);
}

ClosestHit ClosestPoint::find_from(float3 point, float max_distance, std::uint32_t& start) const {
  if (empty() || !is_finite(point) || !(max_distance >= 0)) return {};
  const double limit = static_cast<double>(max_distance) * kLimitSlack;
  Best best{limit * limit, kNoIndex, 0, {}};
  // Where faces can be told apart a warm start changes how soon boxes are cut off, never the answer: every
  // face at the smallest distance has a box within it, and the smallest number of these wins.
  if (start != kNoIndex && is_plain(point)) test_slot(to_double(point), start, best);
  search_all(point, best);
  if (best.face != kNoIndex) start = best.slot;
  return hit(best, max_distance);
}

std::vector<std::uint32_t> curve_through(std::span<const float3> points, const std::stop_token& stop) {
  std::vector<std::uint32_t> finite;
  finite.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_finite(points[i])) finite.push_back(static_cast<std::uint32_t>(i));
  }
  return morton_order(
      std::move(finite),
      [&](std::uint32_t i) {
        Box3 box;
        box.add(points[i]);
        return box;
      },
      stop);
}

std::vector<ClosestHit> ClosestPoint::find_all(std::span<const float3> points, float max_distance,
                                               const std::stop_token& stop) const {
  std::vector<ClosestHit> hits(points.size());
  if (empty() || !(max_distance >= 0)) return hits;
  const std::vector<std::uint32_t> order = curve_through(points, stop);
  parallel_ranges(order.size(), kQueriesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t start = kNoIndex;
    for (std::size_t i = begin; i < end; ++i)
      hits[order[i]] = find_from(points[order[i]], max_distance, start);
  });
  return hits;
}

}  // namespace meshgate
