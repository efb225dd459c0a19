// Primitives: attributes, indices and morph targets (section 3.7.2). The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/mesh-primitive-no-position",
        .summary = "a primitive has no positions",
        .severity = Severity::kWarning,
        .explanation = R"(The attributes do not include POSITION.

**Why it matters.** Nothing can be drawn: this part of the model is missing.

**How to fix it.** Export again, or remove the primitive.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-invalid-attribute",
        .summary = "an attribute has an unknown name",
        .severity = Severity::kError,
        .explanation = R"(Attributes are POSITION, NORMAL, TANGENT, and TEXCOORD, COLOR, JOINTS and WEIGHTS
with a number (`TEXCOORD_0`, without leading zeros). Own names begin with an underscore. Morph targets may
change the first five.

**Why it matters.** Readers ignore the attribute or refuse the file.

**How to fix it.** Correct the name, or put an underscore before it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-indexed-semantic-continuity",
        .summary = "the sets of an attribute are not numbered from 0",
        .severity = Severity::kError,
        .explanation = R"(TEXCOORD, COLOR, JOINTS and WEIGHTS are numbered 0, 1, 2 … without gaps.

**Why it matters.** Readers stop at the gap, so the sets behind it are not used.

**How to fix it.** Renumber the sets.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-joints-weights-mismatch",
        .summary = "the numbers of JOINTS and WEIGHTS differ",
        .severity = Severity::kError,
        .explanation = R"(Each set of joints has a set of weights.

**Why it matters.** The skin cannot be applied.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-tangent-without-normal",
        .summary = "a primitive has tangents but no normals",
        .severity = Severity::kWarning,
        .explanation = R"(Tangents only have a meaning together with normals.

**Why it matters.** They are ignored, and normal maps look different from what the author saw.

**How to fix it.** Export normals too.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-position-accessor-without-bounds",
        .summary = "positions have no min and max",
        .severity = Severity::kError,
        .explanation = R"(The accessor of POSITION must state `min` and `max`.

**Why it matters.** Viewers need them to place the camera; some refuse the file.

**How to fix it.** Export again; `meshgate prepare` writes them.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-attributes-accessor-invalid-format",
        .summary = "an attribute has a format that it may not have",
        .severity = Severity::kError,
        .explanation = R"(Each attribute allows certain types: POSITION is three floats, texture coordinates
are two floats or normalized integers, and so on. `KHR_mesh_quantization` allows more, when it is declared.

**Why it matters.** Readers refuse the file or read other numbers than were meant.

**How to fix it.** Export again; for quantised files declare `KHR_mesh_quantization` as used and required.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-attributes-accessor-unsigned-int",
        .summary = "an own attribute has 32-bit integers",
        .severity = Severity::kError,
        .explanation = R"(UNSIGNED_INT is for indices only.

**Why it matters.** Graphics hardware has no such attribute; the file is refused.

**How to fix it.** Use 16-bit integers or floats.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-accessor-unaligned",
        .summary = "vertices do not start at multiples of 4 bytes",
        .severity = Severity::kError,
        .explanation = R"(Offset and stride of vertex attributes must be multiples of 4.

**Why it matters.** Graphics hardware cannot read them; programs copy the data or fail.

**How to fix it.** Pad the elements and state the stride.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-accessor-without-bytestride",
        .summary = "several attributes share a buffer view without stride",
        .severity = Severity::kError,
        .explanation = R"(When more than one vertex accessor uses a buffer view, the view must state
`byteStride`.

**Why it matters.** Readers cannot tell whether the attributes are interleaved, and read the wrong vertices.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-unequal-accessor-count",
        .summary = "the attributes of a primitive have different lengths",
        .severity = Severity::kError,
        .explanation = R"(Each attribute has one element a vertex, so all have the same count.

**Why it matters.** The vertices behind the shortest attribute are incomplete; readers refuse the file.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-indices-accessor-invalid-format",
        .summary = "the indices have a format that they may not have",
        .severity = Severity::kError,
        .explanation = R"(Indices are single unsigned integers of 8, 16 or 32 bits.

**Why it matters.** The faces cannot be read.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-indices-accessor-with-bytestride",
        .summary = "the indices lie in a buffer view with a stride",
        .severity = Severity::kError,
        .explanation = R"(Indices are tightly packed; the buffer view must not state `byteStride`.

**Why it matters.** Readers ignore the stride and read wrong faces.

**How to fix it.** Export again with a buffer view of its own.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-incompatible-mode",
        .summary = "the number of vertices does not fit the mode",
        .severity = Severity::kWarning,
        .explanation = R"(Triangles need a multiple of 3 vertices or indices, lines a multiple of 2, strips
and fans at least 3.

**Why it matters.** The rest is dropped. It often means that the data was cut.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-too-few-texcoords",
        .summary = "a material uses texture coordinates that the primitive does not have",
        .severity = Severity::kError,
        .explanation = R"(A texture of the material asks for a set TEXCOORD_n that the primitive lacks.

**Why it matters.** The texture cannot be placed: the surface has one color, or the reader refuses the file.

**How to fix it.** Unwrap the mesh and export its texture coordinates, or correct `texCoord`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-generated-tangent-space",
        .summary = "a normal map without tangents",
        .severity = Severity::kWarning,
        .explanation = R"(The material has a normal map, and the primitive has no NORMAL and TANGENT. Each
program then computes tangents of its own.

**Why it matters.** The relief looks slightly different in each of them. The specification recommends the
MikkTSpace method.

**How to fix it.** Export tangents when the normal map was baked with them; otherwise nothing.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-no-tangent-space",
        .summary = "a material needs tangents and cannot make them",
        .severity = Severity::kError,
        .explanation = R"(An extension of the material (anisotropy, the normal map of a clear coat) needs a
tangent space, the primitive has no tangents, and there is no normal map from whose coordinates they could
be made.

**Why it matters.** The effect cannot be shown.

**How to fix it.** Export tangents.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-morph-target-no-base-accessor",
        .summary = "a morph target changes an attribute that the primitive does not have",
        .severity = Severity::kError,
        .explanation = R"(Targets hold differences to the attributes of the primitive.

**Why it matters.** There is nothing to add them to.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitive-morph-target-invalid-attribute-count",
        .summary = "a morph target has another number of vertices",
        .severity = Severity::kError,
        .explanation = R"(A target has one difference for each vertex.

**Why it matters.** The shapes cannot be blended; readers refuse the file.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-primitives-unequal-targets-count",
        .summary = "the primitives of a mesh have different numbers of morph targets",
        .severity = Severity::kError,
        .explanation = R"(One list of weights drives all primitives of a mesh.

**Why it matters.** Parts of the mesh come apart when the shape changes.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/mesh-invalid-weights-count",
        .summary = "a mesh has another number of weights than morph targets",
        .severity = Severity::kError,
        .explanation = R"(`weights` holds one number for each target.

**Why it matters.** Readers ignore the weights or refuse the file.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_primitive{.rules = kRules, .run = {}};

}  // namespace meshgate
