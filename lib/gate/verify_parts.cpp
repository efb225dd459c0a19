// Split parts, and plain comparison of two models.
#include <algorithm>
#include <array>
#include <string_view>

#include "gate/verify_branch.h"

namespace meshgate {
namespace {

// Rules that make sense for two models that are only compared.
constexpr std::array<std::string_view, 10> kOfAnyModel{
    "parts/color-drift",   "parts/empty",           "parts/foreign-geometry", "parts/format",
    "parts/frame-changed", "parts/mirrored",        "parts/missing-surface",  "parts/texture-lost",
    "parts/unreadable",    "parts/volume-mismatch",
};

bool is_of_any_model(const Check& check) {
  return std::any_of(check.rules.begin(), check.rules.end(), [](const Rule& rule) {
    return std::find(kOfAnyModel.begin(), kOfAnyModel.end(), rule.id) != kOfAnyModel.end();
  });
}

}  // namespace

ComparisonOptions comparison_options(const VerifyJob& job) {
  const Profile& profile = *job.profile;
  ComparisonOptions options;
  options.expectation = job.options->expectation;
  options.tolerance = profile.parameter("parts/missing-surface", "tolerance");
  options.band = profile.parameter("parts/detached", "band");
  options.band_mm = profile.parameter("parts/detached", "band-mm");
  options.part_offset = profile.parameter("parts/frame-changed", "max-part-shift");
  options.part_offset_mm = profile.parameter("parts/frame-changed", "max-part-shift-mm");
  options.same_place = profile.parameter("parts/frame-changed", "max-shift");
  options.resin = job.options->process == PrintProcess::kResin;
  if (job.options->unit_mm) options.mm_per_unit = *job.options->unit_mm * job.options->scale;
  options.samples = job.options->samples;
  options.stop = job.stop;
  if (Progress* const progress = job.options->check.progress; progress != nullptr) {
    // Half of the bytes are those of reading.
    const std::uint64_t step = progress->bytes_total / 2 / kComparisonSteps;
    options.step_done = [progress, step] { progress->bytes_done += step; };
  }
  return options;
}

Result<VerifyOutcome> verify_parts(const VerifyJob& job) {
  if (job.source->kind != AssetKind::kMesh)
    return fail(ErrorKind::kUsage, job.source->path + " is a picture; it is compared with --expect depth");
  const Comparison comparison = compare_parts(*job.source, job.results, comparison_options(job));
  MG_TRY([[maybe_unused]] const bool comparable, require_surface(comparison));
  VerifyOutcome outcome;
  const bool split = job.options->expectation.kind == ExpectationKind::kSplit;
  run_checks<PartsCheck>(job, comparison, outcome,
                         [&](const Check& check) { return split || is_of_any_model(check); });
  check_result_meshes(job, outcome);
  if (split) check_part_meshes(job, comparison, outcome);
  add_comparison_metrics(comparison, outcome);
  outcome.pictures = pictures_of(job, comparison);
  return outcome;
}

}  // namespace meshgate
