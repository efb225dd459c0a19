#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/undecodable",
    .summary = "a picture that the model uses cannot be decoded",
    .severity = Severity::kError,
    .explanation =
        R"(The bytes of the picture are of no known format, are cut, damaged, too large to decode, or no decoder takes them; the
message says which. PNG, JPEG and WebP are decoded once. Formats that are only recognised (KTX2, DDS, TGA, TIFF …) are
named in the report and not judged.

**Why it matters.** A service refuses the model or returns parts without colours; an engine shows a white or pink surface.
Slicers for one colour do not look.

**How to fix it.** Save the picture as PNG or JPEG and export the model again. The pages of `image/truncated`,
`image/corrupt-chunk` and `image/undecodable` say more about each kind of damage.

*Other tools:* Khronos' glTF validator reads the header of a picture only.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_texture_undecodable{.rules = kRules, .run = {}};

}  // namespace meshgate
