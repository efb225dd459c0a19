#include "gate/gltf_audience.h"

#include <array>

#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::string_view kPose =
    "A splitter and a slicer take the model as it stands and play no animation; for them the file only fails "
    "when its reader refuses it as a whole. An engine plays the animation wrongly, or drops it.";
constexpr std::string_view kSkin =
    "A splitter and a slicer take the bind pose and use no weights. In an engine the vertices that follow "
    "the "
    "skeleton are at a wrong place, or the skin is dropped.";
constexpr std::string_view kMorph =
    "A splitter and a slicer take the base shape. In an engine the blended shapes are wrong or missing.";
constexpr std::string_view kBounds =
    "An engine culls and frames by these bounds, and a splitter that scales the model to its working box may "
    "trust them. Slicers measure the vertices themselves.";
constexpr std::string_view kShading =
    "What is lit and painted: an engine shades the surface wrongly. The shape that a splitter or a slicer "
    "works "
    "on is right.";
constexpr std::string_view kFaces =
    "The faces themselves are concerned: a splitter and a slicer get an open or torn surface, an engine "
    "draws "
    "garbage or refuses the file.";
constexpr std::string_view kFlatFaces =
    "A splitter stumbles over faces without a normal, a slicer drops them, an engine draws nothing there.";
constexpr std::string_view kLeftOut = "A splitter, a slicer and an engine all leave the primitive out.";
constexpr std::string_view kData =
    "It depends on what the data is. Positions or indices: a splitter, a slicer and an engine all get a torn "
    "shape or refuse the file. Normals, texture coordinates or colours: the shape is right for a splitter "
    "and a "
    "slicer, and an engine shades or paints it wrongly.";
constexpr std::string_view kUpload =
    "Only an engine that hands buffer views to the graphics hardware as they are looks at it. Splitters and "
    "slicers do not.";
constexpr std::string_view kLost =
    "Vertices and faces are in the buffers: a splitter, a slicer and an engine all lose what the missing "
    "bytes "
    "held.";
constexpr std::string_view kContainer =
    "Every reader begins here: when it gives up, nothing is split, sliced or shown, whatever the rest of the "
    "file "
    "is like.";
constexpr std::string_view kStrictOnly =
    "Splitters, slicers and engines read the model all the same; a strict service may refuse the upload.";
constexpr std::string_view kOutside =
    "A service that gets one file sees nothing of what lies beside it. A slicer or an engine on the author's "
    "machine finds it, which hides the defect until then.";
constexpr std::string_view kCamera =
    "Viewers that look through the cameras of the file. Splitters and slicers ignore them.";
constexpr std::string_view kTexture =
    "An engine shows the surface without its picture, and a splitter returns parts without it. A slicer for "
    "one "
    "colour does not look.";
constexpr std::string_view kPlace =
    "Parts stand at another place or in another shape: a splitter and a slicer get another body than the "
    "author "
    "saw, an engine another scene.";
constexpr std::string_view kNobody = "Nobody's result changes: what is there costs bytes and time.";
constexpr std::string_view kExtension =
    "An engine goes by these lists: it skips what is not declared and refuses what it must know and does "
    "not. "
    "Splitters and slicers know few extensions; they read the plain mesh, or refuse the file.";
constexpr std::string_view kSchema =
    "It depends on the property. A strict reader refuses the file, so that nothing is split, sliced or "
    "shown; a "
    "lenient one goes on with a default, and what an engine shows is not what was meant.";

constexpr auto kAudiences = std::to_array<GltfAudience>({
    // What is about one thing although its name begins like another.
    {"gltf/unused-*", kNobody},
    {"gltf/node-empty", kNobody},
    {"gltf/node-matrix-default", kNobody},
    {"gltf/non-object-extras", kNobody},
    {"gltf/data-uri-glb", kNobody},
    {"gltf/accessor-index-triangle-degenerate", kFlatFaces},
    {"gltf/mesh-primitive-no-position", kLeftOut},
    {"gltf/buffer-data-uri-mime-type-invalid", kStrictOnly},
    {"gltf/glb-empty-bin-chunk", kStrictOnly},
    {"gltf/glb-unknown-chunk-type", kStrictOnly},
    {"gltf/glb-extra-data", kStrictOnly},
    {"gltf/mesh-primitive-too-few-texcoords", kTexture},
    // By topic.
    {"gltf/animation-*", kPose},
    {"gltf/accessor-animation-*", kPose},
    {"gltf/skin-*", kSkin},
    {"gltf/node-skin*", kSkin},
    {"gltf/accessor-joints-*", kSkin},
    {"gltf/accessor-weights-*", kSkin},
    {"gltf/*ibm*", kSkin},
    {"gltf/*joints-weights-mismatch", kSkin},
    {"gltf/*morph*", kMorph},
    {"gltf/*targets-count", kMorph},
    {"gltf/*weights-*", kMorph},
    {"gltf/accessor-min-*", kBounds},
    {"gltf/accessor-max-*", kBounds},
    {"gltf/accessor-element-out-of-*", kBounds},
    {"gltf/mesh-primitive-position-accessor-without-bounds", kBounds},
    {"gltf/invalid-gl-value", kBounds},
    {"gltf/accessor-vector3-non-unit", kShading},
    {"gltf/accessor-invalid-sign", kShading},
    {"gltf/accessor-non-clamped", kShading},
    {"gltf/*tangent*", kShading},
    {"gltf/material-*", kShading},
    {"gltf/accessor-index-*", kFaces},
    {"gltf/*-indices-accessor-*", kFaces},
    {"gltf/mesh-primitive-incompatible-mode", kFaces},
    {"gltf/buffer-view-target-*", kUpload},
    {"gltf/buffer-view-*stride", kData},
    {"gltf/value-multiple-of", kData},
    {"gltf/buffer-*", kLost},
    {"gltf/compressed-data-invalid", kLost},
    {"gltf/accessor-*", kData},
    {"gltf/mesh-*", kData},
    {"gltf/glb-*", kContainer},
    {"gltf/invalid-json", kContainer},
    {"gltf/unknown-asset-*", kContainer},
    {"gltf/asset-*", kContainer},
    {"gltf/io-error", kOutside},
    {"gltf/*uri*", kOutside},
    {"gltf/camera-*", kCamera},
    {"gltf/image-*", kTexture},
    {"gltf/texture-*", kTexture},
    {"gltf/node-*", kPlace},
    {"gltf/rotation-*", kPlace},
    {"gltf/scene-*", kPlace},
    {"gltf/*extension*", kExtension},
    {"gltf/*", kSchema},
});

}  // namespace

std::span<const GltfAudience> gltf_audiences() { return kAudiences; }

std::string_view gltf_audience(std::string_view rule) {
  for (const GltfAudience& audience : kAudiences) {
    if (glob_matches(audience.rules, rule)) return audience.text;
  }
  return {};
}

}  // namespace meshgate
