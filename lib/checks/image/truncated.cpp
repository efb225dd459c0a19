#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/truncated",
    .summary = "the picture ends before its pixels do",
    .severity = Severity::kError,
    .explanation =
        R"(The file stops before the format says that it is complete: a PNG without its IEND chunk or with fewer compressed
rows than its header promises, a JPEG without its end marker (EOI) or with a scan that stops between two blocks, a
WebP that is shorter than its RIFF header says. meshgate follows every block of the compressed data of a JPEG, so a
file that was cut and closed with a new end marker is found too (as `image/corrupt-chunk`).

**Why it matters.** The lower part of the picture is missing; decoders show it grey or black, or refuse the file
("image file is truncated"). A model made from such a picture is wrong in a way that is found only when it was paid.

**How to fix it.** Copy or download the file again and compare the size with the original.

*Other tools:* browsers and stb_image show a cut JPEG without a word, Pillow refuses it.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_image_truncated{.rules = kRules, .run = {}};

}  // namespace meshgate
