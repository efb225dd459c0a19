// Object File Format. Read through Assimp.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"
#include "formats/detail/off_sniff.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".off"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_off_header(as_text(head)) ? 70 : 0;
}

// Colours are numbers from 0 to 1, or whole ones up to 255, which Assimp passes on as they are. One of them
// that is larger than 1 tells.
void normalize(Array<float4>& colors) {
  const bool is_whole = std::any_of(colors.begin(), colors.end(), [](const float4& c) {
    return std::max({c.x, c.y, c.z}) > 1;
  });
  if (!is_whole) return;
  constexpr float kMost = 255;
  std::vector<float4> shares(colors.begin(), colors.end());
  for (float4& c : shares) c = {c.x / kMost, c.y / kMost, c.z / kMost, c.w > 1 ? c.w / kMost : c.w};
  colors = std::move(shares);
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  MG_TRY(Asset asset, read_through_bridge(source, options, {.format = "off", .hint = "off"}));
  for (Mesh& mesh : asset.scene.meshes) normalize(mesh.colors);
  return asset;
}

}  // namespace

extern const Format format_off =
    bridge_format<"off">("OFF", kSuffixes, sniff, {.parts = false, .textures = false}, read);

}  // namespace meshgate
