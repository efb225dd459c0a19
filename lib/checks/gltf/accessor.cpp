// Accessors: how numbers lie in buffer views (section 3.6.2). The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/accessor-too-long",
        .summary = "an accessor needs more data than its buffer view has",
        .severity = Severity::kError,
        .explanation = R"(Offset, stride and count lead beyond the end of the view.

**Why it matters.** The last elements do not exist. Readers refuse the file or read foreign memory. meshgate
uses the elements that are complete.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-offset-alignment",
        .summary = "the offset of an accessor is not aligned",
        .severity = Severity::kError,
        .explanation = R"(`byteOffset` must be a multiple of the size of one component: 2 for 16-bit, 4 for
32-bit numbers.

**Why it matters.** Programs that use the file's memory directly fail or are slow.

**How to fix it.** Export again; in an own exporter, pad the data before it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-total-offset-alignment",
        .summary = "the data of an accessor does not start at an aligned byte",
        .severity = Severity::kError,
        .explanation = R"(The offsets of buffer view and accessor together must be a multiple of the size of
one component.

**Why it matters.** Programs that use the file's memory directly fail or are slow; JavaScript viewers cannot
make the array at all.

**How to fix it.** Export again; in an own exporter, pad the data before it.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-matrix-alignment",
        .summary = "matrices do not start at a multiple of 4 bytes",
        .severity = Severity::kError,
        .explanation = R"(Accessors of matrices start at multiples of 4, and so does each column.

**Why it matters.** Columns are read from the wrong place.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-small-bytestride",
        .summary = "the stride is smaller than one element",
        .severity = Severity::kError,
        .explanation = R"(The `byteStride` of the buffer view is less than an element needs, so elements
overlap.

**Why it matters.** The data cannot be what is meant; readers refuse it, and meshgate does not read it.

**How to fix it.** Correct the stride.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-normalized-invalid",
        .summary = "floats or 32-bit integers are marked as normalized",
        .severity = Severity::kError,
        .explanation = R"(`normalized` maps the range of 8- and 16-bit integers to 0…1 or −1…1. It has no
meaning for other types.

**Why it matters.** Readers ignore it or divide by the greatest 32-bit number.

**How to fix it.** Remove `normalized`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-sparse-count-out-of-range",
        .summary = "a sparse accessor replaces more elements than it has",
        .severity = Severity::kError,
        .explanation = R"(`sparse.count` must not exceed `count`.

**Why it matters.** Some replacements have no place.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-usage-override",
        .summary = "an accessor is used in two ways",
        .severity = Severity::kError,
        .explanation = R"(An accessor holds vertex attributes, indices, bind matrices, times or values of
animations: one of them.

**Why it matters.** Readers upload it to the wrong kind of buffer.

**How to fix it.** Export again with separate accessors.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_accessor{.rules = kRules, .run = {}};

}  // namespace meshgate
