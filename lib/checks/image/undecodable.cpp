#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/undecodable",
    .summary = "the picture cannot be decoded",
    .severity = Severity::kError,
    .explanation =
        R"(The structure of the file is sound as far as it can be followed, but no decoder takes it: a JPEG with arithmetic,
lossless, hierarchical or 12-bit coding or with its height behind the pixels, a PNG with an unknown filter or with a
chunk that is marked as necessary and that no standard knows, Apple's CgBI variant of PNG, a WebP with a bad bit
stream. The message says which. Only the facts of the header are reported.

**Why it matters.** What one decoder takes, another refuses; which one the service has is not documented. The refusal
comes after the upload.

**How to fix it.** Open the picture in the program that made it and save it as an ordinary PNG or JPEG.

*Other tools:* libjpeg-turbo, and Pillow with it, reads arithmetic coding; browsers and stb_image do not. Lossless and
hierarchical JPEG is read by medical programs only.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_image_undecodable{.rules = kRules, .run = {}};

}  // namespace meshgate
