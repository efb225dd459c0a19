#include "formats/detail/gltf_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_buffers.h"
#include "formats/detail/gltf_container.h"
#include "formats/detail/gltf_materials.h"

namespace meshgate {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t\r\n";

tl::unexpected<Error> limit_error(const GltfDocument& document) {
  return fail(ErrorKind::kLimit, document.source.path() + ": reading it would need more than the allowed " +
                                     format_bytes(document.options.max_memory) +
                                     " of memory, or endless work");
}

// A GLB pads its JSON with spaces; some exporters write NUL, at which other parsers stop.
std::string_view strip_padding(GltfDocument& document, std::string_view text) {
  const std::size_t end = text.find_last_not_of('\0');
  const std::size_t size = end == std::string_view::npos ? 0 : end + 1;
  if (size < text.size() && size > 0) {
    document.issues.add("gltf/invalid-json", std::string(),
                        "the JSON is padded with NUL bytes instead of spaces: strict parsers refuse it");
  }
  return text.substr(0, size);
}

// Parses the JSON; false when there is no document. A text that is too large or too deep is an Error, since
// nothing can be said of it.
Result<bool> parse_document(GltfDocument& document, std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    document.issues.add(
        "gltf/invalid-json", std::string(),
        "the JSON begins with a byte-order mark, which glTF forbids. Save it as UTF-8 without one");
    text.remove_prefix(kByteOrderMark.size());
  }
  JsonLimits limits;
  limits.max_memory = std::min<std::uint64_t>(limits.max_memory, document.options.max_memory / 2);
  JsonFailure failure;
  document.json = parse_json(text, limits, failure);
  if (!document.json) {
    if (failure.limit) return fail(ErrorKind::kLimit, document.source.path() + ": " + failure.message);
    document.issues.add("gltf/invalid-json", std::string(),
                        fmt::format("the JSON cannot be read at its byte {}: {}",
                                    group_digits(failure.offset), failure.message));
    return false;
  }
  if (document.json->duplicate_key_count > 0) {
    document.issues.add(
        "gltf/duplicate-key", std::string(),
        fmt::format("{} in one object, as \"{}\": which one counts depends on the reader",
                    count_of(document.json->duplicate_key_count, "name occurs twice", "names occur twice"),
                    printable(document.json->duplicate_keys.front(), 60)));
  }
  document.root = Json(*document.json, document.json->root);
  if (!document.root.is_object()) {
    document.issues.add("gltf/type-mismatch", std::string(),
                        fmt::format("the document is {}, not an object", document.root.brief()));
    return false;
  }
  return true;
}

void build_scene(GltfDocument& document, Scene& scene) {
  load_gltf_buffers(document);
  load_gltf_views(document);
  check_gltf_accessors(document);
  GltfModel model;
  check_gltf_materials(document, model);
  check_gltf_meshes(document, model);
  check_gltf_nodes(document, model);
  check_gltf_skins(document, model);
  check_gltf_animations(document, model);
  check_gltf_cameras(document);
  if (document.budget.exceeded()) return;
  check_gltf_data(document, model);
  check_gltf_influences(document, model);

  std::vector<std::uint32_t> first_mesh;
  scene.meshes = gltf_build_meshes(document, model, first_mesh);
  gltf_build_nodes(document, first_mesh, scene);
  scene.materials = gltf_materials(document);
  scene.images = gltf_images(document);
  check_gltf_textures(document, scene.images);
  check_gltf_unused(document.usage, document.issues);
  const Json animations = document.root.find("animations");
  scene.animated = animations.is_array() && animations.size() > 0;
  for (const std::string_view encoding : {"EXT_meshopt_compression", "KHR_draco_mesh_compression",
                                          "KHR_mesh_quantization", "KHR_meshopt_compression"}) {
    if (document.uses(encoding)) scene.encodings.emplace_back(encoding);
  }
  scene.meters_per_unit = 1;
  scene.up_axis = 'Y';
  scene.beyond = gltf_beyond_scene(document);
}

Result<Asset> read_document(GltfDocument& document, std::string_view text, std::string_view format) {
  Asset asset;
  asset.path = document.source.path();
  asset.format = format;
  asset.kind = AssetKind::kMesh;
  asset.bytes = document.source.size();
  MG_TRY(const bool parsed, parse_document(document, strip_padding(document, text)));
  if (parsed) {
    document.usage = check_gltf_schema(document.root, document.issues);
    if (check_gltf_asset(document)) {
      parse_gltf_buffers(document);
      build_scene(document, asset.scene);
    }
  }
  if (document.budget.exceeded()) return limit_error(document);
  FindingSink notes = document.issues.take();
  notes.append(std::move(document.notes));
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace

Result<Asset> read_glb_asset(const Source& source, const ReadOptions& options) {
  GltfDocument document(source, options);
  document.is_glb = true;
  const GlbContainer container = read_glb_container(source, document.issues);
  if (container.bin) {
    document.bin = source.slice(container.bin->offset, container.bin->size);
    document.bin_offset = container.bin->offset;
  }
  if (!container.json || container.json->size == 0) {
    // The container's findings say why; there is nothing else to look at.
    Asset asset;
    asset.path = source.path();
    asset.format = "glb";
    asset.kind = AssetKind::kMesh;
    asset.bytes = source.size();
    asset.notes = document.issues.take().take();
    return asset;
  }
  return read_document(document, source.text().substr(container.json->offset, container.json->size), "glb");
}

Result<Asset> read_gltf_asset(const Source& source, const ReadOptions& options) {
  GltfDocument document(source, options);
  return read_document(document, source.text(), "gltf");
}

int sniff_gltf(ByteView head) {
  std::string_view text = as_text(head);
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos || text[start] != '{') return 0;
  int known = 0;
  for (const std::string_view key :
       {"\"asset\"", "\"bufferViews\"", "\"accessors\"", "\"meshes\"", "\"primitives\"", "\"scenes\"",
        "\"nodes\"", "\"extensionsUsed\"", "\"materials\"", "\"buffers\""}) {
    if (text.find(key) != std::string_view::npos) ++known;
  }
  // Any JSON object is a weak candidate: a damaged .gltf is better named so than not at all.
  return known >= 2 ? 90 : known == 1 ? 60 : 3;
}

}  // namespace meshgate
