#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-megapixels", 268.435456, 0.001, 4096, "megapixels", "pictures with more pixels are not decoded"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/too-many-pixels",
    .summary = "the picture has more pixels than may be decoded",
    .severity = Severity::kError,
    .explanation =
        R"(The header promises more than `max-megapixels` million pixels, or decoding would take more memory than
`--max-memory` allows. The size is compared before anything is allocated: a file of 2 kB that claims
100 000 × 100 000 pixels costs nothing.

**Why it matters.** The service scales pictures to a few megapixels and refuses larger ones, or fails on them. A
small file with an enormous size is a known attack on decoders ("decompression bomb").

**How to fix it.** Scale the picture down; 4096 pixels on the longer side are more than any model uses.

*Other tools:* Pillow warns above 89 megapixels and refuses above 179; browsers stop at about 268.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

}  // namespace

extern const Check check_image_too_many_pixels{.rules = kRules, .run = {}};

}  // namespace meshgate
