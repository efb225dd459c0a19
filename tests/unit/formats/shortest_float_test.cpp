#include "formats/detail/shortest_float.h"

#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "formats/detail/decimal_digits.h"

namespace meshgate {
namespace {

std::string ours(float value) {
  std::array<char, kShortestFloatRoom> text;
  return {text.data(), put_shortest(text.data(), value)};
}
std::string theirs(float value) {
  std::array<char, kShortestFloatRoom> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

}  // namespace

TEST_CASE("shortest text of floats: as the standard library writes it", "[numbers]") {
  // All sorts of bits, and more of those of usual size.
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFFU; bits += 65'521) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (ours(value) != theirs(value)) FAIL(ours(value) << " is not " << theirs(value));
  }
  for (std::uint32_t bits = std::bit_cast<std::uint32_t>(5e-5F); bits < std::bit_cast<std::uint32_t>(2e4F);
       bits += 4'093) {
    const auto value = std::bit_cast<float>(bits);
    if (ours(-value) != theirs(-value)) FAIL(ours(-value) << " is not " << theirs(-value));
  }
  // Those of few digits, where a text with an exponent may be the shorter one, and their neighbours.
  for (std::uint32_t digits = 1; digits < 3000; ++digits) {
    for (const double unit : {1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 1e3, 1e6}) {
      const auto value = static_cast<float>(digits * unit);
      for (const float near : {value, std::nextafter(value, 0.0F), std::nextafter(value, 1e30F)}) {
        if (ours(near) != theirs(near)) FAIL(ours(near) << " is not " << theirs(near));
      }
    }
  }
  for (int power = -149; power < 128; ++power) {
    const float value = std::ldexp(1.0F, power);
    CHECK(ours(value) == theirs(value));
  }
  using Limits = std::numeric_limits<float>;
  for (const float value : {0.0F, -0.0F, Limits::max(), Limits::min(), Limits::denorm_min(),
                            Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()})
    CHECK(ours(value) == theirs(value));
}

TEST_CASE("decimal text of whole numbers", "[numbers]") {
  const auto text_of = [](std::uint32_t number) {
    std::array<char, 16> text;
    return std::string(text.data(), put_decimal(text.data(), number));
  };
  for (std::uint64_t power = 1; power <= 10'000'000'000U; power *= 10) {
    for (const std::uint64_t number : {power - 1, power, power + 1, 7 * power + 3}) {
      if (number > 0xFFFFFFFFU) continue;
      CHECK(text_of(static_cast<std::uint32_t>(number)) == std::to_string(number));
      CHECK(digits_of(number) == std::to_string(number).size());
    }
  }
  CHECK(text_of(0xFFFFFFFFU) == "4294967295");
}

}  // namespace meshgate
