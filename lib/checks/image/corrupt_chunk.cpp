#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/corrupt-chunk",
    .summary = "a checksum or the structure of the picture is wrong",
    .severity = Severity::kError,
    .explanation =
        R"(A part of the file contradicts the format. PNG: a chunk with a wrong CRC, a wrong length or at a wrong place, a wrong
checksum of the compressed data, a palette index without a colour. JPEG: bytes that belong to no segment, a marker
that cannot be at its place, a missing table, a code in the compressed data that cannot be. WebP: chunks that overlap
their container, a frame beyond the canvas, two statements of the size that differ. The message names the first
place, the locations show up to ten.

**Why it matters.** Bytes were changed on the way (a bad disk, a transfer in text mode, a program that patched the
file). Strict decoders refuse the file, others show wrong pixels from that place on. The pixels of such a file are
not judged any further.

**How to fix it.** Copy the file from its origin again. When that is the origin, open it in an image editor, look at
it closely and save it anew.

*Other tools:* stb_image checks no PNG checksum and decodes damaged JPEG data to noise. A change inside of the
compressed data of a WebP cannot be seen by any tool: the format has no checksum.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_image_corrupt_chunk{.rules = kRules, .run = {}};

}  // namespace meshgate
