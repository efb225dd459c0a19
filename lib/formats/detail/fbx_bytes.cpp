#include "formats/detail/fbx_bytes.h"

#include <array>
#include <cstring>

namespace meshgate {
namespace {

constexpr std::string_view kMagic{"Kaydara FBX Binary  \0\x1a\0", 23};
constexpr std::uint32_t kVersion = 7400;
constexpr std::size_t kNullRecord = 13;
// Autodesk's own reader compares these with the creation time, so writers use one time for all files.
constexpr std::array<unsigned char, 16> kFootId{0xFA, 0xBC, 0xAB, 0x09, 0xD0, 0xC8, 0xD4, 0x66,
                                                0xB1, 0x76, 0xFB, 0x83, 0x1C, 0xF7, 0x26, 0x7E};
constexpr std::array<unsigned char, 16> kFootMagic{0xF8, 0x5A, 0x8C, 0x6A, 0xDE, 0xF5, 0xD9, 0x7E,
                                                   0xEC, 0xE9, 0x0C, 0xE3, 0x75, 0x8F, 0x29, 0x0B};
constexpr std::size_t kFootZeros = 120, kFootAlignment = 16;

}  // namespace

FbxBytes::FbxBytes() {
  put(kMagic.data(), kMagic.size());
  put(&kVersion, sizeof kVersion);
}

void FbxBytes::put(const void* data, std::size_t size) {
  const auto* bytes = static_cast<const std::byte*>(data);
  bytes_.insert(bytes_.end(), bytes, bytes + size);
}

void FbxBytes::patch(std::size_t offset, std::size_t value) {
  const auto word = static_cast<std::uint32_t>(value);
  std::memcpy(bytes_.data() + offset, &word, sizeof word);
}

// The header of a record: end offset, number and size of its properties, length of its name, its name.
FbxBytes& FbxBytes::open(std::string_view name) {
  if (!open_.empty() && !open_.back().has_children) end_properties();
  Record record{bytes_.size(), 0, 0, false};
  const std::array<std::uint32_t, 3> later{};
  put(later.data(), sizeof later);
  const auto length = static_cast<std::uint8_t>(name.size());
  put(&length, 1);
  put(name.data(), name.size());
  record.properties = bytes_.size();
  open_.push_back(record);
  return *this;
}

void FbxBytes::end_properties() {
  Record& record = open_.back();
  patch(record.start + 4, record.count);
  patch(record.start + 8, bytes_.size() - record.properties);
  record.has_children = true;
}

FbxBytes& FbxBytes::close() {
  const bool had_children = open_.back().has_children;
  if (!had_children) end_properties();
  // A list of children ends with an empty record; a record without anything has an empty list.
  if (had_children || open_.back().count == 0) bytes_.resize(bytes_.size() + kNullRecord);
  patch(open_.back().start, bytes_.size());
  open_.pop_back();
  return *this;
}

template <class T>
FbxBytes& FbxBytes::put_property(char code, T value) {
  put(&code, 1);
  put(&value, sizeof value);
  ++open_.back().count;
  return *this;
}

FbxBytes& FbxBytes::add(bool value) { return put_property('C', static_cast<std::uint8_t>(value ? 1 : 0)); }
FbxBytes& FbxBytes::add(std::int32_t value) { return put_property('I', value); }
FbxBytes& FbxBytes::add(std::int64_t value) { return put_property('L', value); }
FbxBytes& FbxBytes::add(double value) { return put_property('D', value); }

FbxBytes& FbxBytes::add(std::string_view text) {
  put_property('S', static_cast<std::uint32_t>(text.size()));
  put(text.data(), text.size());
  return *this;
}

FbxBytes& FbxBytes::add(std::span<const std::byte> raw) {
  put_property('R', static_cast<std::uint32_t>(raw.size()));
  put(raw.data(), raw.size());
  return *this;
}

// Count, encoding (0 = as they are), size.
template <class T>
FbxBytes& FbxBytes::put_array(char code, const std::vector<T>& values) {
  const std::size_t size = values.size() * sizeof(T);
  put_property(code, std::array<std::uint32_t, 3>{static_cast<std::uint32_t>(values.size()), 0,
                                                  static_cast<std::uint32_t>(size)});
  put(values.data(), size);
  return *this;
}

FbxBytes& FbxBytes::add(const std::vector<double>& values) { return put_array('d', values); }
FbxBytes& FbxBytes::add(const std::vector<std::int32_t>& values) { return put_array('i', values); }

std::vector<std::byte> FbxBytes::finish() {
  bytes_.resize(bytes_.size() + kNullRecord);
  put(kFootId.data(), kFootId.size());
  bytes_.resize(bytes_.size() + 4);
  bytes_.resize((bytes_.size() / kFootAlignment + 1) * kFootAlignment);
  put(&kVersion, sizeof kVersion);
  bytes_.resize(bytes_.size() + kFootZeros);
  put(kFootMagic.data(), kFootMagic.size());
  return std::move(bytes_);
}

}  // namespace meshgate
