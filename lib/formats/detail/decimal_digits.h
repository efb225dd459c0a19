#pragma once
// Whole numbers as decimal text, two digits at a time.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace meshgate {

namespace decimal_digits_detail {
inline constexpr std::array<char, 200> kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

inline void put_pair(char* out, std::uint32_t below_hundred) {
  std::memcpy(out, &kPairs[2 * std::size_t{below_hundred}], 2);
}
}  // namespace decimal_digits_detail

/// How many digits the number has.
inline std::size_t digits_of(std::uint64_t number) {
  std::size_t digits = 1;
  for (; number >= 10; number /= 10) ++digits;
  return digits;
}

/// Writes the number, returns the end.
inline char* put_decimal(char* out, std::uint32_t number) {
  using decimal_digits_detail::put_pair;
  char* const end = out + (number < 10           ? 1
                           : number < 100        ? 2
                           : number < 1000       ? 3
                           : number < 10000      ? 4
                           : number < 100000     ? 5
                           : number < 1000000    ? 6
                           : number < 10000000   ? 7
                           : number < 100000000  ? 8
                           : number < 1000000000 ? 9
                                                 : 10);
  char* at = end;
  for (; number >= 100; number /= 100) put_pair(at -= 2, number % 100);
  if (number >= 10) {
    put_pair(at - 2, number);
  } else {
    at[-1] = static_cast<char>('0' + number);
  }
  return end;
}

}  // namespace meshgate
