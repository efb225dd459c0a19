#include "formats/detail/stl_sniff.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "formats/detail/text_words.h"

namespace meshgate {
namespace {

constexpr std::size_t kHeaderBytes = 84;
constexpr std::size_t kFacetBytes = 50;

// A coordinate of a real model: neither NaN nor of the sizes that random bytes give.
bool is_plausible(float value) { return value == 0 || (std::abs(value) > 1e-20F && std::abs(value) < 1e12F); }

// Whether the facets in the head look like facets. Random bytes pass with a chance of one in thousands a
// facet; space that was reserved and never written is nothing but zeros.
bool has_plausible_facets(ByteView head) {
  std::size_t floats = 0, plausible = 0, zeros = 0;
  for (std::size_t facet = kHeaderBytes; facet < head.size(); facet += kFacetBytes) {
    for (std::size_t i = 0; i < 12 && facet + 4 * i + 4 <= head.size(); ++i) {
      const auto value = load_le<float>(head.data() + facet + 4 * i);
      ++floats;
      if (value == 0) ++zeros;
      if (is_plausible(value) && (i >= 3 || std::abs(value) < 1.5F)) ++plausible;
    }
  }
  return 20 * plausible >= 19 * floats && 10 * zeros < 9 * floats;  // some damage is allowed
}

bool is_text(ByteView head) {
  return std::none_of(head.begin(), head.end(), [](std::byte b) {
    const char c = static_cast<char>(b);
    return (static_cast<unsigned char>(c) < ' ' && !is_space(c) && c != '\x1A') || c == '\x7F';
  });
}

}  // namespace

bool begins_with_solid(ByteView bytes) {
  std::string_view text = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 512)));
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  return to_lower(next_word(text)) == "solid";
}

StlKind classify_stl(ByteView head, std::uint64_t size) {
  std::uint64_t count = 0;
  if (head.size() >= kHeaderBytes) {
    count = load_le<std::uint32_t>(head.data() + 80);
    if (size == kHeaderBytes + kFacetBytes * count) return StlKind::kBinary;
  }
  if (is_text(head)) return begins_with_solid(head) ? StlKind::kAscii : StlKind::kNone;
  if (head.size() <= kHeaderBytes || !has_plausible_facets(head)) return StlKind::kNone;
  return StlKind::kBinaryWrongCount;
}

int sniff_stl(ByteView head, std::uint64_t size) {
  switch (classify_stl(head, size)) {
    case StlKind::kBinary:
      return 80;
    case StlKind::kBinaryWrongCount:
      return 5;  // nothing but plausible floats: any magic wins
    case StlKind::kAscii: {
      const std::string text = to_lower(as_text(head));
      const bool sure = text.find("facet") != std::string::npos || text.find("endsolid") != std::string::npos;
      return sure ? 70 : 10;  // a long first line, a file that was cut, or some other text
    }
    case StlKind::kNone:
      break;
  }
  return 0;
}

}  // namespace meshgate
