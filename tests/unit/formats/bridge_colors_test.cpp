// Colours that Assimp's readers leave out or understand wrongly: mended where the file tells, else named as
// lost.
#include <algorithm>
#include <catch2/catch.hpp>

#include "formats/detail/import_bridge.h"
#include "support/zip_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Beyond = std::vector<std::string>;

Asset read(const std::string& format, const Bytes& bytes) {
  auto asset =
      find_format(format)->read(Source::from_memory("memory." + format, {bytes.begin(), bytes.end()}), {});
  if (!asset) FAIL(describe(asset.error()));
  return *std::move(asset);
}
Asset read(const std::string& format, const std::string& text) {
  const ByteView bytes = as_bytes(text);
  return read(format, Bytes(bytes.begin(), bytes.end()));
}

// A tetrahedron whose triangles have these attributes, beside resources.
Asset read_3mf(const std::string& resources, const std::array<std::string, 4>& triangles) {
  std::string model =
      "<?xml version=\"1.0\"?><model unit=\"inch\"><resources>" + resources +
      "<object id=\"1\" name=\"arm &amp; hand\" type=\"model\" pid=\"5\" pindex=\"0\"><mesh><vertices>"
      "<vertex x=\"0\" y=\"0\" z=\"0\"/><vertex x=\"1\" y=\"0\" z=\"0\"/>"
      "<vertex x=\"0\" y=\"1\" z=\"0\"/><vertex x=\"0\" y=\"0\" z=\"1\"/>"
      "</vertices><triangles>";
  const std::array<const char*, 4> corners{"v1=\"0\" v2=\"2\" v3=\"1\"", "v1=\"0\" v2=\"1\" v3=\"3\"",
                                           "v1=\"1\" v2=\"2\" v3=\"3\"", "v1=\"2\" v2=\"0\" v3=\"3\""};
  for (std::size_t i = 0; i < 4; ++i)
    model += std::string("<triangle ") + corners[i] + ' ' + triangles[i] + "/>";
  model += "</triangles></mesh></object></resources><build><item objectid=\"1\"/></build></model>";
  const std::string relations =
      "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
      "relationships\"><Relationship Target=\"/3D/3dmodel.model\" Id=\"r\" "
      "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>";
  return read("3mf", make_zip({{"_rels/.rels", relations}, {"3D/3dmodel.model", model}}));
}

constexpr const char* kBase =
    "<basematerials id=\"5\"><base name=\"red\" displaycolor=\"#FF0000\"/>"
    "<base name=\"green\" displaycolor=\"#00FF00\"/></basematerials>";

}  // namespace

TEST_CASE("bridge: colours of a 3MF are opaque, and those of single triangles are named as lost",
          "[bridge]") {
  REQUIRE_FALSE(find_import_helper().empty());
  const std::string red = R"(pid="5" p1="0")", green = R"(pid="5" p1="1")";
  const Asset one = read_3mf(kBase, {red, red, red, red});
  CHECK(one.scene.beyond == Beyond());
  CHECK(one.scene.meters_per_unit == Approx(0.0254));
  // Not "Object_1", which is nowhere in the file.
  CHECK(std::any_of(one.scene.nodes.begin(), one.scene.nodes.end(),
                    [](const Node& node) { return node.name == "arm & hand"; }));
  REQUIRE_FALSE(one.scene.materials.empty());
  CHECK(one.scene.materials[0].base_color == float4{1, 0, 0, 1});
  CHECK(one.scene.materials[0].alpha_mode == AlphaMode::kOpaque);
  CHECK(read_3mf(kBase, {red, green, red, green}).scene.beyond == Beyond{"2 colours of single triangles"});
  const Asset group =
      read_3mf("<m:colorgroup id=\"5\"><m:color color=\"#FF0000\"/></m:colorgroup>", {red, red, red, red});
  CHECK(group.scene.beyond == Beyond{"the colours of colorgroup elements"});
}

TEST_CASE("bridge: whole numbers in an OFF are colours up to 255", "[bridge]") {
  REQUIRE_FALSE(find_import_helper().empty());
  const auto colors_of = [](const std::string& one, const std::string& other) {
    const Asset asset =
        read("off", "COFF\n3 1 0\n0 0 0 " + one + "\n1 0 0 " + one + "\n0 1 0 " + other + "\n3 0 1 2\n");
    REQUIRE(asset.scene.meshes.size() == 1);
    const Array<float4>& colors = asset.scene.meshes[0].colors;
    return std::vector<float4>(colors.begin(), colors.end());
  };
  const std::vector<float4> whole = colors_of("128 64 0 255", "255 255 255 255");
  REQUIRE(whole.size() == 3);
  CHECK(whole[0].x == Approx(128.0 / 255));
  CHECK(whole[0].y == Approx(64.0 / 255));
  CHECK(whole[0].w == 1);
  CHECK(whole[2] == float4{1, 1, 1, 1});
  const std::vector<float4> share = colors_of("0.5 0.25 0 1", "1 1 1 1");
  CHECK(share[0] == float4{0.5F, 0.25F, 0, 1});
}

TEST_CASE("bridge: colours of the faces of a PLY are named as lost", "[bridge]") {
  REQUIRE_FALSE(find_import_helper().empty());
  const std::string begin =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
  const std::string vertices = "0 0 0\n1 0 0\n0 1 0\n";
  const std::string face = "element face 1\nproperty list uchar int vertex_indices\n";
  CHECK(read("ply", begin + face + "end_header\n" + vertices + "3 0 1 2\n").scene.beyond == Beyond());
  CHECK(read("ply", begin + face +
                        "property uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n" +
                        vertices + "3 0 1 2 255 0 0\n")
            .scene.beyond == Beyond{"colours of faces"});
}
