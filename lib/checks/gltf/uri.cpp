// Addresses of buffers and images. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/invalid-uri",
        .summary = "an address is malformed",
        .severity = Severity::kError,
        .explanation = R"(The text is neither a relative path (RFC 3986) nor a well-formed data URI (RFC
2397): a broken percent-escape, an empty scheme, characters or padding that are not base64.

**Why it matters.** The data behind it cannot be found.

**How to fix it.** Correct the address, or export one GLB, which needs none.)",
        .since = "0.1",
    },
    {
        .id = "gltf/non-relative-uri",
        .summary = "an address is not a plain path beside the model",
        .severity = Severity::kWarning,
        .explanation = R"(The address has a scheme, a host, an absolute path, a query or a fragment.

**Why it matters.** It works on the author's machine and not at the service, which gets one file.

**How to fix it.** Put the file beside the model and refer to it by its plain name, or export one GLB.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unsafe-uri",
        .summary = "an address leads out of the model's folder",
        .severity = Severity::kError,
        .explanation = R"(A model may only refer to files in its own folder or below. This address is
absolute, climbs with `..`, names another machine, or follows a link that leaves the folder. meshgate did
not open it.

**Why it matters.** On a server such an address reads files that do not belong to the model, so services
refuse it or ignore the file. The data behind it is missing.

**How to fix it.** Put the file beside the model and use its plain name, or export one GLB.)",
        .since = "0.1",
    },
    {
        .id = "gltf/io-error",
        .summary = "a file that the model refers to cannot be read",
        .severity = Severity::kError,
        .explanation = R"(The buffer's file does not exist beside the model, or may not be read. (Missing
images are `texture/missing-file`.)

**Why it matters.** Vertices and faces are in that file: without it the model is empty.

**How to fix it.** Send the file along with the model, or export one GLB, which holds everything.)",
        .since = "0.1",
    },
    {
        .id = "gltf/uri-glb",
        .summary = "a GLB refers to data outside of it",
        .severity = Severity::kInfo,
        .explanation = R"(A buffer or image of the GLB has a `uri` instead of lying in the BIN chunk.

**Why it matters.** The single file is not complete; what lies beside it is easily lost on the way.

**How to fix it.** Export with everything embedded. `meshgate prepare` does that with textures.)",
        .fix = "embed-textures",
        .since = "0.1",
    },
    {
        .id = "gltf/data-uri-glb",
        .summary = "a GLB holds data as base64 text",
        .severity = Severity::kWarning,
        .explanation = R"(A data URI stores bytes as text, which takes a third more space than the BIN chunk
of the same file.

**Why it matters.** Larger uploads and slower parsing.

**How to fix it.** Export with everything in the BIN chunk.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_uri{.rules = kRules, .run = {}};

}  // namespace meshgate
