#include "render/parts_drawing.h"

#include <algorithm>
#include <cmath>

#include "asset/nearest_float.h"

namespace meshgate {
namespace {

constexpr std::size_t kMaxPoints = 200'000;
constexpr std::size_t kInsidePoints = 20'000;  // of a pair of parts that is asked for its common space

bool is_drawn(const Part& part) { return part.role != PartRole::kEmpty && part.body != nullptr; }

double3 shift_of(const Comparison& comparison, const Part& part, double apart) {
  if (apart == 0 || part.body->bounds().empty()) return {};
  return (part.body->bounds().middle() - comparison.source->bounds().middle()) * apart;
}

Box3 moved(const Box3& box, double3 shift) {
  Box3 result;
  for (const float3 corner : {box.min, box.max}) {
    const double3 p = to_double(corner) + shift;
    result.add(float3{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
  }
  return result;
}

ToDrawing frame_of(const Comparison& comparison, double apart) {
  Box3 all;
  const auto add = [&](const Box3& box) {
    if (box.empty()) return;
    all.add(box.min);
    all.add(box.max);
  };
  if (apart == 0) add(comparison.source->bounds());
  for (const Part& part : comparison.parts) {
    if (is_drawn(part) && !part.body->bounds().empty())
      add(moved(part.body->bounds(), shift_of(comparison, part, apart)));
  }
  return {all, has_z_up(*comparison.source_asset)};
}

float3 place(const ToDrawing& to_drawing, float3 p, double3 shift) {
  return to_drawing(to_double(p) + shift);
}

// Faces with a corner that is out of range or not finite are left out.
void add_body(const Body& body, const ToDrawing& to_drawing, double3 shift, std::uint8_t paint,
              std::uint64_t max_triangles, Drawing& drawing) {
  const std::size_t first = drawing.positions.size();
  for (const float3& p : body.positions()) drawing.positions.push_back(place(to_drawing, p, shift));
  const std::span<const std::uint32_t> indices = body.indices();
  for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
    if (drawing.indices.size() / 3 >= max_triangles) {
      drawing.left_out += (indices.size() - i) / 3;
      return;
    }
    const bool usable = std::all_of(&indices[i], &indices[i] + 3, [&](std::uint32_t corner) {
      return corner < body.positions().size() && is_finite(drawing.positions[first + corner]);
    });
    if (!usable) continue;
    for (std::size_t k = 0; k < 3; ++k)
      drawing.indices.push_back(static_cast<std::uint32_t>(first + indices[i + k]));
    drawing.paints.push_back(paint);
  }
}

void add_points(const SurfaceSamples& samples, const std::vector<Region>& regions, Mark mark,
                const ToDrawing& to_drawing, Drawing& drawing) {
  for (const Region& region : regions) {
    for (const std::uint32_t member : region.members) {
      if (drawing.points.size() >= kMaxPoints) return;
      drawing.points.push_back({place(to_drawing, samples.points[member], {}), mark});
    }
  }
  // Discs of this radius close the surface between samples.
  drawing.point_radius =
      std::max(drawing.point_radius, 0.75 * std::sqrt(samples.area_each()) * to_drawing.scale());
}

// Where a part lay before it was put back.
Similarity way_back(const Part& part) { return part.moved ? inverse(*part.moved) : Similarity(); }

// Samples of one part that lie inside of the other where both are in place, or where both lay as they came.
void add_shared(const Part& part, const Part& other, bool as_they_came, const ToDrawing& to_drawing,
                Drawing& drawing) {
  const Similarity back = as_they_came ? way_back(part) : Similarity();
  const Similarity into_other = as_they_came && other.moved ? compose(*other.moved, back) : back;
  const Box3 box = other.body->bounds();
  std::size_t asked = 0;
  for (const float3& sample : part.surface.samples.points) {
    const float3 p = nearest_float(into_other(to_double(sample)));
    if (!box.contains(p)) continue;
    if (++asked > kInsidePoints || drawing.points.size() >= kMaxPoints) return;
    if (other.body->contains(p))
      drawing.points.push_back({to_drawing(back(to_double(sample))), Mark::kCrossing});
  }
}

void add_overlaps(const Comparison& comparison, const std::vector<PartOverlap>& pairs, bool as_they_came,
                  const ToDrawing& to_drawing, Drawing& drawing) {
  for (const PartOverlap& pair : pairs) {
    const Part &a = comparison.parts[pair.a], &b = comparison.parts[pair.b];
    add_shared(a, b, as_they_came, to_drawing, drawing);
    add_shared(b, a, as_they_came, to_drawing, drawing);
  }
}

}  // namespace

Drawing compute_parts_drawing(const Comparison& comparison, double apart, std::uint64_t max_triangles) {
  const ToDrawing to_drawing = frame_of(comparison, apart);
  Drawing drawing;
  for (std::size_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (!is_drawn(part)) continue;
    const auto paint = static_cast<std::uint8_t>(1 + i % kMaxPaints);
    add_body(*part.body, to_drawing, shift_of(comparison, part, apart), paint, max_triangles, drawing);
  }
  if (apart != 0) return drawing;
  add_points(comparison.source_samples, comparison.coverage.missing, Mark::kOpen, to_drawing, drawing);
  for (const Part& part : comparison.parts)
    add_points(part.surface.samples, part.surface.foreign, Mark::kNonManifold, to_drawing, drawing);
  add_overlaps(comparison, comparison.overlaps, false, to_drawing, drawing);
  add_overlaps(comparison, comparison.pushed, true, to_drawing, drawing);
  return drawing;
}

Drawing compute_missing_drawing(const Comparison& comparison, std::uint64_t max_triangles) {
  const ToDrawing to_drawing(comparison.source->bounds(), has_z_up(*comparison.source_asset));
  Drawing drawing;
  add_body(*comparison.source, to_drawing, {}, 0, max_triangles, drawing);
  add_points(comparison.source_samples, comparison.coverage.missing, Mark::kOpen, to_drawing, drawing);
  return drawing;
}

std::vector<float3> part_middles(const Comparison& comparison, double apart) {
  const ToDrawing to_drawing = frame_of(comparison, apart);
  std::vector<float3> middles;
  for (const Part& part : comparison.parts) {
    middles.push_back(is_drawn(part) && !part.body->bounds().empty()
                          ? to_drawing(part.body->bounds().middle() + shift_of(comparison, part, apart))
                          : float3{NAN, NAN, NAN});
  }
  return middles;
}

double3 facing(const Comparison& comparison, const Region& region) {
  double3 sum;
  for (const std::uint32_t member : region.members)
    sum = sum + comparison.source->normal(comparison.source_samples.faces[member]);
  sum = sum * (1 / static_cast<double>(std::max<std::size_t>(1, region.members.size())));
  return has_z_up(*comparison.source_asset) ? double3{sum.x, sum.z, -sum.y} : sum;
}

}  // namespace meshgate
