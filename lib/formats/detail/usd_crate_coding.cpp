#include "formats/detail/usd_crate_coding.h"

#include <algorithm>
#include <type_traits>

#include "formats/detail/lz4_block.h"

namespace meshgate {
namespace {

[[noreturn]] void broken_block() { throw UsdBroken{"a compressed section is damaged"}; }

// Differences to the value before: a common one, or 8, 16 and 32 bits (16, 32 and 64 for 64-bit numbers), as
// two bits a number say.
template <class T>
std::vector<T> decode_differences(ByteView coded, std::uint64_t count) {
  using Unsigned = std::make_unsigned_t<T>;
  constexpr std::size_t kUnit = sizeof(T) / 4;
  const std::uint64_t code_bytes = (2 * count + 7) / 8;
  if (coded.size() < sizeof(T) || coded.size() - sizeof(T) < code_bytes) broken_block();
  const T common = load_le<T>(coded.data());
  const std::byte* codes = coded.data() + sizeof(T);
  ByteView rest = coded.subspan(sizeof(T) + code_bytes);
  std::vector<T> values(count);
  Unsigned value = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const unsigned code = (std::to_integer<unsigned>(codes[i / 4]) >> (2 * (i % 4))) & 3U;
    const std::size_t size = code == 0 ? 0 : kUnit << (code - 1);
    if (size > rest.size()) broken_block();
    T difference = common;
    if (size == 1) difference = static_cast<T>(load_le<std::int8_t>(rest.data()));
    if (size == 2) difference = static_cast<T>(load_le<std::int16_t>(rest.data()));
    if (size == 4) difference = static_cast<T>(load_le<std::int32_t>(rest.data()));
    if constexpr (sizeof(T) == 8) {
      if (size == 8) difference = load_le<std::int64_t>(rest.data());
    }
    rest = rest.subspan(size);
    value += static_cast<Unsigned>(difference);  // wraps, as the writer's does
    values[i] = static_cast<T>(value);
  }
  return values;
}

template <class T>
std::vector<T> read_packed(CrateCursor& in, std::uint64_t count, UsdBudget& budget) {
  const auto size = in.get<std::uint64_t>();
  const ByteView packed = in.take(size);
  if (count == 0) return {};
  // LZ4 packs at most 255 to 1, and four numbers take at least a byte: a larger count is a lie.
  if (count / 4 / 256 > size) broken_block();
  const std::uint64_t most = sizeof(T) + (2 * count + 7) / 8 + count * sizeof(T);
  budget.take(most + count * sizeof(T), 1);
  std::vector<std::byte> coded(most);
  coded.resize(unpack_crate_bytes(packed, coded));
  return decode_differences<T>(coded, count);
}

}  // namespace

std::size_t unpack_crate_bytes(ByteView packed, std::span<std::byte> out) {
  if (packed.empty()) broken_block();
  const auto pieces = std::to_integer<unsigned>(packed[0]);
  ByteView rest = packed.subspan(1);
  if (pieces == 0) {
    const auto written = decompress_lz4_block(rest, out.first(std::min<std::size_t>(out.size(), 0x7E000000)));
    if (!written) broken_block();
    return *written;
  }
  std::size_t done = 0;
  for (unsigned i = 0; i < pieces; ++i) {
    if (rest.size() < 4) broken_block();
    const auto size = load_le<std::int32_t>(rest.data());
    if (size < 0 || static_cast<std::size_t>(size) > rest.size() - 4) broken_block();
    const std::span<std::byte> room = out.subspan(done);
    const auto written = decompress_lz4_block(rest.subspan(4, static_cast<std::size_t>(size)),
                                              room.first(std::min<std::size_t>(room.size(), 0x7E000000)));
    if (!written) broken_block();
    done += *written;
    rest = rest.subspan(4 + static_cast<std::size_t>(size));
  }
  return done;
}

std::vector<std::int32_t> read_packed_int32(CrateCursor& in, std::uint64_t count, UsdBudget& budget) {
  return read_packed<std::int32_t>(in, count, budget);
}
std::vector<std::int64_t> read_packed_int64(CrateCursor& in, std::uint64_t count, UsdBudget& budget) {
  return read_packed<std::int64_t>(in, count, budget);
}

}  // namespace meshgate
