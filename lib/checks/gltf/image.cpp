// Images, textures and materials. Damaged and missing pictures are `texture/…`, as for all mesh formats. The
// reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/image-buffer-view-with-bytestride",
        .summary = "an image lies in a buffer view with a stride",
        .severity = Severity::kError,
        .explanation = R"(The bytes of an image file follow each other.

**Why it matters.** Readers refuse the image.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/image-non-enabled-mime-type",
        .summary = "an image is in a format that the file does not enable",
        .severity = Severity::kError,
        .explanation = R"(glTF 2.0 allows PNG and JPEG. WebP needs `EXT_texture_webp`, KTX needs
`KHR_texture_basisu`, declared in `extensionsUsed`.

**Why it matters.** Viewers and the service show the surface without its texture.

**How to fix it.** Convert the texture to PNG or JPEG; `meshgate prepare` does that.)",
        .fix = "re-encode-textures",
        .since = "0.1",
    },
    {
        .id = "gltf/image-data-invalid",
        .summary = "a JPEG image has four colour channels",
        .severity = Severity::kError,
        .explanation =
            R"(The images of glTF are gray or red, green and blue. A JPEG for print (CMYK) has four channels.

**Why it matters.** Browsers and engines show such a texture in wrong colours, or not at all.

**How to fix it.** Save the texture as RGB; `meshgate prepare` does that.)",
        .fix = "re-encode-textures",
        .since = "0.1",
    },
    {
        .id = "gltf/texture-invalid-image-mime-type",
        .summary = "the plain source of a texture is neither PNG nor JPEG",
        .severity = Severity::kError,
        .explanation = R"(`source` is what readers without extensions take. WebP and KTX belong into the
extension of the texture.

**Why it matters.** Readers without the extension show no texture.

**How to fix it.** Refer to the image in `EXT_texture_webp` and give a PNG or JPEG as `source`; `meshgate prepare` saves
the image as one of them.)",
        .fix = "re-encode-textures",
        .since = "0.1",
    },
    {
        .id = "gltf/material-alpha-cutoff-invalid-mode",
        .summary = "alphaCutoff without alphaMode MASK",
        .severity = Severity::kWarning,
        .explanation = R"(`alphaCutoff` is the limit below which a surface is cut away, and only counts with
`alphaMode: "MASK"`.

**Why it matters.** The surface is not cut out as the author meant.

**How to fix it.** Set the mode or remove the number.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_image{.rules = kRules, .run = {}};

}  // namespace meshgate
