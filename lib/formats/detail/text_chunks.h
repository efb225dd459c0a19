#pragma once
// Cutting a text file into pieces that can be parsed side by side.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace meshgate {

/// A text in pieces of about the same size; every piece ends with a newline, so parsers need no other end
/// mark.
struct TextChunks {
  std::vector<std::string_view> chunks;
  std::string
      tail;  ///< what follows the last usable line end, with a newline added; the last chunk looks at it
  std::string rewritten;  ///< the whole text when it had old Macintosh line ends (CR only)

  TextChunks() = default;
  TextChunks(const TextChunks&) = delete;  // chunks point into the strings
  TextChunks& operator=(const TextChunks&) = delete;
};

/// Whether a chunk may begin at `text[at]`, the first character of a line.
using MayBeginChunk = bool (*)(std::string_view text, std::size_t at);

/// Cuts `text` where lines begin that `may_begin` accepts. The cuts depend on the text and `chunk_bytes`
/// alone. A byte order mark is skipped.
void cut_text(std::string_view text, std::size_t chunk_bytes, MayBeginChunk may_begin, TextChunks& out);

/// Lets the pages of a chunk go, when it lies in the mapped file.
void release_text(const Source& source, std::string_view chunk);

}  // namespace meshgate
