#include "support/pictures.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/source.h"
#include "support/files.h"
#include "support/invariants.h"

namespace meshgate::test {

Asset read_picture(const Bytes& bytes, const ReadOptions& options) {
  const std::span<const std::byte> all(bytes);
  const Format* format = sniff_format(all.first(std::min<std::size_t>(all.size(), 4096)), all.size(), "");
  REQUIRE(format != nullptr);
  REQUIRE(format->read != nullptr);
  const Source source = Source::from_memory("picture", bytes);
  Result<Asset> asset = format->read(source, options);
  REQUIRE(asset);
  check_invariants(*asset);
  return std::move(*asset);
}

std::vector<std::string> rules_of(const Asset& asset) {
  std::vector<std::string> rules;
  for (const Finding& note : asset.notes) rules.push_back(note.rule);
  std::sort(rules.begin(), rules.end());
  return rules;
}

std::string message_of(const Asset& asset, std::string_view rule) {
  for (const Finding& note : asset.notes) {
    if (note.rule == rule) return note.message;
  }
  return {};
}

Bytes sample_picture(std::string_view name) { return read_bytes(testdata("image/" + std::string(name))); }

std::vector<Finding> judge_picture(const Bytes& bytes, const std::vector<Setting>& settings) {
  CheckOptions options;
  auto profile = load_profile("hitem3d");
  REQUIRE(profile);
  options.profile = std::move(*profile);
  for (const Setting& setting : settings) {
    options.profile.rules[setting.rule].parameters[setting.parameter] = setting.value;
  }
  const std::span<const std::byte> head(bytes);
  const Format* format = sniff_format(head.first(std::min<std::size_t>(head.size(), 4096)), head.size(), "");
  const std::string suffix = format == nullptr ? "png" : std::string(format->id);
  auto report = check_bytes(std::string("picture.") + suffix, bytes, options);
  REQUIRE(report);
  return report->findings;
}

Bytes with_inserted(const Bytes& bytes, std::size_t at, const Bytes& part) {
  Bytes result = bytes;
  result.insert(result.begin() + static_cast<std::ptrdiff_t>(at), part.begin(), part.end());
  return result;
}

Bytes without(const Bytes& bytes, std::size_t at, std::size_t size) {
  Bytes result = bytes;
  const auto first = result.begin() + static_cast<std::ptrdiff_t>(at);
  result.erase(first, first + static_cast<std::ptrdiff_t>(size));
  return result;
}

std::size_t find_bytes(const Bytes& bytes, const Bytes& needle, std::size_t from) {
  const auto found = std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(),
                                 needle.begin(), needle.end());
  REQUIRE(found != bytes.end());
  return static_cast<std::size_t>(found - bytes.begin());
}

Bytes to_bytes(std::string_view text) {
  Bytes bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

Bytes exif_block(std::uint32_t orientation, bool little_endian) {
  Bytes block = to_bytes(little_endian ? std::string_view("II*\0", 4) : std::string_view("MM\0*", 4));
  const auto put = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) {
      const int shift = 8 * (little_endian ? i : size - 1 - i);
      block.push_back(static_cast<std::byte>(value >> static_cast<unsigned>(shift) & 0xFFU));
    }
  };
  put(8, 4);       // offset of the directory
  put(2, 2);       // entries
  put(0x010F, 2);  // Make, so that Orientation is not the first
  put(2, 2);
  put(1, 4);
  put(0, 4);
  put(0x0112, 2);  // Orientation
  put(3, 2);
  put(1, 4);
  put(orientation, 2);
  put(0, 2);
  put(0, 4);  // no further directory
  return block;
}

}  // namespace meshgate::test
