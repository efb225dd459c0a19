// Other pictures in a GLB, and nothing else.
#include "formats/detail/glb_patch.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "formats/detail/gltf_container.h"
#include "support/gltf_builder.h"
#include "support/invariants.h"
#include "support/png_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Source source_of(const std::vector<std::byte>& bytes) { return Source::from_memory("model.glb", bytes); }

nlohmann::json json_of(const Source& glb) {
  GltfIssues issues;
  const GlbContainer container = read_glb_container(glb, issues);
  return nlohmann::json::parse(glb.text().substr(container.json->offset, container.json->size));
}

Asset read_glb(const Source& glb) {
  Asset asset = find_format("glb")->read(glb, {}).value();
  check_invariants(asset);
  return asset;
}

std::vector<std::string> gltf_notes(const Asset& asset) {
  std::vector<std::string> rules;
  for (const Finding& finding : asset.notes) rules.push_back(finding.rule + finding.element);
  return rules;
}

Source patched(const Source& glb, const std::vector<PictureChange>& changes) {
  const Array<std::byte> bytes = patch_glb_pictures(glb, changes).value();
  return source_of({bytes.begin(), bytes.end()});
}

template <class T>
bool equal(const Array<T>& a, const Array<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

}  // namespace

TEST_CASE("patch: geometry, skins and animations stay", "[write]") {
  const Source before = source_of(gltf_rich().glb());
  const Asset asset = read_glb(before);
  REQUIRE_FALSE(asset.scene.images.empty());
  const std::vector<std::byte> large = checkered_png(64, 32), small = checkered_png(4, 4);
  for (const std::vector<std::byte>& png : {large, small}) {
    const Source after = patched(before, {{0, png, "png"}});
    const Asset changed = read_glb(after);
    CHECK(gltf_notes(changed) == gltf_notes(asset));
    CHECK(equal(changed.scene.images[0].encoded, Array<std::byte>(png)));
    REQUIRE(changed.scene.meshes.size() == asset.scene.meshes.size());
    for (std::size_t i = 0; i < asset.scene.meshes.size(); ++i) {
      CHECK(equal(changed.scene.meshes[i].positions, asset.scene.meshes[i].positions));
      CHECK(equal(changed.scene.meshes[i].normals, asset.scene.meshes[i].normals));
      CHECK(equal(changed.scene.meshes[i].indices, asset.scene.meshes[i].indices));
    }
    nlohmann::json one = json_of(before), other = json_of(after);
    for (const char* moved : {"bufferViews", "buffers", "images"}) one.erase(moved), other.erase(moved);
    CHECK(one == other);
    CHECK(changed.scene.beyond == asset.scene.beyond);
    // The old picture is gone from the buffer: only the difference in size is left.
    const auto grown = static_cast<std::int64_t>(after.size()) - static_cast<std::int64_t>(before.size());
    const auto expected =
        static_cast<std::int64_t>(png.size()) - static_cast<std::int64_t>(asset.scene.images[0].bytes);
    CHECK(std::abs(grown - expected) < 64);
  }
}

TEST_CASE("patch: a wrong type is corrected, a uri becomes a part of the file", "[write]") {
  GltfFile file = gltf_painted_cube(tiny_png());
  file.json["images"][0]["mimeType"] = "image/jpeg";
  const Source wrong = source_of(file.glb());
  const Source right = patched(wrong, {{0, tiny_png(), "png"}});
  CHECK(json_of(right)["images"][0]["mimeType"] == "image/png");
  CHECK(right.size() <= wrong.size());

  file.json["images"][0] = {{"uri", "data:image/png;base64," + base64(tiny_png())}};
  const Source embedded = patched(source_of(file.glb()), {{0, tiny_png(), "png"}});
  CHECK_FALSE(json_of(embedded)["images"][0].contains("uri"));
  CHECK(read_glb(embedded).scene.images[0].available);
}

TEST_CASE("patch: textures reach what is no WebP any more", "[write]") {
  GltfFile file = gltf_painted_cube(tiny_png());
  file.json["textures"][0] = {{"extensions", {{"EXT_texture_webp", {{"source", 0}}}}}};
  file.json["extensionsUsed"] = {"EXT_texture_webp"};
  file.json["extensionsRequired"] = {"EXT_texture_webp"};
  const nlohmann::json json = json_of(patched(source_of(file.glb()), {{0, tiny_png(), "png"}}));
  CHECK(json["textures"][0] == nlohmann::json{{"source", 0}});
  CHECK_FALSE(json.contains("extensionsUsed"));
  CHECK_FALSE(json.contains("extensionsRequired"));
}

TEST_CASE("patch: a view that others use is left alone", "[write]") {
  GltfFile file = gltf_painted_cube(tiny_png());
  const int view = file.json["images"][0]["bufferView"];
  file.json["images"].push_back({{"bufferView", view}, {"mimeType", "image/png"}});
  const Source after = patched(source_of(file.glb()), {{0, checkered_png(4, 4), "png"}});
  const Asset asset = read_glb(after);
  const std::vector<std::byte> png = tiny_png();
  CHECK(equal(asset.scene.images[1].encoded, Array<std::byte>(png)));
  CHECK(asset.scene.images[0].image.width == 4);
}

TEST_CASE("patch: what cannot be done is an error", "[write]") {
  const Source glb = source_of(gltf_painted_cube(tiny_png()).glb());
  const auto kind_of = [](const Result<Array<std::byte>>& result) {
    REQUIRE_FALSE(result);
    return result.error().kind;
  };
  const auto patch = [](const Source& source, const PictureChange& change) {
    return patch_glb_pictures(source, std::vector<PictureChange>{change});
  };
  CHECK(kind_of(patch(glb, {7, tiny_png(), "png"})) == ErrorKind::kUsage);
  CHECK(kind_of(patch(glb, {0, tiny_png(), "bmp"})) == ErrorKind::kUnsupported);
  CHECK(kind_of(patch(source_of(glb_of("{", {})), {0, tiny_png(), "png"})) == ErrorKind::kMalformed);
  CHECK(kind_of(patch(source_of({}), {0, tiny_png(), "png"})) == ErrorKind::kMalformed);
  // Hostile documents: anything but a crash.
  for (
      const char* json :
      {R"({"images":[{}]})", R"({"images":[{"bufferView":-1}],"bufferViews":{}})",
       R"({"images":[{"bufferView":0}],"bufferViews":[7],"buffers":[{"byteLength":18446744073709551615}]})",
       R"({"images":[{"bufferView":0}],"bufferViews":[{"buffer":0,"byteOffset":18446744073709551615,"byteLength":9}],"buffers":[{}]})",
       R"({"images":[{"bufferView":0}],"textures":[3,{"extensions":7}],"extensionsUsed":{"a":1},"buffers":3})"}) {
    INFO(json);
    const std::vector<std::byte> bin(16);
    const auto result = patch(source_of(glb_of(json, bin)), {0, tiny_png(), "png"});
    if (result) CHECK_FALSE(result->empty());
  }
}
