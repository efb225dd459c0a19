#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/mime-mismatch",
    .summary = "a picture is of another format than declared",
    .severity = Severity::kWarning,
    .explanation =
        R"(The declared type of the picture (glTF `mimeType`, or that of a data URI) or the suffix of its file name contradicts
its bytes.

**Why it matters.** Loaders that choose the decoder by the declaration fail; browsers look at the bytes and do not.
The defect shows only in some of them: the same model has its texture in one engine and none in the other. Splitters and
slicers look at the shape alone.

**How to fix it.** Correct the declaration or the name, or save the picture in the declared format;
`meshgate prepare` saves it anew.

*Other tools:* Khronos' glTF validator reports IMAGE_MIME_TYPE_INVALID and IMAGE_NON_ENABLED_MIME_TYPE.)",
    .fix = "re-encode-textures",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_texture_mime_mismatch{.rules = kRules, .run = {}};

}  // namespace meshgate
