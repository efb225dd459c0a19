#pragma once
// Colours and line breaks of the text report.
#include <string>
#include <string_view>

#include "meshgate/emitter.h"

namespace meshgate {

/// Paints with ANSI codes when the options want colours.
class TextStyle {
 public:
  explicit TextStyle(const EmitOptions& options) : color_(options.color), width_(options.width) {}

  [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return paint("1;31", text); }
  [[nodiscard]] std::string severity(Severity severity, std::string_view text) const;
  [[nodiscard]] std::string verdict(Verdict verdict) const;

  /// Columns of a line, at least 40.
  [[nodiscard]] std::size_t width() const;

  /// `text` in lines of the width that begin with `indent` spaces; words that are longer stay whole. At most
  /// `most_lines`, the last one with "…" when more would follow.
  [[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, bool dimmed = false,
                                    std::size_t most_lines = 1000) const;

 private:
  [[nodiscard]] std::string paint(const char* code, std::string_view text) const;

  bool color_;
  int width_;
};

}  // namespace meshgate
