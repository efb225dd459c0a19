#include "formats/detail/usda_text.h"

#include <array>
#include <charconv>

namespace meshgate {
namespace {

template <class T>
void append_number(T value, std::string& text) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void UsdaText::put(float value) { append_number(value, text_); }
void UsdaText::put(double value) { append_number(value, text_); }
void UsdaText::put(std::uint32_t value) { append_number(value, text_); }

void UsdaText::line(std::string_view text) {
  indent();
  text_ += text;
  text_ += '\n';
}

void UsdaText::open(std::string_view type, std::string_view name, const std::string& metadata) {
  indent();
  text_ += "def ";
  text_ += type;
  text_ += " \"";
  text_ += name;
  text_ += '"';
  if (!metadata.empty()) text_ += " (" + metadata + ")";
  text_ += '\n';
  line("{");
  ++depth_;
}

void UsdaText::close() {
  --depth_;
  line("}");
}

void UsdaText::begin_array(std::string_view declaration) {
  indent();
  text_ += declaration;
  text_ += " = [";
}

void UsdaText::end_array(std::string_view interpolation) {
  text_ += ']';
  if (!interpolation.empty()) {
    text_ += " (interpolation = \"";
    text_ += interpolation;
    text_ += "\")";
  }
  text_ += '\n';
}

std::string usda_tuple(std::initializer_list<double> values) {
  std::string text = "(";
  for (const double value : values) {
    if (text.size() > 1) text += ", ";
    append_number(value, text);
  }
  return text + ")";
}

std::string usda_string(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    if (c == '"' || c == '\\') literal += '\\';
    literal += plain ? c : ' ';
  }
  return literal + "\"";
}

std::string UsdNames::add(std::string_view name, std::string_view fallback) {
  std::string plain;
  for (const char c : name.substr(0, 100)) plain += is_letter(c) || is_digit(c) ? c : '_';
  if (plain.find_first_not_of('_') == std::string::npos) plain = fallback;
  if (is_digit(plain.front())) plain.insert(0, "_");
  std::string unique = plain;
  for (int i = 2; !taken_.insert(unique).second; ++i) unique = plain + "_" + std::to_string(i);
  return unique;
}

}  // namespace meshgate
