#include "formats/detail/texture.h"

#include <algorithm>
#include <array>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/picture.h"
#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

struct MimeType {
  std::string_view mime;
  std::string_view format;
};
// "image/jpg" is no registered type, but it names the format without doubt.
constexpr std::array<MimeType, 10> kMimeTypes{{{"image/png", "png"},
                                               {"image/jpeg", "jpeg"},
                                               {"image/jpg", "jpeg"},
                                               {"image/webp", "webp"},
                                               {"image/avif", "avif"},
                                               {"image/gif", "gif"},
                                               {"image/bmp", "bmp"},
                                               {"image/tiff", "tiff"},
                                               {"image/ktx2", "ktx2"},
                                               {"image/vnd-ms.dds", "dds"}}};

const Format* format_of(const TextureImage& texture) {
  const ByteView bytes = texture.encoded.span();
  const Format* format =
      sniff_format(bytes.first(std::min<std::size_t>(bytes.size(), 4096)), bytes.size(), texture.uri);
  return format != nullptr && format->kind == AssetKind::kImage ? format : nullptr;
}

// A data URI has no suffix, and neither has a name without a dot.
std::string_view format_by_suffix(std::string_view uri) {
  if (uri.substr(0, 5) == "data:") return {};
  const std::string suffix = suffix_of(uri);
  for (const Format* format : all_formats()) {
    if (format->kind != AssetKind::kImage) continue;
    if (std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end())
      return format->id;
  }
  return {};
}

void note_mismatch(const TextureImage& texture, const Format& format, FindingSink& notes) {
  const auto* declared = std::find_if(kMimeTypes.begin(), kMimeTypes.end(), [&](const MimeType& entry) {
    return entry.mime == to_lower(texture.mime_type);
  });
  Where where{texture.element};
  where.evidence = {{"content", std::string(format.id)}};
  if (!texture.mime_type.empty() && (declared == kMimeTypes.end() || declared->format != format.id)) {
    where.evidence.emplace_back("declared", printable(texture.mime_type));
    notes.report(
        "texture/mime-mismatch", std::move(where),
        "the picture is declared as {}, its bytes are {}. Correct the declaration, or save the picture as "
        "declared",
        printable(texture.mime_type), format.name);
    return;
  }
  const std::string_view by_suffix = format_by_suffix(texture.uri);
  if (by_suffix.empty() || by_suffix == format.id) return;
  where.evidence.emplace_back("declared", suffix_of(texture.uri));
  notes.report("texture/mime-mismatch", std::move(where),
               "the picture \"{}\" is named {}, its bytes are {}. Rename it (and what refers to it), or save "
               "it as named",
               printable(texture.uri), suffix_of(texture.uri), format.name);
}

// Damage as a word; nothing for what does not keep the picture from being used.
std::string_view damage_word(std::string_view rule) {
  if (rule == "image/truncated") return "cut";
  if (rule == "image/corrupt-chunk") return "damaged";
  if (rule == "image/too-many-pixels") return "too large";
  return rule == "image/undecodable" ? "not decodable" : std::string_view{};
}

void note_damage(const TextureImage& texture, const std::vector<Finding>& found, FindingSink& notes) {
  for (const Finding& finding : found) {
    const std::string_view word = damage_word(finding.rule);
    if (word.empty()) continue;
    Where where{texture.element};
    where.tally.count = finding.count;
    where.evidence = finding.evidence;
    where.evidence.emplace_back("defect", finding.rule);
    // Offsets in the picture are none in the model's file, so they are no locations of it.
    if (!finding.locations.empty() && finding.locations[0].byte_offset) {
      where.evidence.emplace_back("byte_of_picture",
                                  static_cast<std::int64_t>(*finding.locations[0].byte_offset));
    }
    notes.report("texture/undecodable", std::move(where), "the picture is {}: {}", word, finding.message);
    return;  // the first defect is the cause, one finding an element
  }
}

// Nothing for what is recognised only: its name is all that can be said.
std::optional<Asset> read_picture(const PictureJob& job, std::string_view format) {
  if (format == "png") return read_png(job);
  if (format == "jpeg") return read_jpeg(job);
  if (format == "webp") return read_webp(job);
  if (format == "exr") return read_exr(job);
  if (is_plain_picture(format)) return read_plain(job, format);
  return std::nullopt;
}

std::uint64_t held_bytes(const Image& image) {
  return image.pixels8.size() + 2 * image.pixels16.size() + 4 * image.pixels32f.size();
}

void judge(const ReadOptions& options, MemoryGate* gate, TextureImage& texture, FindingSink& notes) {
  if (texture.encoded.empty()) {
    if (texture.available) {
      notes.report("texture/undecodable", Where{texture.element},
                   "the picture has no bytes. Export the model again");
    }
    return;
  }
  texture.available = true;
  texture.bytes = texture.encoded.size();
  const Format* format = format_of(texture);
  if (format == nullptr) {
    notes.report("texture/undecodable", Where{texture.element},
                 "the bytes of the picture are of no format that meshgate knows. Save it as PNG or JPEG");
    return;
  }
  texture.format = format->id;
  note_mismatch(texture, *format, notes);
  const Source source = Source::part_of(texture.encoded, texture.uri);
  std::optional<Asset> picture = read_picture({source, options, gate}, format->id);
  if (!picture) return;
  note_damage(texture, picture->notes, notes);
  if (!picture->image) return;
  texture.image = std::move(*picture->image);
  if (options.keep_texture_pixels) return;
  texture.image.pixels8 = {};
  texture.image.pixels16 = {};
  texture.image.pixels32f = {};
}

}  // namespace

bool open_texture(const Source& model, PathSyntax syntax, TextureImage& texture, FindingSink& notes) {
  std::optional<std::string> path = texture.uri;
  if (syntax == PathSyntax::kUri) path = decode_percent(texture.uri);
  if (!path) {
    notes.report(
        "texture/missing-file", Where{texture.element},
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
                 "the picture was not opened: {}. Put the picture beside the model and use its plain name",
                 printable(file.error().message));
  } else {
    notes.report("texture/missing-file", Where{texture.element},
                 "the picture cannot be opened: {}. Send it along with the model, or embed it",
                 printable(file.error().message));
  }
  return false;
}

void judge_texture(const ReadOptions& options, TextureImage& texture, FindingSink& notes) {
  judge(options, nullptr, texture, notes);
}

void judge_textures(const ReadOptions& options, std::span<TextureImage> textures, FindingSink& notes) {
  if (options.keep_texture_pixels) {
    // One after the other: what is kept counts against the limit, and must not depend on who came first.
    ReadOptions left = options;
    for (TextureImage& texture : textures) {
      judge(left, nullptr, texture, notes);
      const std::uint64_t kept = held_bytes(texture.image);
      left.max_memory -= std::min(left.max_memory, kept);
    }
    return;
  }
  MemoryGate gate(options.max_memory);
  std::vector<FindingSink> sinks(textures.size());
  parallel_ranges(textures.size(), 1, options.stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) judge(options, &gate, textures[i], sinks[i]);
  });
  for (FindingSink& sink : sinks) notes.append(std::move(sink));
}

}  // namespace meshgate
