#pragma once
// The two halves of the OBJ parser: lines as exporters write them, and everything else.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "formats/detail/obj_chunk.h"

namespace meshgate::obj_detail {

/// References of one corner, encoded as in ObjChunk.
struct Corner {
  std::uint32_t position = kNoIndex;
  std::uint32_t uv = kNoIndex;
  std::uint32_t normal = kNoIndex;
};

/// State of one parse. Functions that take `p` return the start of the next line.
class Parser {
 public:
  Parser(std::string_view text, ObjChunk& chunk)
      : begin_(text.data()), limit_(text.data() + text.size()), chunk_(chunk) {}
  void run();

 private:
  // obj_parse.cpp: null when the line needs the general way; then nothing was stored.
  const char* parse_common(const char* p);
  const char* parse_vertex(const char* p);
  const char* parse_uv(const char* p);
  const char* parse_normal(const char* p);
  const char* parse_face(const char* p);
  const char* parse_corner(const char* p, const char* limit, Corner& corner) const;
  void add_face(const Corner* corners, std::size_t count);
  void add_color(float4 color);

  // obj_statements.cpp
  const char* parse_general(const char* p);
  std::string_view logical_line(const char*& p);
  void parse_statement(std::string_view line);
  void general_vertex(std::string_view rest);
  void general_uv(std::string_view rest);
  void general_normal(std::string_view rest);
  void general_face(std::string_view rest);
  void add_event(ObjEvent::Kind kind, std::string_view name);
  void note_syntax(std::uint64_t ObjRemarks::*reason);
  void note_unsupported(std::uint64_t ObjRemarks::*reason);

  const char* begin_;
  const char* limit_;
  ObjChunk& chunk_;
  std::uint32_t line_ = 0;         // lines before the one at hand
  std::uint32_t extra_lines_ = 0;  // of the statement at hand, beyond the first
  std::string joined_;             // a statement that was continued with backslashes
  std::vector<Corner> corners_;
  std::array<std::size_t, 2> last_event_{kNone, kNone};  // group, material: index into the chunk's events
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

}  // namespace meshgate::obj_detail
