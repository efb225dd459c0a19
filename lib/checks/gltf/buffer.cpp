// Buffers and buffer views (section 3.6.1). The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/buffer-byte-length-mismatch",
        .summary = "a buffer has less data than it states",
        .severity = Severity::kError,
        .explanation = R"(`byteLength` is greater than the file, the BIN chunk or the data URI behind it.

**Why it matters.** The end of the data is missing: vertices, faces or textures that lie there are lost.
meshgate reads the elements that are complete.

**How to fix it.** Copy the files again; export again when they are complete.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-glb-chunk-too-big",
        .summary = "the BIN chunk is longer than its buffer",
        .severity = Severity::kWarning,
        .explanation = R"(The chunk may exceed `byteLength` by the padding of at most 3 bytes. It is longer.

**Why it matters.** The rest is used by nothing, or the length is wrong.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-missing-glb-data",
        .summary = "a buffer is in the BIN chunk, which the file does not have",
        .severity = Severity::kError,
        .explanation = R"(The first buffer of a GLB without `uri` is the BIN chunk. There is none.

**Why it matters.** All geometry is missing.

**How to fix it.** Export again. If the file was cut, copy it again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-without-data",
        .summary = "a buffer says nowhere where its data is",
        .severity = Severity::kError,
        .explanation = R"(The buffer has no `uri`, and it is not the first buffer of a GLB.

**Why it matters.** The data cannot be found. The specification allows this for buffers that an extension
fills; none does here.

**How to fix it.** Export again as one GLB.

*Other tools:* the Khronos validator accepts such a buffer without a message.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-data-uri-mime-type-invalid",
        .summary = "the data URI of a buffer has the wrong media type",
        .severity = Severity::kError,
        .explanation = R"(The media type must be `application/octet-stream` or `application/gltf-buffer`.

**Why it matters.** Strict readers do not load the buffer; meshgate does.

**How to fix it.** Correct the media type.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-view-too-long",
        .summary = "a buffer view reaches beyond its buffer",
        .severity = Severity::kError,
        .explanation = R"(`byteOffset` plus `byteLength` of the view is more than the `byteLength` of the
buffer.

**Why it matters.** Reading it would read foreign memory; readers refuse the file. meshgate uses the part
that exists.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-view-too-big-byte-stride",
        .summary = "the stride of a buffer view is longer than the view",
        .severity = Severity::kError,
        .explanation = R"(`byteStride` is the distance from one vertex to the next; not even one fits.

**Why it matters.** The vertices cannot be where the file says.

**How to fix it.** Correct the stride or the length.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-view-invalid-byte-stride",
        .summary = "a buffer view has a stride that it may not have",
        .severity = Severity::kError,
        .explanation = R"(Only vertex attributes may have a `byteStride`; indices, sparse data and images
are tightly packed.

**Why it matters.** Graphics interfaces have no stride for them, so readers ignore it and read something
else.

**How to fix it.** Store the data tightly and remove the stride.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-view-target-missing",
        .summary = "a buffer view does not say what it is for",
        .severity = Severity::kInfo,
        .explanation = R"(Views with vertices should have the target 34962, views with indices 34963.

**Why it matters.** It is a hint that saves some programs a copy.

**How to fix it.** Nothing needs to be done.)",
        .since = "0.1",
    },
    {
        .id = "gltf/buffer-view-target-override",
        .summary = "a buffer view is used in two ways",
        .severity = Severity::kError,
        .explanation = R"(A view holds either vertex attributes, indices, an image or other data. This one
is used for two of them, or its target says otherwise.

**Why it matters.** Graphics interfaces want separate buffers, so some readers fail.

**How to fix it.** Export again with separate views.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_buffer{.rules = kRules, .run = {}};

}  // namespace meshgate
