#pragma once
// The node records of a binary FBX file, version 7.4.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// Bytes of a file that is written from front to back: records open, take their properties, then their
/// children, and close.
class FbxBytes {
 public:
  FbxBytes();
  FbxBytes& open(std::string_view name);
  FbxBytes& close();
  /// A record of one property and no child.
  template <class T>
  FbxBytes& leaf(std::string_view name, const T& value) {
    return open(name).add(value).close();
  }

  FbxBytes& add(bool value);
  FbxBytes& add(std::int32_t value);
  FbxBytes& add(std::int64_t value);
  FbxBytes& add(double value);
  FbxBytes& add(std::string_view text);
  FbxBytes& add(const std::string& text) { return add(std::string_view(text)); }
  FbxBytes& add(const char* text) { return add(std::string_view(text)); }
  FbxBytes& add(std::span<const std::byte> raw);
  FbxBytes& add(const std::vector<double>& values);
  FbxBytes& add(const std::vector<std::int32_t>& values);

  /// Property 70 records: `P: name, type, label, flags, values…`.
  template <class... Values>
  FbxBytes& property(std::string_view name, std::string_view type, std::string_view label,
                     std::string_view flags, Values... values) {
    open("P").add(name).add(type).add(label).add(flags);
    (add(values), ...);
    return close();
  }

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  /// Writes what ends a file. Offsets have 32 bits: a file of 4 GB or more is not valid.
  std::vector<std::byte> finish();

 private:
  struct Record {
    std::size_t start = 0, properties = 0;  // offsets
    std::uint32_t count = 0;
    bool has_children = false;
  };
  void put(const void* data, std::size_t size);
  template <class T>
  FbxBytes& put_property(char code, T value);
  template <class T>
  FbxBytes& put_array(char code, const std::vector<T>& values);
  void end_properties();
  void patch(std::size_t offset, std::size_t value);

  std::vector<std::byte> bytes_;
  std::vector<Record> open_;
};

}  // namespace meshgate
