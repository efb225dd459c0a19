#pragma once
// Random numbers that are a function of a seed and a counter: the same in every run and for any number of
// threads, in any order.
#include <cstdint>

namespace meshgate {

/// 64 random bits (splitmix64, Steele, Lea & Flood 2014).
inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t x = seed + (counter + 1) * 0x9E3779B97F4A7C15U;
  x = (x ^ x >> 30U) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27U) * 0x94D049BB133111EBU;
  return x ^ x >> 31U;
}

/// Uniform in [0, 1).
inline double random_unit(std::uint64_t seed, std::uint64_t counter) {
  return static_cast<double>(random_bits(seed, counter) >> 11U) * 0x1p-53;
}

}  // namespace meshgate
