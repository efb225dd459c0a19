#include "checks/depth/detail/depth_rule.h"

#include <fmt/core.h>

#include <cmath>

namespace meshgate {
namespace {

// Two neighbouring levels of 16 bits: rounding, no relief.
constexpr double kOneLevel = 1.5 / 65535;

}  // namespace

void skip_depth_rule(CheckContext& context, std::string_view rule, std::string_view reason) {
  context.not_checked.push_back({std::string(rule), std::string(reason)});
}

std::string say_percent(double share) { return fmt::format("{:.3g} %", share * 100); }

bool is_constant(const DepthComparison& comparison) {
  const DepthStats& stats = comparison.stats;
  if (stats.finite == 0) return false;
  if (stats.max - stats.min <= kOneLevel * stats.range) return true;
  // A flat subject on its background.
  return comparison.options.remove_background && comparison.background_known && stats.levels <= 2;
}

bool has_depth(const DepthComparison& comparison, std::string_view rule, CheckContext& context) {
  if (comparison.has_map && !comparison.is_colored && comparison.stats.finite > 0 && !is_constant(comparison))
    return true;
  skip_depth_rule(context, rule);
  return false;
}

bool knows_outlines(const DepthComparison& comparison) {
  return comparison.options.remove_background && comparison.background_known &&
         comparison.subject.source != MaskSource::kNone;
}

bool has_masks(const DepthComparison& comparison, std::string_view rule, CheckContext& context) {
  if (!has_depth(comparison, rule, context)) return false;
  if (knows_outlines(comparison)) return true;
  skip_depth_rule(context, rule);
  return false;
}

bool is_outline_flipped(const DepthComparison& comparison, const CheckContext& context) {
  return knows_outlines(comparison) && comparison.best_orientation != 1 &&
         comparison.best_iou >= context.parameter("depth/flipped", "min-iou") &&
         comparison.best_iou >= comparison.iou + context.parameter("depth/flipped", "min-gain");
}

bool are_edges_flipped(const DepthComparison& comparison, const CheckContext& context) {
  if (knows_outlines(comparison) || !comparison.edges || !comparison.turned_edges) return false;
  const double least = context.parameter("depth/edge-mismatch", "min-score");
  const double as_it_lies = comparison.edges->score(), turned = comparison.turned_edges->score();
  const double gain = turned - as_it_lies;
  // A picture full of edges has some of them below every step.
  if (as_it_lies >= least) {
    return turned >= context.parameter("depth/flipped", "min-edge-score") &&
           gain >= context.parameter("depth/flipped", "min-clear-edge-gain");
  }
  return turned >= least && gain >= context.parameter("depth/flipped", "min-edge-gain");
}

std::uint32_t orientation_of(const DepthComparison& comparison, const CheckContext& context) {
  if (is_outline_flipped(comparison, context)) return comparison.best_orientation;
  return are_edges_flipped(comparison, context) ? comparison.edges_orientation : 1;
}

bool is_flipped(const DepthComparison& comparison, const CheckContext& context) {
  return orientation_of(comparison, context) != 1;
}

bool has_shape_of_picture(const DepthComparison& comparison, const CheckContext& context, bool turned) {
  const Image& map = *comparison.map_asset->image;
  const double tolerance = context.parameter("depth/size-mismatch", "tolerance-pixels");
  const double w = turned ? comparison.source_height : comparison.source_width;
  const double h = turned ? comparison.source_width : comparison.source_height;
  return std::abs(map.width - map.height * w / h) <= tolerance ||
         std::abs(map.height - map.width * h / w) <= tolerance;
}

bool is_outline_off(const DepthComparison& comparison, const CheckContext& context) {
  const bool exact = comparison.subject.source == MaskSource::kAlpha;
  return comparison.iou <
         context.parameter("depth/mask-mismatch", exact ? "min-iou-alpha" : "min-iou-segmented");
}

bool keeps_background(const DepthComparison& comparison, const CheckContext& context) {
  const double limit = context.parameter("depth/background", "max-share");
  if (comparison.border_varying > limit) return true;
  // Away from the border only when the outline is right: otherwise the subject lies elsewhere.
  return comparison.subject.source != MaskSource::kNone && comparison.outside_varying > limit &&
         !is_outline_off(comparison, context);
}

}  // namespace meshgate
