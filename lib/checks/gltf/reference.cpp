// References between the objects of a document. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/unresolved-reference",
        .summary = "an index names an object that does not exist",
        .severity = Severity::kError,
        .explanation = R"(The index is not less than the number of objects in the list, or the entry is not
an object.

**Why it matters.** What is referred to is missing: a material, an accessor with the vertices, a texture.
Many readers crash or refuse the file.

**How to fix it.** Export again. After editing by hand, renumber the references.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unused-object",
        .summary = "an object is not used by anything",
        .severity = Severity::kInfo,
        .explanation = R"(No other object refers to it: an accessor, material, texture, mesh or node that no
scene reaches by reference. A set of texture coordinates counts as unused when no texture of the material
uses it.

**Why it matters.** It costs space and upload time. A mesh that is in no node is not part of the model that
the service gets, which may surprise the author.

**How to fix it.** Remove it, or use it. Most exporters have an option to drop unused data.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unused-mesh-tangent",
        .summary = "tangents that no normal map uses",
        .severity = Severity::kInfo,
        .explanation = R"(The primitive has a TANGENT attribute, and its material needs none.

**Why it matters.** 16 bytes a vertex for nothing.

**How to fix it.** Export without tangents.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unused-mesh-weights",
        .summary = "weights of a mesh that every node overrides",
        .severity = Severity::kInfo,
        .explanation = R"(The mesh has default weights for its morph targets, and each node that uses it
states its own.

**Why it matters.** The defaults never count.

**How to fix it.** Remove them from the mesh.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_reference{.rules = kRules, .run = {}};

}  // namespace meshgate
