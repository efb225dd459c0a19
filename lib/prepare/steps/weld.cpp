#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
extern const Step step_weld;
namespace {

constexpr std::array<Parameter, 1> kParameters{
    {{.name = "tolerance",
      .value = 0,
      .min = 0,
      .max = 1e9,
      .unit = "units of the file",
      .doc = "vertices at most this far apart become one; 0 = only equal ones. Moves vertices by as much"}}};

using Cell = std::array<std::int64_t, 3>;
struct CellHash {
  std::size_t operator()(const Cell& cell) const {
    std::uint64_t h = 0;
    for (const std::int64_t c : cell)
      h = (h ^ static_cast<std::uint64_t>(c)) * 0x9E3779B97F4A7C15U, h ^= h >> 29U;
    return h;
  }
};

// Takes each position to the nearest one before it that is at most the tolerance away and was not moved
// itself. Those that stay are farther apart than the tolerance, so that a second run finds nothing.
class Snapper {
 public:
  explicit Snapper(double tolerance) : tolerance_(tolerance) {}

  float3 snapped(float3 p) {
    const Cell own = cell_of(p);
    const float3* nearest = nullptr;
    double distance = tolerance_;
    for (std::int64_t i = 0; i < 27; ++i) {
      const auto found = cells_.find({own[0] + i % 3 - 1, own[1] + i / 3 % 3 - 1, own[2] + i / 9 - 1});
      if (found == cells_.end()) continue;
      for (const float3& candidate : found->second) {
        const double d = length(to_double(candidate) - to_double(p));
        if (d < distance || (d == distance && nearest == nullptr)) {
          nearest = &candidate;
          distance = d;
        }
      }
    }
    if (nearest != nullptr) return *nearest;
    cells_[own].push_back(p);
    return p;
  }

 private:
  [[nodiscard]] Cell cell_of(float3 p) const {
    // Cells beyond 2^53 would be the same number plus one: no mesh has a tolerance of so little of its size.
    const auto index = [&](float v) {
      return static_cast<std::int64_t>(std::clamp(std::floor(v / tolerance_), -9e15, 9e15));
    };
    return {index(p.x), index(p.y), index(p.z)};
  }
  double tolerance_;
  std::unordered_map<Cell, std::vector<float3>, CellHash> cells_;
};

struct Counts {
  std::uint64_t vertices = 0, snapped = 0;
  double farthest = 0;
};

// Moves vertices of a surface that are nearly at one place to one place.
void snap_surface(const AssetFacts& facts, const Surface& surface, double tolerance, Asset& asset,
                  Counts& counts) {
  Snapper snapper(tolerance);
  std::vector<float3> places(surface.positions.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const float3 p = surface.positions[i];
    places[i] = is_finite(p) ? snapper.snapped(p) : p;
  }
  const SurfaceFaces numbers(facts.asset(), surface);
  for (std::size_t own = 0; own < surface.meshes.size(); ++own) {
    const Mesh& mesh = *surface.meshes[own];
    std::vector<float3> positions(mesh.positions.begin(), mesh.positions.end());
    BitSet moved(positions.size());
    for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
      const std::uint32_t place = surface.corners[3 * surface.first_face[own] + corner];
      if (place == kNoIndex || mesh.indices[corner] >= positions.size()) continue;
      float3& position = positions[mesh.indices[corner]];
      if (position == places[place]) continue;
      counts.farthest = std::max(counts.farthest, length(to_double(position) - to_double(places[place])));
      position = places[place];
      moved.set(mesh.indices[corner]);
    }
    const std::uint64_t count = moved.count();
    if (count == 0) continue;
    Mesh& target = asset.scene.meshes[numbers.mesh(own)];
    target.positions = std::move(positions);
    target.positions_unique = false;
    counts.snapped += count;
  }
}

void merge_equals(const MeshFacts& facts, Mesh& target, Counts& counts, const std::stop_token& stop) {
  const std::vector<std::uint32_t> firsts = compute_first_equals(facts.mesh(), facts.weld(), stop);
  if (firsts.empty()) return;
  const Mesh& mesh = facts.mesh();
  MeshEdit edit = identity_edit(mesh);
  edit.sources.clear();
  std::vector<std::uint32_t> number(firsts.size());
  for (std::uint32_t v = 0; v < firsts.size(); ++v) {
    // The first one has its number already.
    number[v] = firsts[v] == v ? static_cast<std::uint32_t>(edit.sources.size()) : number[firsts[v]];
    if (firsts[v] == v) edit.sources.push_back(v);
  }
  for (std::uint32_t& index : edit.indices) {
    if (index < number.size()) index = number[index];
  }
  counts.vertices += firsts.size() - edit.sources.size();
  target = apply_edit(mesh, edit, stop);
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const double tolerance = context.parameter(step_weld, "tolerance");
  Asset asset = facts.asset();
  Counts counts;
  if (tolerance > 0) {
    for (const SurfaceFacts& surface : facts.surfaces())
      snap_surface(facts, surface.surface(), tolerance, asset, counts);
  }
  const Asset snapped = asset;
  const AssetFacts now(snapped, context.stop);
  for (std::size_t i = 0; i < asset.scene.meshes.size(); ++i)
    merge_equals(counts.snapped > 0 ? now.meshes()[i] : facts.meshes()[i], asset.scene.meshes[i], counts,
                 context.stop);
  result.count = counts.vertices + counts.snapped;
  if (result.count == 0) return result;
  result.done = "merged " + count_of(counts.vertices, "vertex", "vertices") + " with an equal one";
  if (counts.snapped > 0)
    result.done += fmt::format(", after {} moved by up to {:.3g}",
                               count_of(counts.snapped, "vertex", "vertices"), counts.farthest);
  result.numbers = {{"vertices", static_cast<std::int64_t>(counts.vertices)},
                    {"snapped", static_cast<std::int64_t>(counts.snapped)}};
  result.moved = counts.farthest;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_weld{
    .id = "weld",
    .summary = "merge equal vertices",
    .explanation =
        R"(Vertices that are equal in position, normal, UVs, colour and tangent, bit for bit (−0 equals 0), become one; faces
keep their corners, so seams of a texture and hard edges stay. With `--weld-tolerance` vertices of a surface that are
nearly at one place are moved to the first of them before: that closes cracks of rounding, and moves the surface by as
much as the tolerance.)",
    .parameters = kParameters,
    .order = 40,
    .run = run};

}  // namespace meshgate
