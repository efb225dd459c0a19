#include "formats/detail/text_numbers.h"

#include <charconv>
#include <limits>

namespace meshgate {
namespace {

// Whether a decimal number that no float can hold is too large (and not too small).
bool is_large(const char* p, const char* end) {
  long long magnitude = 0;  // decimal digits before the point, or minus the zeros after it
  bool point = false, seen = false;
  for (; p != end && *p != 'e' && *p != 'E'; ++p) {
    if (*p == '.') {
      point = true;
    } else if (is_digit(*p)) {
      if (*p != '0') seen = true;
      if (!point && seen) ++magnitude;
      if (point && !seen) --magnitude;
    }
  }
  if (p == end) return magnitude > 0;
  const bool down = p + 1 != end && p[1] == '-';
  long long power = 0;
  for (++p; p != end; ++p) {
    if (is_digit(*p)) power = std::min(power * 10 + (*p - '0'), 1'000'000'000'000'000LL);
  }
  return magnitude + (down ? -power : power) > 0;
}

}  // namespace

const char* parse_float_exactly(const char* p, const char* limit, float& value) {
  const char* end = p;
  while (end != limit && static_cast<unsigned char>(*end) > ' ') ++end;
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  if (p == end || *p == '-' || *p == '+') return nullptr;
  float magnitude = 0;
  const auto [next, error] = std::from_chars(p, end, magnitude, std::chars_format::general);
  const char* after = next;
  if (error == std::errc::invalid_argument) return nullptr;
  if (error == std::errc::result_out_of_range) {
    magnitude = is_large(p, after) ? std::numeric_limits<float>::infinity() : 0.0F;
  }
  if (after != end && *after == '#') {  // "1.#INF", "1.#QNAN", "1.#IND00"
    const std::string_view word(after + 1, static_cast<std::size_t>(end - after - 1));
    magnitude = word.substr(0, 3) == "INF" ? std::numeric_limits<float>::infinity()
                                           : std::numeric_limits<float>::quiet_NaN();
    after = end;
  }
  value = negative ? -magnitude : magnitude;
  return after;
}

}  // namespace meshgate
