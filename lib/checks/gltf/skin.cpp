// Skins, and the joints and weights of vertices (section 3.7.3). meshgate looks at the bind pose. The reader
// finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/skin-no-common-root",
        .summary = "the joints of a skin are not in one tree",
        .severity = Severity::kError,
        .explanation = R"(All joints must have a common ancestor node.

**Why it matters.** The skeleton comes apart; readers refuse the skin.

**How to fix it.** Parent the bones to one root and export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/skin-skeleton-invalid",
        .summary = "the skeleton node of a skin is not above all joints",
        .severity = Severity::kError,
        .explanation = R"(`skeleton` names a common ancestor of the joints.

**Why it matters.** Programs that start there miss bones.

**How to fix it.** Remove `skeleton`; it is optional.)",
        .since = "0.1",
    },
    {
        .id = "gltf/skin-ibm-invalid-format",
        .summary = "inverse bind matrices have the wrong format",
        .severity = Severity::kError,
        .explanation = R"(They are 4 × 4 matrices of floats.

**Why it matters.** The skin cannot be applied.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/skin-ibm-accessor-with-bytestride",
        .summary = "inverse bind matrices lie in a buffer view with a stride",
        .severity = Severity::kError,
        .explanation = R"(They are tightly packed.

**Why it matters.** Readers ignore the stride and read wrong matrices.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/invalid-ibm-accessor-count",
        .summary = "a skin has fewer bind matrices than joints",
        .severity = Severity::kError,
        .explanation = R"(Each joint needs a matrix.

**Why it matters.** The last joints move their vertices to a wrong place.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-invalid-ibm",
        .summary = "an inverse bind matrix is not affine",
        .severity = Severity::kError,
        .explanation = R"(The last row of each matrix must be 0 0 0 1.

**Why it matters.** Vertices are distorted by the division that follows.

**How to fix it.** Export again; rounding of a later tool is the usual cause.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skin-with-non-skinned-mesh",
        .summary = "a node has a skin, its mesh has no joints",
        .severity = Severity::kError,
        .explanation = R"(A skin has an effect only on vertices with JOINTS and WEIGHTS.

**Why it matters.** The mesh does not follow the skeleton.

**How to fix it.** Bind the mesh to the skeleton, or remove the skin.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skinned-mesh-without-skin",
        .summary = "a mesh has joints, its node has no skin",
        .severity = Severity::kWarning,
        .explanation = R"(The JOINTS and WEIGHTS of the vertices have no effect.

**Why it matters.** The mesh stands in its raw pose, which may be unscaled or lying down.

**How to fix it.** Export the skeleton too, or apply the pose and remove the weights.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skinned-mesh-local-transforms",
        .summary = "a node with a skinned mesh has a transform",
        .severity = Severity::kWarning,
        .explanation = R"(Skinned vertices are placed by the joints alone; the transform of the node does
not count.

**Why it matters.** The model stands elsewhere than the author sees in programs that apply it.

**How to fix it.** Apply the transform to the skeleton.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skinned-mesh-parent-transforms",
        .summary = "a parent of a node with a skinned mesh has a transform",
        .severity = Severity::kWarning,
        .explanation = R"(Skinned vertices are placed by the joints alone; transforms of parents do not
count.

**Why it matters.** The model stands elsewhere than the author sees in programs that apply them.

**How to fix it.** Move the node to the root of the scene.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skinned-mesh-non-root",
        .summary = "a node with a skinned mesh is not a root",
        .severity = Severity::kInfo,
        .explanation = R"(Since parents do not move it, it should be a root.

**Why it matters.** It suggests a dependence that does not exist.

**How to fix it.** Move the node to the root of the scene.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-skin-no-scene",
        .summary = "a skinned mesh is in a scene without its joints",
        .severity = Severity::kError,
        .explanation = R"(A scene that shows the mesh must contain the root of its joints.

**Why it matters.** The joints have no place there, so the mesh cannot be posed.

**How to fix it.** Add the skeleton to the scene.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-joints-index-oob",
        .summary = "vertices name joints that the skin does not have",
        .severity = Severity::kError,
        .explanation = R"(A joint number is not less than the number of joints of the smallest skin with
which the mesh is used.

**Why it matters.** The vertices fly off to the origin or read foreign memory.

**How to fix it.** Bind and export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-joints-index-duplicate",
        .summary = "vertices name the same joint twice",
        .severity = Severity::kError,
        .explanation = R"(The joints of a vertex with a weight other than 0 must differ.

**Why it matters.** The weights add up differently from program to program.

**How to fix it.** Bind and export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-joints-used-zero-weight",
        .summary = "joints with weight 0 are not 0",
        .severity = Severity::kWarning,
        .explanation = R"(A joint without influence should have the number 0.

**Why it matters.** Harmless in most programs; some count the joint as used and keep its bone.

**How to fix it.** Clean the weights in the modelling program.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-weights-negative",
        .summary = "weights are negative",
        .severity = Severity::kError,
        .explanation = R"(Weights are 0 or more.

**Why it matters.** Vertices move against their bone.

**How to fix it.** Normalise the weights in the modelling program.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-weights-non-normalized",
        .summary = "the weights of a vertex do not sum up to 1",
        .severity = Severity::kError,
        .explanation = R"(The sum of all weights of a vertex must be 1 within 0.0000002 for each weight
used.

**Why it matters.** Vertices are pulled towards the origin or away from it.

**How to fix it.** Normalise the weights in the modelling program.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_skin{.rules = kRules, .run = {}};

}  // namespace meshgate
