#include "formats/detail/texture.h"

#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

const Format* format_of(const TextureImage& texture) {
  const ByteView bytes = texture.encoded.span();
  return sniff_format(bytes.first(std::min<std::size_t>(bytes.size(), 4096)), bytes.size(), texture.uri);
}

}  // namespace

bool open_texture(const Source& model, PathSyntax syntax, TextureImage& texture, FindingSink& notes) {
  std::optional<std::string> path = texture.uri;
  if (syntax == PathSyntax::kUri) path = decode_percent(texture.uri);
  if (!path) {
    notes.report("texture/missing-file", Where{texture.element},
                 "the address \"{}\" has a broken percent-escape, so no file can be found. Correct the address",
                 printable(texture.uri));
    return false;
  }
  const Result<Source> file = model.open_sibling(*path);
  if (file) {
    texture.available = true;
    texture.bytes = file->size();
    texture.encoded = file->slice(0, file->size());
    return true;
  }
  if (file.error().kind == ErrorKind::kUsage) {
    notes.report("texture/unsafe-path", Where{texture.element},
                 "the picture \"{}\" was not opened: {}. Put the picture beside the model and use its plain name",
                 printable(texture.uri), printable(file.error().message));
  } else {
    notes.report("texture/missing-file", Where{texture.element},
                 "the picture \"{}\" cannot be opened: {}. Send it along with the model, or embed it",
                 printable(texture.uri), printable(file.error().message));
  }
  return false;
}

void judge_texture(const ReadOptions& options, TextureImage& texture, FindingSink& notes) {
  if (texture.encoded.empty()) {
    if (texture.available) notes.report("texture/undecodable", Where{texture.element}, "the picture has no bytes");
    return;
  }
  texture.available = true;
  texture.bytes = texture.encoded.size();
  const Format* format = format_of(texture);
  if (format == nullptr || format->kind != AssetKind::kImage) {
    notes.report("texture/undecodable", Where{texture.element}, "the picture is in no format that meshgate knows");
    return;
  }
  texture.format = format->id;
  if (format->read == nullptr) return;
  Result<Asset> picture = format->read(Source::part_of(texture.encoded, texture.uri), options);
  if (!picture) {
    notes.report("texture/undecodable", Where{texture.element}, "the picture cannot be decoded: {}",
                 printable(picture.error().message));
    return;
  }
  if (picture->image) texture.image = std::move(*picture->image);
  if (!options.keep_texture_pixels) {
    texture.image.pixels8 = {};
    texture.image.pixels16 = {};
  }
}

void judge_textures(const ReadOptions& options, std::span<TextureImage> textures, FindingSink& notes) {
  std::vector<FindingSink> sinks(textures.size());
  parallel_ranges(textures.size(), 1, options.stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) judge_texture(options, textures[i], sinks[i]);
  });
  for (FindingSink& sink : sinks) notes.append(std::move(sink));
}

}  // namespace meshgate
