// Extensions: what a document uses beyond glTF 2.0. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/required-extension-unsupported",
        .summary = "the file requires an extension that meshgate cannot read",
        .severity = Severity::kError,
        .explanation = R"(`extensionsRequired` lists an extension that is unknown or whose content meshgate
does not read (for example `KHR_texture_basisu` or `EXT_mesh_gpu_instancing`). The author says that the file
must not be read without it.

**Why it matters.** Geometry, textures or copies of objects are missing in what is checked, and most
services do not read the extension either.

**How to fix it.** Export without the extension: for textures choose PNG or JPEG, for instances real copies.
Geometry compressed with Draco or meshopt is fine for meshgate.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unsupported-extension",
        .summary = "the file uses an extension that meshgate does not know",
        .severity = Severity::kInfo,
        .explanation = R"(`extensionsUsed` lists a name that is not among the extensions whose content is
checked.

**Why it matters.** Only what it describes goes unchecked; the rest of the file is read as usual.

**How to fix it.** Nothing, if you know the extension. Otherwise export without it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/undeclared-extension",
        .summary = "an extension is used but not listed",
        .severity = Severity::kError,
        .explanation = R"(Each extension that occurs in the file must be in `extensionsUsed`.

**Why it matters.** Readers look at that list to decide what to load, and skip the object.

**How to fix it.** Add the name to `extensionsUsed`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unexpected-extension-object",
        .summary = "an extension stands where it does not belong",
        .severity = Severity::kError,
        .explanation = R"(Each extension says which objects it extends; this object is none of them.

**Why it matters.** It is ignored.

**How to fix it.** Move or remove the extension object.)",
        .since = "0.1",
    },
    {
        .id = "gltf/multiple-extensions",
        .summary = "an extension is combined with others that it excludes",
        .severity = Severity::kWarning,
        .explanation = R"(`KHR_materials_unlit` and `KHR_materials_pbrSpecularGlossiness` replace the
material model and do not go together with other extensions of the material.

**Why it matters.** Each reader applies another one of them, so the colours differ.

**How to fix it.** Keep one of the extensions.)",
        .since = "0.1",
    },
    {
        .id = "gltf/invalid-extension-name-format",
        .summary = "the name of an extension has the wrong form",
        .severity = Severity::kWarning,
        .explanation = R"(Names are a prefix of capital letters and digits, an underscore, and letters,
digits and underscores: `KHR_texture_transform`.

**Why it matters.** The name cannot be that of a registered extension; often it is misspelt.

**How to fix it.** Correct the name.)",
        .since = "0.1",
    },
    {
        .id = "gltf/non-required-extension",
        .summary = "an extension that changes the data is not required",
        .severity = Severity::kError,
        .explanation = R"(`KHR_mesh_quantization` allows vertex formats that a reader without it cannot
interpret, so it must be listed in `extensionsRequired`.

**Why it matters.** A reader that does not know it reads the vertices wrongly instead of refusing the file.

**How to fix it.** Add the name to `extensionsRequired`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unused-extension-required",
        .summary = "a required extension is not listed as used",
        .severity = Severity::kError,
        .explanation = R"(Everything in `extensionsRequired` must also be in `extensionsUsed`.

**Why it matters.** Readers differ in which list they look at.

**How to fix it.** Add the name to `extensionsUsed`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/compressed-data-invalid",
        .summary = "Draco or meshopt data cannot be decompressed",
        .severity = Severity::kError,
        .explanation = R"(The compressed geometry is damaged, contradicts the counts in the JSON, or uses a
newer variant of the format than meshgate reads. Counts are compared before anything is decompressed, so
that a small file cannot ask for any amount of memory.

**Why it matters.** The vertices or faces are missing. A service that decompresses the file stops with an
error, and the job fails.

**How to fix it.** Export again, without compression if it happens again. `meshgate prepare` writes
uncompressed files.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_extension{.rules = kRules, .run = {}};

}  // namespace meshgate
