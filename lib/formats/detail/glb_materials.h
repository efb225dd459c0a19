#pragma once
// Materials, textures and pictures of a Scene as those of a GLB.
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "formats/detail/glb_builder.h"
#include "formats/detail/losses.h"
#include "meshgate/format.h"

namespace meshgate {

/// Writes each material when a primitive first asks for it, and each picture when a material does.
class GlbMaterials {
 public:
  GlbMaterials(const Scene& scene, GlbBuilder& glb, Losses& losses, const std::stop_token& stop)
      : scene_(scene), glb_(glb), losses_(losses), stop_(stop) {}

  /// The document's index of a material for a primitive with this many texture-coordinate sets: textures that
  /// want another set are left out, which glTF asks for.
  std::size_t index_of(std::uint32_t material, std::size_t uv_sets);
  /// Materials and pictures that nobody asked for are losses.
  void tell_unused();

 private:
  using Json = GlbBuilder::Json;
  using TextureKey = std::tuple<std::uint32_t, TextureWrap, TextureWrap>;

  Json material_json(const Material& material, std::size_t uv_sets);
  void add_texture(const Material& material, const TextureUse& use, std::size_t uv_sets, Json& json);
  Json texture_info(const TextureUse& use, std::size_t texture);
  std::optional<std::size_t> texture_of(const TextureUse& use);
  std::optional<std::size_t> image_of(std::uint32_t image, bool& webp);
  std::size_t sampler_of(TextureWrap u, TextureWrap v);

  const Scene& scene_;
  GlbBuilder& glb_;
  Losses& losses_;
  std::stop_token stop_;
  std::map<std::pair<std::uint32_t, std::size_t>, std::size_t> materials_;
  std::map<TextureKey, std::optional<std::size_t>> textures_;
  std::map<std::pair<TextureWrap, TextureWrap>, std::size_t> samplers_;
  std::map<std::uint32_t, std::optional<std::size_t>> images_;
};

}  // namespace meshgate
