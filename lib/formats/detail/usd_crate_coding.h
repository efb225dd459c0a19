#pragma once
// How a crate file packs bytes and integers.
#include <cstdint>
#include <vector>

#include "core/endian.h"
#include "formats/detail/usd_layer.h"

namespace meshgate {

/// Reads numbers of a crate file in turn; a read beyond the end throws UsdBroken.
class CrateCursor {
 public:
  CrateCursor(ByteView bytes, std::uint64_t at) : bytes_(bytes), at_(at) {
    if (at > bytes.size()) throw UsdBroken{"an offset lies beyond the end of the file"};
  }
  ByteView take(std::uint64_t size) {
    if (size > bytes_.size() - at_) throw UsdBroken{"a record goes beyond the end of the file"};
    const ByteView part = bytes_.subspan(at_, size);
    at_ += size;
    return part;
  }
  template <class T>
  T get() {
    return load_le<T>(take(sizeof(T)).data());
  }
  /// A count of records that take at least `record` bytes each in the file.
  std::uint64_t count(std::uint64_t record) {
    const auto value = get<std::uint64_t>();
    if (value > (bytes_.size() - at_) / record) throw UsdBroken{"a count is larger than the file"};
    return value;
  }
  [[nodiscard]] std::uint64_t at() const { return at_; }
  void seek(std::uint64_t at) {
    if (at > bytes_.size()) throw UsdBroken{"an offset lies beyond the end of the file"};
    at_ = at;
  }
  [[nodiscard]] ByteView bytes() const { return bytes_; }

 private:
  ByteView bytes_;
  std::uint64_t at_;
};

/// Memory that the reader may still take. Throws UsdTooLarge.
class UsdBudget {
 public:
  explicit UsdBudget(std::uint64_t limit) : limit_(limit) {}
  void take(std::uint64_t count, std::uint64_t size) {
    if (size != 0 && count > left() / size) throw UsdTooLarge{};
    used_ += count * size;
  }
  [[nodiscard]] std::uint64_t left() const { return limit_ - used_; }
  [[nodiscard]] std::uint64_t used() const { return used_; }

 private:
  std::uint64_t limit_;
  std::uint64_t used_ = 0;
};

/// Unpacks LZ4 blocks into exactly `out`, or into a prefix of it whose size is returned. Throws UsdBroken.
std::size_t unpack_crate_bytes(ByteView packed, std::span<std::byte> out);

/// Reads `count` integers that are stored as differences: size of the packed bytes, then the bytes.
std::vector<std::int32_t> read_packed_int32(CrateCursor& in, std::uint64_t count, UsdBudget& budget);
std::vector<std::int64_t> read_packed_int64(CrateCursor& in, std::uint64_t count, UsdBudget& budget);

}  // namespace meshgate
