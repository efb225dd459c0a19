// Recognising and reading, over the table of formats.
#include <algorithm>

#include "core/source.h"
#include "core/text.h"
#include "meshgate/format.h"

namespace meshgate {

const Format* find_format(std::string_view id) {
  const auto formats = all_formats();
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const Format* f) { return f->id == id; });
  return found == formats.end() ? nullptr : *found;
}

const Format* sniff_format(std::span<const std::byte> head, std::uint64_t size, std::string_view path) {
  const std::string suffix = suffix_of(path);
  const Format* best = nullptr;
  int best_score = 0;
  for (const Format* format : all_formats()) {
    int score = 2 * format->sniff(head, size);
    if (score > 0 &&
        std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end()) {
      ++score;
    }
    if (score > best_score) {
      best = format;
      best_score = score;
    }
  }
  return best;
}

Result<Asset> read_asset(const std::string& path, const ReadOptions& options) {
  MG_TRY(const Source source, Source::open(path));
  const ByteView head = source.bytes().first(std::min<std::size_t>(source.size(), 4096));
  const Format* format = sniff_format(head, source.size(), path);
  if (source.size() == 0) return fail(ErrorKind::kMalformed, path + ": the file is empty (0 bytes)");
  if (format == nullptr || format->read == nullptr) {
    return fail(ErrorKind::kUnsupported,
                path + ": " +
                    (format == nullptr ? "not a format that meshgate knows"
                                       : std::string(format->name) + " files cannot be read"));
  }
  return format->read(source, options);
}

}  // namespace meshgate
