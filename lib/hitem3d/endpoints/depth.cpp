#include <array>

#include "hitem3d/endpoints.h"

namespace meshgate {
namespace {

constexpr std::array<Choice, 2> kModels{{{"pro", "pro"}, {"base", "base", Grade::kVendor}}};
constexpr std::array<Choice, 1> kResponses{{{"url", "url"}}};
// Not the numbers of the mesh tasks.
constexpr std::array<Choice, 6> kFormats{{{"1", "exr"},
                                          {"2", "png"},
                                          {"3", "stl", Grade::kVendor},
                                          {"4", "glb", Grade::kVendor},
                                          {"5", "3mf", Grade::kVendor},
                                          {"6", "bmp", Grade::kVendor}}};
constexpr std::array<Choice, 2> kOnOff{{{"0", "no"}, {"1", "yes"}}};
constexpr Condition kRelief{"format", "3|4|5"};

constexpr TaskField relief_number(std::string_view name, std::string_view doc, double min, double max) {
  return {.name = name,
          .type = FieldType::kNumber,
          .doc = doc,
          .min = min,
          .max = max,
          .when = kRelief,
          .grade = Grade::kVendor};
}
constexpr TaskField relief_switch(std::string_view name, std::string_view doc) {
  return {.name = name, .doc = doc, .choices = kOnOff, .when = kRelief, .grade = Grade::kVendor};
}

constexpr std::array<TaskField, 11> kFields{{
    {.name = "model_type", .doc = "pro = 2K, base = 1K", .choices = kModels, .fallback = "pro"},
    {.name = "rmbg", .doc = "remove the background first", .choices = kOnOff, .fallback = "1"},
    {.name = "response_format",
     .doc = "how the result is handed over",
     .choices = kResponses,
     .fallback = "url"},
    {.name = "format",
     .doc = "of the result: exr and png are depth maps, stl, glb and 3mf reliefs",
     .choices = kFormats,
     .fallback = "1",
     .required = true,
     .choice_rule = "task/format-not-allowed"},
    relief_number("height_relief", "height of the relief, mm", 0.1, 50),
    relief_switch("shape_base", "0 = a base as the subject, 1 = a rectangle"),
    relief_number("thickness_base", "thickness of the base, mm", 0.1, 20),
    relief_number("width", "width of the relief, mm", 20, 600),
    relief_switch("sculpmode", "sculpture mode"),
    relief_number("degree_rmbg", "how much of the background goes", 0, 1),
    kCallbackField,
}};

}  // namespace

extern const Endpoint endpoint_depth{
    .id = "depth",
    .summary = "make a depth map or a relief of a picture",
    .create_path = "/depth/create-task",
    .query_path = "/depth/query-task",
    .scheme = AuthScheme::kBearer,
    .profile = "hitem3d-depth",
    .inputs = {.kind = AssetKind::kImage, .file = "image", .url = "image_url"},
    .fields = kFields,
    .price = Price{10, 10, kLookedUp},
    .source = "Hitem3D API reference: depth",
    .date = kLookedUp,
};

}  // namespace meshgate
