// A depth map of a picture.
#include <fmt/format.h>

#include "gate/verify_branch.h"
#include "render/depth_pictures.h"
#include "verify/depth.h"

namespace meshgate {
namespace {

// What `model_type` gives, by the vendor's pages (looked up 2026-11-01): pro = 2K, base = 1K.
std::uint32_t long_side_of(const std::string& model) {
  if (model == "pro") return 2048;
  return model == "base" ? 1024 : 0;
}

std::string_view name_of(MaskSource source) {
  switch (source) {
    case MaskSource::kAlpha:
      return "alpha";
    case MaskSource::kSegmented:
      return "segmented";
    default:
      return "none";
  }
}

void add_map_metrics(const DepthComparison& comparison, VerifyOutcome& outcome) {
  const auto add = [&](const char* name, MetricValue value) {
    outcome.metrics.emplace_back(name, std::move(value));
  };
  const auto count = [&](const char* name, std::uint64_t value) {
    add(name, static_cast<std::int64_t>(value));
  };
  const Image& map = *comparison.map_asset->image;
  const DepthStats& stats = comparison.stats;
  count("width", map.width);
  count("height", map.height);
  count("bit_depth", map.bit_depth);
  add("sample_type", std::string(to_string(map.sample_type)));
  if (!map.channel_names.empty()) add("channel_names", fmt::format("{}", fmt::join(map.channel_names, " ")));
  count("non_finite", stats.non_finite);
  count("levels", stats.levels);
  add("min", stats.min);
  add("max", stats.max);
  add("mean", stats.mean);
  add("p1", stats.p1);
  add("p99", stats.p99);
  add("subject_mask", std::string(name_of(comparison.subject.source)));
  if (comparison.background_known) {
    add("background", comparison.background);
    if (comparison.subject.source != MaskSource::kNone) {
      add("mask_iou", comparison.iou);
      count("best_orientation", comparison.best_orientation);
      add("best_mask_iou", comparison.best_iou);
    }
  }
  if (comparison.edges) {
    count("edge_pixels", comparison.edges->edges);
    add("edge_score", comparison.edges->score());
  }
}

}  // namespace

Result<VerifyOutcome> verify_depth(const VerifyJob& job) {
  if (!job.source->image || !job.source->image->decoded())
    return fail(ErrorKind::kUsage,
                job.source->path + " is no picture that can be decoded; a depth map is compared with one");
  if (job.results.size() != 1) return fail(ErrorKind::kUsage, "a depth map is one file; name only that");
  const ComparedFile& result = job.results.front();
  if (result.asset != nullptr && result.asset->kind == AssetKind::kMesh) {
    return fail(ErrorKind::kUsage,
                result.path +
                    " is a model: reliefs are not compared with pictures. Ask for exr or png, "
                    "or check the relief with `meshgate check`");
  }
  const Expectation& expected = job.options->expectation;
  DepthOptions options;
  options.long_side = long_side_of(expected.depth_model);
  options.remove_background = expected.remove_background;
  options.stop = job.stop;
  const DepthComparison comparison = compare_depth(*job.source, result.asset, result.problem, options);
  VerifyOutcome outcome;
  run_checks<DepthCheck>(job, comparison, outcome, [](const Check&) { return true; });
  outcome.metrics.emplace_back("source_width", std::int64_t{comparison.source_width});
  outcome.metrics.emplace_back("source_height", std::int64_t{comparison.source_height});
  if (comparison.has_map) add_map_metrics(comparison, outcome);
  if (job.options->check.pictures != PictureStyle::kNone)
    outcome.pictures = render_depth_pictures(comparison, job.stop);
  return outcome;
}

}  // namespace meshgate
