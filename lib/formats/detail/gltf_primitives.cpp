// Primitives: attributes, indices and morph targets (specification section 3.7).
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_buffers.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

using T = GltfType;
using K = GltfComponent;

// What a semantic may look like; the name of an indexed one is without its number.
struct SemanticRule {
  std::string_view name;
  std::span<const GltfFormat> formats;
  std::span<const GltfFormat> quantized;  // also allowed with KHR_mesh_quantization
};

constexpr auto kFloat3 = std::to_array<GltfFormat>({{T::kVec3, K::kFloat}});
constexpr auto kFloat4 = std::to_array<GltfFormat>({{T::kVec4, K::kFloat}});
constexpr auto kAnyInteger3 = std::to_array<GltfFormat>({
    {T::kVec3, K::kInt8},
    {T::kVec3, K::kInt8, true},
    {T::kVec3, K::kUint8},
    {T::kVec3, K::kUint8, true},
    {T::kVec3, K::kInt16},
    {T::kVec3, K::kInt16, true},
    {T::kVec3, K::kUint16},
    {T::kVec3, K::kUint16, true},
});
constexpr auto kSigned3 =
    std::to_array<GltfFormat>({{T::kVec3, K::kInt8, true}, {T::kVec3, K::kInt16, true}});
constexpr auto kSigned4 =
    std::to_array<GltfFormat>({{T::kVec4, K::kInt8, true}, {T::kVec4, K::kInt16, true}});
constexpr auto kTexcoord = std::to_array<GltfFormat>(
    {{T::kVec2, K::kFloat}, {T::kVec2, K::kUint8, true}, {T::kVec2, K::kUint16, true}});
constexpr auto kQuantizedTexcoord = std::to_array<GltfFormat>({{T::kVec2, K::kUint8},
                                                               {T::kVec2, K::kUint16},
                                                               {T::kVec2, K::kInt8},
                                                               {T::kVec2, K::kInt8, true},
                                                               {T::kVec2, K::kInt16},
                                                               {T::kVec2, K::kInt16, true}});
constexpr auto kColor = std::to_array<GltfFormat>({{T::kVec3, K::kFloat},
                                                   {T::kVec3, K::kUint8, true},
                                                   {T::kVec3, K::kUint16, true},
                                                   {T::kVec4, K::kFloat},
                                                   {T::kVec4, K::kUint8, true},
                                                   {T::kVec4, K::kUint16, true}});
constexpr auto kJoints = std::to_array<GltfFormat>({{T::kVec4, K::kUint8}, {T::kVec4, K::kUint16}});
constexpr auto kWeights = std::to_array<GltfFormat>(
    {{T::kVec4, K::kFloat}, {T::kVec4, K::kUint8, true}, {T::kVec4, K::kUint16, true}});
constexpr auto kMorphTexcoord = std::to_array<GltfFormat>({{T::kVec2, K::kFloat},
                                                           {T::kVec2, K::kInt8, true},
                                                           {T::kVec2, K::kUint8, true},
                                                           {T::kVec2, K::kInt16, true},
                                                           {T::kVec2, K::kUint16, true}});
constexpr auto kMorphColor = std::to_array<GltfFormat>({{T::kVec3, K::kFloat},
                                                        {T::kVec3, K::kInt8, true},
                                                        {T::kVec3, K::kUint8, true},
                                                        {T::kVec3, K::kInt16, true},
                                                        {T::kVec3, K::kUint16, true},
                                                        {T::kVec4, K::kFloat},
                                                        {T::kVec4, K::kInt8, true},
                                                        {T::kVec4, K::kUint8, true},
                                                        {T::kVec4, K::kInt16, true},
                                                        {T::kVec4, K::kUint16, true}});

constexpr auto kAttributeRules = std::to_array<SemanticRule>({
    {"POSITION", kFloat3, kAnyInteger3},
    {"NORMAL", kFloat3, kSigned3},
    {"TANGENT", kFloat4, kSigned4},
    {"TEXCOORD", kTexcoord, kQuantizedTexcoord},
    {"COLOR", kColor, {}},
    {"JOINTS", kJoints, {}},
    {"WEIGHTS", kWeights, {}},
});
constexpr auto kMorphRules = std::to_array<SemanticRule>({
    {"POSITION", kFloat3, kAnyInteger3},
    {"NORMAL", kFloat3, kSigned3},
    {"TANGENT", kFloat3, kSigned3},
    {"TEXCOORD", kMorphTexcoord, kQuantizedTexcoord},
    {"COLOR", kMorphColor, {}},
});
constexpr auto kIndexFormats =
    std::to_array<GltfFormat>({{T::kScalar, K::kUint8}, {T::kScalar, K::kUint16}, {T::kScalar, K::kUint32}});

bool contains(std::span<const GltfFormat> formats, const GltfFormat& format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

// "TEXCOORD_12" is TEXCOORD with number 12; a name without number has none. Leading zeros are not numbers.
struct SemanticName {
  std::string_view base;
  std::optional<std::uint32_t> number;
  bool valid = false;
};

SemanticName parse_semantic(std::string_view name, std::span<const SemanticRule> rules) {
  SemanticName parsed;
  const std::size_t underscore = name.find('_');
  parsed.base = name.substr(0, underscore);
  const bool known =
      std::any_of(rules.begin(), rules.end(), [&](const SemanticRule& r) { return r.name == parsed.base; });
  const bool single = parsed.base == "POSITION" || parsed.base == "NORMAL" || parsed.base == "TANGENT";
  if (!known || single == (underscore != std::string_view::npos)) return parsed;
  if (single) {
    parsed.valid = true;
    return parsed;
  }
  const std::string_view digits = name.substr(underscore + 1);
  if (digits.empty() || digits.size() > 6 || (digits.size() > 1 && digits[0] == '0')) return parsed;
  std::uint32_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return parsed;
    number = 10 * number + static_cast<std::uint32_t>(c - '0');
  }
  parsed.number = number;
  parsed.valid = true;
  return parsed;
}

bool is_custom(std::string_view name) { return !name.empty() && name[0] == '_'; }

std::string escape_pointer(std::string_view key) {
  std::string text;
  for (const char c : key)
    text += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
  return text;
}

class PrimitiveCheck {
 public:
  PrimitiveCheck(GltfDocument& document, GltfModel& model, GltfPrimitive& primitive)
      : document_(document),
        model_(model),
        primitive_(primitive),
        json_(primitive.json),
        pointer_(primitive.pointer()) {}

  void run() {
    read_mode();
    const Json attributes = json_.find("attributes");
    if (attributes.is_object() && attributes.size() > 0) {
      check_names(attributes);
      for (std::size_t i = 0; i < attributes.size(); ++i) link_attribute(attributes[i]);
    }
    link_indices();
    link_material();
    link_targets();
  }

  // Views without a stride that several vertex accessors share; filled across all primitives.
  static void check_shared_view(GltfDocument& document,
                                std::map<std::uint32_t, std::vector<std::uint32_t>>& users,
                                std::uint32_t accessor, const std::string& pointer) {
    const std::uint32_t index = document.accessors[accessor].view;
    const GltfBufferView* view = document.view(index);
    if (view == nullptr || view->stride != 0) return;
    std::vector<std::uint32_t>& known = users[index];
    if (std::find(known.begin(), known.end(), accessor) != known.end()) return;
    if (known.size() < 2) known.push_back(accessor);
    if (known.size() > 1) {
      document.issues.add(
          "gltf/mesh-primitive-accessor-without-bytestride", pointer,
          fmt::format("buffer view {} holds several vertex attributes and needs a byteStride", index));
    }
  }

 private:
  void report(std::string_view rule, const std::string& place, std::string message) {
    document_.issues.add(rule, pointer_ + place, std::move(message));
  }

  void read_mode() {
    if (!json_.has("mode")) return;
    const std::uint64_t mode = gltf_uint(json_, "mode").value_or(kNoIndex);
    primitive_.mode = mode <= 6 ? static_cast<std::uint32_t>(mode) : kNoIndex;
  }

  // Number of sets of an indexed semantic; 0 when they do not run from 0.
  std::size_t count_sets(std::string_view base, const std::vector<std::uint32_t>& numbers) {
    if (numbers.empty()) return 0;
    const std::size_t expected = std::size_t{*std::max_element(numbers.begin(), numbers.end())} + 1;
    if (expected == numbers.size()) return expected;
    report("gltf/mesh-primitive-indexed-semantic-continuity", "/attributes",
           fmt::format("{} sets must be numbered from 0 without gaps: {} of {} are there", base,
                       numbers.size(), expected));
    return 0;
  }

  void check_names(Json attributes) {
    std::map<std::string_view, std::vector<std::uint32_t>> numbers;
    bool has_position = false;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const std::string& name = attributes[i].key();
      if (is_custom(name)) continue;
      const SemanticName parsed = parse_semantic(name, kAttributeRules);
      if (!parsed.valid) {
        report("gltf/mesh-primitive-invalid-attribute", "/attributes/" + escape_pointer(name),
               fmt::format("\"{}\" is no attribute of glTF; own names begin with an underscore",
                           printable(name, 60)));
      } else if (parsed.number) {
        numbers[parsed.base].push_back(*parsed.number);
      }
      has_position = has_position || name == "POSITION";
      primitive_.has_normal = primitive_.has_normal || name == "NORMAL";
      primitive_.has_tangent = primitive_.has_tangent || name == "TANGENT";
    }
    if (!has_position) {
      report("gltf/mesh-primitive-no-position", "/attributes",
             "the primitive has no positions and shows nothing");
    }
    if (primitive_.has_tangent && !primitive_.has_normal) {
      report("gltf/mesh-primitive-tangent-without-normal", "/attributes/TANGENT", "tangents without normals");
    }
    count_sets("COLOR", numbers["COLOR"]);
    primitive_.texcoords = count_sets("TEXCOORD", numbers["TEXCOORD"]);
    primitive_.joints = count_sets("JOINTS", numbers["JOINTS"]);
    const std::size_t weights = count_sets("WEIGHTS", numbers["WEIGHTS"]);
    if (primitive_.joints != weights) {
      report("gltf/mesh-primitive-joints-weights-mismatch", "/attributes",
             fmt::format("{} of joints and {} of weights", count_of(primitive_.joints, "set"), weights));
      primitive_.joints = 0;
    }
  }

  void link_attribute(Json member) {
    const std::optional<std::int64_t> index = member.integer();
    const GltfAccessor* accessor =
        index && *index >= 0 ? document_.accessor(static_cast<std::uint64_t>(*index)) : nullptr;
    if (accessor == nullptr) return;
    const auto number = static_cast<std::uint32_t>(*index);
    const std::string& name = member.key();
    primitive_.attributes.push_back({name, number});
    by_name_[name] = number;
    const std::string place = "/attributes/" + escape_pointer(name);
    use_gltf_accessor(document_, number, GltfAccessorUse::kVertices, pointer_ + place);
    use_gltf_view(document_, accessor->view, GltfViewUse::kVertices, pointer_ + place);
    if (name == "POSITION") require_bounds(*accessor, place);
    check_format(*accessor, name, place, number);
    check_alignment(*accessor, place);
    if (primitive_.vertices == 0) {
      primitive_.vertices = accessor->count;
    } else if (accessor->count != 0 && accessor->count != primitive_.vertices) {
      report("gltf/mesh-primitive-unequal-accessor-count", place,
             fmt::format("{} has {} elements, the attributes before it have {}", printable(name, 60),
                         group_digits(accessor->count), group_digits(primitive_.vertices)));
    }
  }

  void require_bounds(const GltfAccessor& accessor, const std::string& place) {
    if (accessor.min && accessor.max) return;
    report("gltf/mesh-primitive-position-accessor-without-bounds", place, "positions need min and max");
  }

  void check_format(const GltfAccessor& accessor, std::string_view name, const std::string& place,
                    std::uint32_t number) {
    const std::string_view base = name.substr(0, name.find('_'));
    const auto rule = std::find_if(kAttributeRules.begin(), kAttributeRules.end(),
                                   [&](const SemanticRule& r) { return r.name == base; });
    if (rule == kAttributeRules.end()) {
      if (accessor.format.component == GltfComponent::kUint32) {
        report("gltf/mesh-primitive-attributes-accessor-unsigned-int", place,
               "UNSIGNED_INT is for indices only, graphics hardware has no such attribute");
      }
      return;
    }
    if (!accessor.complete()) return;
    const bool quantized =
        document_.uses("KHR_mesh_quantization") && contains(rule->quantized, accessor.format);
    if (!contains(rule->formats, accessor.format) && !quantized) {
      report(
          "gltf/mesh-primitive-attributes-accessor-invalid-format", place,
          fmt::format("{} is {}, expected {}", base, describe(accessor.format), describe(rule->formats[0])));
      return;
    }
    request_scan(name, place, number);
  }

  void request_scan(std::string_view name, const std::string& place, std::uint32_t number) {
    const bool is_float = document_.accessors[number].format.component == GltfComponent::kFloat;
    if (name == "NORMAL") {
      model_.scan({GltfScanUse::Kind::kNormal, number, pointer_, pointer_ + place, 0}).unit_vectors = true;
    } else if (name == "TANGENT") {
      GltfScanRequest& request =
          model_.scan({GltfScanUse::Kind::kTangent, number, pointer_, pointer_ + place, 0});
      request.unit_vectors = true;
      request.signs = true;
    } else if (name == "COLOR_0" && is_float) {
      model_.scan({GltfScanUse::Kind::kColor, number, pointer_, pointer_ + place, 0}).clamped = true;
    }
  }

  void check_alignment(const GltfAccessor& accessor, const std::string& place) {
    const GltfBufferView* view = document_.view(accessor.view);
    const bool odd_offset = accessor.byte_offset && *accessor.byte_offset % 4 != 0;
    const bool odd_size =
        accessor.complete() && accessor.element_size() % 4 != 0 && view != nullptr && view->stride == 0;
    if (odd_offset || odd_size) {
      report("gltf/mesh-primitive-accessor-unaligned", place,
             "the elements do not start at multiples of 4 bytes");
    }
  }

  void link_indices() {
    const std::uint32_t index = gltf_index(json_, "indices");
    const GltfAccessor* accessor = document_.accessor(index);
    std::uint64_t count = primitive_.vertices;
    if (accessor != nullptr) {
      primitive_.indices = index;
      count = accessor->count;
      check_indices(*accessor);
    }
    const std::uint32_t mode = primitive_.mode;
    const bool fits = count == 0 || mode == kNoIndex || mode == 0 || (mode == 1 && count % 2 == 0) ||
                      ((mode == 2 || mode == 3) && count >= 2) ||
                      (mode == kGltfTriangles && count % 3 == 0) ||
                      ((mode == kGltfTriangleStrip || mode == kGltfTriangleFan) && count >= 3);
    if (!fits) {
      constexpr std::array<std::string_view, 7> kModes{
          "points", "lines", "line loop", "line strip", "triangles", "triangle strip", "triangle fan"};
      report("gltf/mesh-primitive-incompatible-mode", "",
             fmt::format("{} do not make up a {}", count_of(count, "vertex", "vertices"), kModes[mode]));
    }
  }

  void check_indices(const GltfAccessor& accessor) {
    const std::string place = "/indices";
    use_gltf_accessor(document_, primitive_.indices, GltfAccessorUse::kIndices, pointer_ + place);
    use_gltf_view(document_, accessor.view, GltfViewUse::kIndices, pointer_ + place);
    if (const GltfBufferView* view = document_.view(accessor.view); view != nullptr && view->stride != 0) {
      report("gltf/mesh-primitive-indices-accessor-with-bytestride", place,
             "the buffer view of indices has a byteStride");
    }
    if (!accessor.complete()) return;
    if (!contains(kIndexFormats, accessor.format)) {
      report(
          "gltf/mesh-primitive-indices-accessor-invalid-format", place,
          fmt::format("indices are {}, expected {}", describe(accessor.format), describe(kIndexFormats[1])));
      return;
    }
    GltfScanRequest& request = model_.scan(
        {GltfScanUse::Kind::kIndices, primitive_.indices, pointer_, pointer_ + place, primitive_.vertices});
    request.restarts = true;
    request.triangles = request.triangles || primitive_.mode == kGltfTriangles;
  }

  void link_material() {
    const std::uint32_t index = gltf_index(json_, "material");
    const bool known = index < model_.materials.size() && model_.materials[index].exists;
    const GltfMaterialFacts* material = known ? &model_.materials[index] : nullptr;
    std::vector<bool> used(primitive_.texcoords);
    if (material != nullptr) {
      primitive_.material = index;
      check_material(*material, used);
    }
    if (primitive_.has_tangent && (material == nullptr || !material->needs_tangent)) {
      report("gltf/unused-mesh-tangent", "/attributes/TANGENT",
             "the material has no normal map, so tangents do nothing");
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (used[i]) continue;
      report("gltf/unused-object", fmt::format("/attributes/TEXCOORD_{}", i),
             fmt::format("no texture of the material uses TEXCOORD_{}", i));
    }
  }

  void check_material(const GltfMaterialFacts& material, std::vector<bool>& used) {
    if (material.needs_tangent && !(primitive_.has_normal && primitive_.has_tangent)) {
      if (material.has_normal_texture) {
        report("gltf/mesh-primitive-generated-tangent-space", "/material",
               "the material has a normal map, the mesh no tangents: every program makes its own");
      } else {
        report("gltf/mesh-primitive-no-tangent-space", "/material",
               "the material needs tangents, the mesh has none");
      }
    }
    for (const auto& [pointer, set] : material.texcoords) {
      if (set < used.size()) {
        used[set] = true;
      } else {
        report(
            "gltf/mesh-primitive-too-few-texcoords", "/material",
            fmt::format("{} needs TEXCOORD_{}, the mesh has {}", pointer, set,
                        count_of(used.size(), "set of texture coordinates", "sets of texture coordinates")));
      }
    }
  }

  void link_targets() {
    const Json targets = json_.find("targets");
    if (!targets.is_array()) return;
    primitive_.targets = targets.size();
    for (std::size_t i = 0; i < targets.size(); ++i) {
      for (std::size_t k = 0; targets[i].is_object() && k < targets[i].size(); ++k)
        link_target(i, targets[i][k]);
    }
  }

  void link_target(std::size_t target, Json member) {
    const std::string& name = member.key();
    const std::string place = fmt::format("/targets/{}/{}", target, escape_pointer(name));
    if (!is_custom(name) && !parse_semantic(name, kMorphRules).valid) {
      report("gltf/mesh-primitive-invalid-attribute", place,
             fmt::format("\"{}\" cannot be morphed", printable(name, 60)));
    }
    const std::optional<std::int64_t> index = member.integer();
    const GltfAccessor* accessor =
        index && *index >= 0 ? document_.accessor(static_cast<std::uint64_t>(*index)) : nullptr;
    if (accessor == nullptr) return;
    use_gltf_accessor(document_, static_cast<std::uint32_t>(*index), GltfAccessorUse::kVertices,
                      pointer_ + place);
    use_gltf_view(document_, accessor->view, GltfViewUse::kVertices, pointer_ + place);
    const auto known = by_name_.find(name);
    const GltfAccessor* base = known == by_name_.end() ? nullptr : document_.accessor(known->second);
    if (base == nullptr) {
      report("gltf/mesh-primitive-morph-target-no-base-accessor", place,
             fmt::format("the primitive has no attribute {} to morph", printable(name, 60)));
    } else if (base->count != accessor->count) {
      report("gltf/mesh-primitive-morph-target-invalid-attribute-count", place,
             fmt::format("{} values morph an attribute with {}", group_digits(accessor->count),
                         group_digits(base->count)));
    }
    if (name == "POSITION") require_bounds(*accessor, place);
    const auto rule = std::find_if(kMorphRules.begin(), kMorphRules.end(), [&](const SemanticRule& r) {
      return r.name == std::string_view(name).substr(0, name.find('_'));
    });
    if (rule != kMorphRules.end() && accessor->complete()) {
      const bool quantized =
          document_.uses("KHR_mesh_quantization") && contains(rule->quantized, accessor->format);
      if (!contains(rule->formats, accessor->format) && !quantized) {
        report("gltf/mesh-primitive-attributes-accessor-invalid-format", place,
               fmt::format("{} is {}, expected {}", rule->name, describe(accessor->format),
                           describe(rule->formats[0])));
      }
    }
    check_alignment(*accessor, place);
  }

  GltfDocument& document_;
  GltfModel& model_;
  GltfPrimitive& primitive_;
  Json json_;
  std::string pointer_;
  std::map<std::string_view, std::uint32_t> by_name_;  // accessors of attributes: there may be many of both
};

void check_mesh(GltfDocument& document, GltfModel& model, Json mesh, std::uint32_t index) {
  const Json primitives = mesh.find("primitives");
  std::vector<GltfPrimitive>& list = model.meshes.emplace_back();
  if (!primitives.is_array() || !document.budget.take(primitives.size() * sizeof(GltfPrimitive))) return;
  for (std::size_t i = 0; i < primitives.size(); ++i) {
    if (!primitives[i].is_object()) continue;
    GltfPrimitive primitive;
    primitive.json = primitives[i];
    primitive.mesh = index;
    primitive.index = static_cast<std::uint32_t>(i);
    PrimitiveCheck(document, model, primitive).run();
    if (!list.empty() && primitive.targets != list.front().targets) {
      document.issues.add("gltf/mesh-primitives-unequal-targets-count",
                          primitive.pointer() + (primitive.targets > 0 ? "/targets" : ""),
                          fmt::format("the primitive has {}, the first one {}",
                                      count_of(primitive.targets, "morph target"), list.front().targets));
    }
    list.push_back(std::move(primitive));
  }
  const Json weights = mesh.find("weights");
  const std::size_t targets = list.empty() ? 0 : list.front().targets;
  if (weights.is_array() && weights.size() > 0 && weights.size() != targets) {
    document.issues.add(
        "gltf/mesh-invalid-weights-count", fmt::format("/meshes/{}/weights", index),
        fmt::format("{} for {}", count_of(weights.size(), "weight"), count_of(targets, "morph target")));
  }
}

}  // namespace

std::uint32_t GltfPrimitive::attribute(std::string_view semantic) const {
  for (const GltfAttribute& candidate : attributes) {
    if (candidate.semantic == semantic) return candidate.accessor;
  }
  return kNoIndex;
}

std::string GltfPrimitive::pointer() const { return fmt::format("/meshes/{}/primitives/{}", mesh, index); }

void check_gltf_meshes(GltfDocument& document, GltfModel& model) {
  model.scan_requests.resize(document.accessors.size());
  const Json meshes = document.root.find("meshes");
  for (std::size_t i = 0; meshes.is_array() && i < meshes.size(); ++i) {
    check_mesh(document, model, meshes[i], static_cast<std::uint32_t>(i));
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> users;
  for (const auto& mesh : model.meshes) {
    for (const GltfPrimitive& primitive : mesh) {
      for (const GltfAttribute& attribute : primitive.attributes) {
        PrimitiveCheck::check_shared_view(
            document, users, attribute.accessor,
            primitive.pointer() + "/attributes/" + escape_pointer(attribute.semantic));
      }
    }
  }
}

}  // namespace meshgate
