#include "formats/detail/gltf_uri.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  for (auto& digit : digits) digit = kNoDigit;
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  digits[static_cast<unsigned char>('-')] = 62;  // the URL-safe alphabet, RFC 4648 section 5
  digits[static_cast<unsigned char>('_')] = 63;
  return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = make_digits();

std::uint8_t digit_of(char c) { return kDigits[static_cast<unsigned char>(c)]; }

std::string_view without_padding(std::string_view payload) {
  while (!payload.empty() && payload.back() == '=') payload.remove_suffix(1);
  return payload;
}

// Empty when the payload is well-formed base64.
std::string_view base64_problem(std::string_view payload) {
  const std::string_view digits = without_padding(payload);
  const std::size_t padding = payload.size() - digits.size();
  for (const char c : digits) {
    if (digit_of(c) == kNoDigit) return "a character that is not base64";
  }
  if (padding > 2 || (padding > 0 && payload.size() % 4 != 0)) return "wrong base64 padding";
  if (digits.size() % 4 == 1) return "an incomplete base64 group";
  return {};
}

bool is_alpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

UriFacts invalid(std::string_view reason) {
  UriFacts facts;
  facts.reason = reason;
  return facts;
}

// "data:" [ type "/" subtype ] *( ";" name "=" value ) [ ";base64" ] "," payload
UriFacts classify_data(std::string_view uri) {
  constexpr std::size_t kStart = 5;
  const std::size_t comma = uri.find(',');
  if (comma == std::string_view::npos) return invalid("a data URI without a comma");
  const std::string_view head = uri.substr(kStart, comma - kStart);
  UriFacts facts;
  facts.kind = UriKind::kData;
  facts.payload = uri.substr(comma + 1);
  std::size_t end = std::min(head.find(';'), head.size());
  facts.mime_type = to_lower(head.substr(0, end));
  const std::size_t slash = facts.mime_type.find('/');
  if (!facts.mime_type.empty() &&
      (slash == std::string::npos || facts.mime_type.find('/', slash + 1) != std::string::npos)) {
    return invalid("a data URI with a malformed media type");
  }
  if (facts.mime_type.empty()) facts.mime_type = "text/plain";
  while (end < head.size()) {
    const std::size_t start = end + 1;
    end = std::min(head.find(';', start), head.size());
    const std::string_view parameter = head.substr(start, end - start);
    if (parameter == "base64" && end == head.size()) {
      facts.base64 = true;
    } else if (parameter.find('=') == std::string_view::npos) {
      return invalid("a data URI with a malformed parameter");
    }
  }
  if (facts.base64) {
    if (const std::string_view problem = base64_problem(facts.payload); !problem.empty())
      return invalid(problem);
  }
  return facts;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Array<std::byte> decode_base64(std::string_view payload) {
  const std::string_view digits = without_padding(payload);
  Buffer<std::byte> out(digits.size() / 4 * 3 + (digits.size() % 4 == 0 ? 0 : digits.size() % 4 - 1));
  std::size_t to = 0;
  std::size_t i = 0;
  for (; i + 4 <= digits.size(); i += 4) {
    const std::uint32_t group = (std::uint32_t{digit_of(digits[i])} << 18U) |
                                (std::uint32_t{digit_of(digits[i + 1])} << 12U) |
                                (std::uint32_t{digit_of(digits[i + 2])} << 6U) | digit_of(digits[i + 3]);
    out[to++] = static_cast<std::byte>(group >> 16U);
    out[to++] = static_cast<std::byte>(group >> 8U);
    out[to++] = static_cast<std::byte>(group);
  }
  std::uint32_t rest = 0;
  for (std::size_t k = i; k < digits.size(); ++k) rest = (rest << 6U) | digit_of(digits[k]);
  if (digits.size() - i == 2) out[to++] = static_cast<std::byte>(rest >> 4U);
  if (digits.size() - i == 3) {
    out[to++] = static_cast<std::byte>(rest >> 10U);
    out[to++] = static_cast<std::byte>(rest >> 2U);
  }
  return std::move(out).freeze();
}

}  // namespace

UriFacts classify_uri(std::string_view uri) {
  if (uri.size() >= 5 && to_lower(uri.substr(0, 5)) == "data:") return classify_data(uri);
  UriFacts facts;
  facts.kind = UriKind::kRelative;
  const std::size_t mark = uri.find_first_of(":/?#");
  if (mark != std::string_view::npos && uri[mark] == ':') {
    if (mark == 0) return invalid("the scheme before the colon is empty");
    const bool letters = std::all_of(
        uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(mark),
        [](char c) { return is_alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; });
    if (!is_alpha(uri[0]) || !letters) return invalid("the scheme before the colon is malformed");
    facts.kind = UriKind::kNonRelative;
  }
  if (!uri.empty() && uri.front() == '/') facts.kind = UriKind::kNonRelative;
  if (uri.find_first_of("?#") != std::string_view::npos) facts.kind = UriKind::kNonRelative;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%' && (i + 2 >= uri.size() || hex_value(uri[i + 1]) < 0 || hex_value(uri[i + 2]) < 0)) {
      return invalid("a broken percent-escape");
    }
  }
  return facts;
}

std::uint64_t decoded_size(const UriFacts& uri) {
  return uri.base64 ? uri.payload.size() / 4 * 3 + 3 : uri.payload.size();
}

Array<std::byte> decode_data_uri(const UriFacts& uri) {
  if (uri.base64) return decode_base64(uri.payload);
  std::vector<std::byte> bytes;
  bytes.reserve(uri.payload.size());
  for (std::size_t i = 0; i < uri.payload.size(); ++i) {
    const char c = uri.payload[i];
    if (c == '%' && i + 2 < uri.payload.size() && hex_value(uri.payload[i + 1]) >= 0 &&
        hex_value(uri.payload[i + 2]) >= 0) {
      bytes.push_back(
          static_cast<std::byte>(hex_value(uri.payload[i + 1]) * 16 + hex_value(uri.payload[i + 2])));
      i += 2;
    } else {
      bytes.push_back(static_cast<std::byte>(c));
    }
  }
  return Array<std::byte>(std::move(bytes));
}

}  // namespace meshgate
