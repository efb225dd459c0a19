#include <algorithm>
#include <array>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

double longest_side(const Box3& box) {
  const double3 size = to_double(box.max) - to_double(box.min);
  return box.empty() ? 0 : std::max({size.x, size.y, size.z});
}

// Which components are tiny, in the sense of mesh/tiny-component.
std::vector<bool> tiny_components(const Shells& shells, double max_fraction) {
  std::vector<Box3> bounds(shells.components);
  Box3 whole;
  for (const Shell& shell : shells.shells) {
    bounds[shell.component].add(shell.bounds);
    whole.add(shell.bounds);
  }
  const double limit = longest_side(whole) * max_fraction;
  std::vector<bool> tiny(bounds.size());
  for (std::size_t i = 0; i < bounds.size(); ++i)
    tiny[i] = bounds.size() > 1 && longest_side(bounds[i]) < limit;
  return tiny;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Asset& asset = facts.asset();
  const double fraction = context.profile->parameter("mesh/tiny-component", "max-fraction");
  AssetFaces faces(asset);
  for (const SurfaceFacts& surface : facts.surfaces()) {
    const Shells& shells = surface.shells();
    const std::vector<bool> tiny = tiny_components(shells, fraction);
    result.count += static_cast<std::uint64_t>(std::count(tiny.begin(), tiny.end(), true));
    if (shells.of_face.empty()) continue;
    const SurfaceFaces places(asset, surface.surface());
    for (std::size_t face = 0; face < shells.of_face.size(); ++face) {
      if (shells.of_face[face] != kNoIndex && tiny[shells.shells[shells.of_face[face]].component])
        faces.add(places.of(face));
    }
  }
  if (result.count == 0) return result;
  result.asset = faces.edited(
      asset, [&](const Mesh& mesh, const BitSet& set) { return drop_faces(mesh, set, context.stop); });
  result.done =
      "removed " + count_of(result.count, "tiny component") + " with " + count_of(faces.count(), "face");
  result.numbers = {{"components", static_cast<std::int64_t>(result.count)},
                    {"faces", static_cast<std::int64_t>(faces.count())}};
  result.lost = {count_of(result.count, "component") + " smaller than " + fmt::format("{:g}", fraction) +
                 " of the surface"};
  return result;
}

}  // namespace

extern const Step step_drop_tiny{
    .id = "drop-tiny",
    .summary = "remove small pieces that float beside the model",
    .explanation =
        R"(Removes the components that `mesh/tiny-component` counts: those that share no vertex with the rest and whose box is
smaller than `max-fraction` (of the rule) of the box of the surface. Opt-in: `--drop-tiny`. A crumb may be an eye.)",
    .loses = "the pieces",
    .use = StepUse::kOptIn,
    .order = 70,
    .sets_reference = true,
    .run = run};

}  // namespace meshgate
