#pragma once
// Materials of a USD stage: UsdPreviewSurface with its textures.
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "formats/detail/usd_stage.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Turns material prims into materials of a scene, each once.
class UsdMaterials {
 public:
  UsdMaterials(const UsdStage& stage, Scene& scene, FindingSink& notes)
      : stage_(stage), scene_(scene), notes_(notes) {}

  /// The material that `prim` is bound to, itself or through the prims above it; kNoIndex = none.
  std::uint32_t bound_to(std::uint32_t prim);
  /// A material of one colour, for meshes that have a colour and no material.
  std::uint32_t plain(float4 color);

  /// Shaders and inputs that are not understood, in words.
  [[nodiscard]] const std::set<std::string>& lost() const { return lost_; }

 private:
  using SiteKey = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  /// The end of a chain of connections.
  struct End {
    std::uint32_t prim = 0;
    std::string property;
    bool is_shader_output = false;
  };

  std::uint32_t material_of(std::uint32_t prim);
  void read_surface(std::uint32_t shader, Material& material);
  void read_alpha(std::uint32_t shader, Material& material);
  [[nodiscard]] std::optional<End> follow(std::uint32_t prim, std::string property) const;
  [[nodiscard]] std::string shader_id(std::uint32_t prim) const;
  std::vector<double> read_input(std::uint32_t shader, const std::string& input, TextureRole role,
                                 Material& material);
  void add_texture(std::uint32_t texture, TextureRole role, Material& material);
  std::uint32_t image_of(const UsdOpinion& file, const std::string& asset);
  void lose(std::string what);

  const UsdStage& stage_;
  Scene& scene_;
  FindingSink& notes_;
  std::map<SiteKey, std::uint32_t> known_;
  std::map<std::array<float, 4>, std::uint32_t> plain_;
  std::map<std::string, std::uint32_t> image_of_path_;
  std::set<std::string> lost_;
};

/// What tells prims with the same opinions: instances of one prototype.
std::vector<std::pair<std::uint32_t, std::uint32_t>> usd_site_key(const UsdPrim& prim);

}  // namespace meshgate
