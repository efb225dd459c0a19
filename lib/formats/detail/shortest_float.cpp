#include "formats/detail/shortest_float.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "formats/detail/decimal_digits.h"

namespace meshgate {
namespace {

constexpr int kSmallestPower = -31, kLargestPower = 45;
/// 10^k over the power of two that leaves 64 bits, rounded up.
constexpr std::array<std::uint64_t, kLargestPower - kSmallestPower + 1> kPowers{
    0x81CEB32C4B43FCF5U, 0xA2425FF75E14FC32U, 0xCAD2F7F5359A3B3FU, 0xFD87B5F28300CA0EU, 0x9E74D1B791E07E49U,
    0xC612062576589DDBU, 0xF79687AED3EEC552U, 0x9ABE14CD44753B53U, 0xC16D9A0095928A28U, 0xF1C90080BAF72CB2U,
    0x971DA05074DA7BEFU, 0xBCE5086492111AEBU, 0xEC1E4A7DB69561A6U, 0x9392EE8E921D5D08U, 0xB877AA3236A4B44AU,
    0xE69594BEC44DE15CU, 0x901D7CF73AB0ACDAU, 0xB424DC35095CD810U, 0xE12E13424BB40E14U, 0x8CBCCC096F5088CCU,
    0xAFEBFF0BCB24AAFFU, 0xDBE6FECEBDEDD5BFU, 0x89705F4136B4A598U, 0xABCC77118461CEFDU, 0xD6BF94D5E57A42BDU,
    0x8637BD05AF6C69B6U, 0xA7C5AC471B478424U, 0xD1B71758E219652CU, 0x83126E978D4FDF3CU, 0xA3D70A3D70A3D70BU,
    0xCCCCCCCCCCCCCCCDU, 0x8000000000000000U, 0xA000000000000000U, 0xC800000000000000U, 0xFA00000000000000U,
    0x9C40000000000000U, 0xC350000000000000U, 0xF424000000000000U, 0x9896800000000000U, 0xBEBC200000000000U,
    0xEE6B280000000000U, 0x9502F90000000000U, 0xBA43B74000000000U, 0xE8D4A51000000000U, 0x9184E72A00000000U,
    0xB5E620F480000000U, 0xE35FA931A0000000U, 0x8E1BC9BF04000000U, 0xB1A2BC2EC5000000U, 0xDE0B6B3A76400000U,
    0x8AC7230489E80000U, 0xAD78EBC5AC620000U, 0xD8D726B7177A8000U, 0x878678326EAC9000U, 0xA968163F0A57B400U,
    0xD3C21BCECCEDA100U, 0x84595161401484A0U, 0xA56FA5B99019A5C8U, 0xCECB8F27F4200F3AU, 0x813F3978F8940985U,
    0xA18F07D736B90BE6U, 0xC9F2C9CD04674EDFU, 0xFC6F7C4045812297U, 0x9DC5ADA82B70B59EU, 0xC5371912364CE306U,
    0xF684DF56C3E01BC7U, 0x9A130B963A6C115DU, 0xC097CE7BC90715B4U, 0xF0BDC21ABB48DB21U, 0x96769950B50D88F5U,
    0xBC143FA4E250EB32U, 0xEB194F8E1AE525FEU, 0x92EFD1B8D0CF37BFU, 0xB7ABC627050305AEU, 0xE596B7B0C643C71AU,
    0x8F7E32CE7BEA5C70U, 0xB35DBF821AE4F38CU,
};

/// value = digits · 10^exponent.
struct Decimal {
  std::uint32_t digits;
  int exponent;
};

// floor(log10(2^e)), floor(log2(10^e)).
constexpr int log10_of_power2(int e) { return (e * 1262611) >> 22; }
constexpr int log2_of_power10(int e) { return (e * 1741647) >> 19; }

// The upper 32 of 96 bits of the product; the lowest bit says that there was more below.
std::uint32_t round_to_odd(std::uint64_t power, std::uint32_t factor) {
  const std::uint64_t low = (power & 0xFFFFFFFFU) * factor, high = (power >> 32U) * factor + (low >> 32U);
  return static_cast<std::uint32_t>(high >> 32U) | ((high & 0xFFFFFFFFU) > 1 ? 1U : 0U);
}

// Of a finite number that is not 0, not subnormal and no power of two: its neighbours are equally far.
Decimal shortest_decimal(std::uint32_t bits) {
  constexpr int kBias = 150;
  const std::uint32_t c = (bits & 0x7FFFFFU) | 0x800000U;
  const int q = static_cast<int>(bits >> 23U & 0xFFU) - kBias;
  const std::uint32_t open = c & 1U;  // the borders of the interval round to an even number
  const int k = log10_of_power2(q), shift = q + log2_of_power10(-k) + 1;
  const std::uint64_t power = kPowers[static_cast<std::size_t>(-k - kSmallestPower)];
  const std::uint32_t lower = round_to_odd(power, (4 * c - 2) << shift) + open;
  const std::uint32_t middle = round_to_odd(power, 4 * c << shift);
  const std::uint32_t upper = round_to_odd(power, (4 * c + 2) << shift) - open;
  const std::uint32_t s = middle / 4;
  const std::uint32_t tens = s / 10;
  const bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
  if (s >= 10 && below != above) return {tens + (above ? 1U : 0U), k + 1};
  const bool below_one = lower <= 4 * s, above_one = 4 * s + 4 <= upper;
  if (below_one != above_one) return {s + (above_one ? 1U : 0U), k};
  const std::uint32_t half = 4 * s + 2;
  return {s + (middle > half || (middle == half && (s & 1U) != 0) ? 1U : 0U), k};
}

// Null where the text with an exponent is shorter.
char* put_with_point(char* out, Decimal number) {
  while (number.digits % 10 == 0) number = {number.digits / 10, number.exponent + 1};
  std::array<char, 32> digits;
  const auto count = static_cast<int>(put_decimal(digits.data(), number.digits) - digits.data());
  const int whole = count + number.exponent;  // digits before the point
  if (whole <= 0) {
    if (count == 1 && whole < -2) return nullptr;  // 0.0001 is longer than 1e-04
    out[0] = '0';
    out[1] = '.';
    std::memset(out + 2, '0', 8);
    out += 2 - whole;
    std::memcpy(out, digits.data(), 12);
    return out + count;
  }
  std::memcpy(out, digits.data(), 12);
  if (number.exponent >= 0) {
    std::memset(out + count, '0', 8);
    return out + whole;
  }
  out[whole] = '.';
  std::memcpy(out + whole + 1, digits.data() + whole, 12);
  return out + count + 1;
}

}  // namespace

char* put_shortest(char* out, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const float size = std::bit_cast<float>(bits & 0x7FFFFFFFU);
  // At most four digits before the point and three zeros behind it; no power of two.
  const bool usual = size >= 1e-4F && size < 1e4F && (bits & 0x7FFFFFU) != 0;
  if (usual) {
    *out = '-';
    if (char* const end = put_with_point(out + (bits >> 31U), shortest_decimal(bits))) return end;
  }
  return std::to_chars(out, out + kShortestFloatRoom, value).ptr;
}

}  // namespace meshgate
