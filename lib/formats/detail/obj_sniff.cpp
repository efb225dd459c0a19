#include "formats/detail/obj_sniff.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/endian.h"
#include "formats/detail/text_words.h"

namespace meshgate {
namespace {

enum class LineKind { kNeutral, kGeometry, kReference, kGrouping, kForeign };

bool looks_like_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789+-.,eEnaifNAIF#") == std::string_view::npos;
}
bool looks_like_corner(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789-/") == std::string_view::npos;
}

// Whether `rest` has at least `count` words, all of which `accept`.
template <class Accept>
bool has_words(std::string_view rest, std::size_t count, Accept accept) {
  std::size_t found = 0;
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest), ++found) {
    if (word == "\\" || word.front() == '#') return true;  // goes on in the next line
    if (!accept(word)) return false;
  }
  return found >= count;
}

LineKind classify(std::string_view line) {
  std::string_view rest = line;
  const std::string_view word = next_word(rest);
  if (word.empty() || word.front() == '#') return LineKind::kNeutral;
  const bool vertex = word == "v" || word == "vn" || word == "vp";
  if (vertex)
    return has_words(rest, word == "vp" ? 1 : 2, looks_like_number) ? LineKind::kGeometry
                                                                    : LineKind::kForeign;
  if (word == "vt") return has_words(rest, 1, looks_like_number) ? LineKind::kGeometry : LineKind::kForeign;
  if (word == "f" || word == "l" || word == "p") {
    return has_words(rest, 1, looks_like_corner) ? LineKind::kGeometry : LineKind::kForeign;
  }
  if (word == "mtllib" || word == "usemtl") return LineKind::kReference;
  constexpr std::array<std::string_view, 12> kGrouping{"g",    "o",    "s",    "mg",  "cstype", "deg",
                                                       "surf", "curv", "parm", "end", "lod",    "bevel"};
  return std::find(kGrouping.begin(), kGrouping.end(), word) != kGrouping.end() ? LineKind::kGrouping
                                                                                : LineKind::kForeign;
}

}  // namespace

int sniff_obj(std::span<const std::byte> head, std::uint64_t size) {
  std::string_view text = as_text(head);
  if (text.find('\0') != std::string_view::npos) return 0;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::array<std::size_t, 5> counts{};
  bool continued = false;
  while (!text.empty()) {
    std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos) {
      if (head.size() < size && (counts[0] + counts[1] + counts[4]) > 0) break;  // the last line is cut
      end = text.size();
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const LineKind kind = continued ? LineKind::kNeutral : classify(line);
    continued = !line.empty() && line.back() == '\\';
    ++counts[static_cast<std::size_t>(kind)];
  }
  const auto count = [&](LineKind kind) { return counts[static_cast<std::size_t>(kind)]; };
  const std::size_t known =
      count(LineKind::kGeometry) + count(LineKind::kReference) + count(LineKind::kGrouping);
  if (4 * count(LineKind::kForeign) > known) return 0;  // some damage is allowed, a different format is not
  if (count(LineKind::kGeometry) > 0) return 40;
  if (count(LineKind::kReference) > 0) return 30;
  // Nothing but comments and names: an export of nothing, or a long licence before the first vertex. Any
  // format with a magic wins.
  return count(LineKind::kForeign) == 0 && as_text(head).find('#') != std::string_view::npos ? 1 : 0;
}

}  // namespace meshgate
