#pragma once
// Materials and pictures of a scene as UsdPreviewSurface.
#include <string>
#include <vector>

#include "formats/detail/losses.h"
#include "formats/detail/usda_text.h"
#include "meshgate/format.h"

namespace meshgate {

/// Writes materials, and keeps the pictures that they use.
class UsdzMaterials {
 public:
  /// `root`: path of the prim that holds them, as "/Root/Materials".
  UsdzMaterials(const Scene& scene, std::string root, const WriteOptions& options, Losses& losses);

  /// Path of a material of the scene.
  [[nodiscard]] std::string path_of(std::uint32_t material) const { return root_ + "/" + names_[material]; }
  void write(UsdaText& text) const;
  /// The pictures as files of the package.
  [[nodiscard]] std::vector<WrittenFile> take_files() { return std::move(files_); }

 private:
  void write_material(std::uint32_t index, UsdaText& text) const;
  void write_input(const Material& material, std::string_view input, TextureRole role,
                   std::string_view channel, const std::string& constant, const std::string& path,
                   UsdaText& text) const;
  void write_texture(const TextureUse& use, const Material& material, const std::string& path,
                     UsdaText& text) const;
  void write_coordinates(const TextureUse& use, const std::string& name, const std::string& path,
                         UsdaText& text) const;
  [[nodiscard]] const TextureUse* find_use(const Material& material, TextureRole role) const;
  void keep_pictures(const WriteOptions& options, Losses& losses);

  const Scene& scene_;
  std::string root_;
  std::vector<std::string> names_;     // of materials
  std::vector<std::string> pictures_;  // file names; empty = not kept
  std::vector<WrittenFile> files_;
};

}  // namespace meshgate
