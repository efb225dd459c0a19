#include "formats/detail/stl_ascii_parse.h"

#include <array>

#include "core/text.h"
#include "formats/detail/text_numbers.h"
#include "formats/detail/text_words.h"

namespace meshgate {
namespace {

// Whether the word at `p` is `keyword` (lower case), in either case. The text ends with a newline, which no
// keyword contains, so the comparison stops in time.
template <std::size_t Size>
bool is_word(const char* p, const char (&keyword)[Size]) {
  for (std::size_t i = 0; i + 1 < Size; ++i) {
    if ((p[i] | 0x20) != keyword[i]) return false;
  }
  return is_space(p[Size - 1]);
}

class Parser {
 public:
  Parser(std::string_view text, StlAsciiChunk& chunk)
      : p_(text.data()), limit_(text.data() + text.size()), chunk_(chunk) {}

  void run(std::uint64_t max_bytes) {
    while (chunk_.events.size() * sizeof(StlSolidEvent) <= max_bytes && skip_space()) {
      if (take("facet")) {
        parse_facet();
      } else if (take("solid")) {
        const std::uint32_t line = line_;
        chunk_.events.push_back({true, line, chunk_.facet_lines.size(), std::string(take_name())});
      } else if (take("endsolid")) {
        chunk_.events.push_back({false, line_, chunk_.facet_lines.size(), {}});
        take_name();
      } else {
        note_stray();
        skip_line();
      }
    }
    chunk_.line_count = line_ - 1;
  }

 private:
  // Moves to the next word; false at the end.
  bool skip_space() {
    for (; p_ != limit_ && is_space(*p_); ++p_) {
      if (*p_ == '\n') ++line_;
    }
    return p_ != limit_;
  }
  template <std::size_t Size>
  bool take(const char (&keyword)[Size]) {
    if (!is_word(p_, keyword)) return false;
    p_ += Size - 1;
    return true;
  }
  void skip_line() {
    while (*p_ != '\n') ++p_;
  }
  // After something that was no number: the rest of the line, unless it goes on with the grammar.
  void skip_unreadable() {
    if (p_ == limit_ || is_word(p_, "outer") || is_word(p_, "vertex") || is_word(p_, "endloop") ||
        is_word(p_, "endfacet") || ends_facet()) {
      return;
    }
    skip_line();
  }
  [[nodiscard]] bool ends_facet() const {
    return is_word(p_, "facet") || is_word(p_, "solid") || is_word(p_, "endsolid");
  }
  // The rest of the line, or less when the whole file is one line.
  std::string_view take_name() {
    const char* start = p_;
    while (*p_ != '\n') {
      const char* word = p_;
      while (is_space(*word) && *word != '\n') ++word;
      if (is_word(word, "facet")) {
        const char* next = word + 5;
        while (is_space(*next) && *next != '\n') ++next;
        if (is_word(next, "normal")) break;
      }
      for (p_ = word; !is_space(*p_);) ++p_;
    }
    return trim({start, static_cast<std::size_t>(p_ - start)});
  }
  bool take_number(float& value) {
    if (!skip_space()) return false;
    const char* end = parse_float(p_, limit_, value);
    if (end == nullptr || !is_space(*end)) return false;
    p_ = end;
    return true;
  }
  bool take_float3(float3& v) { return take_number(v.x) && take_number(v.y) && take_number(v.z); }

  void note(std::uint32_t line) {
    chunk_.malformed.add([&] { return at_line(line).tally.witnesses.front(); });
  }
  void note_stray() {
    ++chunk_.stray_words;
    note(line_);
  }
  // A facet that cannot be kept.
  void drop(std::uint32_t line) {
    ++chunk_.dropped_facets;
    note(line);
  }

  void parse_facet();
  void keep(std::uint32_t line, float3 normal, const std::array<float3, 3>& corners);

  const char* p_;
  const char* limit_;
  std::uint32_t line_ = 1;
  StlAsciiChunk& chunk_;
};

// After the word "facet". Ends after "endfacet", or before a word that cannot be part of a facet.
void Parser::parse_facet() {
  const std::uint32_t line = line_;
  float3 normal;
  if (!skip_space() || !take("normal") || !take_float3(normal)) {
    normal = {};
    note_stray();
    skip_unreadable();
  }
  std::array<float3, 3> corners;
  std::size_t count = 0;
  bool readable = true;
  while (skip_space()) {
    if (take("vertex")) {
      float3 corner;
      if (!take_float3(corner)) {
        readable = false;
        skip_unreadable();
      }
      if (count < 3) corners[count] = corner;
      ++count;
    } else if (take("outer")) {
      if (!skip_space() || !take("loop")) note_stray();
    } else if (take("endloop")) {
    } else if (take("endfacet")) {
      if (count == 3 && readable) return keep(line, normal, corners);
      return drop(line);
    } else if (ends_facet()) {
      return drop(line);
    } else {
      note_stray();
      skip_line();
    }
  }
  chunk_.open_facet_line = line;
}

void Parser::keep(std::uint32_t line, float3 normal, const std::array<float3, 3>& corners) {
  std::copy(corners.begin(), corners.end(), chunk_.corners.grow_by(3));
  chunk_.facet_lines.push_back(line);
  chunk_.normals.add(compare_normal(normal, corners[0], corners[1], corners[2]), [&] {
    Location location;
    location.kind = LocationKind::kFace;
    location.indices = {chunk_.facet_lines.size() - 1};
    location.position = corners[0];
    location.line = line;
    return location;
  });
}

}  // namespace

void parse_stl_ascii_chunk(std::string_view text, std::uint64_t max_bytes, StlAsciiChunk& chunk) {
  Parser(text, chunk).run(max_bytes);
}

bool may_begin_stl_chunk(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return text.size() - at > 5 && to_lower(text.substr(at, 5)) == "facet" && is_space(text[at + 5]);
}

}  // namespace meshgate
