#include <algorithm>
#include <array>
#include <map>

#include "formats/detail/embedded_picture.h"
#include "formats/detail/fbx_objects.h"

namespace meshgate {
namespace {

constexpr auto kPictureFormats = std::to_array<std::string_view>({"png", "jpeg"});

// Where a texture goes. FBX's materials know no metal and no roughness; pictures for them stay out.
std::string_view property_of(TextureRole role) {
  switch (role) {
    case TextureRole::kBaseColor:
      return "DiffuseColor";
    case TextureRole::kNormal:
      return "NormalMap";
    case TextureRole::kBump:
      return "Bump";
    case TextureRole::kEmissive:
      return "EmissiveColor";
    case TextureRole::kOpacity:
      return "TransparencyFactor";
    default:
      return {};
  }
}

class MaterialWriter {
 public:
  MaterialWriter(const Scene& scene, const WriteOptions& options, FbxFile& file, Losses& losses)
      : scene_(scene),
        options_(options),
        file_(file),
        losses_(losses),
        videos_(scene.images.size(), kUntried) {}

  std::vector<std::int64_t> run(bool with_fallback) {
    std::vector<std::int64_t> ids;
    for (const Material& material : scene_.materials) {
      ids.push_back(write_material(material));
      for (const TextureUse& use : material.textures) write_texture(use, ids.back());
      if (material.double_sided || material.unlit) losses_.say("double-sided and unlit materials");
      if (material.alpha_mode == AlphaMode::kMask) losses_.say("alpha cut-offs of materials");
      if (material.metallic != 0) losses_.say("metalness of materials");
    }
    ids.push_back(with_fallback ? write_material({.element = {}, .name = "none", .textures = {}}) : 0);
    return ids;
  }

 private:
  static constexpr std::int64_t kUntried = -1, kMissing = 0;

  std::int64_t write_material(const Material& m) {
    const std::int64_t id = file_.next_id();
    FbxBytes& bytes = file_.bytes;
    bytes.open("Material").add(id).add(fbx_name(m.name, "Material")).add("");
    bytes.leaf("Version", std::int32_t{102})
        .leaf("ShadingModel", "phong")
        .leaf("MultiLayer", std::int32_t{0});
    bytes.open("Properties70");
    const auto color = [&bytes](std::string_view name, float x, float y, float z) {
      bytes.property(name, "Color", "", "A", double{x}, double{y}, double{z});
    };
    color("DiffuseColor", m.base_color.x, m.base_color.y, m.base_color.z);
    color("EmissiveColor", m.emissive.x, m.emissive.y, m.emissive.z);
    bytes.property("Opacity", "double", "Number", "", double{m.base_color.w});
    bytes.property("TransparencyFactor", "Number", "", "A", 1 - double{m.base_color.w});
    // A shine that looks about as rough (Blender's formula).
    const double shine = (1 - double{m.roughness}) * 10;
    bytes.property("Shininess", "Number", "", "A", shine * shine);
    bytes.close().close();
    return id;
  }

  void write_texture(const TextureUse& use, std::int64_t material) {
    if (use.image >= videos_.size()) return;
    const std::string_view property = property_of(use.role);
    if (property.empty()) {
      return losses_.add("texture of a kind that FBX materials have no place for",
                         "textures of kinds that FBX materials have no place for");
    }
    if (use.rotation_rad != 0) losses_.add("rotation of a texture", "rotations of textures");
    if (use.uv_set != 0)
      losses_.add("texture with coordinates of its own", "textures with coordinates of their own");
    const std::int64_t video = video_of(use.image);
    if (video == kMissing) return;
    const std::int64_t id = file_.next_id();
    const TextureImage& image = scene_.images[use.image];
    const double move_v =
        scene_.uv_from_below ? double{use.offset.y} : 1 - double{use.offset.y} - double{use.scale.y};
    FbxBytes& bytes = file_.bytes;
    bytes.open("Texture").add(id).add(fbx_name(image.name, "Texture")).add("");
    bytes.leaf("Type", "TextureVideoClip").leaf("Version", std::int32_t{202});
    bytes.leaf("TextureName", fbx_name(image.name, "Texture")).leaf("Media", fbx_name(image.name, "Video"));
    bytes.leaf("FileName", names_[video]).leaf("RelativeFilename", names_[video]);
    bytes.open("ModelUVTranslation").add(double{use.offset.x}).add(move_v).close();
    bytes.open("ModelUVScaling").add(double{use.scale.x}).add(double{use.scale.y}).close();
    bytes.open("Properties70");
    bytes.property("WrapModeU", "enum", "", "", std::int32_t{use.wrap_u == TextureWrap::kClamp ? 1 : 0});
    bytes.property("WrapModeV", "enum", "", "", std::int32_t{use.wrap_v == TextureWrap::kClamp ? 1 : 0});
    bytes.close().close();
    file_.connect(video, id);
    file_.connect(id, material, std::string(property));
  }

  std::int64_t video_of(std::uint32_t image_index) {
    std::int64_t& known = videos_[image_index];
    if (known != kUntried) return known;
    known = kMissing;
    const TextureImage& image = scene_.images[image_index];
    const std::optional<PortablePicture> picture = portable_picture(image, kPictureFormats, options_.stop);
    if (!picture) {
      losses_.add("picture that is missing or cannot be decoded",
                  "pictures that are missing or cannot be decoded");
      return known;
    }
    if (picture->recoded) losses_.add("picture's own format (now PNG)", "pictures' own formats (now PNG)");
    known = file_.next_id();
    const std::string name = names_
                                 .emplace(known, "picture" + std::to_string(image_index) +
                                                     (picture->format == "jpeg" ? ".jpg" : ".png"))
                                 .first->second;
    FbxBytes& bytes = file_.bytes;
    bytes.open("Video").add(known).add(fbx_name(image.name, "Video")).add("Clip");
    bytes.leaf("Type", "Clip");
    bytes.open("Properties70").property("Path", "KString", "XRefUrl", "", name).close();
    bytes.leaf("UseMipMap", std::int32_t{0}).leaf("Filename", name).leaf("RelativeFilename", name);
    bytes.leaf("Content", picture->bytes.span()).close();
    return known;
  }

  const Scene& scene_;
  const WriteOptions& options_;
  FbxFile& file_;
  Losses& losses_;
  std::vector<std::int64_t> videos_;           // id of each image's object
  std::map<std::int64_t, std::string> names_;  // file names by id
};

}  // namespace

std::string fbx_name(std::string_view name, std::string_view object_class) {
  std::string joined(name);
  std::replace(joined.begin(), joined.end(), '\0', '_');
  joined += std::string_view("\0\x01", 2);
  return joined + std::string(object_class);
}

std::vector<std::int64_t> write_fbx_materials(const Scene& scene, bool with_fallback,
                                              const WriteOptions& options, FbxFile& file, Losses& losses) {
  return MaterialWriter(scene, options, file, losses).run(with_fallback);
}

}  // namespace meshgate
