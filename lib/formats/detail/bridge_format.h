#pragma once
// The record of a format that is read through Assimp.
#include <algorithm>
#include <array>
#include <string>

#include "formats/detail/import_bridge.h"
#include "meshgate/format.h"

namespace meshgate {

/// A string literal as a template argument.
template <std::size_t Size>
struct BridgeId {
  std::array<char, Size> text{};
  constexpr BridgeId(const char (&literal)[Size]) {  // NOLINT(google-explicit-constructor): that is its use
    std::copy_n(literal, Size, text.begin());
  }
  [[nodiscard]] constexpr std::string_view view() const { return {text.data(), Size - 1}; }
};

/// `Id` is the id, and the suffix that makes Assimp choose its reader. `own_read` takes the place of reading
/// alone: for what Assimp leaves out or understands wrongly.
template <BridgeId Id>
constexpr Format bridge_format(std::string_view name, std::span<const std::string_view> suffixes,
                               int (*sniff)(std::span<const std::byte> head, std::uint64_t size),
                               FormatRoom room = {},
                               Result<Asset> (*own_read)(const Source&, const ReadOptions&) = nullptr) {
  constexpr auto kRead = [](const Source& source, const ReadOptions& options) {
    const std::string id(Id.view());
    return read_through_bridge(source, options, {.format = id, .hint = id});
  };
  return {
      .id = Id.view(),
      .name = name,
      .kind = AssetKind::kMesh,
      .suffixes = suffixes,
      .sniff = sniff,
      .support = ReadSupport::kBridge,
      .read = own_read == nullptr ? +kRead : own_read,
      .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
      .room = room,
  };
}

}  // namespace meshgate
