// The hierarchy of nodes and their transforms (section 3.5). The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/node-loop",
        .summary = "a node is its own ancestor",
        .severity = Severity::kError,
        .explanation = R"(The `children` of nodes form a cycle instead of a tree.

**Why it matters.** Readers run forever or crash. meshgate ignores the transforms of such nodes and of those
below them.

**How to fix it.** Break the cycle in the modelling program and export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-parent-override",
        .summary = "a node has two parents",
        .severity = Severity::kError,
        .explanation = R"(A node may be the child of one node only. meshgate takes the last parent.

**Why it matters.** Its place in space is ambiguous, and some programs draw it twice.

**How to fix it.** Duplicate the node, or remove it from one of the parents.)",
        .since = "0.1",
    },
    {
        .id = "gltf/scene-non-root-node",
        .summary = "a scene lists a node that is the child of another",
        .severity = Severity::kError,
        .explanation = R"(The nodes of a scene must be roots.

**Why it matters.** The transforms of its parents are lost, or the node is drawn twice.

**How to fix it.** List the root instead.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-matrix-trs",
        .summary = "a node has a matrix and translation, rotation or scale",
        .severity = Severity::kError,
        .explanation = R"(A node has either a matrix or the three properties.

**Why it matters.** Readers choose differently, so parts stand in different places.

**How to fix it.** Keep one of the two forms.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-matrix-non-trs",
        .summary = "a matrix is not a translation, rotation and scale",
        .severity = Severity::kError,
        .explanation = R"(The last row must be 0 0 0 1, the determinant must not be 0, and the three axes
must stay at right angles (their cosine at most 0.0005).

**Why it matters.** Programs that split the matrix lose the shear, so parts change their shape.

**How to fix it.** Apply the transform to the mesh in the modelling program; `meshgate prepare` can bake
transforms.)",
        .fix = "bake-transforms",
        .since = "0.1",
    },
    {
        .id = "gltf/node-matrix-default",
        .summary = "a matrix is the identity",
        .severity = Severity::kInfo,
        .explanation = R"(The default need not be written.

**Why it matters.** It costs a few bytes.

**How to fix it.** Leave it out.)",
        .since = "0.1",
    },
    {
        .id = "gltf/rotation-non-unit",
        .summary = "a rotation is not a unit quaternion",
        .severity = Severity::kError,
        .explanation = R"(The length of the four numbers must be 1 within 0.00769.

**Why it matters.** The object is scaled or sheared by programs that do not normalise it.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-empty",
        .summary = "a node holds nothing",
        .severity = Severity::kInfo,
        .explanation = R"(The node has no mesh, camera, children, extension or extras, and is no joint.

**Why it matters.** It is noise, often an empty object of the modelling program.

**How to fix it.** Delete it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/node-weights-invalid",
        .summary = "a node has another number of weights than its mesh has morph targets",
        .severity = Severity::kError,
        .explanation = R"(`weights` holds one number for each target of the mesh.

**Why it matters.** Readers ignore the weights or refuse the file.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_node{.rules = kRules, .run = {}};

}  // namespace meshgate
