// The version of a document. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/unknown-asset-major-version",
        .summary = "the document is not glTF 2",
        .severity = Severity::kError,
        .explanation = R"(`asset.version` names another major version. glTF 1.0 describes meshes and
materials in another way, so nothing else of the file is checked.

**Why it matters.** The service and current viewers read glTF 2.0.

**How to fix it.** Open the model in a modelling program and export it as glTF 2.0.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unknown-asset-minor-version",
        .summary = "the document is newer than glTF 2.0",
        .severity = Severity::kWarning,
        .explanation = R"(The minor version is greater than 0. No such version exists at the time of
writing.

**Why it matters.** Properties that 2.0 does not know are ignored.

**How to fix it.** Export as 2.0.)",
        .since = "0.1",
    },
    {
        .id = "gltf/asset-min-version-greater-than-version",
        .summary = "the least version is greater than the version",
        .severity = Severity::kError,
        .explanation = R"(`asset.minVersion` is the least version that a reader must support; it cannot
exceed the version of the file.

**Why it matters.** Readers that honour it refuse the file.

**How to fix it.** Remove `minVersion`.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_asset{.rules = kRules, .run = {}};

}  // namespace meshgate
