#include <array>

#include "hitem3d/endpoints.h"

namespace meshgate {
namespace {

constexpr std::array<Choice, 7> kModels{{{"hitem3dv1", "v1"},
                                         {"hitem3dv1.5", "v1.5"},
                                         {"hitem3dv2.0", "v2.0"},
                                         {"scene-portraitv1.5", "portraitv1.5"},
                                         {"scene-portraitv2.0", "portraitv2.0"},
                                         {"hitem3dv2.1", "v2.1", Grade::kVendor},
                                         {"hi3dv3.0", "v3.0", Grade::kVendor}}};
// The models of the second generation refuse to texture an existing mesh.
constexpr Condition kTextures{"model", "hitem3dv1|hitem3dv1.5|scene-portraitv1.5|hitem3dv2.1|hi3dv3.0"};
constexpr std::array<Choice, 3> kTypes{
    {{"3", "both"}, {"1", "geometry"}, {"2", "texture", Grade::kOfficial, kTextures}}};
// What is known of the models of grade "vendor" does not say which they take: nothing is refused.
constexpr std::array<Choice, 4> kResolutions{
    {{"1024", "1024", Grade::kOfficial, {"model", "hitem3dv1|hitem3dv1.5|hitem3dv2.1|hi3dv3.0"}},
     {"1536",
      "1536",
      Grade::kOfficial,
      {"model",
       "hitem3dv1|hitem3dv1.5|hitem3dv2.0|scene-portraitv1.5|scene-portraitv2.0|hitem3dv2.1|hi3dv3.0"}},
     {"512", "512", Grade::kOfficial, {"model", "hitem3dv1|hitem3dv1.5|hitem3dv2.1|hi3dv3.0"}},
     {"1536pro",
      "1536pro",
      Grade::kOfficial,
      {"model", "hitem3dv1.5|hitem3dv2.0|scene-portraitv2.0|hitem3dv2.1|hi3dv3.0"}}}};
constexpr std::array<Choice, 4> kFormats{{{"1", "obj"}, {"2", "glb"}, {"3", "stl"}, {"4", "fbx"}}};

constexpr std::array<TaskField, 7> kFields{{
    {.name = "model",
     .doc = "version of the generator",
     .choices = kModels,
     .fallback = "hitem3dv1.5",
     .required = true},
    {.name = "request_type",
     .doc = "geometry, both, or texture for the mesh at --mesh-url",
     .choices = kTypes,
     .fallback = "3",
     .required = true},
    {.name = "resolution",
     .doc = "depends on the model",
     .choices = kResolutions,
     .fallback = "1024",
     .required = true,
     .choice_rule = "task/resolution-not-for-model"},
    {.name = "face",
     .type = FieldType::kInteger,
     .doc = "triangles of the result; recommended 500000 for 512, 1000000 for 1024, 2000000 for 1536",
     .min = 100'000,
     .max = 2'000'000,
     .range_rule = "task/face-count-range"},
    {.name = "format",
     .doc = "of the result",
     .choices = kFormats,
     .fallback = "2",
     .required = true,
     .choice_rule = "task/format-not-allowed"},
    {.name = "mesh_url",
     .type = FieldType::kUrl,
     .doc = "the mesh to texture",
     .required = true,
     .when = {"request_type", "2"}},
    kCallbackField,
}};

}  // namespace

extern const Endpoint endpoint_generate{
    .id = "generate",
    .summary = "make a model from one picture or several views",
    .create_path = "/submit-task",
    .query_path = "/query-task",
    .scheme = AuthScheme::kBearer,
    .profile = "hitem3d-image-to-3d",
    .inputs = {.kind = AssetKind::kImage,
               .file = "images",
               .url = {},
               .views = "multi_images",
               .view_mask = "multi_images_bit",
               .min_views = 2,
               .max_views = 4},
    .fields = kFields,
    .price = Price{15, 455, kLookedUp},
    .source = "Hitem3D API reference: submit-task",
    .date = kLookedUp,
};

}  // namespace meshgate
