#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/animated",
    .summary = "the file holds animation, a skeleton or morph targets",
    .severity = Severity::kInfo,
    .explanation =
        R"(The file has at least one animation, a mesh with a skin (weights of joints), or a mesh with morph targets. All measures
of meshgate are of the base shape: bind pose, no target applied, no animation running.

**Why it matters.** Splitting, segmenting and printing take one rigid shape. Which pose that is, the program decides that
reads the file: mostly the bind pose with spread arms, whatever a viewer shows. Skeleton and animation are lost in the
result. An engine is the one place where they belong.

**How to fix it.** Apply the pose that is meant and delete skeleton, shape keys and animation (in Blender: apply the
Armature modifier, *Object > Apply > Visual Geometry to Mesh*) before export.

*Other tools:* Khronos' glTF validator counts animations and skins in its statistics and judges nothing.)",
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const Scene& scene = facts.asset().scene;
  std::uint64_t skinned = 0, morphed = 0;
  Where where;
  for (const Mesh& mesh : scene.meshes) {
    skinned += mesh.skinned;
    morphed += mesh.morph_targets;
  }
  if (!scene.animated && skinned == 0 && morphed == 0) return;
  std::string what;
  const auto add = [&](const std::string& part) { what += (what.empty() ? "" : ", ") + part; };
  if (scene.animated) add("animation");
  if (skinned > 0) add(count_of(skinned, "mesh", "meshes") + " with a skeleton");
  if (morphed > 0) add(count_of(morphed, "mesh", "meshes") + " with morph targets");
  where.evidence = {{"animations", std::int64_t{scene.animated}},
                    {"skinned_meshes", static_cast<std::int64_t>(skinned)},
                    {"morphed_meshes", static_cast<std::int64_t>(morphed)}};
  context.out.report(
      "mesh/animated", std::move(where),
      "the file holds {}: a static task takes the base shape. Apply the pose that is meant and "
      "remove the rest",
      what);
}

}  // namespace

extern const Check check_mesh_animated{.rules = kRules, .run = run};

}  // namespace meshgate
