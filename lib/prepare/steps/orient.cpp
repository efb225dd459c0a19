#include <algorithm>
#include <array>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// Calls `visit(face)` for each face of a shell.
template <class Visit>
void for_each_face(const Surface& surface, const Shells& shells, std::size_t shell, Visit visit) {
  const bool only = shells.faces.empty();
  const std::size_t end = only ? surface.face_count() : shells.first[shell + 1];
  for (std::size_t i = only ? 0 : shells.first[shell]; i < end; ++i) {
    const std::size_t face = only ? i : shells.faces[i];
    if (surface.usable(face)) visit(face);
  }
}

bool is_turned(const Shells& shells, std::size_t face) {
  return !shells.turned.words().empty() && shells.turned.test(face);
}

// Six times the volume once the neighbours agree.
double volume_when_consistent(const Surface& surface, const Shells& shells, std::size_t number) {
  const Shell& shell = shells.shells[number];
  if (shell.against == 0) return shell.signed_volume;
  const double3 origin = to_double(surface.positions[surface.corners[3 * std::size_t{shell.first_face}]]);
  double volume = 0;
  for_each_face(surface, shells, number, [&](std::size_t face) {
    const auto [a, b, c] = surface.triangle(face);
    const double part = dot(to_double(a) - origin, cross(to_double(b) - origin, to_double(c) - origin));
    volume += is_turned(shells, face) ? -part : part;
  });
  return volume;
}

// Whether a closed shell is to look the other way as a whole: outward at even depth, where that can be said.
// A shell inside another one is a cavity when it looks inward and stays one.
bool is_to_be_reversed(const SurfaceFacts& facts, std::uint32_t number) {
  const Shells& shells = facts.shells();
  const Shell& shell = shells.shells[number];
  if (!shell.closed || !shell.orientable) return false;
  if (volume_when_consistent(facts.surface(), shells, number) >= 0) return false;
  if (shells.shells.size() == 1) return true;
  const Nesting& nesting = facts.nesting();
  return !nesting.gave_up && !nesting.in_open_box.test(number) && nesting.depth(number) % 2 == 0;
}

struct Counts {
  std::uint64_t faces = 0, shells = 0, not_orientable = 0;
};

void orient_surface(const SurfaceFacts& facts, const SurfaceFaces& places, AssetFaces& turned,
                    Counts& counts) {
  const Surface& surface = facts.surface();
  const Shells& shells = facts.shells();
  for (std::uint32_t i = 0; i < shells.shells.size(); ++i) {
    const Shell& shell = shells.shells[i];
    counts.not_orientable += !shell.orientable;
    const bool reverse = is_to_be_reversed(facts, i);
    if (!reverse && shell.against == 0) continue;
    counts.shells += reverse;
    for_each_face(surface, shells, i, [&](std::size_t face) {
      if (is_turned(shells, face) != reverse) turned.add(places.of(face));
    });
  }
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Asset& asset = facts.asset();
  AssetFaces turned(asset);
  Counts counts;
  for (const SurfaceFacts& surface : facts.surfaces())
    orient_surface(surface, SurfaceFaces(asset, surface.surface()), turned, counts);
  if (counts.not_orientable > 0) {
    result.refused.push_back(count_of(counts.not_orientable, "shell has", "shells have") +
                             " only one side, as a Möbius band: no choice of faces agrees");
  }
  if (turned.empty()) return result;
  result.asset = turned.edited(
      asset, [&](const Mesh& mesh, const BitSet& set) { return turn_faces(mesh, set, context.stop); });
  result.count = turned.count();
  result.done = "turned " + count_of(result.count, "face");
  if (counts.shells > 0)
    result.done +=
        "; " + count_of(counts.shells, "body that was inside out looks", "bodies that were inside out look") +
        " outward";
  result.numbers = {{"faces", static_cast<std::int64_t>(result.count)},
                    {"shells", static_cast<std::int64_t>(counts.shells)}};
  result.moved = 0;
  return result;
}

}  // namespace

extern const Step step_orient{
    .id = "orient",
    .summary = "turn faces so that neighbours agree and bodies look outward",
    .explanation =
        R"(Within each shell (faces connected across edges of exactly two faces) the smaller group is turned over, so that all
neighbours agree. Then a closed shell whose signed volume is negative is turned as a whole when it lies in no other one, or
in an even number of them; a shell inside another one that looks inward is the wall of a cavity and stays so. Where the
surroundings are not closed, or nesting is too deep to tell, the shell keeps the way it looks. Normals turn with their faces.
A shell with one side only (a Möbius band) is refused. The surface does not move.)",
    .order = 90,
    .run = run};

}  // namespace meshgate
