// The GLB container (glTF 2.0, section 4.4): a 12-byte header, then chunks of type JSON and BIN. The reader
// finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/glb-invalid-magic",
        .summary = "the file does not begin with \"glTF\"",
        .severity = Severity::kError,
        .explanation = R"(The first four bytes of a GLB are the letters `glTF`. They are not, although the
rest of the header looks like one.

**Why it matters.** No program recognises the file; the service answers that the format is not supported.

**How to fix it.** The file was damaged or changed by another program. Export it again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-invalid-version",
        .summary = "the GLB container is not version 2",
        .severity = Severity::kError,
        .explanation = R"(The second number of the header is the version of the container. Version 1 belongs
to glTF 1.0, which describes meshes in another way; other versions do not exist.

**Why it matters.** The service and current viewers read version 2 only.

**How to fix it.** Open the model in a modelling program and export it as glTF 2.0.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-length-too-small",
        .summary = "the length in the GLB header is not greater than the header",
        .severity = Severity::kError,
        .explanation = R"(The third number of the header is the length of the whole file. It is 12 or less,
so by its own word the file holds nothing.

**Why it matters.** Readers that trust the header stop before the first chunk and report an empty model.

**How to fix it.** Export the file again. meshgate reads the chunks that are there all the same.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-length-mismatch",
        .summary = "the length in the GLB header is not the length of the file",
        .severity = Severity::kError,
        .explanation = R"(The header states another number of bytes than the chunks add up to.

**Why it matters.** A smaller file was cut on its way; a greater one was written by a faulty exporter.
Strict readers refuse both.

**How to fix it.** Copy or export the file again and compare the sizes.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-chunk-length-unaligned",
        .summary = "the length of a chunk is not a multiple of 4",
        .severity = Severity::kError,
        .explanation = R"(Chunks are padded to multiples of 4 bytes, JSON with spaces and BIN with zeros,
and the padding counts. The length of a chunk is not such a multiple.

**Why it matters.** Readers that map the file find the next chunk, and all floats in it, at odd addresses.
Some fail, some read nonsense.

**How to fix it.** Export again; in an own exporter, pad the chunk and state the padded length.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-chunk-too-big",
        .summary = "a chunk reaches beyond the stated length of the file",
        .severity = Severity::kError,
        .explanation = R"(The header of the chunk and the header of the file contradict each other: the
chunk would end after the file does.

**Why it matters.** Either number may be wrong, so readers disagree about how much of the data is valid.

**How to fix it.** Export the file again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-duplicate-chunk",
        .summary = "there is more than one JSON or BIN chunk",
        .severity = Severity::kError,
        .explanation = R"(A GLB has one JSON chunk and at most one BIN chunk.

**Why it matters.** Only the first is read. If the second holds the geometry, the model comes out empty or
partly empty.

**How to fix it.** Export the file again; put all binary data into one buffer.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-empty-chunk",
        .summary = "the JSON chunk is empty",
        .severity = Severity::kError,
        .explanation = R"(The JSON chunk describes everything that the file contains. Its length is 0.

**Why it matters.** There is no model without it.

**How to fix it.** Export the file again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-empty-bin-chunk",
        .summary = "the BIN chunk is empty",
        .severity = Severity::kInfo,
        .explanation = R"(A model without binary data should have no BIN chunk; this one has a chunk of
length 0.

**Why it matters.** Nothing is lost, but a few old readers reject it.

**How to fix it.** Leave the chunk out when exporting.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-extra-data",
        .summary = "there are bytes after the end of the GLB",
        .severity = Severity::kWarning,
        .explanation = R"(The file is longer than the length that its header states. What follows belongs to
no chunk.

**Why it matters.** Readers ignore it, uploads pay for it, and it may be a sign of two files glued together.

**How to fix it.** Cut the file at the stated length or export it again. See also `file/trailing-data`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unexpected-first-chunk",
        .summary = "the first chunk is not the JSON chunk",
        .severity = Severity::kError,
        .explanation = R"(The JSON chunk comes first. Another chunk does.

**Why it matters.** Readers look for the JSON at byte 20 and nowhere else.

**How to fix it.** Export the file again, or reorder the chunks.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unexpected-bin-chunk",
        .summary = "the BIN chunk is not the second chunk",
        .severity = Severity::kError,
        .explanation = R"(When there is a BIN chunk it follows the JSON chunk directly. Something lies
between them.

**Why it matters.** Many readers look for the binary data in second place only and then miss all geometry.

**How to fix it.** Export again and write other chunks after the BIN chunk.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unknown-chunk-type",
        .summary = "a chunk has an unknown type",
        .severity = Severity::kWarning,
        .explanation = R"(glTF 2.0 defines JSON and BIN chunks. Readers must skip others.

**Why it matters.** Nothing of it reaches the model. A type that is nearly right (`Bin`, `json`) points to a
damaged file.

**How to fix it.** Remove the chunk unless a program of yours needs it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unexpected-end-of-header",
        .summary = "the file ends inside the GLB header",
        .severity = Severity::kError,
        .explanation = R"(The header has 12 bytes. The file is shorter.

**Why it matters.** Nothing can be read.

**How to fix it.** Copy or export the file again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unexpected-end-of-chunk-header",
        .summary = "the file ends inside the header of a chunk",
        .severity = Severity::kError,
        .explanation = R"(Each chunk begins with 8 bytes for length and type. The file ends in the middle of
them.

**Why it matters.** The file was cut; what was to follow is missing.

**How to fix it.** Copy or export the file again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/glb-unexpected-end-of-chunk-data",
        .summary = "the file ends inside a chunk",
        .severity = Severity::kError,
        .explanation = R"(The chunk states more bytes than the file has left.

**Why it matters.** The file was cut, in most cases by an interrupted download. Vertices, faces or textures
at its end are missing even where a viewer shows something.

**How to fix it.** Copy or export the file again. meshgate reads what is there and reports which buffers are
short.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_container{.rules = kRules, .run = {}};

}  // namespace meshgate
