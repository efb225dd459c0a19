#include "verify/comparison.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "asset/nearest_float.h"
#include "core/counter_random.h"
#include "core/parallel.h"
#include "verify/displaced.h"
#include "verify/looks.h"
#include "verify/part_layout.h"
#include "verify/part_offsets.h"
#include "verify/placing.h"
#include "verify/result_parts.h"
#include "verify/solids.h"
#include "verify/source_bodies.h"

namespace meshgate {
namespace {

// Of the source's volume: what may be counted twice. A tenth of what volume-mismatch warns of.
constexpr double kUncertainVolume = 0.002;

constexpr double kForeignShare = 0.5;
constexpr double kContainedShare = 0.99;
// Winding number in an open part from which on it encloses a point: with a hole, not with an opening.
constexpr double kEnclosed = 0.9;
// Copies: samples of one lie on the other within this share of the diagonal.
constexpr double kSamePlace = 1e-4;
// Of a small part's area: what lies on its neighbour with so much touches it.
constexpr double kContactShare = 0.02;
// A solid of a part that is smaller than this share of it is a crumb, no second body.
constexpr double kSecondSolid = 1e-3;

bool is_copy(const Comparison& comparison, const Part& first, const Part& second) {
  const double limit = kSamePlace * comparison.diagonal;
  const Box3 a = first.body->bounds(), b = second.body->bounds();
  if (length(to_double(a.min) - to_double(b.min)) > limit ||
      length(to_double(a.max) - to_double(b.max)) > limit)
    return false;
  if (std::abs(first.body->area() - second.body->area()) > 1e-3 * first.body->area()) return false;
  const std::vector<float3>& points = second.surface.samples.points;
  const std::size_t stride = std::max<std::size_t>(1, points.size() / 1000);
  for (std::size_t i = 0; i < points.size(); i += stride) {
    if (first.body->closest().find(points[i], nearest_float(limit)).face == kNoIndex) return false;
  }
  return true;
}

// Whether nearly all samples of a part are inside another one.
bool is_inside(const Part& part, const Body& other) {
  const Box3 own = part.body->bounds(), box = other.bounds();
  if (own.min.x < box.min.x || own.min.y < box.min.y || own.min.z < box.min.z || own.max.x > box.max.x ||
      own.max.y > box.max.y || own.max.z > box.max.z)
    return false;
  const std::vector<float3>& points = part.surface.samples.points;
  const std::size_t stride = std::max<std::size_t>(1, points.size() / 1000);
  std::size_t inside = 0, count = 0;
  for (std::size_t i = 0; i < points.size(); i += stride, ++count) {
    inside += other.contains(points[i]) && (other.closed() || other.winding().at(points[i]) > kEnclosed);
  }
  return count > 0 && static_cast<double>(inside) >= kContainedShare * static_cast<double>(count);
}

void assign_roles(Comparison& comparison) {
  std::vector<Part>& parts = comparison.parts;
  for (Part& part : parts) {
    if (part.role != PartRole::kPart) continue;
    if (part.surface.foreign_area > kForeignShare * part.surface.samples.area)
      part.role = is_swollen(part) ? PartRole::kSwollen : PartRole::kForeign;
  }
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    for (std::uint32_t k = 0; k < i && parts[i].role == PartRole::kPart; ++k) {
      if (parts[k].role != PartRole::kPart || !is_copy(comparison, parts[k], parts[i])) continue;
      parts[i].role = PartRole::kDuplicate;
      parts[i].other = k;
    }
  }
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    for (std::uint32_t k = 0; k < parts.size() && parts[i].role == PartRole::kPart; ++k) {
      if (k == i || parts[k].role != PartRole::kPart || !is_inside(parts[i], *parts[k].body)) continue;
      parts[i].role = PartRole::kContained;
      parts[i].other = k;
    }
  }
}

// Some faces of each shell, drawn evenly from all of them.
std::vector<std::vector<std::uint32_t>> faces_of_shells(const Surface& surface, const Shells& shells) {
  constexpr std::uint64_t kLooks = 64;
  std::vector<std::vector<std::uint32_t>> chosen(shells.shells.size());
  std::vector<std::uint64_t> seen(shells.shells.size(), 0);
  for (std::uint32_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face) || shells.of_face[face] == kNoIndex) continue;
    std::vector<std::uint32_t>& faces = chosen[shells.of_face[face]];
    const std::uint64_t count = ++seen[shells.of_face[face]];
    if (count <= kLooks) {
      faces.push_back(face);
    } else if (const auto slot =
                   static_cast<std::uint64_t>(random_unit(7, face) * static_cast<double>(count));
               slot < kLooks) {
      faces[slot] = face;
    }
  }
  return chosen;
}

// Whether a shell lies outside of the source: that is told as foreign geometry.
bool is_foreign(const Comparison& comparison, const Surface& surface,
                const std::vector<std::uint32_t>& faces) {
  const Body& source = *comparison.source;
  const auto outside = std::count_if(faces.begin(), faces.end(), [&](std::uint32_t face) {
    const float3 point = surface.triangle(face)[0];
    return source.closest().find(point, nearest_float(comparison.tolerance())).face == kNoIndex &&
           !source.contains(point);
  });
  return 2 * static_cast<std::size_t>(outside) > faces.size();
}

// Solids that lie beside each other in one part; a cavity is none, nor is a crumb or what is foreign.
std::uint64_t count_shells(const Comparison& comparison, const Body& body) {
  const SurfaceFacts& facts = body.surface();
  const Shells& shells = facts.shells();
  if (!body.closed() || shells.shells.size() < 2) return body.closed() ? 1 : 0;
  double largest = 0;
  for (const Shell& shell : shells.shells) largest = std::max(largest, std::abs(shell.signed_volume));
  std::uint64_t count = 0;
  const auto faces = faces_of_shells(facts.surface(), shells);
  for (std::uint32_t i = 0; i < shells.shells.size(); ++i) {
    const Shell& shell = shells.shells[i];
    // A shell that looks the other way and lies inside bounds a cavity.
    const bool cavity = facts.nesting().depth(i) % 2 == 1;
    if (shell.closed && !cavity && std::abs(shell.signed_volume) > kSecondSolid * largest &&
        !is_foreign(comparison, facts.surface(), faces[i]))
      ++count;
  }
  return count;
}

// What bodies share is bounded by the surface that is buried there: of all bodies with so much surface the
// ball has the largest volume.
double most_shared_volume(double buried_area) {
  return std::pow(buried_area, 1.5) / (6 * std::sqrt(std::numbers::pi));
}

void measure_bodies(Comparison& comparison) {
  comparison.source_volume = std::abs(comparison.source->signed_volume());
  // Bodies that share space count twice in the volume of a source, and once where they were united.
  comparison.volumes_known =
      comparison.source->has_volume() && comparison.source_volume > 0 &&
      most_shared_volume(comparison.coverage.buried_area) <= kUncertainVolume * comparison.source_volume;
  for (Part& part : comparison.parts) {
    if (part.role == PartRole::kEmpty) continue;
    part.shells = count_shells(comparison, *part.body);
    part.rims =
        measure_open_rims(*comparison.source, *part.body, comparison.tolerance(), comparison.options.stop);
    if (part.role != PartRole::kPart && part.role != PartRole::kSwollen) continue;
    comparison.parts_volume += std::abs(part.body->signed_volume());
    comparison.volumes_known = comparison.volumes_known && part.body->has_volume();
  }
}

bool boxes_meet(const Box3& a, const Box3& b) {
  return a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y &&
         a.min.z <= b.max.z && b.min.z <= a.max.z;
}

void measure_pairs(Comparison& comparison) {
  const std::vector<Part>& parts = comparison.parts;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::uint32_t a = 0; a < parts.size(); ++a) {
    for (std::uint32_t b = a + 1; b < parts.size(); ++b) {
      if (parts[a].role == PartRole::kPart && parts[b].role == PartRole::kPart &&
          boxes_meet(parts[a].body->bounds(), parts[b].body->bounds()))
        pairs.emplace_back(a, b);
    }
  }
  // A heap of parts has pairs by the square of their number: all together get so many rays.
  constexpr double kMostRays = 2e6, kFewestASide = 16;
  const double share = std::sqrt(kMostRays / static_cast<double>(std::max<std::size_t>(1, pairs.size())));
  const auto rays =
      static_cast<std::size_t>(std::clamp(share, kFewestASide, static_cast<double>(kMostRaysASide)));
  for (const auto& [a, b] : pairs) {
    Overlap overlap = measure_overlap(*parts[a].body, parts[a].surface.samples, *parts[b].body,
                                      parts[b].surface.samples, comparison.options.stop, rays);
    if (overlap.depth > 0) comparison.overlaps.push_back({a, b, overlap});
  }
}

void measure_joints(Comparison& comparison) {
  // The others have no samples here, so they meet nobody.
  static const Body kNobody({}, {});
  std::vector<const Body*> bodies;
  std::vector<PartSurface> surfaces;
  for (const Part& part : comparison.parts) {
    const bool belongs = part.role == PartRole::kPart;
    bodies.push_back(belongs ? part.body.get() : &kNobody);
    surfaces.push_back(belongs ? part.surface : PartSurface());
  }
  const AssemblyOptions options{comparison.band(), comparison.smallest_contact(), kContactShare};
  comparison.assembly = measure_assembly(bodies, surfaces, options, comparison.options.stop);
  comparison.source_body_of = measure_source_bodies(comparison, options.smallest);
}

}  // namespace

std::size_t Comparison::count(PartRole role) const {
  return static_cast<std::size_t>(
      std::count_if(parts.begin(), parts.end(), [&](const Part& part) { return part.role == role; }));
}

Comparison compare_parts(const Asset& source, std::vector<ComparedFile> files,
                         const ComparisonOptions& options) {
  Comparison comparison = start_comparison(source, std::move(files), options);
  add_result_parts(comparison);
  if (!(comparison.diagonal > 0) || comparison.count(PartRole::kPart) == 0) return comparison;
  const auto done = [&] {
    if (options.step_done) options.step_done();
  };
  put_parts_in_place(comparison);
  done();
  if (options.expectation.kind == ExpectationKind::kSplit) find_displaced(comparison);
  assign_roles(comparison);
  comparison.layout = measure_layout(comparison);
  measure_offsets(comparison);
  find_lost_bodies(comparison);
  done();
  measure_bodies(comparison);
  done();
  measure_pairs(comparison);
  done();
  measure_joints(comparison);
  done();
  measure_looks(comparison);
  done();
  return comparison;
}

}  // namespace meshgate
