#include "verify/segments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/looks.h"
#include "verify/placing.h"
#include "verify/result_parts.h"
#include "verify/source_bodies.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 12U;
constexpr std::size_t kMostColors = 256;
// Surface that two segments claim lies on itself within this share of the diagonal; more would count the
// seams.
constexpr double kSameSurface = 1e-4;
constexpr std::uint64_t kDust = 6;  // samples: smaller regions are where seams happen to be hit

// What a face of a single mesh is told apart by: its material, or the colour that all its corners have.
struct FaceKeys {
  std::vector<std::uint32_t> of_face;
  std::size_t count = 0;
};

FaceKeys material_keys(const Mesh& mesh) {
  FaceKeys keys;
  keys.of_face.assign(mesh.face_count(), 0);
  std::map<std::uint32_t, std::uint32_t> known;
  for (const FaceRange& range : mesh.materials) {
    const auto key =
        known.try_emplace(range.material, static_cast<std::uint32_t>(known.size())).first->second;
    const std::size_t last =
        std::min<std::size_t>(std::size_t{range.first_face} + range.face_count, mesh.face_count());
    for (std::size_t face = range.first_face; face < last; ++face) keys.of_face[face] = key;
  }
  keys.count = known.size();
  return keys;
}

FaceKeys color_keys(const Mesh& mesh) {
  FaceKeys keys;
  if (mesh.colors.size() < mesh.positions.size() || mesh.colors.empty()) return keys;
  using Color = std::tuple<int, int, int>;
  const auto color_of = [&](std::uint32_t vertex) {
    const float4& c = mesh.colors[vertex];
    const auto step = [](float x) { return static_cast<int>(std::lround(std::clamp(x, 0.0F, 1.0F) * 255)); };
    return Color{step(c.x), step(c.y), step(c.z)};
  };
  std::map<Color, std::uint32_t> known;
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    std::array<Color, 3> colors;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint32_t index = mesh.indices[3 * face + i];
      colors[i] = index < mesh.positions.size() ? color_of(index) : Color{};
    }
    // At a seam the colour of the majority decides.
    const Color color = colors[1] == colors[2] ? colors[1] : colors[0];
    keys.of_face.push_back(known.try_emplace(color, static_cast<std::uint32_t>(known.size())).first->second);
    if (known.size() > kMostColors) return {};
  }
  keys.count = known.size();
  return keys;
}

// Of a result that is one mesh: its segments by material or colour, when it has some.
std::optional<std::string> split_single_mesh(const Asset& asset, const std::stop_token& stop,
                                             std::vector<FlatMesh>& parts) {
  const FlatMesh whole = flatten_scene(asset.scene, stop);
  if (whole.runs.size() != 1) return std::nullopt;
  const Mesh& mesh = asset.scene.meshes[whole.runs.front().mesh];
  for (const auto& [name, keys] :
       {std::pair<std::string, FaceKeys>{"materials", material_keys(mesh)}, {"colors", color_keys(mesh)}}) {
    if (keys.count < 2 || keys.count > kMostColors) continue;
    parts = split_faces(whole, keys.of_face, keys.count);
    return name;
  }
  return std::nullopt;
}

void label_faces(SegmentComparison& out) {
  const Comparison& base = out.base;
  const FlatMesh& flat = base.source->flat();
  std::vector<const ClosestPoint*> members;
  for (const Part& part : base.parts) members.push_back(&part.body->closest());
  const ClosestSet set(std::move(members));
  std::vector<float3> middles(flat.face_count());
  parallel_ranges(middles.size(), kPerRange, base.options.stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      double3 sum;
      bool usable = true;
      for (std::size_t i = 0; i < 3; ++i) {
        const std::uint32_t index = flat.indices[3 * face + i];
        usable = usable && index < flat.positions.size();
        if (usable) sum = sum + to_double(flat.positions[index]) * (1.0 / 3);
      }
      middles[face] = usable ? nearest_float(sum) : float3{std::numeric_limits<float>::quiet_NaN(), 0, 0};
    }
  });
  const std::vector<SetHit> hits = set.find_all(middles, nearest_float(base.tolerance()), base.options.stop);
  out.labels.resize(hits.size());
  for (std::size_t i = 0; i < hits.size(); ++i) out.labels[i] = hits[i].member;
}

// Faces that lie across the border of segments, or where these lie on each other, have a label by chance.
double share_of_stable(const SegmentComparison& out) {
  const Comparison& base = out.base;
  std::size_t decided = 0, stable = 0;
  for (std::size_t i = 0; i < base.coverage.hits.size(); ++i) {
    const SetHit& hit = base.coverage.hits[i];
    const std::uint32_t label = out.labels[base.source_samples.faces[i]];
    if (label == kNoIndex || static_cast<double>(hit.hit.distance) > base.tolerance()) continue;
    ++decided;
    stable += hit.member == label;
  }
  return decided > 0 ? static_cast<double>(stable) / static_cast<double>(decided) : 0;
}

// Samples of a segment that lie on an earlier one.
void find_duplicates(SegmentComparison& out) {
  const Comparison& base = out.base;
  const float near = nearest_float(kSameSurface * base.diagonal);
  for (std::size_t i = 0; i < base.parts.size(); ++i) {
    std::vector<const ClosestPoint*> earlier;
    for (std::size_t k = 0; k < i; ++k) earlier.push_back(&base.parts[k].body->closest());
    const SurfaceSamples& samples = base.parts[i].surface.samples;
    const std::vector<SetHit> hits =
        ClosestSet(std::move(earlier)).find_all(samples.points, near, base.options.stop);
    std::vector<std::uint32_t> twice;
    for (std::uint32_t k = 0; k < hits.size(); ++k) {
      if (hits[k].member != kNoIndex) twice.push_back(k);
    }
    for (Region& region :
         find_regions(samples.points, twice, samples.area_each(), 3 * std::sqrt(samples.area_each()))) {
      if (region.samples < kDust) continue;
      for (std::uint32_t& member : region.members) member = samples.faces[member];
      out.duplicate_area += region.area;
      out.duplicates.push_back(std::move(region));
    }
  }
  std::stable_sort(out.duplicates.begin(), out.duplicates.end(),
                   [](const Region& a, const Region& b) { return a.area > b.area; });
}

}  // namespace

SegmentComparison compare_segments(const Asset& source, std::vector<ComparedFile> files,
                                   const ComparisonOptions& options) {
  SegmentComparison out;
  Comparison& base = out.base;
  base = start_comparison(source, std::move(files), options);
  std::vector<FlatMesh> single;
  std::optional<std::string> told;
  if (base.files.size() == 1 && base.files.front().asset != nullptr)
    told = split_single_mesh(*base.files.front().asset, options.stop, single);
  if (told) {
    out.told_by = *told;
    add_parts(base, std::move(single), base.files.front());
  } else {
    add_result_parts(base);
    out.told_by = to_string(base.part_kind);
  }
  if (!(base.diagonal > 0) || base.count(PartRole::kPart) == 0) return out;
  lay_onto_source(base);
  measure_surfaces(base);
  measure_source(base);
  find_lost_bodies(base);
  measure_looks(base);
  label_faces(out);
  out.label_stability = share_of_stable(out);
  find_duplicates(out);
  out.source_area = base.source->area();
  for (const Part& part : base.parts) {
    out.area_of.push_back(part.body->area());
    out.segments_area += part.body->area();
  }
  return out;
}

double mean_iou(std::span<const std::uint32_t> labels, std::span<const std::uint32_t> reference,
                std::span<const double> weights) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> common;  // (reference, label)
  std::map<std::uint32_t, double> of_label, of_reference;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool labelled = labels[i] != kNoIndex, wanted = reference[i] != kNoIndex;
    if (labelled) of_label[labels[i]] += weights[i];
    if (wanted) of_reference[reference[i]] += weights[i];
    if (labelled && wanted) common[{reference[i], labels[i]}] += weights[i];
  }
  std::vector<std::tuple<double, std::uint32_t, std::uint32_t>> pairs;
  for (const auto& [pair, area] : common) {
    const double united = of_reference[pair.first] + of_label[pair.second] - area;
    if (united > 0) pairs.emplace_back(area / united, pair.first, pair.second);
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    return std::get<0>(a) != std::get<0>(b) ? std::get<0>(a) > std::get<0>(b) : a < b;
  });
  std::set<std::uint32_t> used_reference, used_label;
  double sum = 0;
  for (const auto& [share, from, to] : pairs) {
    if (used_reference.contains(from) || used_label.contains(to)) continue;
    used_reference.insert(from);
    used_label.insert(to);
    sum += share;
  }
  return of_reference.empty() ? 0 : sum / static_cast<double>(of_reference.size());
}

}  // namespace meshgate
