#pragma once
// Numbers in text at gigabytes a second: eight digits at a time, with an exact fallback.
//
// All functions read from `p` until the first character that cannot belong to the number. The text must end
// with a character that cannot (a newline), and `limit` is the end of the text that may be read.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/endian.h"

namespace meshgate {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Value and length of the run of digits (at most eight) at the start of eight characters.
struct DigitRun {
  std::uint32_t value = 0;
  unsigned count = 0;
};

inline DigitRun parse_eight(const char* p) {
  std::uint64_t x = load_le<std::uint64_t>(reinterpret_cast<const std::byte*>(p)) ^ 0x3030303030303030U;
  // The high bit of each byte that is not 0…9; a carry can only disturb bytes after the first such one.
  const std::uint64_t other = ((x + 0x7676767676767676U) | x) & 0x8080808080808080U;
  unsigned count = 8;
  if (other != 0) {
    count = static_cast<unsigned>(std::countr_zero(other)) >> 3U;
    if (count == 0) return {};
    x <<= 8U * (8U - count);  // leading zeros
  }
  x = x * 10 + (x >> 8U);
  x = ((x & 0x000000FF000000FFU) * 0x000F424000000064U +
       ((x >> 16U) & 0x000000FF000000FFU) * 0x0000271000000001U) >>
      32U;
  return {static_cast<std::uint32_t>(x), count};
}

/// Reads digits; values above 2^31 − 1 become 2^31 − 1. Returns `p` when there is no digit.
inline const char* parse_digits(const char* p, const char* limit, std::uint32_t& value) {
  constexpr std::uint64_t kMax = 0x7FFFFFFFU;
  std::uint64_t total = 0;
  if (limit - p >= 8) {
    const DigitRun run = parse_eight(p);
    value = run.value;
    p += run.count;
    if (run.count < 8) return p;
    total = run.value;
  }
  for (; is_digit(*p); ++p) total = std::min(kMax, total * 10 + static_cast<std::uint64_t>(*p - '0'));
  value = static_cast<std::uint32_t>(total);
  return p;
}

/// The exact way: any length, exponents, "nan", "inf", "1.#QNAN". Overflow gives an infinity, underflow a
/// zero. Returns null when there is no number.
const char* parse_float_exactly(const char* p, const char* limit, float& value);

namespace text_numbers_detail {
inline constexpr std::array<std::uint64_t, 9> kPowers{1,      10,      100,      1000,     10000,
                                                      100000, 1000000, 10000000, 100000000};
inline constexpr std::array<double, 23> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
}  // namespace text_numbers_detail

/// Reads a decimal number, correctly rounded to float. Returns null when there is none.
inline const char* parse_float(const char* p, const char* limit, float& value) {
  using namespace text_numbers_detail;
  const char* start = p;
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  std::uint64_t mantissa = 0;
  const char* digits = p;
  for (; is_digit(*p); ++p) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
  std::ptrdiff_t count = p - digits;
  int exponent = 0;
  if (*p == '.') {
    const char* fraction = ++p;
    if (limit - p >= 8) {
      const DigitRun run = parse_eight(p);
      mantissa = mantissa * kPowers[run.count] + run.value;
      p += run.count;
      if (run.count == 8) {
        for (; is_digit(*p); ++p) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
      }
    } else {
      for (; is_digit(*p); ++p) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
    }
    count += p - fraction;
    exponent = count > 18 ? 0 : -static_cast<int>(p - fraction);
  }
  if (count == 0 || count > 18) return parse_float_exactly(start, limit, value);  // might not fit 64 bits
  if (*p == 'e' || *p == 'E') {
    const char* sign = p + 1;
    const bool down = *sign == '-';
    const char* first = sign + ((down || *sign == '+') ? 1 : 0);
    std::uint32_t power = 0;
    const char* last = first;
    for (; is_digit(*last) && last - first < 4; ++last)
      power = power * 10 + static_cast<std::uint32_t>(*last - '0');
    if (last == first || is_digit(*last)) return parse_float_exactly(start, limit, value);
    exponent += down ? -static_cast<int>(power) : static_cast<int>(power);
    p = last;
  } else if (*p == '#') {
    return parse_float_exactly(start, limit, value);  // what old Windows run-times print for NaN and infinity
  }
  if (mantissa >> 53U != 0 || exponent < -22 || exponent > 22)
    return parse_float_exactly(start, limit, value);
  // Clinger: both operands are exact, so the double is the nearest one.
  double number = static_cast<double>(mantissa);
  if (exponent < 0) {
    number /= kPowersOfTen[static_cast<std::size_t>(-exponent)];
  } else {
    number *= kPowersOfTen[static_cast<std::size_t>(exponent)];
  }
  // The nearest float of the nearest double is the nearest float, but not when the double lies half-way
  // between two floats, and not among subnormals; zero is fine.
  const bool half_way = (std::bit_cast<std::uint64_t>(number) & 0x1FFFFFFFU) == 0x10000000U;
  if (half_way || number > 3.4e38 || (number < 1.2e-38 && mantissa != 0)) {
    return parse_float_exactly(start, limit, value);
  }
  value = static_cast<float>(negative ? -number : number);
  return p;
}

}  // namespace meshgate
