#include "verify/looks.h"

#include "core/parallel.h"
#include "verify/color.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1024;

struct Sums {
  std::uint64_t textured_source = 0, textured_part = 0, colored = 0;
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
          if (!found || (expected->textured && !found->textured)) continue;
          ++sums.colored;
          sums.drift += ciede2000(lab_of_linear(expected->linear), lab_of_linear(found->linear));
        }
        return sums;
      },
      [](Sums& total, const Sums& more) {
        total.textured_source += more.textured_source;
        total.textured_part += more.textured_part;
        total.colored += more.colored;
        total.drift += more.drift;
      });
}

}  // namespace

void measure_looks(Comparison& comparison) {
  const VertexColors source_colors = vertex_colors_of(comparison.source_asset->format);
  for (Part& part : comparison.parts) {
    if (part.role != PartRole::kPart) continue;
    const Sums sums = look_at(comparison, part, source_colors, vertex_colors_of(part.format));
    part.texture_samples = sums.textured_source;
    if (sums.textured_source > 0) {
      part.textured_share =
          static_cast<double>(sums.textured_part) / static_cast<double>(sums.textured_source);
    }
    part.color_samples = sums.colored;
    if (sums.colored > 0) part.color_drift = sums.drift / static_cast<double>(sums.colored);
  }
}

}  // namespace meshgate
