// Wavefront OBJ, after the appendix B1 of the Advanced Visualizer manual and what exporters make of it.
#include <array>

#include "formats/detail/obj_reader.h"
#include "formats/detail/obj_sniff.h"
#include "formats/detail/obj_write.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".obj"};

Result<Asset> read(const Source& source, const ReadOptions& options) { return read_obj(source, options); }

}  // namespace

extern const Format format_obj{
    .id = "obj",
    .name = "Wavefront OBJ",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff_obj,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write_obj,
    .memory_factor = 1.6,
};

}  // namespace meshgate
