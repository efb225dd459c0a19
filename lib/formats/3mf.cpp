// 3MF: a zip package with 3D/3dmodel.model. Read through Assimp, which does not tell the unit.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/source.h"
#include "core/text.h"
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

// The value of an attribute, whose name comes with the blank before it and the equals sign.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::size_t at = tag.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view value = tag.substr(at + name.size());
  return value.size() < 2 ? std::string_view() : value.substr(1, value.find(value.front(), 1) - 1);
}

// The attribute `unit` of the root element; millimetres when it says none.
double unit_of(std::string_view model) {
  const std::string_view root = model.substr(std::min(model.find("<model"), model.size()));
  const std::string_view tag = root.substr(0, root.find('>'));
  const std::string_view name = attribute(tag, " unit=");
  const auto* unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& entry) { return entry.name == name; });
  return unit == kUnits.end() ? 1e-3 : unit->meters;
}

// Triangles that have a colour of their own: Assimp gives all of an object that of its first one.
std::uint64_t count_own_colors(std::string_view model) {
  constexpr std::string_view kBegin = "<triangles", kTriangle = "<triangle ";
  std::uint64_t own = 0;
  std::string_view group, color;
  bool is_first = true;
  for (std::size_t at = model.find("<triangle"); at != std::string_view::npos;
       at = model.find("<triangle", at + 1)) {
    const std::string_view rest = model.substr(at);
    is_first = is_first || rest.starts_with(kBegin);
    if (!rest.starts_with(kTriangle)) continue;
    const std::string_view tag = rest.substr(0, rest.find('>'));
    const std::string_view own_group = attribute(tag, " pid="), own_color = attribute(tag, " p1=");
    if (std::exchange(is_first, false)) {
      group = own_group;
      color = own_color;
    }
    if (own_group != group || own_color != color) ++own;
  }
  return own;
}

// The text of the model part; nothing when the package cannot be read, of which the bridge tells.
std::optional<Array<std::byte>> read_model(const Source& source, const ReadOptions& options) {
  const Result<ZipArchive> archive = read_zip(source);
  if (!archive) return std::nullopt;
  for (const ZipEntry& entry : archive->entries) {
    if (entry.name != "3D/3dmodel.model") continue;
    ZipBudget budget{options.max_memory, options.stop};
    Result<Array<std::byte>> model = extract(source, entry, budget);
    if (model) return std::move(*model);
  }
  return std::nullopt;
}

// "#RRGGBB" is opaque; Assimp takes the missing alpha for 0.
void make_opaque(std::vector<Material>& materials) {
  for (Material& material : materials) {
    if (material.base_color.w != 0) continue;
    material.base_color.w = 1;
    material.alpha_mode = AlphaMode::kOpaque;
  }
}

void say_lost_colors(std::string_view model, Scene& scene) {
  if (const std::uint64_t own = count_own_colors(model); own > 0)
    scene.beyond.push_back(count_of(own, "colour") + " of single triangles");
  for (const std::string_view group : {"colorgroup ", "texture2dgroup ", "compositematerials "}) {
    const std::size_t at = model.find(group);
    if (at != std::string_view::npos && at > 0 && (model[at - 1] == '<' || model[at - 1] == ':'))
      scene.beyond.push_back(fmt::format("the colours of {}elements", group));
  }
}

// Text of an attribute without the five entities that XML defines.
std::string unescaped(std::string_view text) {
  struct Entity {
    std::string_view name;
    char character;
  };
  constexpr std::array<Entity, 5> kEntities{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string plain;
  while (!text.empty()) {
    const auto* entity = std::find_if(kEntities.begin(), kEntities.end(),
                                      [&](const Entity& entry) { return text.starts_with(entry.name); });
    plain += entity == kEntities.end() ? text.front() : entity->character;
    text.remove_prefix(entity == kEntities.end() ? 1 : entity->name.size());
  }
  return plain;
}

// Assimp calls the node of an object "Object_7" by its id; people know it by its name.
void name_objects(std::string_view model, std::vector<Node>& nodes) {
  constexpr std::string_view kObject = "<object ";
  std::map<std::string, std::string, std::less<>> names;
  for (std::size_t at = model.find(kObject); at != std::string_view::npos;
       at = model.find(kObject, at + kObject.size())) {
    const std::string_view rest = model.substr(at);
    const std::string_view tag = rest.substr(0, rest.find('>'));
    const std::string_view id = attribute(tag, " id="), name = attribute(tag, " name=");
    if (!id.empty() && !name.empty()) names.emplace(fmt::format("Object_{}", id), unescaped(name));
  }
  for (Node& node : nodes) {
    if (const auto found = names.find(node.name); found != names.end()) node.name = found->second;
  }
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  MG_TRY(Asset asset, read_through_bridge(source, options, {.format = "3mf", .hint = "3mf"}));
  asset.scene.up_axis = 'Z';
  make_opaque(asset.scene.materials);
  const std::optional<Array<std::byte>> model = read_model(source, options);
  if (!model) return asset;
  const std::string_view text = as_text(model->span());
  asset.scene.meters_per_unit = unit_of(text);
  say_lost_colors(text, asset.scene);
  name_objects(text, asset.scene.nodes);
  return asset;
}

}  // namespace

extern const Format format_3mf = bridge_format<"3mf">("3MF", kSuffixes, sniff, {}, read);

}  // namespace meshgate
