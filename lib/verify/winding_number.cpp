#include "verify/winding_number.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 13U;
// A node is far when it is this many radii away (β of the paper, which proposes 2; the error falls with β³).
constexpr double kFar = 2.5;
constexpr double kFullAngle = 12.566370614359172;  // 4π

}  // namespace

double solid_angle(const std::array<float3, 3>& t, double3 q) {
  const double3 a = to_double(t[0]) - q, b = to_double(t[1]) - q, c = to_double(t[2]) - q;
  const double la = length(a), lb = length(b), lc = length(c);
  const double triple = dot(a, cross(b, c));
  const double denominator = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb;
  if (triple == 0 && denominator == 0) return 0;
  return 2 * std::atan2(triple, denominator);
}

WindingNumber::Dipole WindingNumber::merged(const Dipole* children, std::size_t count,
                                            const BoxPacket& boxes) const {
  Dipole sum;
  double3 weighted;
  for (std::size_t i = 0; i < count; ++i) {
    sum.normal = sum.normal + children[i].normal;
    sum.area += children[i].area;
    weighted = weighted + to_double(children[i].centre) * children[i].area;
  }
  const Box3 box = boxes.all();
  const double3 middle = box.middle();
  const double3 centre = sum.area > 0 ? weighted * (1 / sum.area) : middle;
  const double3 low = centre - to_double(box.min), high = to_double(box.max) - centre;
  sum.centre = nearest_float(centre);
  sum.radius =
      nearest_float(length({std::max(low.x, high.x), std::max(low.y, high.y), std::max(low.z, high.z)}));
  return sum;
}

WindingNumber::WindingNumber(const ClosestPoint& surface, const std::stop_token& stop) : surface_(&surface) {
  const BoxTree& tree = surface.tree();
  std::vector<Dipole> below(tree.size());
  parallel_ranges(below.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t slot = begin; slot < end; ++slot) {
      const std::array<float3, 3>& t = surface.triangle(slot);
      const double3 a = to_double(t[0]), b = to_double(t[1]), c = to_double(t[2]);
      const double3 normal = cross(b - a, c - a) * 0.5;
      below[slot] = {nearest_float((a + b + c) * (1.0 / 3)), 0, normal, length(normal)};
    }
  });
  for (const Buffer<BoxPacket>& packets : tree.levels()) {
    std::vector<Dipole> level(packets.size());
    parallel_ranges(level.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        level[i] = merged(&below[4 * i], std::min<std::size_t>(4, below.size() - 4 * i), packets[i]);
    });
    levels_.push_back(level);
    below = std::move(level);
  }
}

double WindingNumber::at(float3 point) const {
  if (levels_.empty() || !is_finite(point)) return 0;
  const double3 q = to_double(point);
  struct Entry {
    std::uint32_t node, level;
  };
  std::array<Entry, 4 * 17> stack;  // as in BoxTree::visit_if
  std::size_t top = 0;
  stack[top++] = {0, static_cast<std::uint32_t>(levels_.size()) - 1};
  double angle = 0;
  while (top > 0) {
    const Entry entry = stack[--top];
    const Dipole& dipole = levels_[entry.level][entry.node];
    const double3 offset = to_double(dipole.centre) - q;
    const double square = dot(offset, offset), reach = kFar * static_cast<double>(dipole.radius);
    if (square > reach * reach) {
      angle += dot(dipole.normal, offset) / (square * std::sqrt(square));
      continue;
    }
    const std::size_t below = entry.level == 0 ? surface_->tree().size() : levels_[entry.level - 1].size();
    const std::size_t first = 4 * std::size_t{entry.node}, last = std::min(first + 4, below);
    for (std::size_t child = first; child < last; ++child) {
      if (entry.level == 0) {
        angle += solid_angle(surface_->triangle(child), q);
      } else {
        stack[top++] = {static_cast<std::uint32_t>(child), entry.level - 1};
      }
    }
  }
  return angle / kFullAngle;
}

}  // namespace meshgate
