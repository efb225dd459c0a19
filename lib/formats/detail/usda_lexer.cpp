#include "formats/detail/usda_lexer.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace meshgate {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return is_word_start(c) || is_digit(c) || c == ':' || c == '.'; }

}  // namespace

void UsdaLexer::skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

void UsdaLexer::skip_blanks() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c == '#') {
      skip_line();
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at_;
    } else {
      return;
    }
  }
}

std::string_view UsdaLexer::until(std::string_view end, bool one_line, std::string_view what) {
  const std::size_t stop = text_.find(end, at_);
  const std::string_view content = text_.substr(at_, stop == std::string_view::npos ? 0 : stop - at_);
  if (stop == std::string_view::npos || (one_line && content.find('\n') != std::string_view::npos))
    throw UsdBroken{fmt::format("line {}: {} never ends", line_, what)};
  at_ = stop + end.size();
  line_ += static_cast<std::uint64_t>(std::count(content.begin(), content.end(), '\n'));
  return content;
}

UsdaToken UsdaLexer::quoted() {
  const char quote = text_[at_];
  const bool triple = text_.substr(at_, 3) == std::string(3, quote);
  at_ += triple ? 3 : 1;
  const std::size_t start = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '\\') {
      at_ += 2;
      continue;
    }
    if (c == '\n') {
      if (!triple) break;
      ++line_;
    }
    if (c == quote && (!triple || text_.substr(at_, 3) == std::string(3, quote))) {
      UsdaToken token{UsdaToken::Kind::kText, text_.substr(start, at_ - start), 0};
      at_ += triple ? 3 : 1;
      return token;
    }
    ++at_;
  }
  throw UsdBroken{fmt::format("line {}: a text never ends", line_)};
}

UsdaToken UsdaLexer::next() {
  skip_blanks();
  if (at_ >= text_.size()) return {};
  const char c = text_[at_];
  const std::size_t start = at_;
  if (c == '"' || c == '\'') return quoted();
  if (c == '@') {
    const bool triple = text_.substr(at_, 3) == "@@@";
    at_ += triple ? 3 : 1;
    return {UsdaToken::Kind::kAsset, until(triple ? "@@@" : "@", true, "the path of an asset"), 0};
  }
  if (c == '<') {
    ++at_;
    return {UsdaToken::Kind::kPath, until(">", true, "a path"), 0};
  }
  if (is_digit(c) || c == '-' || c == '+' || c == '.') {
    const char* from = text_.data() + at_ + (c == '+' ? 1 : 0);
    double number = 0;
    const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), number);
    if (error == std::errc::result_out_of_range) number = std::numeric_limits<double>::infinity();
    if (error != std::errc::invalid_argument) {
      at_ = static_cast<std::size_t>(end - text_.data());
      return {UsdaToken::Kind::kNumber, text_.substr(start, at_ - start), number};
    }
  }
  if (is_word_start(c)) {
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "inf") return {UsdaToken::Kind::kNumber, word, std::numeric_limits<double>::infinity()};
    if (word == "nan") return {UsdaToken::Kind::kNumber, word, std::numeric_limits<double>::quiet_NaN()};
    return {UsdaToken::Kind::kWord, word, 0};
  }
  ++at_;
  return {UsdaToken::Kind::kSign, text_.substr(start, 1), 0};
}

std::string unescape_usda(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char c = text[++i];
    plain += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
  }
  return plain;
}

}  // namespace meshgate
