#include <algorithm>
#include <array>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

bool finite(float2 v) { return std::isfinite(v.x) && std::isfinite(v.y); }
bool finite(float3 v) { return is_finite(v); }
bool finite(float4 v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z) && std::isfinite(v.w);
}

// Replaces what is not finite. Returns how many values were.
template <class T>
std::uint64_t replace(Array<T>& values, T instead) {
  const auto broken = static_cast<std::uint64_t>(
      std::count_if(values.begin(), values.end(), [](const T& value) { return !finite(value); }));
  if (broken == 0) return 0;
  std::vector<T> mended(values.begin(), values.end());
  for (T& value : mended) {
    if (!finite(value)) value = instead;
  }
  values = std::move(mended);
  return broken;
}

float3 face_normal(const Mesh& mesh, std::size_t face) {
  const auto corner = [&](std::size_t i) { return to_double(mesh.positions[mesh.indices[3 * face + i]]); };
  const double3 n = cross(corner(1) - corner(0), corner(2) - corner(0));
  const double size = length(n);
  if (!(size > 0)) return {0, 0, 1};
  return {static_cast<float>(n.x / size), static_cast<float>(n.y / size), static_cast<float>(n.z / size)};
}

// A normal that is not finite becomes that of a face there; every index must be in range.
std::uint64_t mend_normals(Mesh& mesh) {
  std::vector<float3> mended(mesh.normals.begin(), mesh.normals.end());
  const Array<std::uint32_t>& indices = mesh.normal_indices.empty() ? mesh.indices : mesh.normal_indices;
  std::uint64_t broken = 0;
  for (std::size_t corner = 0; corner < indices.size(); ++corner) {
    if (indices[corner] >= mended.size() || finite(mended[indices[corner]])) continue;
    mended[indices[corner]] = face_normal(mesh, corner / 3);
    ++broken;
  }
  for (float3& normal : mended) {
    if (finite(normal)) continue;
    normal = {0, 0, 1};  // no face uses it
    ++broken;
  }
  if (broken > 0) mesh.normals = std::move(mended);
  return broken;
}

std::uint64_t mend_attributes(Mesh& mesh) {
  std::uint64_t broken = mend_normals(mesh);
  for (UvSet& set : mesh.uvs) broken += replace(set.values, float2{0, 0});
  return broken + replace(mesh.colors, float4{1, 1, 1, 1}) + replace(mesh.tangents, float4{1, 0, 0, 1});
}

struct Counts {
  std::uint64_t faces = 0, vertices = 0, attributes = 0;
};

Mesh mended_mesh(const MeshFacts& facts, Counts& counts, const std::stop_token& stop) {
  Mesh mesh = facts.mesh();
  const bool lost_vertices = !facts.vertices().non_finite.empty();
  if (lost_vertices || !facts.faces().out_of_range.empty()) {
    BitSet faces(mesh.face_count());
    const auto unusable = [&](std::uint32_t vertex) {
      return vertex >= mesh.positions.size() || !is_finite(mesh.positions[vertex]);
    };
    std::uint64_t dropped = 0;
    for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
      if (!unusable(mesh.indices[corner]) || faces.test(corner / 3)) continue;
      faces.set(corner / 3);
      ++dropped;
    }
    if (dropped > 0) mesh = drop_faces(mesh, faces, stop);
    counts.faces += dropped;
    BitSet vertices(mesh.positions.size());
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
      if (!is_finite(mesh.positions[v])) vertices.set(v);
    }
    if (vertices.count() > 0) mesh = drop_vertices(mesh, vertices, stop);
    counts.vertices += facts.vertices().non_finite.count;
  }
  counts.attributes += mend_attributes(mesh);
  return mesh;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  Counts counts;
  for (std::size_t i = 0; i < asset.scene.meshes.size(); ++i)
    asset.scene.meshes[i] = mended_mesh(facts.meshes()[i], counts, context.stop);
  result.count = counts.faces + counts.vertices + counts.attributes;
  if (result.count == 0) return result;
  result.done = "removed " + count_of(counts.faces, "face") + " and " +
                count_of(counts.vertices, "vertex", "vertices") + " without a place";
  if (counts.attributes > 0)
    result.done += "; replaced " +
                   count_of(counts.attributes, "normal, UV or colour", "normals, UVs or colours") +
                   " that are no numbers";
  result.numbers = {{"faces", static_cast<std::int64_t>(counts.faces)},
                    {"vertices", static_cast<std::int64_t>(counts.vertices)},
                    {"attributes", static_cast<std::int64_t>(counts.attributes)}};
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_drop_non_finite{
    .id = "drop-non-finite",
    .summary = "remove faces with a corner that has no place",
    .explanation =
        R"(Removes faces with a corner that is NaN or infinite or whose index is out of range, and then these vertices.
A normal that is no number becomes that of a face at its place, a UV (0, 0), a colour white. What the faces were meant to
be cannot be known: there will be a hole, which `fill-holes` closes when asked to.)",
    .loses = "the faces that had no place",
    .order = 20,
    .run = run};

}  // namespace meshgate
