#include "report/detail/markdown_html.h"

#include <array>

#include "core/markup.h"

namespace meshgate {
namespace {

struct Mark {
  std::string_view text, element;
};
constexpr std::array<Mark, 3> kMarks{{{"`", "code"}, {"**", "strong"}, {"*", "em"}}};

// The mark that begins at the start of `text` and is closed later, or null.
const Mark* opening_mark(std::string_view text) {
  for (const Mark& mark : kMarks) {
    if (!text.starts_with(mark.text)) continue;
    const std::size_t size = mark.text.size();
    const bool opens = text.size() > size && text[size] != ' ' && text[size] != '\n';
    return opens && text.find(mark.text, size + 1) != std::string_view::npos ? &mark : nullptr;
  }
  return nullptr;
}

std::string inline_html(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    if (const Mark* mark = opening_mark(text)) {
      const std::size_t size = mark->text.size();
      const std::size_t end = text.find(mark->text, size + 1);
      const std::string_view inside = text.substr(size, end - size);
      const std::string content = mark->element == "code" ? escape_entities(inside) : inline_html(inside);
      html += '<' + std::string(mark->element) + '>' + content + "</" + std::string(mark->element) + '>';
      text.remove_prefix(end + size);
    } else {
      const std::size_t next = text.find_first_of("`*", 1);
      html += escape_entities(text.substr(0, next));
      text.remove_prefix(next == std::string_view::npos ? text.size() : next);
    }
  }
  return html;
}

// A block is what stands between empty lines: a paragraph, with or without a list behind.
std::string block_html(std::string_view block) {
  std::string html;
  std::size_t item = block.starts_with("- ") ? 0 : block.find("\n- ");
  const std::string_view paragraph = block.substr(0, item);
  if (!paragraph.empty()) html += "<p>" + inline_html(paragraph) + "</p>\n";
  if (item == std::string_view::npos) return html;
  if (block[item] == '\n') ++item;
  html += "<ul>\n";
  while (item < block.size()) {
    const std::size_t next = block.find("\n- ", item);
    const std::size_t end = next == std::string_view::npos ? block.size() : next;
    html += "<li>" + inline_html(block.substr(item + 2, end - item - 2)) + "</li>\n";
    item = end + 1;
  }
  return html + "</ul>\n";
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
  std::string html;
  while (!markdown.empty()) {
    const std::size_t end = markdown.find("\n\n");
    const std::string_view block = markdown.substr(0, end);
    if (!block.empty()) html += block_html(block);
    markdown.remove_prefix(end == std::string_view::npos ? markdown.size() : end + 2);
    while (markdown.starts_with('\n')) markdown.remove_prefix(1);
  }
  return html;
}

}  // namespace meshgate
