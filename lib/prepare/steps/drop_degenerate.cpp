// Faces without an area. Where such a face lies between two others along its longest edge, the face behind
// that edge is divided instead of leaving a crack.
#include <algorithm>
#include <array>

#include "asset/predicates.h"
#include "core/parallel.h"
#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;
// A division may make its neighbour one without area, too. Each pass takes one such face of each pair away;
// what is left after so many passes is a knot of faces on one line, which is dropped as it is.
constexpr int kMostPasses = 16;

// A face on a line, to be taken out by dividing the face behind its longest edge at its middle corner.
struct Division {
  std::uint32_t behind;  // face that is divided, in the surface
  std::uint32_t edge;    // its half-edge
  std::uint32_t middle;  // corner of the face on a line that lies between the ends of the edge
};

struct Pass {
  std::vector<std::uint32_t> drop;  // faces of the surface, ascending
  std::vector<Division> divisions;  // by face behind, ascending
};

std::vector<std::uint32_t> faces_without_area(const Surface& surface, const std::stop_token& stop) {
  return parallel_reduce(
      surface.face_count(), kPerRange, stop, std::vector<std::uint32_t>(),
      [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> part;
        for (std::size_t face = begin; face < end; ++face) {
          if (surface.corners[3 * face] == kNoIndex) continue;
          if (!surface.usable(face)) {
            part.push_back(static_cast<std::uint32_t>(face));
            continue;
          }
          const auto [a, b, c] = surface.triangle(face);
          if (!has_area(a, b, c)) part.push_back(static_cast<std::uint32_t>(face));
        }
        return part;
      },
      [](std::vector<std::uint32_t>& total, const std::vector<std::uint32_t>& part) {
        total.insert(total.end(), part.begin(), part.end());
      });
}

double squared_length(const Surface& surface, std::size_t half_edge) {
  const double3 d = to_double(surface.positions[surface.corners[half_edge]]) -
                    to_double(surface.positions[surface.corners[next_corner(half_edge)]]);
  return dot(d, d);
}

std::size_t longest_edge(const Surface& surface, std::size_t face) {
  std::size_t longest = 3 * face;
  for (const std::size_t half_edge : {3 * face + 1, 3 * face + 2}) {
    if (squared_length(surface, half_edge) > squared_length(surface, longest)) longest = half_edge;
  }
  return longest;
}

Pass plan_pass(const Surface& surface, bool divide, const std::stop_token& stop) {
  Pass pass;
  pass.drop = faces_without_area(surface, stop);
  const bool needles = std::any_of(pass.drop.begin(), pass.drop.end(),
                                   [&](std::uint32_t face) { return surface.usable(face); });
  if (!needles || !divide) return pass;
  const std::vector<std::uint32_t> twins = compute_twins(surface, stop);
  BitSet busy(surface.face_count());
  std::erase_if(pass.drop, [&](std::uint32_t face) {
    if (!surface.usable(face)) return false;
    const std::size_t edge = longest_edge(surface, face);
    const std::uint32_t twin = twins[edge];
    if (twin == kNoIndex) return false;  // an open edge, or one of three faces: nothing to close
    if (busy.test(face) || busy.test(twin / 3)) return true;  // in a later pass
    busy.set(face);
    busy.set(twin / 3);
    const auto middle = static_cast<std::uint32_t>(previous_corner(edge));
    // Back to back with the same three corners: both go, and their neighbours meet.
    if (surface.corners[previous_corner(twin)] != surface.corners[middle])
      pass.divisions.push_back({twin / 3, twin, middle});
    return false;
  });
  std::sort(pass.divisions.begin(), pass.divisions.end(),
            [](const Division& a, const Division& b) { return a.behind < b.behind; });
  return pass;
}

// Adds the two halves of a divided face; the new corner lies at `position`, and has the attributes of the
// edge.
void add_halves(const Mesh& mesh, std::uint32_t face, std::uint32_t edge, float3 position,
                std::uint32_t shared_vertex, MeshEdit& edit) {
  const std::uint32_t from = 3 * face + edge, to = 3 * face + (edge + 1) % 3,
                      apex = 3 * face + (edge + 2) % 3;
  const std::uint32_t a = mesh.indices[from], b = mesh.indices[to], c = mesh.indices[apex];
  const double3 start = to_double(mesh.positions[a]), whole = to_double(mesh.positions[b]) - start;
  const auto t =
      static_cast<float>(std::clamp(dot(to_double(position) - start, whole) / dot(whole, whole), 0.0, 1.0));
  const std::array<float, 3> weights{1 - t, t, 0};
  std::uint32_t middle = shared_vertex;
  if (middle == kNoIndex) {
    middle = static_cast<std::uint32_t>(edit.sources.size());
    edit.sources.push_back(a);
    edit.positions.emplace_back(middle, position);
    edit.vertex_blends.push_back({middle, {a, b, b}, weights});
  }
  const auto add = [&](std::array<std::uint32_t, 3> corners, std::array<std::uint32_t, 3> vertices) {
    edit.corners.insert(edit.corners.end(), corners.begin(), corners.end());
    edit.indices.insert(edit.indices.end(), vertices.begin(), vertices.end());
  };
  const auto blend_corner = [&](std::size_t corner) {
    edit.corner_blends.push_back({static_cast<std::uint32_t>(corner), {from, to, to}, weights});
  };
  add({from, from, apex}, {a, middle, c});
  blend_corner(edit.corners.size() - 2);
  add({to, to, apex}, {middle, b, c});
  blend_corner(edit.corners.size() - 3);
}

// The vertex of the dropped face can be used when both faces are of one mesh and share both ends of the edge.
std::uint32_t vertex_in_common(const Surface& surface, const SurfaceFaces& places, const Division& division) {
  const std::size_t own = places.owner(division.behind), other = places.owner(division.middle / 3);
  if (own != other) return kNoIndex;
  const Mesh& mesh = *surface.meshes[own];
  const std::size_t first = 3 * surface.first_face[own];
  const auto vertex = [&](std::size_t corner) { return mesh.indices[corner - first]; };
  const bool shares = vertex(division.edge) == vertex(previous_corner(division.middle)) &&
                      vertex(next_corner(division.edge)) == vertex(next_corner(division.middle));
  return shares ? vertex(division.middle) : kNoIndex;
}

void apply_pass(const Surface& surface, const Asset& before, const Pass& pass, Asset& asset,
                const std::stop_token& stop) {
  const SurfaceFaces places(before, surface);
  auto drop = pass.drop.begin();
  auto division = pass.divisions.begin();
  for (std::size_t own = 0; own < surface.meshes.size(); ++own) {
    const auto first = static_cast<std::uint32_t>(surface.first_face[own]);
    const auto end = static_cast<std::uint32_t>(surface.first_face[own + 1]);
    const bool touched = (drop != pass.drop.end() && *drop < end) ||
                         (division != pass.divisions.end() && division->behind < end);
    if (!touched) continue;
    const Mesh& mesh = *surface.meshes[own];
    MeshEdit edit = identity_edit(mesh);
    edit.corners.clear();
    edit.indices.clear();
    for (std::uint32_t face = first; face < end; ++face) {
      const bool dropped = drop != pass.drop.end() && *drop == face;
      const bool divided = division != pass.divisions.end() && division->behind == face;
      if (divided && !dropped) {
        add_halves(mesh, face - first, division->edge % 3,
                   surface.positions[surface.corners[division->middle]],
                   vertex_in_common(surface, places, *division), edit);
      } else if (!dropped) {
        for (std::uint32_t corner = 3 * (face - first); corner < 3 * (face - first) + 3; ++corner) {
          edit.corners.push_back(corner);
          edit.indices.push_back(mesh.indices[corner]);
        }
      }
      if (dropped) ++drop;
      if (divided) ++division;
    }
    asset.scene.meshes[places.mesh(own)] = drop_orphans(mesh, apply_edit(mesh, edit, stop), stop);
  }
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  std::uint64_t dropped = 0, divided = 0;
  std::optional<Asset> asset;
  for (int pass_number = 0; pass_number < kMostPasses; ++pass_number) {
    std::optional<AssetFacts> later;
    if (asset) later.emplace(*asset, context.stop);
    const AssetFacts& now = later ? *later : facts;
    Asset next = now.asset();
    std::uint64_t changed = 0;
    for (const SurfaceFacts& surface : now.surfaces()) {
      std::uint64_t suspects = 0;
      for (const MeshFacts* mesh : surface.meshes()) suspects += mesh->faces().degenerate.count;
      if (suspects == 0) continue;
      const Pass pass = plan_pass(surface.surface(), pass_number + 1 < kMostPasses, context.stop);
      if (pass.drop.empty()) continue;
      apply_pass(surface.surface(), now.asset(), pass, next, context.stop);
      dropped += pass.drop.size();
      divided += pass.divisions.size();
      changed += pass.drop.size();
    }
    if (changed == 0) break;
    asset = std::move(next);
  }
  if (!asset) return result;
  result.count = dropped;
  result.done = "removed " + count_of(dropped, "face") + " without an area";
  if (divided > 0) result.done += ", divided " + count_of(divided, "neighbour") + " to leave no crack";
  result.numbers = {{"faces", static_cast<std::int64_t>(dropped)},
                    {"divided", static_cast<std::int64_t>(divided)}};
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

// Vertices that become one may leave faces behind that nobody had seen.
std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  return context.welds_by_distance() ? "--weld-tolerance" : "";
}

}  // namespace

extern const Step step_drop_degenerate{
    .id = "drop-degenerate",
    .summary = "remove faces without an area",
    .explanation =
        R"(Removes faces whose corners coincide or lie exactly on one line. When three different corners lie on one line, the
face behind the longest edge is divided at the middle corner, so that a closed surface stays closed; UVs and normals of the
new corner lie between those of the edge. The surface does not move.)",
    .order = 50,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
