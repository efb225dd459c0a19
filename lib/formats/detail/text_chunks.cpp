#include "formats/detail/text_chunks.h"

#include <algorithm>
#include <functional>

namespace meshgate {
namespace {

// First line start at or after `from` that may begin a chunk, or the size of the text.
std::size_t next_cut(std::string_view text, std::size_t from, MayBeginChunk may_begin) {
  while (from < text.size()) {
    const std::size_t newline = text.find('\n', from);
    if (newline == std::string_view::npos) break;
    from = newline + 1;
    if (from < text.size() && may_begin(text, from)) return from;
  }
  return text.size();
}

}  // namespace

void cut_text(std::string_view text, std::size_t chunk_bytes, MayBeginChunk may_begin, TextChunks& out) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) {
    out.rewritten.assign(text);
    std::replace(out.rewritten.begin(), out.rewritten.end(), '\r', '\n');
    text = out.rewritten;
  }
  chunk_bytes = std::max<std::size_t>(chunk_bytes, 1);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t nominal = std::min(text.size(), begin + chunk_bytes) - 1;
    const std::size_t end = next_cut(text, nominal, may_begin);
    out.chunks.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  if (out.chunks.empty() || text.back() == '\n') return;
  // Only the last line lacks its newline: copy no more than must be.
  const std::string_view last = out.chunks.back();
  std::size_t line = last.size();
  while (line > 0) {
    const std::size_t newline = last.rfind('\n', line - 1);
    line = newline == std::string_view::npos ? 0 : newline + 1;
    const auto at = static_cast<std::size_t>(last.data() - text.data()) + line;
    if (line == 0 || may_begin(text, at)) break;
    line = newline;
  }
  out.tail.assign(last.substr(line));
  out.tail += '\n';
  if (line == 0) {
    out.chunks.back() = out.tail;
  } else {
    out.chunks.back() = last.substr(0, line);
    out.chunks.emplace_back(out.tail);
  }
}

void release_text(const Source& source, std::string_view chunk) {
  const std::string_view text = source.text();
  const std::less_equal<const char*> not_after;
  if (!not_after(text.data(), chunk.data()) ||
      !not_after(chunk.data() + chunk.size(), text.data() + text.size()))
    return;
  source.release(static_cast<std::uint64_t>(chunk.data() - text.data()), chunk.size());
}

}  // namespace meshgate
