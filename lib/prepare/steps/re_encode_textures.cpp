#include <fmt/core.h>

#include "core/text.h"
#include "formats/detail/embedded_picture.h"
#include "prepare/step_context.h"
#include "prepare/texture_step.h"

namespace meshgate {
namespace {

bool is_common(const TextureImage& image) { return image.format == "png" || image.format == "jpeg"; }

bool is_misnamed(const TextureImage& image) {
  return is_common(image) && !image.mime_type.empty() && image.mime_type != mime_type_of(image.format);
}

// Every reader of glTF takes PNG and JPEG. A target that lists its formats is a service whose reader nobody
// knows.
bool is_uncommon(const TextureImage& image, const StepContext& context) {
  return context.output->id == "glb" && !context.profile->mesh_formats.empty() && !image.encoded.empty() &&
         !image.format.empty() && !is_common(image);
}

// glTF has no CMYK.
bool is_cmyk(const TextureImage& image, const StepContext& context) {
  return context.output->id == "glb" && image.format == "jpeg" && image.image.channels == 4;
}

std::string wanted(const AssetFacts& facts, const StepContext& context) {
  std::uint64_t uncommon = 0, cmyk = 0;
  for (const TextureImage& image : facts.asset().scene.images) {
    uncommon += is_uncommon(image, context) ? 1U : 0U;
    cmyk += is_cmyk(image, context) ? 1U : 0U;
  }
  std::string why;
  if (uncommon > 0)
    why = fmt::format("{} in other formats than PNG and JPEG: nobody says that {} reads them",
                      count_of(uncommon, "picture"), context.profile->name);
  if (cmyk > 0)
    why += fmt::format("{}{} in CMYK, which glTF does not have", why.empty() ? "" : ", ",
                       count_of(cmyk, "picture"));
  return why;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  std::uint64_t named = 0, encoded = 0;
  for (std::uint32_t i = 0; i < asset.scene.images.size(); ++i) {
    TextureImage& image = asset.scene.images[i];
    if (is_misnamed(image)) {
      image.mime_type = mime_type_of(image.format);
      ++named;
    }
    if (!is_uncommon(image, context) && !is_cmyk(image, context)) continue;
    const std::optional<Image> pixels = decode_picture(image, context.stop);
    std::optional<TextureImage> other =
        pixels ? with_pixels(image, *pixels, use_of_picture(asset.scene, i), context.stop) : std::nullopt;
    if (!other) {
      result.refused.push_back(
          fmt::format("{} cannot be decoded: {}", printable(image.element), printable(image.format)));
      continue;
    }
    image = std::move(*other);
    ++encoded;
  }
  result.count = named + encoded;
  if (result.count == 0) return result;
  if (named > 0) result.done = "declared " + count_of(named, "picture") + " as what their bytes are";
  if (encoded > 0)
    result.done += (named > 0 ? ", " : "") + ("saved " + count_of(encoded, "picture")) + " as PNG or JPEG";
  result.numbers = {{"declared", static_cast<std::int64_t>(named)},
                    {"encoded", static_cast<std::int64_t>(encoded)}};
  if (encoded > 0) result.lost.emplace_back("a little quality of the pictures that became JPEG");
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_re_encode_textures{
    .id = "re-encode-textures",
    .summary = "make textures PNG or JPEG, and declare them as what they are",
    .explanation =
        R"(A picture whose declared type contradicts its bytes gets the right declaration; its bytes stay as they are. For a target
that says which formats it takes, pictures in other formats (WebP, BMP, TGA, GIF …) are decoded and saved as JPEG
(quality 92) when they are opaque colours, as PNG when they have alpha or hold data such as normals. So are JPEGs in CMYK in a
GLB, which has only gray and RGB.)",
    .loses = "a little quality of pictures that become JPEG",
    .order = 150,
    .keeps_triangles = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
