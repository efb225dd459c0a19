// Pieces of a surface.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "gate/labels.h"
#include "gate/verify_branch.h"
#include "verify/segments.h"

namespace meshgate {
namespace {

// Rules of parts that hold for pieces of a surface, which are open and need not fit together.
constexpr std::array<std::string_view, 12> kOfSurfaces{
    "parts/color-drift",     "parts/duplicate",      "parts/empty",        "parts/foreign-geometry",
    "parts/format",          "parts/frame-changed",  "parts/inverted",     "parts/mirrored",
    "parts/missing-surface", "parts/name-collision", "parts/texture-lost", "parts/unreadable",
};

bool is_of_surfaces(const Check& check) {
  return std::any_of(check.rules.begin(), check.rules.end(), [](const Rule& rule) {
    return std::find(kOfSurfaces.begin(), kOfSurfaces.end(), rule.id) != kOfSurfaces.end();
  });
}

std::vector<double> face_areas(const FlatMesh& flat) {
  std::vector<double> areas(flat.face_count());
  for (std::size_t face = 0; face < areas.size(); ++face) areas[face] = face_area(flat, face);
  return areas;
}

Result<bool> compare_labels(const VerifyJob& job, const SegmentComparison& segments, VerifyOutcome& outcome) {
  const std::string& reference = job.options->reference;
  if (reference.empty()) return true;
  MG_TRY(const std::vector<std::uint32_t> wanted, read_labels(reference));
  if (wanted.size() != segments.labels.size()) {
    return fail(ErrorKind::kUsage, fmt::format("{}: {} labels, but the source has {} faces", reference,
                                               wanted.size(), segments.labels.size()));
  }
  outcome.metrics.emplace_back("mean_iou",
                               mean_iou(segments.labels, wanted, face_areas(segments.base.source->flat())));
  return true;
}

}  // namespace

Result<VerifyOutcome> verify_segments(const VerifyJob& job) {
  if (job.source->kind != AssetKind::kMesh)
    return fail(ErrorKind::kUsage, job.source->path + " is a picture; it is compared with --expect depth");
  const SegmentComparison segments = compare_segments(*job.source, job.results, comparison_options(job));
  MG_TRY([[maybe_unused]] const bool comparable, require_surface(segments.base));
  VerifyOutcome outcome;
  run_checks<PartsCheck>(job, segments.base, outcome, is_of_surfaces);
  run_checks<SegmentsCheck>(job, segments, outcome, [](const Check&) { return true; });
  check_result_meshes(job, outcome);
  add_comparison_metrics(segments.base, outcome);
  outcome.pictures = pictures_of(job, segments.base);
  outcome.metrics.emplace_back("segments_by", segments.told_by);
  outcome.metrics.emplace_back("duplicate_area", segments.duplicate_area);
  const auto labelled = std::count_if(segments.labels.begin(), segments.labels.end(),
                                      [](std::uint32_t label) { return label != kNoIndex; });
  outcome.metrics.emplace_back("labelled_faces", static_cast<std::int64_t>(labelled));
  outcome.metrics.emplace_back("label_stability", segments.label_stability);
  MG_TRY([[maybe_unused]] const bool compared, compare_labels(job, segments, outcome));
  if (!job.options->labels.empty()) {
    MG_TRY([[maybe_unused]] const bool written,
           write_labels(job.options->labels, segments.labels, segments.base.parts.size()));
  }
  return outcome;
}

}  // namespace meshgate
