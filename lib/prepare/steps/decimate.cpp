#include "prepare/decimate.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "asset/placed.h"
#include "core/text.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// Triangles as they are placed, by the strictest of what asks for fewer.
std::optional<std::uint64_t> placed_target(const AssetFacts& facts, const StepContext& context) {
  const PrepareOptions& options = *context.options;
  std::optional<std::uint64_t> target = context.triangle_budget;
  const auto lower = [&](std::uint64_t value) { target = std::min(target.value_or(value), value); };
  if (options.target_triangles) lower(*options.target_triangles);
  if (options.target_ratio) {
    const auto placed = static_cast<double>(placed_triangles(facts.asset().scene));
    lower(static_cast<std::uint64_t>(*options.target_ratio * placed));
  }
  // Fewer than what an information says only when nothing else says how many.
  const Severity from = target || options.max_error ? Severity::kWarning : Severity::kInfo;
  if (context.has_finding("mesh/too-many-triangles", from))
    lower(static_cast<std::uint64_t>(context.profile->parameter("mesh/too-many-triangles", "max-triangles")));
  return target;
}

std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  const PrepareOptions& options = *context.options;
  std::string why;
  const auto add = [&](const std::string& text) { why += (why.empty() ? "" : " ") + text; };
  if (options.target_triangles) add(fmt::format("--target-triangles {}", *options.target_triangles));
  if (options.target_ratio) add(fmt::format("--target-ratio {:g}", *options.target_ratio));
  if (options.max_error) add(fmt::format("--max-error {:g}", *options.max_error));
  return why;
}

std::uint64_t stored_triangles(const Scene& scene) {
  std::uint64_t triangles = 0;
  for (const Mesh& mesh : scene.meshes) triangles += mesh.face_count();
  return triangles;
}

// Which constraint held the edges that are left, most first.
std::string describe_held(const Decimated& decimated) {
  std::size_t most = 0;
  for (std::size_t i = 1; i < decimated.held.size(); ++i) {
    if (decimated.held[i] > decimated.held[most]) most = i;
  }
  return decimated.held[most] == 0 ? "nothing more can be collapsed"
                                   : fmt::format("{} are held by {}", count_of(decimated.held[most], "edge"),
                                                 to_string(static_cast<Held>(most)));
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Scene& scene = facts.asset().scene;
  const std::uint64_t stored = stored_triangles(scene), placed = placed_triangles(scene);
  const std::optional<std::uint64_t> target = placed_target(facts, context);
  DecimateOptions options;
  if (target) {
    if (*target >= placed || placed == 0) return result;
    options.target_triangles = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(static_cast<double>(*target) * static_cast<double>(stored) /
                                      static_cast<double>(placed)));
  }
  if (context.options->max_error) {
    const Box3& box = facts.world().bounds;
    const double diagonal = box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
    options.max_error = *context.options->max_error * diagonal;
  } else if (!target) {
    return result;
  }
  MG_TRY(Decimated decimated, decimate(scene, options, context.stop));
  if (decimated.triangles >= stored) {
    result.refused.push_back("no triangle could be taken away: " + describe_held(decimated));
    return result;
  }
  result.count = stored - decimated.triangles;
  result.done = fmt::format("{} to {}", count_of(stored, "triangle"), group_digits(decimated.triangles));
  if (!decimated.reached && options.target_triangles > 0)
    result.done +=
        fmt::format(", not {}: {}", group_digits(options.target_triangles), describe_held(decimated));
  if (decimated.crossing_faces > 0)
    result.done +=
        fmt::format("; {} where none did before: --target-triangles with more of them may help",
                    count_of(decimated.crossing_faces, "face crosses others", "faces cross others"));
  result.numbers = {{"before", static_cast<std::int64_t>(stored)},
                    {"after", static_cast<std::int64_t>(decimated.triangles)},
                    {"target", static_cast<std::int64_t>(options.target_triangles)},
                    {"error", decimated.error},
                    {"crossing_faces", static_cast<std::int64_t>(decimated.crossing_faces)}};
  if (!decimated.flat_meshes.empty())
    result.lost.push_back(count_of(decimated.flat_meshes.size(), "mesh", "meshes") +
                          " with a normal for each face: readers compute normals there");
  result.asset = facts.asset();
  result.asset->scene.meshes = std::move(decimated.meshes);
  return result;
}

}  // namespace

extern const Step step_decimate{
    .id = "decimate",
    .summary = "fewer triangles with the least change of shape",
    .explanation =
        R"(Collapses edges in the order of their error (Garland and Heckbert 1997) until the target is met: `--target-triangles`,
`--target-ratio`, `--max-error`, the profile's largest number, or the size limit of the output. A closed surface stays closed
and manifold; open borders, seams of UV, colour and normal, and borders between materials keep their shape. When the target is
not met, the message says which constraint held most of the edges that are left.)",
    .loses = "detail smaller than the triangles that are left; polygons and lines of the file",
    .order = 110,
    .approximates = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
