#include "verify/looks.h"

#include <bit>
#include <cmath>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/color.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1024;
constexpr double kSeen = 5;          // ΔE2000 from white of a colour that one would miss
constexpr double kSameSide = 0.5;    // cosine of normals of faces that look the same way
constexpr double kSameSheet = 1e-4;  // of the diagonal: sheets nearer than that lie on each other

struct Sums {
  std::uint64_t textured_source = 0, textured_part = 0, painted_source = 0, painted_part = 0, colored = 0;
  double drift = 0;
};

Sums look_at(const Comparison& comparison, const Part& part, VertexColors source_colors,
             VertexColors part_colors) {
  const FlatMesh &source = comparison.source->flat(), &own = part.body->flat();
  const PartSurface& surface = part.surface;
  return parallel_reduce(
      surface.places.size(), kPerRange, comparison.options.stop, Sums{},
      [&](std::size_t begin, std::size_t end) {
        Sums sums;
        for (std::size_t i = begin; i < end; ++i) {
          if (surface.places[i] != PartSurface::Place::kOnSource) continue;
          const ClosestHit& hit = surface.hits[i];
          // At a rim the nearest point of the source may be another face than the one below the sample.
          if (dot(comparison.source->normal(hit.face), part.body->normal(surface.samples.faces[i])) < 0.7)
            continue;
          const auto expected = face_color(source, hit.face, hit.point, source_colors);
          if (!expected) continue;
          const auto found =
              face_color(own, surface.samples.faces[i], surface.samples.points[i], part_colors);
          sums.textured_source += expected->textured;
          sums.textured_part += expected->textured && found && found->textured;
          // White is what is shown without colours as well.
          const double3 lab = lab_of_linear(expected->linear);
          if (expected->painted && ciede2000(lab, lab_of_linear({1, 1, 1})) > kSeen) {
            ++sums.painted_source;
            sums.painted_part += found && (found->painted || found->textured);
            if (!found || (!found->painted && !found->textured)) continue;
          }
          if (!found || (expected->textured && !found->textured)) continue;
          ++sums.colored;
          sums.drift += ciede2000(lab, lab_of_linear(found->linear));
        }
        return sums;
      },
      [](Sums& total, const Sums& more) {
        total.textured_source += more.textured_source;
        total.textured_part += more.textured_part;
        total.painted_source += more.painted_source;
        total.painted_part += more.painted_part;
        total.colored += more.colored;
        total.drift += more.drift;
      });
}

// Whether a face of the source at most a little farther away than the nearest one looks this way: of sheets
// that lie on each other either may be the nearest.
bool has_face_looking(const Body& source, float3 point, float reach, double3 way) {
  const Box3 box{{point.x - reach, point.y - reach, point.z - reach},
                 {point.x + reach, point.y + reach, point.z + reach}};
  bool found = false;
  source.closest().tree().visit_touching(box, 0, [&](std::size_t packet, unsigned mask) {
    for (; mask != 0 && !found; mask &= mask - 1) {
      const std::size_t slot = 4 * packet + static_cast<std::size_t>(std::countr_zero(mask));
      if (dot(source.stored_normal(source.closest().tree().item(slot)), way) < kSameSide) continue;
      const double squared = closest_on_triangle(to_double(point), source.closest().triangle(slot)).squared;
      found = squared <= static_cast<double>(reach) * static_cast<double>(reach);
    }
    return !found;
  });
  return found;
}

double measure_turned_share(const Comparison& comparison, const Part& part) {
  struct Count {
    std::uint64_t on = 0, turned = 0;
  };
  const Body& source = *comparison.source;
  const PartSurface& surface = part.surface;
  const auto count = parallel_reduce(
      surface.places.size(), kPerRange, comparison.options.stop, Count{},
      [&](std::size_t begin, std::size_t end) {
        Count some;
        for (std::size_t i = begin; i < end; ++i) {
          if (surface.places[i] != PartSurface::Place::kOnSource) continue;
          const double3 own = part.body->stored_normal(surface.samples.faces[i]);
          const double along = dot(own, source.stored_normal(surface.hits[i].face));
          if (std::abs(along) < kSameSide) continue;  // beside an edge, or a cut face near the skin
          ++some.on;
          if (along > 0) continue;
          const float reach = surface.hits[i].distance + nearest_float(kSameSheet * comparison.diagonal);
          some.turned += !has_face_looking(source, surface.samples.points[i], reach, own);
        }
        return some;
      },
      [](Count& total, const Count& more) {
        total.on += more.on;
        total.turned += more.turned;
      });
  return count.on == 0 ? 0 : static_cast<double>(count.turned) / static_cast<double>(count.on);
}

}  // namespace

void measure_looks(Comparison& comparison) {
  const VertexColors source_colors = vertex_colors_of(comparison.source_asset->format);
  for (Part& part : comparison.parts) {
    if (part.role != PartRole::kPart) continue;
    part.turned_share = measure_turned_share(comparison, part);
    const Sums sums = look_at(comparison, part, source_colors, vertex_colors_of(part.format));
    part.texture_samples = sums.textured_source;
    if (sums.textured_source > 0) {
      part.textured_share =
          static_cast<double>(sums.textured_part) / static_cast<double>(sums.textured_source);
    }
    part.painted_samples = sums.painted_source;
    if (sums.painted_source > 0)
      part.painted_share = static_cast<double>(sums.painted_part) / static_cast<double>(sums.painted_source);
    part.color_samples = sums.colored;
    if (sums.colored > 0) part.color_drift = sums.drift / static_cast<double>(sums.colored);
  }
}

}  // namespace meshgate
