// A .gltf as one file, with everything that its JSON says.
#include "formats/detail/gltf_pack.h"

#include <catch2/catch.hpp>

#include "meshgate/prepare.h"
#include "support/gltf_builder.h"
#include "support/png_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Source source_of(const std::vector<std::byte>& bytes) { return Source::from_memory("model.gltf", bytes); }

nlohmann::json json_of(std::span<const std::byte> glb) {
  const auto size = load_le<std::uint32_t>(glb.data() + 12);
  return nlohmann::json::parse(as_text(glb).substr(20, size));
}

}  // namespace

TEST_CASE("pack: nodes, skins, animations, cameras and extras stay", "[gltf][prepare]") {
  const TemporaryFolder folder;
  const GltfFile rich = gltf_rich();
  const std::string input = (folder.path() / "rich.gltf").string(),
                    output = (folder.path() / "rich.glb").string();
  write_binary(input, rich.gltf());
  PrepareOptions options;
  options.check.profile = load_profile("hitem3d").value();
  const auto report = prepare_file(input, output, options);
  REQUIRE(report);
  CHECK(report->inputs[0].preparation->refusals.empty());
  for (const Finding& finding : report->inputs[0].findings) CHECK(finding.rule != "prepare/loss");
  nlohmann::json before = rich.json, after = json_of(read_bytes(output));
  for (const char* moved : {"buffers", "bufferViews", "images"}) before.erase(moved), after.erase(moved);
  CHECK(before == after);
}

TEST_CASE("pack: several buffers and a picture in a data URI become one chunk", "[gltf]") {
  GltfFile file = gltf_cube();
  const std::vector<std::byte> png = tiny_png();
  file.json["buffers"] = {
      {{"byteLength", file.bin.size()}, {"uri", "data:application/octet-stream;base64," + base64(file.bin)}},
      {{"byteLength", 3}, {"uri", "data:application/octet-stream;base64,AQID"}}};
  file.json["bufferViews"].push_back({{"buffer", 1}, {"byteLength", 3}});
  file.json["images"] = {{{"uri", "data:image/png;base64," + base64(png)}}};
  const std::string text = file.json.dump();
  const auto bytes = std::as_bytes(std::span(text));
  const auto packed = pack_gltf(source_of({bytes.begin(), bytes.end()}));
  REQUIRE(packed);
  const nlohmann::json json = json_of(packed->span());
  REQUIRE(json["buffers"].size() == 1);
  const std::size_t last = json["bufferViews"].size() - 1;
  CHECK(json["images"][0] == nlohmann::json{{"mimeType", "image/png"}, {"bufferView", last}});
  CHECK(json["bufferViews"][last]["byteLength"] == png.size());
  const auto chunk = packed->span().subspan(28 + load_le<std::uint32_t>(packed->data() + 12));
  const std::size_t three = json["bufferViews"][last - 1]["byteOffset"];
  CHECK(three % 4 == 0);
  CHECK(std::to_integer<int>(chunk[three + 2]) == 3);
}

TEST_CASE("pack: what is missing or against the specification is no GLB", "[gltf]") {
  const GltfFile cube = gltf_cube();
  CHECK_FALSE(pack_gltf(source_of(cube.gltf_with_uri("absent.bin"))));
  CHECK_FALSE(pack_gltf(source_of(cube.gltf_with_uri("../../etc/passwd"))));
  CHECK_FALSE(pack_gltf(source_of(cube.gltf_with_uri(""))));
  CHECK_FALSE(pack_gltf(source_of(cube.gltf_with_uri("data:application/octet-stream;base64,AAAA"))));
  CHECK_FALSE(pack_gltf(source_of({})));
  for (const char* json :
       {R"({"buffers":3})", R"({"buffers":[3]})", R"({"bufferViews":[{"buffer":7}],"buffers":[]})",
        R"({"images":[3,{"uri":7}],"bufferViews":{}})"}) {
    INFO(json);
    const auto bytes = std::as_bytes(std::span(std::string_view(json)));
    const auto packed = pack_gltf(source_of({bytes.begin(), bytes.end()}));
    if (packed) CHECK_FALSE(packed->empty());
  }
}
