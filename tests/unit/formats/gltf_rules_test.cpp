// Every gltf/ rule about the JSON and the data: silent on a sound document, found when one place is damaged.
#include <catch2/catch.hpp>

#include <functional>
#include <iostream>
#include <set>

#include "core/source.h"
#include "meshgate/format.h"
#include "meshgate/rule.h"
#include "support/gltf_builder.h"
#include "support/invariants.h"

namespace meshgate {
namespace {

using nlohmann::json;
using test::GltfFile;

std::set<std::string> rules_of(const std::vector<std::byte>& bytes, bool glb) {
  const Source source = Source::from_memory(glb ? "/nowhere/a.glb" : "/nowhere/a.gltf", bytes);
  const Result<Asset> asset = find_format(glb ? "glb" : "gltf")->read(source, {});
  REQUIRE(asset);
  std::set<std::string> rules;
  for (const Finding& note : asset->notes) {
    INFO(note.rule << ": " << note.message);
    if (note.rule.rfind("gltf/", 0) == 0) CHECK(find_rule(note.rule) != nullptr);
    rules.insert(note.rule);
  }
  test::check_invariants(*asset);
  return rules;
}

// Writes one number into the data of an accessor.
template <class T>
void poke(GltfFile& file, int accessor, std::size_t index, T value) {
  const auto& record = file.json["accessors"][static_cast<std::size_t>(accessor)];
  const auto& view = file.json["bufferViews"][record["bufferView"].get<std::size_t>()];
  std::memcpy(file.bin.data() + view["byteOffset"].get<std::size_t>() + index * sizeof(T), &value,
              sizeof value);
}

struct Case {
  std::string rule;  // without the family
  std::function<void(GltfFile&)> damage;
  bool fires = true;
};

json& primitive(GltfFile& f) { return f.json["meshes"][0]["primitives"][0]; }

// clang-format off
const std::vector<Case>& cases() {
  static const std::vector<Case> kCases{
    // schema
    {"duplicate-elements", [](GltfFile& f) { f.json["nodes"][1]["children"] = {2, 3, 3}; }},
    {"type-mismatch", [](GltfFile& f) { f.json["scene"] = "0"; }},
    {"array-type-mismatch", [](GltfFile& f) { f.json["nodes"][2]["translation"] = {0, "1", 0}; }},
    {"array-length-not-in-list", [](GltfFile& f) { f.json["nodes"][2]["translation"] = {0, 1}; }},
    {"array-length-not-in-list", [](GltfFile& f) { f.json["accessors"][0]["min"] = {0, 1}; }},
    {"value-not-in-range", [](GltfFile& f) { f.json["materials"][0]["pbrMetallicRoughness"]["roughnessFactor"] = 1.001; }},
    {"value-not-in-range", [](GltfFile& f) { f.json["materials"][0]["pbrMetallicRoughness"]["roughnessFactor"] = 1; }, false},
    {"value-not-in-range", [](GltfFile& f) { f.json["cameras"][0]["perspective"]["znear"] = 0; }},
    {"value-not-in-list", [](GltfFile& f) { f.json["materials"][0]["alphaMode"] = "GLASS"; }},
    {"value-not-in-list", [](GltfFile& f) { f.json["images"][0]["mimeType"] = "image/gif"; }},
    {"value-multiple-of", [](GltfFile& f) { f.json["bufferViews"][0]["byteStride"] = 14; }},
    {"pattern-mismatch", [](GltfFile& f) { f.json["asset"]["version"] = "2"; }},
    {"empty-entity", [](GltfFile& f) { f.json["scenes"][0]["nodes"] = json::array(); }},
    {"empty-entity", [](GltfFile& f) { primitive(f)["attributes"] = json::object(); }},
    {"undefined-property", [](GltfFile& f) { f.json["accessors"][0].erase("count"); }},
    {"undefined-property", [](GltfFile& f) { f.json["cameras"][0].erase("perspective"); }},
    {"unexpected-property", [](GltfFile& f) { f.json["nodes"][0]["Mesh"] = 0; }},
    {"unsatisfied-dependency", [](GltfFile& f) { f.json["nodes"][4].erase("mesh"); f.json["nodes"][4]["skin"] = 0; }},
    {"unsatisfied-dependency", [](GltfFile& f) { f.json["accessors"][13]["byteOffset"] = 0; }},
    {"unsatisfied-dependency", [](GltfFile& f) { f.json["images"][0].erase("mimeType"); }},
    {"unsatisfied-dependency", [](GltfFile& f) { f.json["extensionsRequired"] = {"KHR_texture_transform"}; }},
    {"one-of-mismatch", [](GltfFile& f) { f.json["images"][0].erase("bufferView"); }},
    {"one-of-mismatch", [](GltfFile& f) { f.json["cameras"][0]["orthographic"] = f.json["cameras"][1]["orthographic"]; }},
    {"invalid-index", [](GltfFile& f) { primitive(f)["attributes"]["NORMAL"] = -1; }},
    {"invalid-index", [](GltfFile& f) { f.json["nodes"][1]["children"] = {2, -3}; }},
    {"invalid-gl-value", [](GltfFile& f) { f.json["accessors"][1]["max"] = {65536}; f.json["accessors"][1]["min"] = {0}; }},
    {"invalid-gl-value", [](GltfFile& f) { f.json["accessors"][1]["max"] = {65535}; f.json["accessors"][1]["min"] = {0}; }, false},
    {"non-object-extras", [](GltfFile& f) { f.json["extras"] = 3; }},
    // asset and extensions
    {"unknown-asset-major-version", [](GltfFile& f) { f.json["asset"]["version"] = "1.0"; }},
    {"unknown-asset-minor-version", [](GltfFile& f) { f.json["asset"]["version"] = "2.1"; }},
    {"asset-min-version-greater-than-version", [](GltfFile& f) { f.json["asset"]["minVersion"] = "2.1"; }},
    {"asset-min-version-greater-than-version", [](GltfFile& f) { f.json["asset"]["minVersion"] = "2.0"; }, false},
    {"unsupported-extension", [](GltfFile& f) { f.json["extensionsUsed"] = {"ACME_thing"}; }},
    {"required-extension-unsupported", [](GltfFile& f) { f.json["extensionsUsed"] = {"ACME_thing"}; f.json["extensionsRequired"] = {"ACME_thing"}; }},
    {"required-extension-unsupported", [](GltfFile& f) { f.json["extensionsUsed"] = {"KHR_materials_unlit"}; f.json["extensionsRequired"] = {"KHR_materials_unlit"}; }, false},
    {"undeclared-extension", [](GltfFile& f) { f.json["materials"][0]["extensions"]["KHR_materials_ior"]["ior"] = 1.4; }},
    {"unexpected-extension-object", [](GltfFile& f) { f.json["extensionsUsed"] = {"KHR_materials_ior"}; f.json["nodes"][0]["extensions"]["KHR_materials_ior"]["ior"] = 1.4; }},
    {"multiple-extensions", [](GltfFile& f) {
       f.json["extensionsUsed"] = {"KHR_materials_unlit", "KHR_materials_ior"};
       f.json["materials"][0]["extensions"] = {{"KHR_materials_unlit", json::object()}, {"KHR_materials_ior", json::object()}}; }},
    {"invalid-extension-name-format", [](GltfFile& f) { f.json["extensionsUsed"] = {"khr_thing"}; }},
    {"non-required-extension", [](GltfFile& f) { f.json["extensionsUsed"] = {"KHR_mesh_quantization"}; }},
    {"unused-extension-required", [](GltfFile& f) { f.json["extensionsUsed"] = {"KHR_texture_transform"}; f.json["extensionsRequired"] = {"KHR_materials_ior"}; }},
    // references
    {"unresolved-reference", [](GltfFile& f) { primitive(f)["material"] = 1; }},
    {"unresolved-reference", [](GltfFile& f) { f.json["animations"][0]["channels"][0]["sampler"] = 2; }},
    {"unused-object", [](GltfFile& f) { f.json["materials"].push_back(json::object()); }},
    {"unused-object", [](GltfFile& f) { f.json["animations"][0]["channels"][1]["sampler"] = 0; }},
    {"unused-object", [](GltfFile& f) { f.json["materials"][0] = {{"name", "plain"}}; }},
    {"unused-mesh-tangent", [](GltfFile& f) { f.json["materials"][0].erase("normalTexture"); }},
    {"unused-mesh-weights", [](GltfFile& f) { f.json["nodes"][0]["weights"] = {1}; }},
    // uris
    {"invalid-uri", [](GltfFile& f) { f.json["images"][0] = {{"uri", "data:image/png;base64,!!"}}; }},
    {"invalid-uri", [](GltfFile& f) { f.json["images"][0] = {{"uri", "a%2.png"}}; }},
    {"non-relative-uri", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "https://example.com/a.bin"}}); }},
    {"unsafe-uri", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "../../etc/passwd"}}); }},
    {"unsafe-uri", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "%2e%2e/secret"}}); }},
    {"unsafe-uri", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "/etc/passwd"}}); }},
    {"io-error", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "missing.bin"}}); }},
    {"uri-glb", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}, {"uri", "missing.bin"}}); }},
    {"data-uri-glb", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 1}, {"uri", "data:application/octet-stream;base64,AA=="}}); }},
    // buffers
    {"buffer-byte-length-mismatch", [](GltfFile& f) { f.json["buffers"][0]["byteLength"] = f.bin.size() + 4; }},
    {"buffer-glb-chunk-too-big", [](GltfFile& f) { f.bin.resize((f.bin.size() + 3) / 4 * 4 + 4); }},
    {"buffer-glb-chunk-too-big", [](GltfFile& f) { f.bin.resize((f.bin.size() + 3) / 4 * 4); }, false},
    {"buffer-missing-glb-data", [](GltfFile& f) { f.bin.clear(); }},
    {"buffer-without-data", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 4}}); }},
    {"buffer-data-uri-mime-type-invalid", [](GltfFile& f) { f.json["buffers"].push_back({{"byteLength", 1}, {"uri", "data:text/plain;base64,AA=="}}); }},
    {"buffer-view-too-long", [](GltfFile& f) { f.json["bufferViews"].back()["byteLength"] = 100000; }},
    {"buffer-view-too-big-byte-stride", [](GltfFile& f) { f.json["bufferViews"].push_back({{"buffer", 0}, {"byteLength", 8}, {"byteStride", 12}}); }},
    {"buffer-view-too-big-byte-stride", [](GltfFile& f) { f.json["bufferViews"].push_back({{"buffer", 0}, {"byteLength", 12}, {"byteStride", 12}}); }, false},
    {"buffer-view-invalid-byte-stride", [](GltfFile& f) { f.json["bufferViews"][1]["byteStride"] = 4; }},
    {"buffer-view-target-missing", [](GltfFile& f) { f.json["bufferViews"][0].erase("target"); }},
    {"buffer-view-target-override", [](GltfFile& f) { f.json["bufferViews"][0]["target"] = test::kIndexTarget; }},
    // accessors
    {"accessor-too-long", [](GltfFile& f) { f.json["accessors"][0]["count"] = 9; }},
    {"accessor-too-long", [](GltfFile& f) { f.json["accessors"][0]["count"] = 9223372036854775807LL; }},
    {"accessor-offset-alignment", [](GltfFile& f) { f.json["accessors"][10]["byteOffset"] = 2; }},
    {"accessor-total-offset-alignment", [](GltfFile& f) { f.json["bufferViews"][0]["byteOffset"] = 1; }},
    {"accessor-matrix-alignment", [](GltfFile& f) { f.json["accessors"][9]["byteOffset"] = 2; }},
    {"accessor-small-bytestride", [](GltfFile& f) { f.json["bufferViews"][0]["byteStride"] = 8; }},
    {"accessor-small-bytestride", [](GltfFile& f) { f.json["bufferViews"][0]["byteStride"] = 12; }, false},
    {"accessor-normalized-invalid", [](GltfFile& f) { f.json["accessors"][0]["normalized"] = true; }},
    {"accessor-sparse-count-out-of-range", [](GltfFile& f) { f.json["accessors"][13]["sparse"]["count"] = 9; }},
    {"accessor-usage-override", [](GltfFile& f) { f.json["skins"][0]["inverseBindMatrices"] = 0; }},
    // data
    {"accessor-invalid-float", [](GltfFile& f) { poke(f, 0, 4, std::nanf("")); }},
    {"accessor-invalid-float", [](GltfFile& f) { poke(f, 5, 31, -INFINITY); }},
    {"accessor-min-mismatch", [](GltfFile& f) { f.json["accessors"][0]["min"] = {-1, -1, -1.5}; }},
    {"accessor-min-mismatch", [](GltfFile& f) { f.json["accessors"][8]["max"] = {0, 0.50000000001, 0}; f.json["accessors"][8]["min"] = {0, 0.5, 0}; }, false},
    {"accessor-max-mismatch", [](GltfFile& f) { f.json["accessors"][1]["min"] = {0}; f.json["accessors"][1]["max"] = {8}; }},
    {"accessor-max-mismatch", [](GltfFile& f) { f.json["accessors"][1]["min"] = {0}; f.json["accessors"][1]["max"] = {7}; }, false},
    {"accessor-element-out-of-min-bound", [](GltfFile& f) { f.json["accessors"][0]["min"] = {-1, -0.5, -1}; }},
    {"accessor-element-out-of-max-bound", [](GltfFile& f) { f.json["accessors"][0]["max"] = {1, 0.5, 1}; }},
    {"accessor-vector3-non-unit", [](GltfFile& f) { poke(f, 2, 2, 1.0068F); }},
    {"accessor-vector3-non-unit", [](GltfFile& f) { poke(f, 2, 2, 1.0067F); }, false},
    {"accessor-vector3-non-unit", [](GltfFile& f) { poke(f, 2, 2, 0.9932F); }},
    {"accessor-vector3-non-unit", [](GltfFile& f) { poke(f, 3, 0, 0.5F); }},
    {"accessor-invalid-sign", [](GltfFile& f) { poke(f, 3, 3, 0.5F); }},
    {"accessor-invalid-sign", [](GltfFile& f) { poke(f, 3, 3, -1.0F); }, false},
    {"accessor-non-clamped", [](GltfFile& f) { poke(f, 5, 1, 1.25F); }},
    {"accessor-non-clamped", [](GltfFile& f) { poke(f, 5, 1, 1.0F); }, false},
    {"accessor-sparse-index-oob", [](GltfFile& f) { f.json["accessors"][13]["count"] = 6; }},
    {"accessor-sparse-indices-non-increasing", [](GltfFile& f) {
       const int view = f.json["accessors"][13]["sparse"]["indices"]["bufferView"];
       const std::size_t offset = f.json["bufferViews"][static_cast<std::size_t>(view)]["byteOffset"];
       f.bin[offset] = std::byte{6}; }},
    // indices
    {"accessor-index-oob", [](GltfFile& f) { poke<std::uint16_t>(f, 1, 5, 8); }},
    {"accessor-index-oob", [](GltfFile& f) { poke<std::uint16_t>(f, 1, 5, 7); }, false},
    {"accessor-index-triangle-degenerate", [](GltfFile& f) { poke<std::uint16_t>(f, 1, 0, 3); poke<std::uint16_t>(f, 1, 2, 3); }},
    {"accessor-index-primitive-restart", [](GltfFile& f) { poke<std::uint16_t>(f, 1, 0, 65535); }},
    {"accessor-index-primitive-restart", [](GltfFile& f) { poke<std::uint16_t>(f, 1, 0, 65534); }, false},
    // primitives
    {"mesh-primitive-no-position", [](GltfFile& f) { primitive(f)["attributes"].erase("POSITION"); }},
    {"mesh-primitive-invalid-attribute", [](GltfFile& f) { primitive(f)["attributes"]["COLOUR_0"] = 5; }},
    {"mesh-primitive-invalid-attribute", [](GltfFile& f) { primitive(f)["attributes"]["TEXCOORD_01"] = 4; }},
    {"mesh-primitive-invalid-attribute", [](GltfFile& f) { primitive(f)["attributes"]["_COLOUR"] = 5; }, false},
    {"mesh-primitive-invalid-attribute", [](GltfFile& f) { primitive(f)["targets"][0]["JOINTS_0"] = 6; }},
    {"mesh-primitive-indexed-semantic-continuity", [](GltfFile& f) { primitive(f)["attributes"]["TEXCOORD_2"] = 4; }},
    {"mesh-primitive-indexed-semantic-continuity", [](GltfFile& f) { primitive(f)["attributes"]["TEXCOORD_1"] = 4; }, false},
    {"mesh-primitive-joints-weights-mismatch", [](GltfFile& f) { primitive(f)["attributes"].erase("WEIGHTS_0"); }},
    {"mesh-primitive-tangent-without-normal", [](GltfFile& f) { primitive(f)["attributes"].erase("NORMAL"); }},
    {"mesh-primitive-position-accessor-without-bounds", [](GltfFile& f) { f.json["accessors"][0].erase("max"); }},
    {"mesh-primitive-attributes-accessor-invalid-format", [](GltfFile& f) { f.json["accessors"][2]["type"] = "VEC2"; }},
    {"mesh-primitive-attributes-accessor-unsigned-int", [](GltfFile& f) { primitive(f)["attributes"]["_ID"] = f.add(test::bytes_of(std::vector<std::uint32_t>(8)), test::kUnsignedInt, "SCALAR", 8, test::kVertexTarget); }},
    {"mesh-primitive-accessor-unaligned", [](GltfFile& f) { primitive(f)["attributes"]["_ID"] = f.add(test::bytes_of(std::vector<std::uint16_t>(8)), test::kUnsignedShort, "SCALAR", 8, test::kVertexTarget); }},
    {"mesh-primitive-accessor-without-bytestride", [](GltfFile& f) { primitive(f)["attributes"]["_OTHER"] = f.add_accessor(0, test::kFloat, "VEC3", 8); }},
    {"mesh-primitive-unequal-accessor-count", [](GltfFile& f) { f.json["accessors"][4]["count"] = 7; }},
    {"mesh-primitive-indices-accessor-invalid-format", [](GltfFile& f) { f.json["accessors"][1]["componentType"] = test::kShort; }},
    {"mesh-primitive-indices-accessor-with-bytestride", [](GltfFile& f) { f.json["bufferViews"][1]["byteStride"] = 4; }},
    {"mesh-primitive-incompatible-mode", [](GltfFile& f) { f.json["accessors"][1]["count"] = 35; }},
    {"mesh-primitive-incompatible-mode", [](GltfFile& f) { f.json["accessors"][1]["count"] = 33; }, false},
    {"mesh-primitive-too-few-texcoords", [](GltfFile& f) { f.json["materials"][0]["normalTexture"]["texCoord"] = 1; }},
    {"mesh-primitive-generated-tangent-space", [](GltfFile& f) { primitive(f)["attributes"].erase("TANGENT"); }},
    {"mesh-primitive-no-tangent-space", [](GltfFile& f) {
       primitive(f)["attributes"].erase("TANGENT"); f.json["materials"][0].erase("normalTexture");
       f.json["extensionsUsed"] = {"KHR_materials_anisotropy"}; f.json["materials"][0]["extensions"]["KHR_materials_anisotropy"] = json::object(); }},
    {"mesh-primitive-morph-target-no-base-accessor", [](GltfFile& f) { primitive(f)["attributes"].erase("NORMAL"); }},
    {"mesh-primitive-morph-target-invalid-attribute-count", [](GltfFile& f) { f.json["accessors"][8]["count"] = 7; }},
    {"mesh-primitives-unequal-targets-count", [](GltfFile& f) { f.json["meshes"][0]["primitives"].push_back({{"attributes", {{"POSITION", 0}}}}); }},
    {"mesh-invalid-weights-count", [](GltfFile& f) { f.json["meshes"][0]["weights"] = {1, 1}; }},
    // nodes
    {"node-loop", [](GltfFile& f) { f.json["nodes"][2]["children"] = {1}; }},
    {"node-parent-override", [](GltfFile& f) { f.json["nodes"][2]["children"] = {3}; }},
    {"scene-non-root-node", [](GltfFile& f) { f.json["scenes"][0]["nodes"] = {0, 1, 2, 4}; }},
    {"node-matrix-trs", [](GltfFile& f) { f.json["nodes"][4]["scale"] = {1, 1, 2}; }},
    {"node-matrix-non-trs", [](GltfFile& f) { f.json["nodes"][4]["matrix"][4] = 0.01; }},
    {"node-matrix-non-trs", [](GltfFile& f) { f.json["nodes"][4]["matrix"][4] = 0.0005; }, false},
    {"node-matrix-non-trs", [](GltfFile& f) { f.json["nodes"][4]["matrix"][0] = 0; }},
    {"node-matrix-default", [](GltfFile& f) { f.json["nodes"][4]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; }},
    {"rotation-non-unit", [](GltfFile& f) { f.json["nodes"][3]["rotation"] = {0, 0, 0, 0.9923}; }},
    {"rotation-non-unit", [](GltfFile& f) { f.json["nodes"][3]["rotation"] = {0, 0, 0, 0.9924}; }, false},
    {"node-empty", [](GltfFile& f) { f.json["nodes"].push_back(json::object()); }},
    {"node-weights-invalid", [](GltfFile& f) { f.json["nodes"][0]["weights"] = {1, 0}; }},
    // skins
    {"skin-no-common-root", [](GltfFile& f) { f.json["nodes"][1]["children"] = {2}; }},
    {"skin-skeleton-invalid", [](GltfFile& f) { f.json["skins"][0]["skeleton"] = 2; }},
    {"skin-ibm-invalid-format", [](GltfFile& f) { f.json["skins"][0]["inverseBindMatrices"] = f.add(test::bytes_of(std::vector<float>(36)), test::kFloat, "VEC3", 12); }},
    {"skin-ibm-accessor-with-bytestride", [](GltfFile& f) { f.json["bufferViews"][9]["byteStride"] = 64; }},
    {"invalid-ibm-accessor-count", [](GltfFile& f) { f.json["accessors"][9]["count"] = 2; }},
    {"accessor-invalid-ibm", [](GltfFile& f) { poke(f, 9, 31, 1.5F); }},
    {"node-skin-with-non-skinned-mesh", [](GltfFile& f) { f.json["nodes"][4]["skin"] = 0; }},
    {"node-skinned-mesh-without-skin", [](GltfFile& f) { f.json["nodes"][0].erase("skin"); }},
    {"node-skinned-mesh-local-transforms", [](GltfFile& f) { f.json["nodes"][0]["translation"] = {1, 0, 0}; }},
    {"node-skinned-mesh-local-transforms", [](GltfFile& f) { f.json["nodes"][0]["translation"] = {0, 0, 0}; }, false},
    {"node-skinned-mesh-parent-transforms", [](GltfFile& f) { f.json["nodes"][4]["children"] = {0}; f.json["scenes"][0]["nodes"] = {1, 4}; }},
    {"node-skinned-mesh-non-root", [](GltfFile& f) { f.json["nodes"][4]["children"] = {0}; f.json["scenes"][0]["nodes"] = {1, 4}; }},
    {"node-skin-no-scene", [](GltfFile& f) { f.json["scenes"][0]["nodes"] = {0, 4}; }},
    {"accessor-joints-index-oob", [](GltfFile& f) { poke<std::uint8_t>(f, 6, 1, 3); }},
    {"accessor-joints-index-oob", [](GltfFile& f) { poke<std::uint8_t>(f, 6, 1, 2); }, false},
    {"accessor-joints-index-duplicate", [](GltfFile& f) { poke<std::uint8_t>(f, 6, 1, 0); }},
    {"accessor-joints-used-zero-weight", [](GltfFile& f) { poke<std::uint8_t>(f, 6, 2, 2); }},
    {"accessor-weights-negative", [](GltfFile& f) { poke(f, 7, 0, -0.5F); }},
    {"accessor-weights-non-normalized", [](GltfFile& f) { poke(f, 7, 0, 0.500001F); }},
    {"accessor-weights-non-normalized", [](GltfFile& f) { poke(f, 7, 0, 0.50000012F); }, false},
    // animations
    {"animation-channel-target-node-matrix", [](GltfFile& f) { f.json["animations"][0]["channels"][0]["target"]["node"] = 4; }},
    {"animation-channel-target-node-skin", [](GltfFile& f) { f.json["animations"][0]["channels"][0]["target"]["node"] = 0; }},
    {"animation-channel-target-node-weights-no-morphs", [](GltfFile& f) { f.json["animations"][0]["channels"][1]["target"]["node"] = 4; }},
    {"animation-duplicate-targets", [](GltfFile& f) { f.json["animations"][0]["channels"].push_back(f.json["animations"][0]["channels"][0]); }},
    {"animation-sampler-accessor-with-bytestride", [](GltfFile& f) { f.json["bufferViews"][10]["byteStride"] = 4; }},
    {"animation-sampler-input-accessor-invalid-format", [](GltfFile& f) { f.json["accessors"][10]["componentType"] = test::kUnsignedInt; }},
    {"animation-sampler-input-accessor-without-bounds", [](GltfFile& f) { f.json["accessors"][10].erase("min"); }},
    {"animation-sampler-input-accessor-too-few-elements", [](GltfFile& f) { f.json["accessors"][10]["count"] = 1; f.json["animations"][0]["samplers"][0]["interpolation"] = "CUBICSPLINE"; }},
    {"animation-sampler-output-accessor-invalid-format", [](GltfFile& f) { f.json["animations"][0]["channels"][0]["target"]["path"] = "scale"; }},
    {"animation-sampler-output-accessor-invalid-count", [](GltfFile& f) { f.json["accessors"][11]["count"] = 2; }},
    {"accessor-animation-input-negative", [](GltfFile& f) { poke(f, 10, 0, -1.0F); }},
    {"accessor-animation-input-non-increasing", [](GltfFile& f) { poke(f, 10, 2, 0.5F); }},
    {"accessor-animation-sampler-output-non-normalized-quaternion", [](GltfFile& f) { poke(f, 11, 3, 1.0078F); }},
    {"accessor-animation-sampler-output-non-normalized-quaternion", [](GltfFile& f) { poke(f, 11, 3, 1.0076F); }, false},
    // cameras
    {"camera-zfar-lequal-znear", [](GltfFile& f) { f.json["cameras"][0]["perspective"]["zfar"] = 0.1; }},
    {"camera-yfov-gequal-pi", [](GltfFile& f) { f.json["cameras"][0]["perspective"]["yfov"] = 3.1416; }},
    {"camera-yfov-gequal-pi", [](GltfFile& f) { f.json["cameras"][0]["perspective"]["yfov"] = 3.1415; }, false},
    {"camera-xmag-ymag-zero", [](GltfFile& f) { f.json["cameras"][1]["orthographic"]["xmag"] = 0; }},
    {"camera-xmag-ymag-negative", [](GltfFile& f) { f.json["cameras"][1]["orthographic"]["ymag"] = -1; }},
    // images and materials
    {"image-buffer-view-with-bytestride", [](GltfFile& f) { f.json["bufferViews"].back()["byteStride"] = 4; }},
    {"texture-invalid-image-mime-type", [](GltfFile& f) { f.json["images"][0]["mimeType"] = "image/webp"; }},
    {"material-alpha-cutoff-invalid-mode", [](GltfFile& f) { f.json["materials"][0]["alphaCutoff"] = 0.5; }},
    {"material-alpha-cutoff-invalid-mode", [](GltfFile& f) { f.json["materials"][0]["alphaCutoff"] = 0.5; f.json["materials"][0]["alphaMode"] = "MASK"; }, false},
  };
  return kCases;
}
// clang-format on

}  // namespace

TEST_CASE("a sound document has no findings", "[gltf][rules]") {
  CHECK(rules_of(test::gltf_cube().glb(), true).empty());
  CHECK(rules_of(test::gltf_cube().gltf(), false).empty());
  CHECK(rules_of(test::gltf_rich().glb(), true).empty());
  CHECK(rules_of(test::gltf_rich().gltf(), false).empty());
}

TEST_CASE("each damage is found by its rule", "[gltf][rules]") {
  for (const Case& test_case : cases()) {
    GltfFile file = test::gltf_rich();
    test_case.damage(file);
    const std::string rule = "gltf/" + test_case.rule;
    const std::set<std::string> found = rules_of(file.glb(), true);
    std::string list;
    for (const std::string& name : found) list += " " + name;
    INFO(rule << (test_case.fires ? " expected" : " not expected") << ", found" << list);
    CHECK(find_rule(rule) != nullptr);
    CHECK((found.count(rule) != 0) == test_case.fires);
  }
}

TEST_CASE("every gltf rule has a case", "[gltf][rules]") {
  std::set<std::string> tested{// in gltf_container_test.cpp and gltf_read_test.cpp
                               "gltf/invalid-json", "gltf/duplicate-key", "gltf/compressed-data-invalid",
                               "gltf/image-non-enabled-mime-type", "gltf/image-data-invalid"};
  for (const Case& test_case : cases()) {
    if (test_case.fires) tested.insert("gltf/" + test_case.rule);
  }
  for (const Rule* rule : all_rules()) {
    const std::string id(rule->id);
    if (id.rfind("gltf/", 0) != 0 || id.rfind("gltf/glb-", 0) == 0) continue;
    INFO(id);
    CHECK(tested.count(id) == 1);
  }
}

}  // namespace meshgate
