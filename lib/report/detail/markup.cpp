#include "report/detail/markup.h"

#include "core/text.h"

namespace meshgate {
namespace {

void escape_line(std::string_view line, std::size_t limit, std::string& out) {
  for (const char c : printable(line, limit)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

std::string escape_markup(std::string_view text, std::size_t limit) {
  std::string out;
  for (;;) {
    const std::size_t end = text.find('\n');
    escape_line(text.substr(0, end), limit, out);
    if (end == std::string_view::npos || out.size() > limit) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace meshgate
