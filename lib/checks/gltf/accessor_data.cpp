// The numbers in accessors. All are looked at in one pass while they are read. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/accessor-invalid-float",
        .summary = "numbers are NaN or infinite",
        .severity = Severity::kError,
        .explanation = R"(Floats in the data must be finite.

**Why it matters.** One such vertex makes bounds, normals and every later computation invalid. The service
fails or drops the part; viewers show spikes or nothing.

**How to fix it.** Find the operation that divides by zero, often a scale of 0 or a degenerate normal, and
export again. For positions see also `mesh/non-finite-position`.)",
        .fix = "drop-non-finite",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-min-mismatch",
        .summary = "min of an accessor is not the least value",
        .severity = Severity::kError,
        .explanation = R"(`min` states the least value of each component exactly (after rounding to a
float). The data has another.

**Why it matters.** Viewers place the camera and drop invisible objects by these bounds, so parts vanish or
the model starts out of view.

**How to fix it.** Export again; `meshgate prepare` writes the right bounds. Deviations in the last digit
come from exporters that round the text.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-max-mismatch",
        .summary = "max of an accessor is not the greatest value",
        .severity = Severity::kError,
        .explanation = R"(`max` states the greatest value of each component exactly (after rounding to a
float). The data has another.

**Why it matters.** Viewers place the camera and drop invisible objects by these bounds, so parts vanish or
the model starts out of view.

**How to fix it.** Export again; `meshgate prepare` writes the right bounds. Deviations in the last digit
come from exporters that round the text.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-element-out-of-min-bound",
        .summary = "numbers are less than the stated min",
        .severity = Severity::kError,
        .explanation = R"(Elements of the data lie below the `min` that the accessor states; the message
counts them.

**Why it matters.** Readers may allocate or quantise by the stated bounds, and these elements then wrap
around.

**How to fix it.** As `gltf/accessor-min-mismatch`.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-element-out-of-max-bound",
        .summary = "numbers are greater than the stated max",
        .severity = Severity::kError,
        .explanation = R"(Elements of the data lie above the `max` that the accessor states; the message
counts them.

**Why it matters.** Readers may allocate or quantise by the stated bounds, and these elements then wrap
around.

**How to fix it.** As `gltf/accessor-max-mismatch`.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-vector3-non-unit",
        .summary = "normals or tangents do not have length 1",
        .severity = Severity::kError,
        .explanation = R"(The length of NORMAL, and of the first three components of TANGENT, must be 1
within 0.00674.

**Why it matters.** Surfaces are shaded too bright or too dark, and a length of 0 makes them black. Programs
that transfer detail from normals to geometry, as the service does, get dents.

**How to fix it.** Let the modelling program compute the normals again before exporting. `meshgate prepare` writes
them with length 1, those without a direction as the faces have it.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-invalid-sign",
        .summary = "the fourth component of a tangent is not 1 or −1",
        .severity = Severity::kError,
        .explanation = R"(It says on which side the third axis of the texture space lies.

**Why it matters.** The normal map is lit from the wrong side or not at all.

**How to fix it.** Let the exporter compute the tangents again, or leave them out.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-non-clamped",
        .summary = "colors are outside of 0…1",
        .severity = Severity::kError,
        .explanation = R"(COLOR_0 as floats must be in 0…1.

**Why it matters.** Colors are cut off or glow.

**How to fix it.** Scale the colors in the modelling program.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-sparse-index-oob",
        .summary = "a sparse accessor replaces an element that does not exist",
        .severity = Severity::kError,
        .explanation = R"(An index of the sparse data is not less than the accessor's count.

**Why it matters.** Readers refuse the file or write beyond the array. meshgate ignores the entry.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-sparse-indices-non-increasing",
        .summary = "the indices of sparse data do not increase",
        .severity = Severity::kError,
        .explanation = R"(Each index must be greater than the one before, so that no element is replaced
twice.

**Why it matters.** Readers that rely on the order lose replacements.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_accessor_data{.rules = kRules, .run = {}};

}  // namespace meshgate
