#pragma once
// Colours of surfaces, and how different two of them look.
#include <optional>

#include "meshgate/geometry.h"
#include "verify/flat_mesh.h"

namespace meshgate {

/// CIE L*a*b* of a colour given as linear sRGB (D65, 0–1 a channel).
double3 lab_of_linear(double3 rgb);

/// CIEDE2000 colour difference of two L*a*b* colours (Sharma, Wu & Dalal 2005): 1 is just noticeable side by
/// side, 5 is another shade, 100 black against white.
double ciede2000(double3 lab1, double3 lab2);

/// How a file means its vertex colours.
enum class VertexColors { kLinear, kSrgb };
/// Linear in glTF, as they are shown in all other formats.
VertexColors vertex_colors_of(std::string_view format);

/// What a face looks like at a place.
struct FaceColor {
  double3 linear;         ///< linear sRGB; base colour times texture or vertex colour
  bool textured = false;  ///< from the pixels of a texture
  bool painted = false;   ///< from the colours of vertices
};

/// Colour of a face of a flat mesh at a point on it: base colour of its material times the texel below the
/// point, or times the vertex colours. Nothing when the face has neither material nor vertex colours.
std::optional<FaceColor> face_color(const FlatMesh& flat, std::size_t face, float3 point,
                                    VertexColors colors);

/// Whether a face has texture coordinates and a material with a base colour texture whose pixels are there.
bool is_textured(const FlatMesh& flat, std::size_t face);

}  // namespace meshgate
