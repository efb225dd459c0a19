// Stanford PLY, ASCII and binary. Read through Assimp.
#include <algorithm>
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".ply"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "ply\n") || starts_with(head, "ply\r") ? 90 : 0;
}

// Whether the header gives faces a colour, which Assimp does not read.
bool has_face_colors(std::string_view text) {
  constexpr std::size_t kLongestHeader = 64U << 10U;
  text = text.substr(0, std::min(text.substr(0, kLongestHeader).find("end_header"), kLongestHeader));
  const std::size_t faces = text.find("\nelement face");
  if (faces == std::string_view::npos) return false;
  const std::string_view rest = text.substr(faces + 1);
  const std::string_view properties = rest.substr(0, rest.find("\nelement"));
  return properties.find(" red") != std::string_view::npos ||
         properties.find(" diffuse_red") != std::string_view::npos;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  MG_TRY(Asset asset, read_through_bridge(source, options, {.format = "ply", .hint = "ply"}));
  if (has_face_colors(as_text(source.bytes()))) asset.scene.beyond.emplace_back("colours of faces");
  return asset;
}

}  // namespace

extern const Format format_ply = bridge_format<"ply">("PLY", kSuffixes, sniff, {.parts = false}, read);

}  // namespace meshgate
