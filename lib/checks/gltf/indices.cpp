// The indices of primitives. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/accessor-index-oob",
        .summary = "an index names a vertex that does not exist",
        .severity = Severity::kError,
        .explanation = R"(An index of the primitive is not less than the number of its vertices.

**Why it matters.** The triangle has no corner there. Graphics interfaces draw spikes or nothing, other
programs read foreign memory, the service fails.

**How to fix it.** Export again. `mesh/index-out-of-range` counts the faces; `meshgate prepare` drops them.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-index-triangle-degenerate",
        .summary = "triangles name a vertex twice",
        .severity = Severity::kInfo,
        .explanation = R"(Two of the three indices of a triangle are equal, so it has no area.

**Why it matters.** It shows nothing and disturbs programs that follow edges. Some exporters write such
triangles to join strips.

**How to fix it.** `meshgate prepare` drops them. See also `mesh/degenerate-face`, which compares positions
too.)",
        .fix = "drop-degenerate",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-index-primitive-restart",
        .summary = "an index is the restart value",
        .severity = Severity::kError,
        .explanation = R"(The greatest value of the index type (255, 65 535, 4 294 967 295) begins a new
strip in some graphics interfaces and is forbidden in glTF.

**Why it matters.** Depending on the program it is a vertex or the end of the primitive.

**How to fix it.** Export with the next larger index type, or without restarts. meshgate ends a strip or fan
there.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_indices{.rules = kRules, .run = {}};

}  // namespace meshgate
