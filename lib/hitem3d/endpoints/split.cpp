#include <array>

#include "hitem3d/endpoints.h"

namespace meshgate {
namespace {

constexpr Condition kCharacter{"model", "character"};
constexpr Condition kGeneral{"model", "general"};

constexpr std::array<Choice, 2> kModels{{{"character", "character"}, {"general", "general"}}};
constexpr std::array<Choice, 6> kParts{
    {{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}, {"e", "e"}, {"f", "f"}}};
constexpr std::array<Choice, 4> kJoints{
    {{"none", "none"}, {"ball", "ball"}, {"dovetail", "dovetail"}, {"pin", "pin", Grade::kVendor}}};
constexpr std::array<Choice, 2> kYesNo{{{"yes", "yes", Grade::kVendor}, {"no", "no", Grade::kVendor}}};
// A character comes as GLB only, although the documented default is 1 (obj).
constexpr std::array<Choice, 6> kFormats{{{"1", "obj", Grade::kOfficial, kGeneral},
                                          {"2", "glb"},
                                          {"3", "stl", Grade::kOfficial, kGeneral},
                                          {"4", "fbx", Grade::kOfficial, kGeneral},
                                          {"5", "usdz", Grade::kOfficial, kGeneral},
                                          {"6", "3mf", Grade::kVendor, kGeneral}}};

constexpr std::array<TaskField, 7> kFields{{
    {.name = "model", .doc = "how the model is cut", .choices = kModels, .fallback = "character"},
    {.name = "part",
     .doc = "template: a 6 parts, b 5, c 4 without head, d 4 with head, e 3, f 2",
     .choices = kParts,
     .fallback = "a",
     .required = true,
     .when = kCharacter},
    {.name = "joint",
     .doc = "what holds the parts together",
     .choices = kJoints,
     .fallback = "ball",
     .when = kCharacter},
    {.name = "merge",
     .doc = "fuse the connectors into the parts; no = connectors are bodies of their own",
     .choices = kYesNo,
     .fallback = "yes",
     .when = kCharacter,
     .grade = Grade::kVendor},
    {.name = "level",
     .doc = "how finely",
     .choices = kLevels,
     .fallback = "medium",
     .required = true,
     .when = kGeneral},
    {.name = "format",
     .doc = "of the result; character: glb only",
     .choices = kFormats,
     .fallback = "2",
     .required = true,
     .choice_rule = "task/format-not-allowed"},
    kCallbackField,
}};

}  // namespace

extern const Endpoint endpoint_split{
    .id = "split",
    .summary = "cut a model into parts with joints",
    .create_path = "/split/create-task",
    .query_path = "/split/query-task",
    .scheme = AuthScheme::kToken,
    .profile = "hitem3d-split",
    .inputs = {.kind = AssetKind::kMesh, .file = "mesh", .url = "mesh_url"},
    .fields = kFields,
    .price = Price{20, 20, kLookedUp},
    .source = "Hitem3D API reference: split",
    .date = kLookedUp,
};

}  // namespace meshgate
