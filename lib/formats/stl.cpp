// STL, binary and ASCII. There is no specification beyond the 1989 StereoLithography Interface: 80 bytes of
// header, a little-endian count, 50 bytes a facet; or "solid … facet normal … outer loop … vertex ×3".
#include <algorithm>
#include <array>

#include "formats/detail/stl_ascii.h"
#include "formats/detail/stl_binary.h"
#include "formats/detail/stl_sniff.h"
#include "formats/detail/stl_write.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".stl"};

Result<Asset> read(const Source& source, const ReadOptions& options) {
  const ByteView head = source.bytes().first(std::min<std::size_t>(source.size(), 4096));
  return classify_stl(head, source.size()) == StlKind::kAscii ? read_stl_ascii(source, options)
                                                              : read_stl_binary(source, options);
}

}  // namespace

extern const Format format_stl{
    .id = "stl",
    .name = "STL",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff_stl,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write_stl,
    .memory_factor = 2.0,
    .room = {.parts = false, .colors = false, .textures = false},
};

}  // namespace meshgate
