// Numbers of a comparison for reports.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gate/verify_branch.h"

namespace meshgate {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

class Metrics {
 public:
  explicit Metrics(VerifyOutcome& outcome) : outcome_(outcome) {}
  void prefix(std::string text) { prefix_ = std::move(text); }
  void add(std::string_view name, MetricValue value) {
    outcome_.metrics.emplace_back(prefix_ + std::string(name), std::move(value));
  }
  void count(std::string_view name, std::uint64_t value) { add(name, static_cast<std::int64_t>(value)); }

 private:
  VerifyOutcome& outcome_;
  std::string prefix_;
};

void add_distances(Metrics& metrics, const std::string& name, const DistanceStats& stats) {
  metrics.count(name + "_samples", stats.samples);
  if (stats.samples == 0) return;
  metrics.add(name + "_mean", stats.mean);
  metrics.add(name + "_rms", stats.rms);
  metrics.add(name + "_p50", stats.p50);
  metrics.add(name + "_p95", stats.p95);
  metrics.add(name + "_p99", stats.p99);
  metrics.add(name + "_max", stats.max);
}

// Distances from the surface of the result to the source, all parts together.
DistanceStats result_distances(const Comparison& comparison) {
  std::vector<float> distances;
  for (const Part& part : comparison.parts) {
    for (const ClosestHit& hit : part.surface.hits) distances.push_back(hit.distance);
  }
  return summarize(std::move(distances));
}

void add_part(Metrics& metrics, const Comparison& comparison, const Part& part) {
  metrics.add("name", part.name);
  metrics.count("triangles", part.body->flat().face_count());
  metrics.add("closed", part.body->closed());
  metrics.add("area", part.body->area());
  metrics.add("volume", part.body->has_volume() ? part.body->signed_volume() : kUndefined);
  if (const Box3 box = part.body->bounds(); !box.empty()) {
    metrics.add("bbox_min", box.min);
    metrics.add("bbox_max", box.max);
  }
  static constexpr std::string_view kRoles[] = {"part",    "empty",     "duplicate",
                                                "foreign", "contained", "swollen"};
  metrics.add("put_back", part.moved.has_value());
  if (part.moved) {
    metrics.add("moved", middle_way(inverse(*part.moved), part.body->bounds()));
    metrics.add("turned_deg", part.moved->angle_deg());
  } else if (comparison.options.expectation.kind == ExpectationKind::kSplit && part.role == PartRole::kPart) {
    metrics.add("offset", part.offset.move);
  }
  metrics.add("role", std::string(kRoles[static_cast<std::size_t>(part.role)]));
  metrics.add("cut_area", part.surface.inside_area);
  metrics.add("foreign_area", part.surface.foreign_area);
  if (comparison.options.expectation.kind == ExpectationKind::kSplit) metrics.count("shells", part.shells);
  metrics.add("turned_share", part.turned_share);
  if (part.texture_samples > 0) metrics.add("textured_share", part.textured_share);
  if (part.color_samples > 0) metrics.add("color_drift", part.color_drift);
}

void add_joint(Metrics& metrics, const Comparison& comparison, const Joint& joint) {
  metrics.add("kind", std::string(to_string(joint.kind)));
  metrics.count("part_a", joint.a + 1);
  metrics.count("part_b", joint.b + 1);
  if (joint.male) metrics.count("male", *joint.male + 1);
  metrics.add("one_sided", joint.one_sided);
  metrics.add("area", joint.area);
  metrics.add("centre", joint.centre);
  metrics.add("axis", float3{static_cast<float>(joint.axis.x), static_cast<float>(joint.axis.y),
                             static_cast<float>(joint.axis.z)});
  const auto lengths = [&](const char* name, double value) {
    metrics.add(name, value);
    if (const auto mm = comparison.mm(value)) metrics.add(std::string(name) + "_mm", *mm);
  };
  if (joint.kind == JointKind::kBall) {
    lengths("radius", joint.radius);
    if (joint.socket_radius > 0) {
      lengths("socket_radius", joint.socket_radius);
      lengths("socket_offset", joint.socket_offset);
    }
  }
  lengths("cut_width", joint.cut_width);
  metrics.count("gap_samples", joint.gap.samples);
  lengths("gap_min", joint.gap.min);
  lengths("gap_p5", joint.gap.p5);
  lengths("gap_median", joint.gap.p50);
  lengths("gap_max", joint.gap.max);
}

void add_totals(Metrics& metrics, const Comparison& comparison) {
  metrics.count("source_triangles", comparison.source->flat().face_count());
  std::uint64_t triangles = 0;
  double area = 0, foreign = 0, deepest = 0, shared = 0;
  for (const Part& part : comparison.parts) {
    triangles += part.body->flat().face_count();
    area += part.body->area();
    foreign += part.surface.foreign_area;
  }
  for (const PartOverlap& pair : comparison.overlaps) {
    deepest = std::max(deepest, pair.overlap.depth);
    shared += pair.overlap.volume;
  }
  metrics.count("triangles", triangles);
  metrics.count("parts", comparison.parts.size());
  metrics.add("parts_by", std::string(to_string(comparison.part_kind)));
  metrics.add("diagonal", comparison.diagonal);
  if (comparison.options.mm_per_unit) metrics.add("mm_per_unit", *comparison.options.mm_per_unit);
  metrics.add("pose_changed", comparison.pose_changed);
  metrics.add("pose_scale", 1 / comparison.pose.scale);
  metrics.add("pose_angle_deg", comparison.pose.angle_deg());
  metrics.add("pose_mirrored", comparison.pose.mirrored);
  metrics.add("pose_fit", comparison.pose_share);
  metrics.add("tolerance", comparison.tolerance());
  const auto put_back = std::count_if(comparison.parts.begin(), comparison.parts.end(),
                                      [](const Part& part) { return part.moved.has_value(); });
  metrics.count("parts_put_back", static_cast<std::uint64_t>(put_back));
  if (!comparison.coverage.hits.empty()) {
    metrics.add("coverage", comparison.coverage.share);
    metrics.add("coverage_margin_95", comparison.coverage.margin_95);
    metrics.count("missing_regions", comparison.coverage.missing.size());
    metrics.add("missing_area", comparison.coverage.missing_area);
    if (comparison.options.expectation.kind == ExpectationKind::kSplit)
      metrics.add("displaced_share", comparison.coverage.displaced_share);
    metrics.add("buried_area", comparison.coverage.buried_area);
    metrics.count("missing_bodies", comparison.lost_bodies.size());
  }
  metrics.add("foreign_area", foreign);
  add_distances(metrics, "to_result", comparison.coverage.distances);
  add_distances(metrics, "to_source", result_distances(comparison));
  metrics.add("source_area", comparison.source->area());
  metrics.add("result_area", area);
  metrics.add("source_volume",
              comparison.source->has_volume() ? std::abs(comparison.source->signed_volume()) : kUndefined);
  const bool has_parts = comparison.count(PartRole::kPart) > 0;
  metrics.add("result_volume", comparison.volumes_known && has_parts ? comparison.parts_volume : kUndefined);
  if (comparison.options.expectation.kind != ExpectationKind::kSplit) return;
  metrics.count("overlaps", comparison.overlaps.size());
  metrics.add("overlap_depth", deepest);
  metrics.add("overlap_volume", shared);
  metrics.count("contacts", comparison.assembly.contacts.size());
  metrics.count("joints", comparison.assembly.joints.size());
}

}  // namespace

Result<bool> require_surface(const Comparison& comparison) {
  const bool has_extent = comparison.diagonal > 0 && std::isfinite(comparison.diagonal);
  if (has_extent && comparison.source != nullptr && !comparison.source->empty()) return true;
  return fail(ErrorKind::kMalformed,
              comparison.source_asset->path +
                  ": no face of it has an area and finite corners, so nothing can be compared with it");
}

void add_comparison_metrics(const Comparison& comparison, VerifyOutcome& outcome) {
  Metrics metrics(outcome);
  add_totals(metrics, comparison);
  if (comparison.options.expectation.kind == ExpectationKind::kNone) return;
  for (std::size_t i = 0; i < comparison.parts.size(); ++i) {
    metrics.prefix(fmt::format("parts/{}/", i + 1));
    add_part(metrics, comparison, comparison.parts[i]);
  }
  for (std::size_t i = 0; i < comparison.assembly.joints.size(); ++i) {
    metrics.prefix(fmt::format("joints/{}/", i + 1));
    add_joint(metrics, comparison, comparison.assembly.joints[i]);
  }
}

}  // namespace meshgate
