#pragma once
// Floats as the shortest text that reads back as the same float.
#include <cstddef>

namespace meshgate {

/// Bytes from `out` on that may be written to, which is more than the text has.
inline constexpr std::size_t kShortestFloatRoom = 32;

/// Writes what std::to_chars(out, …, value) writes, character for character, several times as quickly for
/// numbers of usual size; returns the end. By Schubfach (Giulietti 2020, "The Schubfach way to render
/// doubles") with 64-bit powers of ten.
char* put_shortest(char* out, float value);

}  // namespace meshgate
