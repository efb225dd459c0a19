#include "verify/cavities.h"

#include <numbers>
#include <vector>

#include "verify/winding_number.h"

namespace meshgate {
namespace {

constexpr std::size_t kMostAsked = 64;
constexpr double kAround = 0.9;  // winding number of a closed solid about a point in it, but for rounding

// The number of the solid that each belongs to; its own when it is one.
using Owners = std::vector<std::uint32_t>;

// By shells: fast, but solids that touch are one shell.
void join_shells(const SurfaceFacts& facts, const Solids& solids, Owners& owners) {
  const Shells& shells = facts.shells();
  if (shells.shells.size() < 2) return;
  for (const NestedShell& nested : facts.nesting().nested) {
    const Shell& shell = shells.shells[nested.shell];
    if (nested.depth % 2 == 0 || !looks_inwards(shell)) continue;
    owners[solids.of_face[shell.first_face]] = solids.of_face[shells.shells[nested.container].first_face];
  }
}

struct Measured {
  Box3 box;
  double volume = 0;  // times six
  std::uint32_t first_face = kNoIndex;
};

std::vector<Measured> measure_solids(const Surface& surface, const Solids& solids) {
  std::vector<Measured> measured(solids.count);
  for (std::uint32_t face = 0; face < surface.face_count(); ++face) {
    const std::uint32_t solid = solids.of_face[face];
    if (solid == kNoIndex) continue;
    Measured& own = measured[solid];
    if (own.first_face == kNoIndex) own.first_face = face;
    const auto corners = surface.triangle(face);
    for (const float3& corner : corners) own.box.add(corner);
    const double3 origin = to_double(surface.triangle(own.first_face)[0]);
    own.volume += dot(to_double(corners[0]) - origin,
                      cross(to_double(corners[1]) - origin, to_double(corners[2]) - origin));
  }
  return measured;
}

bool holds(const Box3& outer, const Box3& inner) {
  return outer.min.x < inner.min.x && outer.min.y < inner.min.y && outer.min.z < inner.min.z &&
         outer.max.x > inner.max.x && outer.max.y > inner.max.y && outer.max.z > inner.max.z;
}

// The smallest solid around a point, by the winding number of each.
std::uint32_t solid_around(const Surface& surface, const Solids& solids,
                           const std::vector<Measured>& measured, std::uint32_t inner) {
  const double3 point = to_double(surface.triangle(measured[inner].first_face)[0]);
  std::vector<double> angle(solids.count, 0);
  for (std::uint32_t face = 0; face < surface.face_count(); ++face) {
    const std::uint32_t solid = solids.of_face[face];
    if (solid == kNoIndex || solid == inner || !holds(measured[solid].box, measured[inner].box)) continue;
    angle[solid] += solid_angle(surface.triangle(face), point);
  }
  std::uint32_t best = kNoIndex;
  for (std::uint32_t solid = 0; solid < solids.count; ++solid) {
    if (angle[solid] < kAround * 4 * std::numbers::pi) continue;
    if (best == kNoIndex || measured[solid].volume < measured[best].volume) best = solid;
  }
  return best;
}

void join_solids(const Surface& surface, const Solids& solids, Owners& owners) {
  const std::vector<Measured> measured = measure_solids(surface, solids);
  std::size_t asked = 0;
  for (std::uint32_t solid = 0; solid < solids.count; ++solid) {
    if (owners[solid] != solid || !(measured[solid].volume < 0)) continue;
    if (++asked > kMostAsked) return;
    const std::uint32_t around = solid_around(surface, solids, measured, solid);
    if (around != kNoIndex && owners[around] == around) owners[solid] = around;
  }
}

}  // namespace

void keep_cavities(const SurfaceFacts& facts, Solids& solids) {
  if (solids.count < 2) return;
  Owners owners(solids.count);
  for (std::uint32_t i = 0; i < solids.count; ++i) owners[i] = i;
  join_shells(facts, solids, owners);
  join_solids(facts.surface(), solids, owners);
  std::vector<std::uint32_t> number(solids.count, kNoIndex);
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < solids.count; ++i) {
    if (owners[i] == i) number[i] = count++;
  }
  if (count == solids.count) return;
  // A cavity of what is one itself has no number yet.
  for (std::uint32_t i = 0; i < solids.count; ++i) {
    if (number[owners[i]] == kNoIndex) number[owners[i]] = count++;
  }
  for (std::uint32_t& solid : solids.of_face) {
    if (solid != kNoIndex) solid = number[owners[solid]];
  }
  solids.count = count;
}

}  // namespace meshgate
