#include "formats/detail/sniffing.h"

#include "formats/detail/text_words.h"

namespace meshgate {

bool is_xml_with_root(ByteView head, std::string_view name) {
  std::string_view text = as_text(head);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  for (;;) {
    text = trim(text);
    if (text.size() < 2 || text.front() != '<') return false;
    std::string_view end = ">";
    if (text.substr(0, 4) == "<!--") {
      end = "-->";
    } else if (text[1] == '?') {
      end = "?>";
    } else if (text[1] != '!') {
      break;
    }
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + end.size());
  }
  text.remove_prefix(1);
  std::string_view root = text.substr(0, text.find_first_of(" \t\r\n/>"));
  if (const std::size_t colon = root.find(':'); colon != std::string_view::npos)
    root.remove_prefix(colon + 1);
  return root == name;
}

}  // namespace meshgate
