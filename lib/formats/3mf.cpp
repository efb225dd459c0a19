// 3MF: a zip package with 3D/3dmodel.model. Read through Assimp, which does not tell the unit.
#include <algorithm>
#include <array>
#include <optional>

#include "core/source.h"
#include "formats/detail/bridge_format.h"
#include "formats/detail/zip_archive.h"
#include "formats/detail/zip_sniff.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".3mf"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  const ZipContent content = look_into_zip(head);
  if (!content.is_zip) return 0;
  if (content.names_model) return 90;
  // The model may come after pictures; office documents have the content types too.
  return content.first_name == "[Content_Types].xml" && !content.names_office ? 40 : 0;
}

struct Unit {
  std::string_view name;
  double meters;
};
// 3MF core specification 1.3, section 3.4.
constexpr std::array<Unit, 6> kUnits{{{"micron", 1e-6},
                                      {"millimeter", 1e-3},
                                      {"centimeter", 1e-2},
                                      {"inch", 0.0254},
                                      {"foot", 0.3048},
                                      {"meter", 1}}};

// The attribute `unit` of the root element; millimetres when it says none.
double unit_of(std::string_view model) {
  const std::string_view root = model.substr(std::min(model.find("<model"), model.size()));
  const std::string_view tag = root.substr(0, root.find('>'));
  const std::size_t at = tag.find(" unit=");
  if (at == std::string_view::npos || at + 8 > tag.size()) return 1e-3;
  const std::string_view value = tag.substr(at + 7);
  const std::string_view name = value.substr(0, value.find(tag[at + 6]));
  const auto* unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& entry) { return entry.name == name; });
  return unit == kUnits.end() ? 1e-3 : unit->meters;
}

std::optional<double> read_unit(const Source& source, const ReadOptions& options) {
  const Result<ZipArchive> archive = read_zip(source);
  if (!archive) return std::nullopt;
  for (const ZipEntry& entry : archive->entries) {
    if (entry.name != "3D/3dmodel.model") continue;
    ZipBudget budget{options.max_memory, options.stop};
    const Result<Array<std::byte>> model = extract(source, entry, budget);
    if (model) return unit_of(as_text(model->span()));
  }
  return std::nullopt;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  MG_TRY(Asset asset, read_through_bridge(source, options, {.format = "3mf", .hint = "3mf"}));
  asset.scene.up_axis = 'Z';
  asset.scene.meters_per_unit = read_unit(source, options);
  return asset;
}

constexpr Format make_format() {
  Format format = bridge_format<"3mf">("3MF", kSuffixes, sniff);
  format.read = read;
  return format;
}

}  // namespace

extern const Format format_3mf = make_format();

}  // namespace meshgate
