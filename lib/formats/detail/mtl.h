#pragma once
// MTL: the materials of an OBJ, as written.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/scene.h"

namespace meshgate {

/// One `map_…` statement.
struct MtlTexture {
  TextureRole role = TextureRole::kOther;
  std::string keyword;  ///< as written: "map_Kd"
  std::string path;     ///< as written, without the options before or after it
  float2 offset{0, 0};
  float2 scale{1, 1};
  bool has_more = false;  ///< other options, which are not taken
};

/// One `newmtl` with its statements; the later of two statements counts.
struct MtlMaterial {
  std::string name;
  float4 base_color{1, 1, 1, 1};
  float3 emissive{0, 0, 0};
  float metallic = 0;
  float roughness = 1;
  std::vector<MtlTexture> textures;
  /// There are statements of shading that are not taken: ambient and specular light (Ka, Ks, Ns), refraction
  /// (Ni, Tf), illum, clear coat, sheen, anisotropy, or an option of a picture beyond offset and scale.
  bool has_more = false;
};

/// Reads a library. Statements that are unknown or cannot be read are skipped; statements of a second
/// `newmtl` of the same name go on with the first. Never fails.
std::vector<MtlMaterial> parse_mtl(std::string_view text);

}  // namespace meshgate
