#include "report/detail/text_style.h"

#include <fmt/core.h>

#include <algorithm>

#include "report/detail/describe.h"

namespace meshgate {

std::string TextStyle::paint(const char* code, std::string_view text) const {
  return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string TextStyle::severity(Severity severity, std::string_view text) const {
  const char* code = severity == Severity::kError ? "1;31" : severity == Severity::kWarning ? "1;33" : "1;36";
  return paint(code, text);
}

std::string TextStyle::verdict(Verdict verdict) const {
  const char* code = verdict == Verdict::kFail ? "1;31" : verdict == Verdict::kWarn ? "1;33" : "1;32";
  return paint(code, fmt::format("{:4}", to_string(verdict)));
}

std::size_t TextStyle::width() const { return static_cast<std::size_t>(std::max(width_, 40)); }

std::string TextStyle::wrapped(std::string_view text, std::size_t indent, bool dimmed,
                               std::size_t most_lines) const {
  const std::size_t room = width() - std::min(indent, width() / 2);
  std::string out;
  for (std::size_t lines = 1; !text.empty(); ++lines) {
    std::size_t size = bytes_of_columns(text, room);
    if (size < text.size()) {
      const std::size_t space = text.rfind(' ', size);
      size = space == std::string_view::npos || space == 0 ? std::min(text.find(' '), text.size()) : space;
    }
    std::string line(text.substr(0, size));
    text.remove_prefix(std::min(text.size(), size + 1));
    if (lines == most_lines && !text.empty()) {
      line += " …";
      text = {};
    }
    out += std::string(indent, ' ') + (dimmed ? dim(line) : line) + '\n';
  }
  return out;
}

}  // namespace meshgate
