#include "core/markup.h"

#include "core/text.h"

namespace meshgate {

std::string escape_entities(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string escape_markup(std::string_view text, std::size_t limit) {
  std::string safe = escape_entities(printable(text, limit));
  // The two noncharacters are valid UTF-8, and yet no character of XML.
  for (const std::string_view bad : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (std::size_t at = safe.find(bad); at != std::string::npos; at = safe.find(bad, at))
      safe.replace(at, bad.size(), bad.back() == '\xbe' ? "\\xef\\xbf\\xbe" : "\\xef\\xbf\\xbf");
  }
  return safe;
}

}  // namespace meshgate
