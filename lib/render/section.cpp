#include "render/section.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace meshgate {
namespace {

using Point = std::array<double, 2>;

/// An edge of a face, whichever way it runs.
std::uint64_t edge_key(std::uint32_t a, std::uint32_t b) {
  return std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
}

/// A crossed face: the line between the crossings of two of its edges.
struct Segment {
  std::array<std::uint64_t, 2> edges;
  std::array<Point, 2> points;
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Up to two segments that meet in the crossing of an edge; a third one ends there.
struct Joined {
  std::array<std::size_t, 2> segments{kNone, kNone};
};

std::vector<Segment> crossed_faces(std::span<const float3> positions, std::span<const std::uint32_t> corners,
                                   const Plane& plane) {
  const double3 normal = plane.normal();
  std::vector<Segment> segments;
  for (std::size_t face = 0; face + 2 < corners.size(); face += 3) {
    std::array<double3, 3> at;
    std::array<double, 3> height{};
    bool usable = true;
    for (std::size_t i = 0; i < 3; ++i) {
      if (corners[face + i] >= positions.size()) {
        usable = false;
        break;
      }
      at[i] = to_double(positions[corners[face + i]]) - plane.origin;
      height[i] = dot(at[i], normal);
    }
    // A corner on the plane counts as above: the crossing is then its own place, and no face is missed.
    if (!usable || (height[0] < 0) + (height[1] < 0) + (height[2] < 0) == 0 ||
        (height[0] < 0 && height[1] < 0 && height[2] < 0))
      continue;
    Segment segment;
    std::size_t found = 0;
    for (std::size_t i = 0; i < 3 && found < 2; ++i) {
      const std::size_t k = (i + 1) % 3;
      if ((height[i] < 0) == (height[k] < 0)) continue;
      const double3 place = at[i] + (at[k] - at[i]) * (height[i] / (height[i] - height[k]));
      segment.edges[found] = edge_key(corners[face + i], corners[face + k]);
      segment.points[found++] = {dot(place, plane.x), dot(place, plane.y)};
    }
    if (found == 2 && std::isfinite(segment.points[0][0] + segment.points[1][1])) segments.push_back(segment);
  }
  return segments;
}

class Chains {
 public:
  explicit Chains(const std::vector<Segment>& segments) : segments_(segments), used_(segments.size()) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      for (const std::uint64_t edge : segments[i].edges) {
        auto& joined = joined_[edge].segments;
        if (joined[0] == kNone) {
          joined[0] = i;
        } else if (joined[1] == kNone) {
          joined[1] = i;
        }
      }
    }
  }

  std::vector<Outline> take_all() {
    std::vector<Outline> outlines;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (used_[i]) continue;
      used_[i] = true;
      Outline outline;
      outline.points = {segments_[i].points[0], segments_[i].points[1]};
      const std::uint64_t end = follow(segments_[i].edges[1], outline.points);
      outline.closed = end == segments_[i].edges[0] && outline.points.size() > 3;
      if (outline.closed) {
        outline.points.pop_back();
      } else {
        std::vector<Point> before;
        follow(segments_[i].edges[0], before);
        outline.points.insert(outline.points.begin(), before.rbegin(), before.rend());
      }
      outlines.push_back(std::move(outline));
    }
    return outlines;
  }

 private:
  // Walks on from an edge as far as there are segments; returns the edge at the end.
  std::uint64_t follow(std::uint64_t edge, std::vector<Point>& points) {
    for (;;) {
      const auto& joined = joined_.at(edge).segments;
      std::size_t next = kNone;
      for (const std::size_t candidate : joined) {
        if (candidate != kNone && !used_[candidate]) next = candidate;
      }
      if (next == kNone) return edge;
      used_[next] = true;
      const std::size_t far = segments_[next].edges[0] == edge ? 1 : 0;
      points.push_back(segments_[next].points[far]);
      edge = segments_[next].edges[far];
    }
  }

  const std::vector<Segment>& segments_;
  std::vector<bool> used_;
  std::unordered_map<std::uint64_t, Joined> joined_;
};

// What of a closed line lies on one side: axis 0 or 1, sign × coordinate ≤ reach.
std::vector<Point> clip_to_side(const std::vector<Point>& points, std::size_t axis, double sign,
                                double reach) {
  std::vector<Point> kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point &a = points[i], &b = points[(i + 1) % points.size()];
    const double before = reach - sign * a[axis], after = reach - sign * b[axis];
    if (before >= 0) kept.push_back(a);
    if ((before >= 0) == (after >= 0)) continue;
    const double t = before / (before - after);
    kept.push_back({a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t});
  }
  return kept;
}

}  // namespace

std::vector<Outline> cut_by_plane(std::span<const float3> positions, std::span<const std::uint32_t> corners,
                                  const Plane& plane) {
  const std::vector<Segment> segments = crossed_faces(positions, corners, plane);
  return Chains(segments).take_all();
}

std::vector<Outline> clip_to_square(const Outline& outline, double reach) {
  std::vector<Outline> parts;
  if (outline.closed) {
    std::vector<Point> points = outline.points;
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
      for (const double sign : {-1.0, 1.0}) points = clip_to_side(points, axis, sign, reach);
    }
    if (points.size() > 2) parts.push_back({std::move(points), true});
    return parts;
  }
  Outline run;
  const auto end_run = [&] {
    if (run.points.size() > 1) parts.push_back(run);
    run.points.clear();
  };
  for (const Point& point : outline.points) {
    if (std::max(std::abs(point[0]), std::abs(point[1])) <= reach) {
      run.points.push_back(point);
    } else {
      end_run();
    }
  }
  end_run();
  return parts;
}

}  // namespace meshgate
