#pragma once
// Unaligned loads of numbers in a stated byte order. Bounds are the caller's business.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace meshgate {

using ByteView = std::span<const std::byte>;

/// Loads a little-endian T (integer or float) at `p`.
template <class T>
T load_le(const std::byte* p) {
  static_assert(std::is_trivially_copyable_v<T>);
  static_assert(std::endian::native == std::endian::little, "big-endian hosts need a byte swap here");
  T value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

/// Loads a big-endian unsigned integer of T's size at `p`.
template <class T>
T load_be(const std::byte* p) {
  static_assert(std::is_unsigned_v<T>);
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>((value << 8U) | std::to_integer<T>(p[i]));
  }
  return value;
}

/// Looks at bytes as text, without any promise about their encoding.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline bool starts_with(ByteView bytes, std::string_view magic) {
  return as_text(bytes).substr(0, magic.size()) == magic;
}

}  // namespace meshgate
