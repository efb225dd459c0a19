#pragma once
// Pictures that a model uses: finding their bytes and judging them. Shared by the mesh readers.
#include <optional>
#include <span>
#include <string_view>

#include "asset/finding_sink.h"
#include "core/source.h"
#include "meshgate/format.h"
#include "meshgate/scene.h"

namespace meshgate {

/// How a model writes the path of a picture.
enum class PathSyntax {
  kUri,    ///< percent-escapes are decoded first (glTF)
  kPlain,  ///< taken as it is (MTL)
};

/// Finds the bytes of `texture.uri` beside `model`: sets texture.available, bytes and encoded (mapped, not
/// copied). Otherwise reports texture/missing-file or texture/unsafe-path with texture.element and returns
/// false. Data URIs and buffer views are the caller's: it sets `encoded` itself. Nothing is decoded here.
bool open_texture(const Source& model, PathSyntax syntax, TextureImage& texture, FindingSink& notes);

/// Judges one picture whose element, uri, mime_type and encoded are set: fills available, bytes, format and
/// image, decoding it once, and reports texture/undecodable (also for truncated and damaged ones; the message
/// says which) and texture/mime-mismatch with texture.element.
///
/// Pixels are dropped unless options.keep_texture_pixels. An empty `encoded` is left alone unless
/// `available` says that the bytes were found and there are none: otherwise the opener has reported it.
/// Thread-safe for different textures and sinks. Throws Cancelled and std::bad_alloc.
void judge_texture(const ReadOptions& options, TextureImage& texture, FindingSink& notes);

/// judge_texture for all pictures of a model, in parallel, with the memory of all decoders together within
/// options.max_memory; notes come in the order of the pictures. Prefer it to a loop of your own.
void judge_textures(const ReadOptions& options, std::span<TextureImage> textures, FindingSink& notes);

}  // namespace meshgate
