// The general half of the OBJ parser: every statement, in any spacing, continued or broken.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>

#include "formats/detail/obj_parser.h"
#include "formats/detail/text_numbers.h"
#include "formats/detail/text_words.h"

namespace meshgate {
namespace obj_detail {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Numbers of a line; what is no number becomes NaN. The line is followed by a character that ends it.
struct Numbers {
  std::array<float, 8> values{};
  std::size_t count = 0;
  bool broken = false;
};

Numbers parse_numbers(std::string_view rest) {
  Numbers numbers;
  const char* limit = rest.data() + rest.size();
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    if (word.front() == '#') break;  // a comment after the numbers
    if (numbers.count == numbers.values.size()) {
      numbers.broken = true;
      break;
    }
    float value = 0;
    const char* end = parse_float(word.data(), limit, value);
    const bool whole = end == word.data() + word.size();
    numbers.values[numbers.count++] = whole ? value : kNaN;
    numbers.broken = numbers.broken || !whole;
  }
  return numbers;
}

constexpr std::array<std::string_view, 20> kFreeForm{
    "vp",   "cstype", "deg", "bmat", "step", "curv", "curv2", "surf", "parm", "trim",
    "hole", "scrv",   "sp",  "end",  "con",  "bzp",  "bsp",   "cdc",  "cdp",  "res"};
// Statements about display, smoothing and grouping of free-form parts: nothing of the mesh depends on them.
constexpr std::array<std::string_view, 13> kIgnored{"s",     "mg",     "bevel",  "c_interp",   "d_interp",
                                                    "lod",   "maplib", "usemap", "shadow_obj", "trace_obj",
                                                    "ctech", "stech",  "matlib"};

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_keyword(std::string_view word) {
  return word.size() <= 32 &&
         std::all_of(word.begin(), word.end(),
                     [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
                     }) &&
         !is_digit(word.front());
}

}  // namespace

void Parser::note_syntax(std::uint64_t ObjRemarks::*reason) {
  ++(chunk_.remarks.*reason);
  chunk_.remarks.syntax.add([&] { return at_line(line_ + 1).tally.witnesses.front(); });
}

void Parser::note_unsupported(std::uint64_t ObjRemarks::*reason) {
  ++(chunk_.remarks.*reason);
  chunk_.remarks.unsupported.add([&] { return at_line(line_ + 1).tally.witnesses.front(); });
}

// The line at `p` with those that continue it; moves `p` behind them.
std::string_view Parser::logical_line(const char*& p) {
  const auto physical = [&] {
    const char* newline =
        static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(limit_ - p)));
    std::string_view line(p, static_cast<std::size_t>(newline - p));
    p = newline + 1;
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    return line;
  };
  const char* start = p;
  const std::string_view first = physical();
  const bool comment = trim(first).substr(0, 1) == "#";  // a path in a comment may well end in a backslash
  if (comment || first.empty() || first.back() != '\\') return {start, first.size()};
  joined_.assign(first);
  while (joined_.back() == '\\') {
    joined_.back() = ' ';
    if (p == limit_) break;
    joined_ += physical();
    ++extra_lines_;
  }
  joined_ += '\n';  // ends the last number
  return std::string_view(joined_).substr(0, joined_.size() - 1);
}

const char* Parser::parse_general(const char* p) {
  const char* next = p;
  parse_statement(trim(logical_line(next)));
  return next;
}

void Parser::parse_statement(std::string_view line) {
  if (line.empty() || line.front() == '#') return;
  std::string_view rest = line;
  const std::string_view word = next_word(rest);
  if (word == "v") return general_vertex(rest);
  if (word == "vt") return general_uv(rest);
  if (word == "vn") return general_normal(rest);
  if (word == "f" || word == "fo") return general_face(rest);
  if (word == "g") return add_event(ObjEvent::Kind::kGroup, rest);
  if (word == "o") return add_event(ObjEvent::Kind::kGroup, rest);
  if (word == "usemtl") return add_event(ObjEvent::Kind::kMaterial, rest);
  if (word == "mtllib") return add_event(ObjEvent::Kind::kLibrary, rest);
  if (word == "p") return note_unsupported(&ObjRemarks::points);
  if (word == "l") return note_unsupported(&ObjRemarks::lines);
  if (contains(kIgnored, word)) return;
  if (contains(kFreeForm, word)) return note_unsupported(&ObjRemarks::curves);
  if (!is_keyword(word)) return note_syntax(&ObjRemarks::stray_lines);
  if (chunk_.remarks.first_unknown.empty()) chunk_.remarks.first_unknown = word;
  note_unsupported(&ObjRemarks::unknown);
}

// A vertex that cannot be read is kept as NaN: the numbers of those after it stay right.
void Parser::general_vertex(std::string_view rest) {
  Numbers n = parse_numbers(rest);
  if (n.count < 3 || n.broken || n.count == 5) {
    note_syntax(&ObjRemarks::bad_numbers);
    for (std::size_t i = n.count; i < 3; ++i) n.values[i] = kNaN;
  }
  if (n.count == 4 && n.values[3] != 1) note_unsupported(&ObjRemarks::weights);
  if (n.count >= 6) {
    add_color({n.values[3], n.values[4], n.values[5], n.count == 7 ? n.values[6] : 1});
  } else if (!chunk_.colors.empty()) {
    add_color({1, 1, 1, 1});
  }
  chunk_.positions.push_back({n.values[0], n.values[1], n.values[2]});
}

void Parser::general_uv(std::string_view rest) {
  Numbers n = parse_numbers(rest);
  if (n.count == 0 || n.count > 3 || n.broken) note_syntax(&ObjRemarks::bad_numbers);
  if (n.count == 0) n.values[0] = n.values[1] = kNaN;
  chunk_.uvs.push_back({n.values[0], n.values[1]});  // "vt u" means v = 0
}

void Parser::general_normal(std::string_view rest) {
  Numbers n = parse_numbers(rest);
  if (n.count != 3 || n.broken) note_syntax(&ObjRemarks::bad_numbers);
  for (std::size_t i = n.count; i < 3; ++i) n.values[i] = kNaN;
  chunk_.normals.push_back({n.values[0], n.values[1], n.values[2]});
}

void Parser::general_face(std::string_view rest) {
  corners_.clear();
  const char* limit = rest.data() + rest.size();
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    if (word.front() == '#') break;
    Corner corner;
    // The word is followed by a blank or the end of the line, where the digits stop.
    if (parse_corner(word.data(), limit, corner) != word.data() + word.size())
      return note_syntax(&ObjRemarks::bad_faces);
    corners_.push_back(corner);
  }
  if (corners_.size() < 3) return note_syntax(&ObjRemarks::bad_faces);
  add_face(corners_.data(), corners_.size());
}

void Parser::add_event(ObjEvent::Kind kind, std::string_view name) {
  name = trim(name);
  std::vector<ObjEvent>& events = chunk_.events;
  const std::size_t face = chunk_.face_count();
  if (kind != ObjEvent::Kind::kLibrary) {
    std::size_t& last = last_event_[kind == ObjEvent::Kind::kMaterial ? 1 : 0];
    // Without a face in between only the last one counts; a file of nothing but groups stays small.
    if (last != kNone && events[last].face == face) {
      events[last].name = name;
      events[last].line = line_ + 1;
      return;
    }
    last = events.size();
  }
  events.push_back({kind, line_ + 1, face, 0, std::string(name)});
}

}  // namespace obj_detail

bool may_begin_obj_chunk(std::string_view text, std::size_t at) {
  std::size_t before = at - 1;  // the '\n'
  while (before > 0 && is_space(text[before - 1]) && text[before - 1] != '\n') --before;
  return before == 0 || text[before - 1] != '\\';
}

std::size_t ObjChunk::bytes() const {
  return positions.bytes() + colors.bytes() + uvs.bytes() + normals.bytes() + corner_positions.bytes() +
         corner_uvs.bytes() + corner_normals.bytes() + face_sizes.bytes() + face_lines.bytes() +
         events.size() * sizeof(ObjEvent);
}

void ObjRemarks::merge(ObjRemarks later) {
  syntax.merge(std::move(later.syntax));
  bad_numbers += later.bad_numbers;
  bad_faces += later.bad_faces;
  stray_lines += later.stray_lines;
  unsupported.merge(std::move(later.unsupported));
  points += later.points;
  lines += later.lines;
  curves += later.curves;
  unknown += later.unknown;
  weights += later.weights;
  if (first_unknown.empty()) first_unknown = std::move(later.first_unknown);
  out_of_range.merge(std::move(later.out_of_range));
  dropped_faces += later.dropped_faces;
  lost_uvs += later.lost_uvs;
  lost_normals += later.lost_normals;
  fanned += later.fanned;
}

}  // namespace meshgate
