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
  // A budget comes when the ratio has been taken already.
  if (options.target_ratio && !context.triangle_budget) {
    const auto placed = static_cast<double>(placed_triangles(facts.asset().scene));
    lower(static_cast<std::uint64_t>(*options.target_ratio * placed));
  }
  // Fewer than what an information says only when nothing else says how many.
  const Severity from = target || options.max_error ? Severity::kWarning : Severity::kInfo;
  if (context.has_finding("mesh/too-many-triangles", from))
    lower(static_cast<std::uint64_t>(context.profile->parameter("mesh/too-many-triangles", "max-triangles")));
  return target;
}

// What the output will have, when a share of the triangles is left: vertices go with the triangles. Only for
// formats that store numbers of a fixed size.
std::optional<std::uint64_t> expected_bytes(const Asset& asset, std::string_view format, double share) {
  const Scene& scene = asset.scene;
  double bytes = 84;
  if (format == "stl") {
    bytes += 50 * share * static_cast<double>(placed_triangles(scene));
  } else if (format == "glb") {
    for (const Mesh& mesh : scene.meshes) {
      std::size_t vertex = sizeof(float3);
      if (!mesh.normals.empty()) vertex += sizeof(float3);
      if (!mesh.tangents.empty()) vertex += sizeof(float4);
      if (!mesh.colors.empty()) vertex += sizeof(float4);
      vertex += mesh.uvs.size() * sizeof(float2);
      bytes += share * static_cast<double>(vertex * mesh.positions.size() + 4 * mesh.indices.size());
    }
    for (const TextureImage& image : scene.images) bytes += static_cast<double>(image.encoded.size());
  } else {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(bytes);
}

// "1 000 000 of 4 000 000 triangles, about 36 MB"; nothing when no number of triangles was asked for.
std::string expected(const AssetFacts& facts, const StepContext& context) {
  const std::optional<std::uint64_t> target = placed_target(facts, context);
  const std::uint64_t placed = placed_triangles(facts.asset().scene);
  if (!target || *target >= placed) return {};
  std::string text = fmt::format("{} of {} triangles", group_digits(*target), group_digits(placed));
  const double share = static_cast<double>(*target) / static_cast<double>(placed);
  if (const auto bytes = expected_bytes(facts.asset(), context.output->id, share))
    text += ", about " + format_bytes(*bytes);
  return text;
}

// A model that has no more triangles than were asked for is left alone. A ratio is one of what is there, and
// an error one to what is there: both are wanted each time.
std::string wanted(const AssetFacts& facts, const StepContext& context) {
  const PrepareOptions& options = *context.options;
  std::string why;
  const auto add = [&](const std::string& text) { why += (why.empty() ? "" : " ") + text; };
  if (options.target_triangles && *options.target_triangles < placed_triangles(facts.asset().scene))
    add(fmt::format("--target-triangles {}", *options.target_triangles));
  if (options.target_ratio) add(fmt::format("--target-ratio {:g}", *options.target_ratio));
  if (options.max_error) add(fmt::format("--max-error {:g}", *options.max_error));
  if (const std::string text = expected(facts, context); !why.empty() && !text.empty()) why += ": " + text;
  return why;
}

std::uint64_t stored_triangles(const Scene& scene) {
  std::uint64_t triangles = 0;
  for (const Mesh& mesh : scene.meshes) triangles += mesh.face_count();
  return triangles;
}

// Which constraints held the edges that are left, those that held most first.
std::string describe_held(const Decimated& decimated) {
  std::vector<std::size_t> reasons;
  for (std::size_t i = 0; i < decimated.held.size(); ++i) {
    if (decimated.held[i] > 0) reasons.push_back(i);
  }
  if (reasons.empty()) return "nothing more can be collapsed";
  std::stable_sort(reasons.begin(), reasons.end(),
                   [&](std::size_t a, std::size_t b) { return decimated.held[a] > decimated.held[b]; });
  const std::uint64_t most = decimated.held[reasons.front()];
  std::string text = fmt::format("{} {} held by {}", count_of(most, "edge"), most == 1 ? "is" : "are",
                                 to_string(static_cast<Held>(reasons.front())));
  for (std::size_t i = 1; i < reasons.size(); ++i)
    text += fmt::format("; {} by {}", group_digits(decimated.held[reasons[i]]),
                        to_string(static_cast<Held>(reasons[i])));
  return text;
}

void add_held(const Decimated& decimated, StepResult& result) {
  for (std::size_t i = 0; i < decimated.held.size(); ++i) {
    if (decimated.held[i] > 0)
      result.numbers.emplace_back(fmt::format("held_by_{}", name_of(static_cast<Held>(i))),
                                  static_cast<std::int64_t>(decimated.held[i]));
  }
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Scene& scene = facts.asset().scene;
  const std::uint64_t stored = stored_triangles(scene), placed = placed_triangles(scene);
  const std::optional<std::uint64_t> target = placed_target(facts, context);
  DecimateOptions options;
  options.known = &facts;
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
  add_held(decimated, result);
  if (!decimated.flat_meshes.empty())
    result.lost.push_back(count_of(decimated.flat_meshes.size(), "mesh", "meshes") +
                          " with a normal for each face: readers compute normals there");
  result.asset = facts.asset();
  result.asset->scene.meshes = std::move(decimated.meshes);
  result.known = std::move(decimated.checked);
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
not met, the message says which constraints hold the edges that are left, and how many each of them holds.

A model that has no more than `--target-triangles` is left as it is. `--target-ratio` is a part of the triangles that are there,
so that doing it twice takes a part of the part; `--max-error`, too, counts from the input of each run.)",
    .loses = "detail smaller than the triangles that are left; polygons and lines of the file",
    .order = 110,
    .approximates = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
