// The fast half: `v`, `vt`, `vn` and `f` lines in the form that exporters write. Each function either takes
// the whole line or stores nothing and leaves it to obj_statements.cpp.
#include <array>

#include "formats/detail/obj_parser.h"
#include "formats/detail/text_numbers.h"

namespace meshgate {
namespace obj_detail {
namespace {

const char* skip_blanks(const char* p) {
  while (is_blank(*p)) ++p;
  return p;
}

// The start of the next line when nothing but blanks is left on this one, else null.
const char* finish_line(const char* p) {
  p = skip_blanks(p);
  if (*p == '\n') return p + 1;
  return *p == '\r' && p[1] == '\n' ? p + 2 : nullptr;  // there is always a '\n' further on
}

bool ends_word(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Reads `Count` numbers with blanks before each; null when one is missing.
template <std::size_t Count>
const char* parse_floats(const char* p, const char* limit, std::array<float, Count>& values) {
  for (float& value : values) {
    p = parse_float(skip_blanks(p), limit, value);
    if (p == nullptr || !ends_word(*p)) return nullptr;
  }
  return p;
}

// `defined` elements come before this line in the chunk.
[[gnu::always_inline]] inline const char* parse_reference(const char* p, const char* limit,
                                                          std::size_t defined, std::uint32_t& value) {
  const bool relative = *p == '-';
  if (relative) ++p;
  std::uint32_t number = 0;
  const char* end = parse_digits(p, limit, number);
  if (end == p) return nullptr;
  if (!relative || number == 0) {
    value = number == 0 ? kObjInvalid : number - 1;
  } else {
    const std::int64_t local = static_cast<std::int64_t>(defined) - number;
    const bool fits = local > -kObjRelativeBias && local < kObjRelativeBias - 1;
    value = fits ? kObjRelative | static_cast<std::uint32_t>(local + kObjRelativeBias) : kObjInvalid;
  }
  return end;
}

}  // namespace

void Parser::run() {
  const char* p = begin_;
  while (p != limit_) {
    const char* next = parse_common(p);
    if (next == nullptr) next = parse_general(p);
    line_ += 1 + extra_lines_;
    extra_lines_ = 0;
    p = next;
  }
  chunk_.line_count = line_;
}

const char* Parser::parse_common(const char* p) {
  if (*p == 'f' && is_blank(p[1])) return parse_face(p + 2);
  if (*p != 'v') return nullptr;
  if (is_blank(p[1])) return parse_vertex(p + 2);
  if (p[1] == 't' && is_blank(p[2])) return parse_uv(p + 3);
  if (p[1] == 'n' && is_blank(p[2])) return parse_normal(p + 3);
  return nullptr;
}

const char* Parser::parse_vertex(const char* p) {
  std::array<float, 3> xyz{};
  p = parse_floats(p, limit_, xyz);
  if (p == nullptr) return nullptr;
  const char* next = finish_line(p);
  std::array<float, 1> first{};
  if (next == nullptr) {
    p = parse_floats(p, limit_, first);
    if (p == nullptr) return nullptr;
    next = finish_line(p);
    if (next != nullptr && first[0] != 1) return nullptr;  // a weight that means something
  }
  if (next == nullptr) {
    std::array<float, 2> others{};
    p = parse_floats(p, limit_, others);
    if (p == nullptr) return nullptr;
    next = finish_line(p);
    if (next == nullptr) return nullptr;
    add_color({first[0], others[0], others[1], 1});
  } else if (!chunk_.colors.empty()) {
    add_color({1, 1, 1, 1});
  }
  chunk_.positions.push_back({xyz[0], xyz[1], xyz[2]});
  return next;
}

// Called before the position is stored.
void Parser::add_color(float4 color) {
  chunk_.colors.fill_to(chunk_.positions.size(), float4{1, 1, 1, 1});
  chunk_.colors.push_back(color);
}

const char* Parser::parse_uv(const char* p) {
  std::array<float, 2> uv{};
  p = parse_floats(p, limit_, uv);
  if (p == nullptr) return nullptr;
  const char* next = finish_line(p);
  if (next == nullptr) {
    std::array<float, 1> depth{};  // many exporters write a third coordinate; it is for volume textures
    p = parse_floats(p, limit_, depth);
    if (p == nullptr) return nullptr;
    next = finish_line(p);
    if (next == nullptr) return nullptr;
  }
  chunk_.uvs.push_back({uv[0], uv[1]});
  return next;
}

const char* Parser::parse_normal(const char* p) {
  std::array<float, 3> xyz{};
  p = parse_floats(p, limit_, xyz);
  if (p == nullptr) return nullptr;
  const char* next = finish_line(p);
  if (next != nullptr) chunk_.normals.push_back({xyz[0], xyz[1], xyz[2]});
  return next;
}

// "1", "1/2", "1//3", "1/2/3"; "1/" and "1//" as some exporters write for missing parts.
const char* Parser::parse_corner(const char* p, const char* limit, Corner& corner) const {
  corner.uv = corner.normal = kNoIndex;
  p = parse_reference(p, limit, chunk_.positions.size(), corner.position);
  if (p == nullptr || *p != '/') return p;
  ++p;
  if (*p != '/') {
    if (ends_word(*p)) return p;
    p = parse_reference(p, limit, chunk_.uvs.size(), corner.uv);
    if (p == nullptr || *p != '/') return p;
  }
  ++p;
  return ends_word(*p) ? p : parse_reference(p, limit, chunk_.normals.size(), corner.normal);
}

const char* Parser::parse_face(const char* p) {
  constexpr std::size_t kMaxCorners = 16;
  std::array<Corner, kMaxCorners> corners;
  std::size_t count = 0;
  for (;; ++count) {
    p = skip_blanks(p);
    if (*p == '\n' || *p == '\r') break;
    if (count == kMaxCorners) return nullptr;
    p = parse_corner(p, limit_, corners[count]);
    if (p == nullptr || !ends_word(*p)) return nullptr;
  }
  p = finish_line(p);
  if (p == nullptr || count < 3) return nullptr;
  add_face(corners.data(), count);
  return p;
}

void Parser::add_face(const Corner* corners, std::size_t count) {
  ObjChunk& c = chunk_;
  const std::size_t before = c.corner_positions.size();
  std::uint32_t present_uv = kNoIndex, present_normal = kNoIndex;  // kNoIndex as long as no corner has one
  std::uint32_t* positions = c.corner_positions.grow_by(count);
  for (std::size_t i = 0; i < count; ++i) {
    positions[i] = corners[i].position;
    c.max_position = std::max(c.max_position, corners[i].position);
    present_uv = std::min(present_uv, corners[i].uv);
    present_normal = std::min(present_normal, corners[i].normal);
  }
  if (present_uv != kNoIndex || !c.corner_uvs.empty()) {
    if (before != 0 && c.corner_uvs.empty()) c.max_uv = kNoIndex;
    c.corner_uvs.fill_to(before, kNoIndex);
    std::uint32_t* uvs = c.corner_uvs.grow_by(count);
    for (std::size_t i = 0; i < count; ++i) {
      uvs[i] = corners[i].uv;
      c.max_uv = std::max(c.max_uv, corners[i].uv);
    }
  }
  if (present_normal != kNoIndex || !c.corner_normals.empty()) {
    if (before != 0 && c.corner_normals.empty()) c.max_normal = kNoIndex;
    c.corner_normals.fill_to(before, kNoIndex);
    std::uint32_t* normals = c.corner_normals.grow_by(count);
    for (std::size_t i = 0; i < count; ++i) {
      normals[i] = corners[i].normal;
      c.max_normal = std::max(c.max_normal, corners[i].normal);
    }
  }
  if (count != 3 || !c.face_sizes.empty()) {
    c.face_sizes.fill_to(c.face_count(), 3);
    c.face_sizes.push_back(static_cast<std::uint32_t>(count));
  }
  c.face_lines.push_back(line_ + 1);
}

}  // namespace obj_detail

void parse_obj_chunk(std::string_view text, ObjChunk& chunk) { obj_detail::Parser(text, chunk).run(); }

}  // namespace meshgate
