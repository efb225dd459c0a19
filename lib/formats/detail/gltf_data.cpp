// What the numbers of accessors say: each accessor is looked at once, then its findings are reported.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

class DataReport {
 public:
  DataReport(GltfDocument& document, GltfModel& model) : document_(document), model_(model) {}

  void run() {
    scan_all();
    for (std::uint32_t i = 0; i < scans_.size(); ++i) {
      if (scans_[i].count > 0) report_bounds(i);
    }
    for (const GltfScanUse& use : model_.scan_uses) report_use(use);
  }

 private:
  void scan_all() {
    const std::size_t count = document_.accessors.size();
    elements_.resize(count);
    scans_.resize(count);
    std::uint64_t work = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      elements_[i] = gltf_elements(document_, i);
      work += elements_[i].bytes.size();
    }
    if (work > kMaxGltfWork) document_.budget.refuse();
    if (document_.budget.exceeded()) return;
    parallel_ranges(count, 1, document_.options.stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        scans_[i] = scan_gltf_elements(document_.accessors[i], elements_[i], model_.scan_requests[i],
                                       document_.options.stop);
      }
    });
  }

  void report_bounds(std::uint32_t index) {
    GltfScan& scan = scans_[index];
    const GltfAccessor& accessor = document_.accessors[index];
    const std::string element = fmt::format("/accessors/{}", index);
    if (const std::uint64_t bad = scan.non_finite.count; bad > 0) {
      document_.issues.add("gltf/accessor-invalid-float", Where{element, std::move(scan.non_finite), {}},
                           fmt::format("{} of {} are NaN or infinite", count_of(bad, "component"),
                                       count_of(scan.count, "element")));
    }
    if (!elements_[index].complete) return;  // the missing part may hold the extremes
    report_bound(index, accessor.min, scan.min, true);
    report_bound(index, accessor.max, scan.max, false);
  }

  void report_bound(std::uint32_t index, const std::optional<std::vector<double>>& declared,
                    const std::array<double, 16>& actual, bool is_min) {
    if (!declared) return;
    const std::string_view name = is_min ? "min" : "max";
    Mismatch wrong;
    Mismatch outside;
    for (std::uint32_t c = 0; c < declared->size(); ++c) {
      const double bound = (*declared)[c];
      if (bound == actual[c] || !std::isfinite(actual[c])) continue;
      wrong.add(fmt::format("/accessors/{}/{}/{}", index, name, c),
                fmt::format("{} states {}, the data says {}", name, bound, actual[c]));
      const bool beyond = is_min ? actual[c] < bound : actual[c] > bound;
      if (!beyond) continue;
      constexpr double kAll = std::numeric_limits<double>::infinity();
      const std::uint64_t count =
          count_gltf_outside(document_.accessors[index], elements_[index], c, is_min ? bound : -kAll,
                             is_min ? kAll : bound, document_.options.stop);
      outside.add(fmt::format("/accessors/{}/{}/{}", index, name, c),
                  fmt::format("{} {} than the stated {} of {}", count_of(count, "element is", "elements are"),
                              is_min ? "less" : "greater", name, bound));
    }
    wrong.report(document_, is_min ? "gltf/accessor-min-mismatch" : "gltf/accessor-max-mismatch", index);
    outside.report(
        document_,
        is_min ? "gltf/accessor-element-out-of-min-bound" : "gltf/accessor-element-out-of-max-bound", index);
  }

  // Components of one accessor that disagree; one finding with the first as its text.
  struct Mismatch {
    Tally tally;
    std::string message;

    void add(std::string pointer, std::string text) {
      if (message.empty()) message = std::move(text);
      Location location;
      location.kind = LocationKind::kJson;
      location.pointer = std::move(pointer);
      tally.add(std::move(location));
    }
    void report(GltfDocument& document, std::string_view rule, std::uint32_t index) {
      if (tally.empty()) return;
      if (tally.count > 1)
        message += fmt::format(" (and {} more of the accessor)", count_of(tally.count - 1, "component"));
      document.issues.add(rule, Where{fmt::format("/accessors/{}", index), std::move(tally), {}},
                          std::move(message));
    }
  };

  void report_tally(std::string_view rule, const GltfScanUse& use, const Tally& tally,
                    std::string_view what) {
    if (tally.empty()) return;
    document_.issues.add(rule, Where{use.pointer, tally, {}},
                         fmt::format("{} of {} {}", group_digits(tally.count),
                                     group_digits(scans_[use.accessor].count), what));
  }

  void report_use(const GltfScanUse& use) {
    const GltfScan& scan = scans_[use.accessor];
    if (scan.count == 0) return;
    switch (use.kind) {
      case GltfScanUse::Kind::kNormal:
        report_tally("gltf/accessor-vector3-non-unit", use, scan.non_unit, "normals do not have length 1");
        break;
      case GltfScanUse::Kind::kTangent:
        report_tally("gltf/accessor-vector3-non-unit", use, scan.non_unit, "tangents do not have length 1");
        report_tally("gltf/accessor-invalid-sign", use, scan.bad_sign,
                     "tangents have a sign other than 1 and −1");
        break;
      case GltfScanUse::Kind::kColor:
        report_tally("gltf/accessor-non-clamped", use, scan.not_clamped,
                     "color components are outside of 0…1");
        break;
      case GltfScanUse::Kind::kIndices:
        report_indices(use);
        break;
      case GltfScanUse::Kind::kTimes:
        report_tally("gltf/accessor-animation-input-negative", use, scan.negative_time, "times are negative");
        report_tally("gltf/accessor-animation-input-non-increasing", use, scan.not_increasing,
                     "times do not exceed the one before");
        break;
      case GltfScanUse::Kind::kRotations:
        report_tally("gltf/accessor-animation-sampler-output-non-normalized-quaternion", use,
                     scan.non_unit_quaternion, "rotations do not have length 1");
        break;
      case GltfScanUse::Kind::kBindMatrices:
        report_tally("gltf/accessor-invalid-ibm", use, scan.bad_matrix,
                     "bind matrices have a last row other than 0 0 0 1");
        break;
    }
  }

  // A pass over the indices for each accessor and vertex count; a file with more than a few hundred broken
  // primitives is counted no further.
  Tally find_outside(const GltfScanUse& use) {
    constexpr std::size_t kMaxPasses = 256;
    const auto key = std::pair(use.accessor, use.vertices);
    const auto known = outside_.find(key);
    if (known != outside_.end()) return known->second;
    if (outside_.size() >= kMaxPasses) return {};
    return outside_
        .emplace(key, find_gltf_indices_above(document_.accessors[use.accessor], elements_[use.accessor],
                                              use.vertices - 1, document_.options.stop))
        .first->second;
  }

  void report_indices(const GltfScanUse& use) {
    const GltfScan& scan = scans_[use.accessor];
    GltfScanUse whole = use;
    whole.pointer = use.element;  // index rules speak of the primitive
    report_tally(
        "gltf/accessor-index-primitive-restart", whole, scan.restart,
        "indices are the greatest value of their type, which some graphics interfaces take for a restart");
    if (use.vertices > 0 && scan.max[0] >= static_cast<double>(use.vertices)) {
      Tally outside = find_outside(use);
      const std::uint64_t count = std::max<std::uint64_t>(outside.count, 1);
      Where where{use.element, std::move(outside), {}};
      where.evidence = {{"vertices", static_cast<std::int64_t>(use.vertices)},
                        {"greatest_index", scan.max[0]}};
      document_.issues.add(
          "gltf/accessor-index-oob", std::move(where),
          fmt::format("{} of {} are beyond the last vertex, {} (the greatest is {})",
                      count_of(count, "index", "indices"), group_digits(scan.count),
                      group_digits(use.vertices - 1), group_digits(static_cast<std::uint64_t>(scan.max[0]))));
    }
    if (scan.degenerate > 0 && model_.scan_requests[use.accessor].triangles) {
      Where where{use.element, {}, {}};
      where.evidence = {{"triangles", static_cast<std::int64_t>(scan.count / 3)},
                        {"degenerate", static_cast<std::int64_t>(scan.degenerate)}};
      document_.issues.add("gltf/accessor-index-triangle-degenerate", std::move(where),
                           fmt::format("{} of {} name a vertex twice", count_of(scan.degenerate, "triangle"),
                                       group_digits(scan.count / 3)));
    }
  }

  GltfDocument& document_;
  GltfModel& model_;
  std::vector<GltfElements> elements_;
  std::vector<GltfScan> scans_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Tally> outside_;
};

}  // namespace

void check_gltf_data(GltfDocument& document, GltfModel& model) { DataReport(document, model).run(); }

}  // namespace meshgate
