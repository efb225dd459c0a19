// Images of a glTF document: where their bytes are, and what the specification says of them.
#include <fmt/core.h>

#include "core/text.h"
#include "formats/detail/gltf_buffers.h"
#include "formats/detail/gltf_materials.h"
#include "formats/detail/texture.h"

namespace meshgate {
namespace {

std::string_view mime_of(std::string_view format) {
  if (format == "png") return "image/png";
  if (format == "jpeg") return "image/jpeg";
  if (format == "webp") return "image/webp";
  return format;
}

class ImageLoader {
 public:
  ImageLoader(GltfDocument& document, std::size_t index, Json json)
      : document_(document), json_(json), pointer_(fmt::format("/images/{}", index)) {}

  TextureImage run() {
    image_.element = pointer_;
    image_.name = json_.find("name").text();
    image_.mime_type = json_.find("mimeType").text();
    if (!json_.is_object()) return std::move(image_);
    const std::uint32_t view = gltf_index(json_, "bufferView");
    const bool has_uri = json_.find("uri").is_string();
    check_sources(view != kNoIndex, has_uri);
    if (has_uri) load_uri(json_.find("uri").text());
    if (view != kNoIndex) load_view(view);
    return std::move(image_);
  }

 private:
  void check_sources(bool has_view, bool has_uri) {
    if (has_view && !json_.has("mimeType")) {
      document_.issues.add("gltf/unsatisfied-dependency", pointer_ + "/bufferView",
                           "an image in a buffer view needs its mimeType");
    }
    if (has_view == has_uri) {
      document_.issues.add(
          "gltf/one-of-mismatch", pointer_,
          has_view ? "the image has a uri and a bufferView" : "the image has neither uri nor bufferView");
    }
    const std::string& mime = image_.mime_type;
    const bool webp = mime == "image/webp" && document_.uses("EXT_texture_webp");
    const bool basis = mime == "image/ktx2" && document_.uses("KHR_texture_basisu");
    if (!mime.empty() && mime != "image/png" && mime != "image/jpeg" && !webp && !basis) {
      document_.issues.add(
          "gltf/value-not-in-list", pointer_ + "/mimeType",
          fmt::format("mimeType is \"{}\", not image/jpeg or image/png", printable(mime, 60)));
    }
  }

  void load_uri(const std::string& uri) {
    const UriFacts facts = check_gltf_uri(document_, uri, pointer_);
    if (facts.kind == UriKind::kInvalid) return;
    if (facts.kind != UriKind::kData) {
      image_.uri = uri;
      open_texture(document_.source, PathSyntax::kUri, image_, document_.notes);
      return;
    }
    if (image_.mime_type.empty()) image_.mime_type = facts.mime_type;
    if (!document_.budget.take(decoded_size(facts))) return;
    image_.encoded = decode_data_uri(facts);
    image_.available = true;
    image_.bytes = image_.encoded.size();
  }

  void load_view(std::uint32_t index) {
    const GltfBufferView* view = document_.view(index);
    if (view == nullptr) return;
    use_gltf_view(document_, index, GltfViewUse::kImage, pointer_ + "/bufferView");
    if (view->stride != 0) {
      document_.issues.add("gltf/image-buffer-view-with-bytestride", pointer_ + "/bufferView",
                           "the buffer view of an image cannot have a stride");
    }
    if (view->bytes.empty() || view->bytes.size() < view->byte_length.value_or(0))
      return;  // reported with the view
    image_.encoded = view->bytes;
    image_.available = true;
    image_.bytes = view->bytes.size();
  }

  GltfDocument& document_;
  Json json_;
  std::string pointer_;
  TextureImage image_;
};

}  // namespace

std::vector<TextureImage> gltf_images(GltfDocument& document) {
  const Json list = document.root.find("images");
  std::vector<TextureImage> images;
  if (!list.is_array() || !document.budget.take(list.size() * sizeof(TextureImage))) return images;
  for (std::size_t i = 0; i < list.size(); ++i) images.push_back(ImageLoader(document, i, list[i]).run());
  judge_textures(document.options, images, document.notes);
  return images;
}

void check_gltf_textures(GltfDocument& document, const std::vector<TextureImage>& images) {
  for (const TextureImage& image : images) {
    if (image.image.width == 0) continue;
    const bool webp = image.format == "webp" && document.uses("EXT_texture_webp");
    if (image.format != "png" && image.format != "jpeg" && !webp) {
      document.issues.add(
          "gltf/image-non-enabled-mime-type", image.element,
          fmt::format("the image is {}, glTF 2.0 allows PNG and JPEG only", mime_of(image.format)));
    }
  }
  for (const TextureImage& image : images) {
    if (image.format == "jpeg" && image.image.channels == 4) {
      document.issues.add("gltf/image-data-invalid", image.element,
                          "the JPEG has the four channels of CMYK, glTF allows gray and RGB only");
    }
  }
  const Json textures = document.root.find("textures");
  for (std::size_t i = 0; textures.is_array() && i < textures.size(); ++i) {
    const std::uint32_t source = gltf_index(textures[i], "source");
    if (source >= images.size()) continue;
    const std::string& declared = images[source].mime_type;
    const std::string mime = declared.empty() ? std::string(mime_of(images[source].format)) : declared;
    if (mime.empty() || mime == "image/png" || mime == "image/jpeg") continue;
    document.issues.add(
        "gltf/texture-invalid-image-mime-type", fmt::format("/textures/{}/source", i),
        fmt::format("the source is {}; PNG or JPEG belongs here, others into the texture's extension",
                    printable(mime, 60)));
  }
}

}  // namespace meshgate
