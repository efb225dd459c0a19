#include "formats/detail/obj_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "asset/placed.h"
#include "asset/sound_mesh.h"
#include "core/buffer.h"
#include "core/endian.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/embedded_picture.h"
#include "formats/detail/losses.h"
#include "formats/detail/obj_lines.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

// Readers of OBJ files know these; meshgate's own knows more.
constexpr auto kPictureFormats = std::to_array<std::string_view>({"png", "jpeg"});

// A name that may stand in one line of an OBJ.
std::string line_of(std::string_view name) {
  std::string line(name);
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '\\') c = '_';
  }
  return line;
}

// Letters, digits and - _ . of a picture's name, without folder and suffix.
std::string plain_name(const TextureImage& picture, std::size_t number) {
  std::string name = picture.name.empty() ? picture.uri : picture.name;
  if (const auto slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
  if (const auto dot = name.find_last_of('.'); dot != std::string::npos && dot > 0) name.erase(dot);
  if (name.size() > 60) name.resize(60);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (!plain) c = '_';
  }
  return name.empty() || name.front() == '.' ? fmt::format("picture{}", number) : name;
}

/// Pictures that a material uses in a way that MTL knows, as files; what is not written has an empty name.
class Pictures {
 public:
  Pictures(const Scene& scene, const WriteOptions& options, Losses& losses) : names_(scene.images.size()) {
    std::vector<bool> wanted(scene.images.size());
    for (const Material& material : scene.materials) {
      for (const TextureUse& use : material.textures) note_use(use, wanted, losses);
    }
    std::set<std::string> taken;
    for (std::size_t i = 0; i < scene.images.size(); ++i) {
      if (!wanted[i]) continue;
      const TextureImage& image = scene.images[i];
      std::optional<PortablePicture> picture = portable_picture(image, kPictureFormats, options.stop);
      if (!picture) {
        losses.add(
            image.encoded.empty() ? "picture that was not found" : "picture that cannot be decoded",
            image.encoded.empty() ? "pictures that were not found" : "pictures that cannot be decoded");
        continue;
      }
      if (picture->recoded) losses.add("picture's own format (now PNG)", "pictures' own formats (now PNG)");
      const std::string stem = options.stem + "_" + plain_name(image, i);
      const std::string_view suffix = picture->format == "jpeg" ? ".jpg" : ".png";
      std::string name = stem + std::string(suffix);
      for (std::size_t k = 2; !taken.insert(to_lower(name)).second; ++k)
        name = fmt::format("{}_{}{}", stem, k, suffix);
      names_[i] = name;
      files_.push_back({std::move(name), std::move(picture->bytes)});
    }
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::vector<WrittenFile> take_files() { return std::move(files_); }

 private:
  static void note_use(const TextureUse& use, std::vector<bool>& wanted, Losses& losses) {
    if (use.image >= wanted.size()) return;
    if (use.role == TextureRole::kOther || use.role == TextureRole::kMetallicRoughness) {
      return losses.add(
          "texture of a kind that MTL has no place for (metal and roughness in one, or others)",
          "textures of kinds that MTL has no place for (metal and roughness in one, or others)");
    }
    if (use.uv_set != 0)
      return losses.add("texture with coordinates of its own", "textures with coordinates of their own");
    if (use.rotation_rad != 0) losses.add("rotation of a texture", "rotations of textures");
    wanted[use.image] = true;
  }

  std::vector<std::string> names_;
  std::vector<WrittenFile> files_;
};

void tell_losses(const Scene& scene, Losses& losses) {
  for (const std::string& text : scene.beyond) losses.say(text);
  if (scene.nodes.size() > 1) losses.say("the hierarchy of nodes (their transforms are applied)");
  for (const Mesh& mesh : scene.meshes) {
    if (mesh.uvs.size() > 1) losses.say("texture coordinates beyond the first set");
    if (!mesh.tangents.empty()) losses.say("tangents");
    const auto transparent = [](float4 c) { return c.w != 1; };
    if (std::any_of(mesh.colors.begin(), mesh.colors.end(), transparent))
      losses.say("transparency of vertex colours");
    if (!mesh.face_polygons.empty()) losses.say("polygons of more than three corners (now triangles)");
  }
  for (const Material& material : scene.materials) {
    if (material.double_sided || material.unlit) losses.say("double-sided and unlit materials");
    if (material.alpha_mode == AlphaMode::kMask) losses.say("alpha cut-offs of materials");
  }
}

std::string object_name(const Scene& scene, const Instance& instance, const std::string& stem) {
  const Mesh& mesh = scene.meshes[instance.mesh];
  if (instance.node < scene.nodes.size() && !scene.nodes[instance.node].name.empty())
    return line_of(scene.nodes[instance.node].name);
  return line_of(mesh.name.empty() ? stem : mesh.name);
}

}  // namespace

Result<Written> write_obj(const Asset& asset, const WriteOptions& options) {
  if (asset.kind != AssetKind::kMesh)
    return fail(ErrorKind::kUnsupported, "an OBJ holds a model, not a picture");
  const Scene& scene = asset.scene;
  const std::uint64_t most = placed_triangles(scene);
  constexpr std::uint64_t kSmallestFace = 8;  // "f 1 2 3\n"
  if (most > options.max_memory / kSmallestFace) {
    return fail(ErrorKind::kLimit, group_digits(most) + " triangles, each instance counted, are more than " +
                                       format_bytes(options.max_memory) + " can hold");
  }
  Losses losses;
  tell_losses(scene, losses);
  Pictures pictures(scene, options, losses);
  ObjNames names = obj_names(scene.materials);
  ObjLines lines(names.materials, names.fallback, options);
  lines.add_text(fmt::format("# written by meshgate {}\n", version()));
  if (!scene.materials.empty()) lines.add_text(fmt::format("mtllib {}.mtl\n", line_of(options.stem)));
  Unsound unsound;
  for (const Instance& instance : scene.instances) {
    const bool on_node = instance.node < scene.nodes.size();
    if (instance.mesh >= scene.meshes.size() || (on_node && !scene.nodes[instance.node].in_scene)) continue;
    const Matrix4 world = on_node ? scene.nodes[instance.node].world : Matrix4{};
    const Mesh mesh =
        placed_mesh(scene.meshes[instance.mesh], scene.materials.size(), world, options.stop, unsound);
    // A group that is the whole mesh names it already.
    const bool named = mesh.groups.empty() || mesh.groups[0].first_face > 0;
    if (named) lines.add_text("o " + object_name(scene, instance, options.stem) + "\n");
    MG_TRY([[maybe_unused]] const bool added, lines.add_mesh(mesh, scene.uv_from_below));
  }
  for (std::string& text : unsound.describe()) losses.say(std::move(text));
  Written written;
  if (!scene.materials.empty()) {
    const std::string mtl = render_mtl(scene, names, lines.used_fallback(), pictures.names());
    const auto bytes = as_bytes(std::string_view(mtl));
    written.files.push_back({options.stem + ".mtl", std::vector<std::byte>(bytes.begin(), bytes.end())});
  }
  for (WrittenFile& file : pictures.take_files()) written.files.push_back(std::move(file));
  written.files.insert(written.files.begin(), WrittenFile{options.stem + ".obj", std::move(lines).take()});
  written.lost = std::move(losses).take();
  return written;
}

}  // namespace meshgate
