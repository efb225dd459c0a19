#include "formats/detail/zip_write.h"

#include <cstring>
#include <limits>

#include "core/text.h"
#include "formats/detail/crc32.h"

namespace meshgate {
namespace {

// APPNOTE 6.3: 4.3.7, 4.3.12, 4.3.16.
constexpr std::uint32_t kLocal = 0x04034B50, kCentral = 0x02014B50, kEnd = 0x06054B50;
constexpr std::uint16_t kVersion = 20, kUtf8 = 0x0800, kStored = 0, kMidnight = 0, kFirstDay = 0x0021;
constexpr std::uint16_t kPadding = 0x1986;  // the id that USD's own tools give to an extra field of zeros
constexpr std::size_t kLocalSize = 30, kExtraHead = 4;

class ZipBytes {
 public:
  template <class T>
  ZipBytes& put(T value) {
    append(&value, sizeof value);
    return *this;
  }
  ZipBytes& put(std::string_view text) {
    append(text.data(), text.size());
    return *this;
  }
  void append(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), bytes, bytes + size);
  }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  void fill(std::size_t count) { bytes_.resize(bytes_.size() + count); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

struct Entry {
  std::uint32_t offset = 0, crc = 0, bytes = 0;
};

// Bytes of an extra field that move what follows it to a multiple of `alignment`.
std::size_t padding(std::size_t data_offset, std::size_t alignment) {
  std::size_t missing = (alignment - data_offset % alignment) % alignment;
  while (missing > 0 && missing < kExtraHead) missing += alignment;
  return missing;
}

// What the local and the central header have in common, from the version to the length of the name.
void put_facts(const Entry& entry, const std::string& name, ZipBytes& zip) {
  zip.put(kVersion).put(kUtf8).put(kStored).put(kMidnight).put(kFirstDay);
  zip.put(entry.crc).put(entry.bytes).put(entry.bytes).put(static_cast<std::uint16_t>(name.size()));
}

}  // namespace

Result<Array<std::byte>> render_zip(std::span<const WrittenFile> files, std::size_t alignment) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::size_t total = 0;
  for (const WrittenFile& file : files) total += file.bytes.size() + 2 * (file.name.size() + alignment + 64);
  if (total >= kMost || files.size() > std::numeric_limits<std::uint16_t>::max())
    return fail(ErrorKind::kLimit, "a zip file holds 4 GB, this would take " + format_bytes(total));
  ZipBytes zip;
  zip.reserve(total);
  std::vector<Entry> entries;
  for (const WrittenFile& file : files) {
    const Entry entry{static_cast<std::uint32_t>(zip.size()), compute_crc32(file.bytes.span()),
                      static_cast<std::uint32_t>(file.bytes.size())};
    const std::size_t extra = padding(zip.size() + kLocalSize + file.name.size(), alignment);
    zip.put(kLocal);
    put_facts(entry, file.name, zip);
    zip.put(static_cast<std::uint16_t>(extra)).put(std::string_view(file.name));
    if (extra > 0) {
      zip.put(kPadding).put(static_cast<std::uint16_t>(extra - kExtraHead));
      zip.fill(extra - kExtraHead);
    }
    zip.append(file.bytes.data(), file.bytes.size());
    entries.push_back(entry);
  }
  const std::size_t directory = zip.size();
  for (std::size_t i = 0; i < files.size(); ++i) {
    zip.put(kCentral).put(kVersion);
    put_facts(entries[i], files[i].name, zip);
    // No extra field, no comment; disk 0; no attributes.
    zip.put(std::uint16_t{0})
        .put(std::uint16_t{0})
        .put(std::uint16_t{0})
        .put(std::uint16_t{0})
        .put(std::uint32_t{0});
    zip.put(entries[i].offset).put(std::string_view(files[i].name));
  }
  const auto count = static_cast<std::uint16_t>(files.size());
  const auto size = static_cast<std::uint32_t>(zip.size() - directory);
  zip.put(kEnd).put(std::uint16_t{0}).put(std::uint16_t{0}).put(count).put(count);
  zip.put(size).put(static_cast<std::uint32_t>(directory)).put(std::uint16_t{0});
  return Array<std::byte>(zip.take());
}

}  // namespace meshgate
