#include <array>

#include "hitem3d/endpoints.h"

namespace meshgate {
namespace {

constexpr std::array<Choice, 5> kFormats{
    {{"1", "obj"}, {"2", "glb"}, {"3", "stl"}, {"4", "fbx"}, {"5", "usdz"}}};

constexpr std::array<TaskField, 3> kFields{{
    {.name = "seg_level", .doc = "how finely", .choices = kLevels, .fallback = "medium", .required = true},
    {.name = "format", .doc = "of the result", .choices = kFormats, .fallback = "2", .required = true},
    kCallbackField,
}};

}  // namespace

extern const Endpoint endpoint_segment{
    .id = "segment",
    .summary = "colour the faces of a model by part",
    .create_path = "/segmentation/create-task",
    .query_path = "/segmentation/query-task",
    .scheme = AuthScheme::kToken,
    .profile = "hitem3d-segmentation",
    .inputs = {.kind = AssetKind::kMesh, .file = "mesh", .url = "mesh_url"},
    .fields = kFields,
    .price = {},
    .source = "Hitem3D API reference: segmentation",
    .date = kLookedUp,
};

}  // namespace meshgate
