#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "core/parallel.h"
#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/hole_refine.h"
#include "prepare/holes.h"
#include "prepare/step_context.h"

namespace meshgate {
extern const Step step_fill_holes;
namespace {

constexpr std::array<Parameter, 2> kParameters{
    {{.name = "max-edges",
      .value = 1000,
      .min = 3,
      .max = 4000,
      .unit = "",
      .doc = "holes with a longer rim stay open: the time grows with its third power"},
     {.name = "max-area",
      .value = 0.1,
      .min = 0,
      .max = 1,
      .unit = "of the area of the surface",
      .doc = "holes that would need a larger patch stay open: they are rather the rim of an open model"}}};

// Work of all rims of a surface together, in steps of the innermost loop: about 20 s.
constexpr double kMostWork = 2e10;

struct Hole {
  HoleRim rim;
  HolePatch patch;
  HolePatch coarse;   // without inner vertices, for where the refined one cuts; may be empty
  bool cuts = false;  // the patch would run through the surface or another patch
};

struct Refusals {
  std::uint64_t entangled = 0, lone = 0, too_long = 0, too_large = 0, flat = 0, cutting = 0;

  [[nodiscard]] std::vector<std::string> describe() const {
    std::vector<std::string> reasons;
    const auto add = [&](std::uint64_t count, std::string_view noun, std::string_view why) {
      if (count > 0) reasons.push_back(count_of(count, noun) + " " + std::string(why));
    };
    add(entangled, "open edge",
        "not closed: their rims meet in a vertex, or their faces look to different sides");
    add(lone, "face", "without a neighbour left open: it is no hole; --drop-tiny removes such");
    add(too_long, "hole", "not closed: the rim has more edges than fill-holes.max-edges");
    add(too_large, "hole", "not closed: the patch would be larger than fill-holes.max-area");
    add(flat, "hole", "not closed: a patch would have faces without area or use an edge a third time");
    add(cutting, "hole", "not closed: the patch would cut through the surface");
    return reasons;
  }
};

double area_of(const Shells& shells) {
  double area = 0;
  for (const Shell& shell : shells.shells) area += shell.area;
  return area;
}

std::vector<Hole> span_holes(const SurfaceFacts& facts, double max_edges, double max_area, Refusals& refusals,
                             const std::stop_token& stop) {
  const Surface& surface = facts.surface();
  HoleRims rims = find_hole_rims(surface, facts.topology());
  refusals.entangled += rims.entangled;
  refusals.lone += rims.lone;
  double work = 0;
  std::erase_if(rims.rims, [&](const HoleRim& rim) {
    const auto size = static_cast<double>(rim.vertices.size());
    work += size * size * size / 6;
    const bool refused = size > max_edges || work > kMostWork;
    refusals.too_long += refused;
    return refused;
  });
  const auto chords = find_chords(surface, rims);
  const double largest = max_area * area_of(facts.shells());
  std::vector<std::optional<HolePatch>> patches(rims.rims.size()), refined = patches;
  parallel_ranges(patches.size(), 1, stop, [&](std::size_t i, std::size_t) {
    patches[i] = span_hole(surface, rims.rims[i], chords[i], stop);
    if (!patches[i] || patches[i]->area > largest) return;
    refined[i] = patches[i];
    refine_patch(points_of(surface, rims.rims[i]), chords[i], *refined[i], stop);
  });
  std::vector<Hole> holes;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    refusals.flat += !patches[i];
    refusals.too_large += patches[i] && !refined[i];
    if (!refined[i]) continue;
    HolePatch coarse;
    if (!refined[i]->inner.empty()) coarse = std::move(*patches[i]);
    holes.push_back({std::move(rims.rims[i]), std::move(*refined[i]), std::move(coarse), false});
  }
  return holes;
}

// The patches of one surface as faces of the meshes at their rims.
class Patcher {
 public:
  Patcher(const Surface& surface, const SurfaceFaces& places) : surface_(surface), places_(places) {
    added_.resize(surface.meshes.size());
  }

  // The whole patch becomes part of the mesh at its first edge, behind the face there.
  void add(const Hole& hole, std::uint32_t number) {
    const std::size_t own = places_.owner(hole.rim.half_edges.front() / 3);
    const auto face = static_cast<std::uint32_t>(hole.rim.half_edges.front() / 3 - surface_.first_face[own]);
    added_[own].emplace(face, std::pair(&hole, number));
  }

  // Edits the asset; `owners` receives the hole of each new face, by its number in the new surface.
  void apply(Asset& asset, std::map<std::size_t, std::uint32_t>& owners, const std::stop_token& stop) {
    std::size_t first = 0;
    for (std::size_t own = 0; own < added_.size(); ++own) {
      const Mesh& mesh = *surface_.meshes[own];
      Mesh& target = asset.scene.meshes[places_.mesh(own)];
      if (!added_[own].empty()) target = apply_edit(mesh, edit_of(own, first, owners), stop);
      first += target.face_count();
    }
  }

 private:
  MeshEdit edit_of(std::size_t own, std::size_t first_face, std::map<std::size_t, std::uint32_t>& owners) {
    const Mesh& mesh = *surface_.meshes[own];
    MeshEdit edit = identity_edit(mesh);
    edit.corners.clear();
    edit.indices.clear();
    auto next = added_[own].begin();
    for (std::uint32_t face = 0; face < mesh.face_count(); ++face) {
      for (std::uint32_t corner = 3 * face; corner < 3 * face + 3; ++corner) {
        edit.corners.push_back(corner);
        edit.indices.push_back(mesh.indices[corner]);
      }
      edit.faces.push_back(face);
      for (; next != added_[own].end() && next->first == face; ++next) {
        const auto& [hole, number] = next->second;
        for (const auto& triangle : hole->patch.triangles) {
          owners[first_face + edit.faces.size()] = number;
          edit.faces.push_back(face);
          for (const std::uint32_t i : triangle) add_corner(own, *hole, i, 3 * face, edit);
        }
      }
    }
    return edit;
  }

  // A corner of the patch. On the rim in this mesh it keeps its vertex; one of another mesh gets a copy with
  // the attributes of the first corner of the patch; an inner one has attributes between those of the rim.
  void add_corner(std::size_t own, const Hole& hole, std::uint32_t i, std::uint32_t fallback,
                  MeshEdit& edit) {
    if (i >= hole.rim.vertices.size()) {
      add_inner(own, hole, i - static_cast<std::uint32_t>(hole.rim.vertices.size()), fallback, edit);
      return;
    }
    const std::uint32_t corner = corner_of(own, hole.rim, i, fallback);
    edit.corners.push_back(corner);
    if (places_.owner(hole.rim.corners[i] / 3) == own) {
      edit.indices.push_back(surface_.meshes[own]->indices[corner]);
      return;
    }
    const auto [known, fresh] =
        copies_.try_emplace({own, hole.rim.vertices[i]}, static_cast<std::uint32_t>(edit.sources.size()));
    if (fresh) {
      edit.sources.push_back(surface_.meshes[own]->indices[fallback]);
      edit.positions.emplace_back(known->second, surface_.positions[hole.rim.vertices[i]]);
    }
    edit.indices.push_back(known->second);
  }

  void add_inner(std::size_t own, const Hole& hole, std::uint32_t i, std::uint32_t fallback, MeshEdit& edit) {
    const InnerVertex& inner = hole.patch.inner[i];
    std::array<std::uint32_t, 3> corners{}, vertices{};
    for (std::size_t k = 0; k < 3; ++k) {
      corners[k] = corner_of(own, hole.rim, inner.between[k], fallback);
      vertices[k] = surface_.meshes[own]->indices[corners[k]];
    }
    const auto [known, fresh] =
        inner_.try_emplace({&hole, i}, static_cast<std::uint32_t>(edit.sources.size()));
    if (fresh) {
      edit.sources.push_back(vertices[0]);
      edit.positions.emplace_back(known->second, inner.position);
      edit.vertex_blends.push_back({known->second, vertices, inner.weights});
    }
    edit.corner_blends.push_back({static_cast<std::uint32_t>(edit.corners.size()), corners, inner.weights});
    edit.corners.push_back(corners[0]);
    edit.indices.push_back(known->second);
  }

  // The corner of this mesh whose attributes a vertex of the rim has in it.
  [[nodiscard]] std::uint32_t corner_of(std::size_t own, const HoleRim& rim, std::uint32_t i,
                                        std::uint32_t fallback) const {
    const std::uint32_t corner = rim.corners[i];
    return places_.owner(corner / 3) == own
               ? static_cast<std::uint32_t>(corner - 3 * surface_.first_face[own])
               : fallback;
  }

  const Surface& surface_;
  const SurfaceFaces& places_;
  std::vector<std::multimap<std::uint32_t, std::pair<const Hole*, std::uint32_t>>>
      added_;  // by face in front
  std::map<std::pair<std::size_t, std::uint32_t>, std::uint32_t> copies_;
  std::map<std::pair<const Hole*, std::uint32_t>, std::uint32_t> inner_;
};

// Marks the holes whose patches overlap something. False when that cannot be said.
bool find_cutting(const SurfaceFacts& patched, const std::map<std::size_t, std::uint32_t>& owners,
                  std::vector<Hole>& holes) {
  const SelfIntersection& crossing = patched.self_intersection();
  if (crossing.gave_up) return false;
  for (const auto& [face, hole] : owners)
    holes[hole].cuts = holes[hole].cuts || crossing.crossing.test(face) || crossing.coplanar.test(face);
  return true;
}

using HolesOfSurfaces = std::vector<std::vector<Hole>>;
using Owners = std::vector<std::map<std::size_t, std::uint32_t>>;

// The asset with all patches; `owners` receives the hole of each new face, by surface.
Asset patched_asset(const AssetFacts& facts, const HolesOfSurfaces& holes, Owners& owners,
                    const std::stop_token& stop) {
  Asset asset = facts.asset();
  owners.assign(holes.size(), {});
  for (std::size_t s = 0; s < holes.size(); ++s) {
    if (holes[s].empty()) continue;
    const Surface& surface = facts.surfaces()[s].surface();
    const SurfaceFaces places(facts.asset(), surface);
    Patcher patcher(surface, places);
    for (std::uint32_t i = 0; i < holes[s].size(); ++i) patcher.add(holes[s][i], i);
    patcher.apply(asset, owners[s], stop);
  }
  return asset;
}

// Holes whose patch would overlap the surface or another patch get their coarse one, or are taken out when it
// was that; true when there were some.
bool drop_cutting(const AssetFacts& patched, const Owners& owners, HolesOfSurfaces& holes,
                  Refusals& refusals) {
  bool changed = false;
  for (std::size_t s = 0; s < holes.size(); ++s) {
    if (holes[s].empty()) continue;
    if (!find_cutting(patched.surfaces()[s], owners[s], holes[s])) {
      for (Hole& hole : holes[s]) hole.cuts = true;  // it cannot be said: leave them open
    }
    for (Hole& hole : holes[s]) {
      if (!hole.cuts || hole.coarse.triangles.empty()) continue;
      hole.patch = std::exchange(hole.coarse, {});
      hole.cuts = false;
      changed = true;
    }
    const std::size_t cutting = std::erase_if(holes[s], [](const Hole& hole) { return hole.cuts; });
    refusals.cutting += cutting;
    changed = changed || cutting > 0;
  }
  return changed;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Refusals refusals;
  HolesOfSurfaces holes;
  for (const SurfaceFacts& surface : facts.surfaces()) {
    holes.push_back(surface.topology().closed()
                        ? std::vector<Hole>()
                        : span_holes(surface, context.parameter(step_fill_holes, "max-edges"),
                                     context.parameter(step_fill_holes, "max-area"), refusals, context.stop));
  }
  Owners owners;
  Asset asset = patched_asset(facts, holes, owners, context.stop);
  while (drop_cutting(AssetFacts(asset, context.stop), owners, holes, refusals))
    asset = patched_asset(facts, holes, owners, context.stop);
  result.refused = refusals.describe();
  std::uint64_t faces = 0;
  double area = 0;
  for (const std::vector<Hole>& of_surface : holes) {
    result.count += of_surface.size();
    for (const Hole& hole : of_surface) {
      faces += hole.patch.triangles.size();
      area += hole.patch.area;
    }
  }
  if (result.count == 0) return result;
  result.done = fmt::format("closed {} with {} of area {:.4g}", count_of(result.count, "hole"),
                            count_of(faces, "face"), area);
  result.numbers = {{"holes", static_cast<std::int64_t>(result.count)},
                    {"faces", static_cast<std::int64_t>(faces)},
                    {"area", area}};
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_fill_holes{
    .id = "fill-holes",
    .summary = "close holes",
    .explanation =
        R"(Spans each rim of open edges with the triangulation of least area (Barequet and Sharir 1995). Where its triangles
are larger than the edges of the rim it is divided, coarser towards the middle (Liepa 2003); it is not bulged, so a patch
over a curved place is flatter than what was there. Materials and attributes are those at the rim, and between them. A hole stays open
when its rim is longer than `max-edges` or meets another one in a vertex, when the patch would be larger than `max-area`,
have a face without area, use an edge a third time, or cut through the surface (looked at exactly). Opt-in:
`--fill-holes`. An open model is not a broken one: what belongs into a hole only a person knows.)",
    .parameters = kParameters,
    .loses = "openings that were meant",
    .use = StepUse::kOptIn,
    .order = 100,
    .sets_reference = true,
    .run = run};

}  // namespace meshgate
