#include "verify/part_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace meshgate {
namespace {

constexpr double kSpread = 0.2;      // of the longest way: how far parts may be off an even spread
constexpr double kOnePlane = 0.001;  // of the diagonal
constexpr double kExchange = 0.05;   // of the diagonal: how near the middles come
constexpr std::size_t kFewestApart = 2;

// A part as it is in its place, and as it lay.
struct Lying {
  double3 home, lay;                // middles of its boxes
  std::array<double, 3> low, high;  // of the box as it lay
  bool turned = false, moved = false;
};

Lying lying_of(const Part& part) {
  const Similarity forth = part.moved ? inverse(*part.moved) : Similarity();
  Lying lying;
  lying.moved = part.moved.has_value();
  lying.turned = lying.moved && part.moved->angle_deg() > kNoTurn;
  lying.home = part.body->bounds().middle();
  lying.lay = forth(lying.home);
  lying.low.fill(std::numeric_limits<double>::infinity());
  lying.high.fill(-std::numeric_limits<double>::infinity());
  for (const float3& position : part.body->positions()) {
    if (!is_finite(position)) continue;
    const double3 p = forth(to_double(position));
    const std::array<double, 3> at{p.x, p.y, p.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lying.low[axis] = std::min(lying.low[axis], at[axis]);
      lying.high[axis] = std::max(lying.high[axis], at[axis]);
    }
  }
  return lying;
}

// Whether all moves are one share of the way from one middle; finds the share by least squares.
bool is_spread(const std::vector<Lying>& parts, double longest, double& factor) {
  if (parts.size() < kFewestApart) return false;
  double3 home, move;
  const double each = 1 / static_cast<double>(parts.size());
  for (const Lying& part : parts) {
    if (part.turned) return false;
    home = home + part.home * each;
    move = move + (part.lay - part.home) * each;
  }
  double both = 0, own = 0;
  for (const Lying& part : parts) {
    both += dot(part.home - home, part.lay - part.home - move);
    own += dot(part.home - home, part.home - home);
  }
  if (!(own > 0) || !(both > 0)) return false;
  const double share = both / own;
  factor = 1 + share;
  return std::all_of(parts.begin(), parts.end(), [&](const Lying& part) {
    const double3 even = move + (part.home - home) * share;
    return length(part.lay - part.home - even) <= kSpread * longest;
  });
}

bool are_apart(const Lying& a, const Lying& b, std::size_t but_for) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (axis != but_for && (a.low[axis] >= b.high[axis] || b.low[axis] >= a.high[axis])) return true;
  }
  return false;
}

bool is_on_plate(const std::vector<Lying>& parts, std::size_t axis, double tolerance) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::abs(parts[i].low[axis] - parts[0].low[axis]) > tolerance) return false;
    for (std::size_t k = 0; k < i; ++k) {
      if (!are_apart(parts[i], parts[k], axis)) return false;
    }
  }
  return parts.size() > 1;
}

bool are_exchanged(const std::vector<Lying>& parts, double reach) {
  std::vector<const Lying*> moved;
  for (const Lying& part : parts) {
    if (part.moved) moved.push_back(&part);
  }
  return moved.size() == 2 && length(moved[0]->lay - moved[1]->home) <= reach &&
         length(moved[1]->lay - moved[0]->home) <= reach;
}

}  // namespace

PartLayout measure_layout(const Comparison& comparison) {
  PartLayout layout;
  std::vector<Lying> parts;
  for (const Part& part : comparison.parts) {
    if (part.moved && !part.moved->mirrored) ++layout.count;
  }
  if (layout.count < 2) return layout;
  for (const Part& part : comparison.parts) {
    if (part.role != PartRole::kPart) continue;
    parts.push_back(lying_of(part));
    layout.move = std::max(layout.move, length(parts.back().lay - parts.back().home));
    if (part.moved) layout.angle_deg = std::max(layout.angle_deg, part.moved->angle_deg());
  }
  if (are_exchanged(parts, kExchange * comparison.diagonal)) {
    layout.kind = PartLayout::Kind::kExchanged;
    return layout;
  }
  if (is_spread(parts, layout.move, layout.factor)) {
    layout.kind = PartLayout::Kind::kApart;
    return layout;
  }
  layout.factor = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!is_on_plate(parts, axis, kOnePlane * comparison.diagonal)) continue;
    layout.kind = PartLayout::Kind::kOnPlate;
    layout.axis = "xyz"[axis];
    layout.plane = parts[0].low[axis];
    break;
  }
  return layout;
}

}  // namespace meshgate
