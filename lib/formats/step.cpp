// STEP (ISO 10303-21): exact CAD surfaces, no mesh. Recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 3> kSuffixes{".step", ".stp", ".p21"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "ISO-10303-21;") ? 95 : 0;
}

}  // namespace

extern const Format format_step{
    .id = "step",
    .name = "STEP",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
