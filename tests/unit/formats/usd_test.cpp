// Text and crate layers of USD and their packages. The crate layers of testdata/usd were written by Pixar's
// library from the text layers beside them, so both must read alike.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include <fmt/core.h>

#include "asset/facts.h"
#include "core/source.h"
#include "formats/detail/usd_crate_coding.h"
#include "formats/detail/usd_layer.h"
#include "meshgate/format.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/notes.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Asset read_file(const std::string& name) {
  Result<Asset> asset = read_asset(testdata("usd/" + name));
  INFO(name);
  if (!asset) FAIL(describe(asset.error()));
  check_invariants(*asset);
  return *std::move(asset);
}

// A text layer in memory; nothing lies beside it.
Result<Asset> try_text(const std::string& body, const std::string& meta = "upAxis = \"Z\"") {
  const std::string text = "#usda 1.0\n(\n    " + meta + "\n)\n" + body;
  const ByteView bytes = as_bytes(text);
  const Format* format = find_format("usda");
  Result<Asset> asset =
      format->read(Source::from_memory("/nowhere/model.usda", {bytes.begin(), bytes.end()}), {});
  if (asset) check_invariants(*asset);
  return asset;
}
Asset read_text_layer(const std::string& body, const std::string& meta = "upAxis = \"Z\"") {
  Result<Asset> asset = try_text(body, meta);
  if (!asset) FAIL(describe(asset.error()));
  return *std::move(asset);
}

// Two triangles and a quad, so that faces have different sizes.
std::string house(const std::string& more = {}) {
  return "def Mesh \"house\" {\n int[] faceVertexCounts = [3, 4]\n int[] faceVertexIndices = [0, 1, 2, 0, 2, "
         "3, 4]\n"
         " point3f[] points = [(0,0,0), (1,0,0), (1,1,0), (0,1,0), (-1,0,0)]\n" +
         more + "}\n";
}

std::vector<std::uint32_t> vector_of(const Array<std::uint32_t>& array) {
  return {array.begin(), array.end()};
}

// Placed boxes of the meshes that are shown.
Box3 bounds(const Asset& asset) {
  const AssetFacts facts(asset, {});
  return facts.world().bounds;
}

}  // namespace

TEST_CASE("usd: text, crate and package of a textured model read alike", "[usd]") {
  const std::string file = GENERATE("textured.usda", "textured.usdc", "textured.usdz");
  INFO(file);
  const Asset asset = read_file(file);
  CHECK(asset.notes.empty());
  const Scene& scene = asset.scene;
  CHECK(scene.up_axis == 'Y');
  CHECK(scene.meters_per_unit == 0.01);
  REQUIRE(scene.meshes.size() == 1);
  const Mesh& mesh = scene.meshes[0];
  CHECK(mesh.element == "/Root/cube");
  CHECK(mesh.positions.size() == 8);
  CHECK(mesh.face_count() == 12);
  CHECK(mesh.face_polygons.size() == 12);
  REQUIRE(mesh.uvs.size() == 1);
  CHECK(mesh.uvs[0].values.size() == 4);
  CHECK(vector_of(mesh.uvs[0].indices) == [] {
    std::vector<std::uint32_t> expected;
    for (int face = 0; face < 6; ++face) {
      for (const std::uint32_t corner : {0U, 1U, 2U, 0U, 2U, 3U}) expected.push_back(corner);
    }
    return expected;
  }());
  CHECK(mesh.normals.size() == 1);
  CHECK(vector_of(mesh.normal_indices) == std::vector<std::uint32_t>(36, 0));

  REQUIRE(scene.materials.size() == 2);
  const Material& painted = scene.materials[0];
  CHECK(painted.name == "Painted");
  CHECK(painted.metallic == 0.25F);
  CHECK(painted.roughness == 0.75F);
  CHECK(painted.base_color == float4{1, 1, 1, 1});
  REQUIRE(painted.textures.size() == 1);
  CHECK(painted.textures[0].role == TextureRole::kBaseColor);
  REQUIRE(scene.images.size() == 1);
  CHECK(scene.images[0].available);
  CHECK(scene.images[0].format == "png");
  CHECK(scene.images[0].image.width == 8);
  CHECK(scene.materials[1].base_color == float4{1, 0, 0, 1});
  REQUIRE(mesh.materials.size() == 2);
  CHECK(mesh.materials[0].face_count == 10);
  CHECK(mesh.materials[0].material == 0);
  CHECK(mesh.materials[1].first_face == 10);
  CHECK(mesh.materials[1].material == 1);

  // A cube from -1 to 1, scaled by 2, turned by 90 degrees about x, moved.
  const Box3 box = bounds(asset);
  CHECK(box.min == float3{-1, 0, 1});
  CHECK(box.max == float3{3, 4, 5});
}

TEST_CASE("usd: arcs, variants and instances", "[usd]") {
  const std::string file = GENERATE("composed.usda", "composed.usdc", "composed_0100.usdc", "composed.usdz");
  INFO(file);
  const Asset asset = read_file(file);
  CHECK(asset.notes.empty());
  const Scene& scene = asset.scene;
  // First and Second are instances of one prototype, Chosen comes from the variant, Copy has a colour.
  REQUIRE(scene.meshes.size() == 3);
  CHECK(scene.instances.size() == 4);
  CHECK(scene.instances[0].mesh == scene.instances[1].mesh);
  CHECK(scene.meshes[0].element == "/World/First");
  CHECK(scene.meshes[1].element == "/World/Chosen/Shape");
  CHECK(scene.nodes[scene.instances[0].node].world.m[12] == 10);
  REQUIRE(scene.meshes[2].materials.size() == 1);
  CHECK(scene.materials[scene.meshes[2].materials[0].material].base_color == float4{0.5F, 0.25F, 1, 1});
  CHECK_FALSE(scene.nodes[scene.instances[3].node].in_scene);
  CHECK(bounds(asset).max == float3{11, 1, 1});
}

TEST_CASE("usd: packed arrays of a crate", "[usd]") {
  const Asset text = read_file("grid.usda");
  const std::string file = GENERATE("grid.usdc", "grid_070.usdc");
  const Asset crate = read_file(file);
  REQUIRE(crate.scene.meshes.size() == 1);
  const Mesh& a = text.scene.meshes[0];
  const Mesh& b = crate.scene.meshes[0];
  CHECK(a.positions.size() == 576);
  CHECK(a.face_count() == 2 * 23 * 23);
  CHECK(std::equal(a.positions.begin(), a.positions.end(), b.positions.begin(), b.positions.end()));
  CHECK(vector_of(a.indices) == vector_of(b.indices));

  // Reals by a table, and reals that are whole numbers.
  const UsdLimits limits{std::uint64_t{1} << 30U, {}};
  const Result<Source> source = Source::open(testdata("usd/" + file));
  REQUIRE(source);
  const Result<UsdLayer> layer = read_usd_layer(*source, limits);
  REQUIRE(layer);
  const auto cube = std::find_if(layer->specs.begin(), layer->specs.end(),
                                 [](const UsdSpec& spec) { return spec.name == "cube"; });
  REQUIRE(cube != layer->specs.end());
  const auto value = [&](std::string_view name) {
    const UsdProperty* property = cube->find(name);
    REQUIRE(property != nullptr);
    return read_usd_value(*layer, property->value, limits);
  };
  const UsdValue widths = value("primvars:width"), whole = value("primvars:whole");
  REQUIRE(widths.reals.size() == 576);
  REQUIRE(whole.reals.size() == 576);
  for (std::size_t i = 0; i < 576; ++i) {
    CHECK(widths.reals[i] == static_cast<float>(i % 3) + 0.5F);
    CHECK(whole.reals[i] == static_cast<float>(i % 7));
  }
}

TEST_CASE("usd: interpolation of primvars", "[usd]") {
  // Triangles: 0 1 2, then 0 2 3 and 0 3 4 of the quad, whose corners are numbers 3 to 6.
  struct Case {
    const char* interpolation;
    std::size_t values;
    std::vector<std::uint32_t> expected;
  };
  const auto c = GENERATE(values<Case>({
      {"constant", 1, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"uniform", 2, {0, 0, 0, 1, 1, 1, 1, 1, 1}},
      {"vertex", 5, {}},
      {"varying", 5, {}},
      {"faceVarying", 7, {0, 1, 2, 3, 4, 5, 3, 5, 6}},
  }));
  std::string numbers;
  for (std::size_t i = 0; i < c.values; ++i) numbers += fmt::format("({}, 0),", i);
  const Asset asset = read_text_layer(house(fmt::format(
      " texCoord2f[] primvars:st = [{}] ( interpolation = \"{}\" )\n", numbers, c.interpolation)));
  CHECK(asset.notes.empty());
  REQUIRE(asset.scene.meshes[0].uvs.size() == 1);
  CHECK(vector_of(asset.scene.meshes[0].uvs[0].indices) == c.expected);
  // One value too few is told, and left out.
  const Asset short_of =
      read_text_layer(house(fmt::format(" texCoord2f[] primvars:st = [{}] ( interpolation = \"{}\" )\n",
                                        c.values == 1 ? "" : numbers.substr(7), c.interpolation)));
  CHECK(short_of.scene.meshes[0].uvs.empty());
  CHECK(has_note(short_of, "usd/unsupported-element") == (c.values > 1));
}

TEST_CASE("usd: indices of a primvar may be out of range", "[usd]") {
  const Asset asset =
      read_text_layer(house(" texCoord2f[] primvars:st = [(0,0)] ( interpolation = \"uniform\" )\n int[] "
                            "primvars:st:indices = [0, 7]\n"));
  REQUIRE(asset.scene.meshes[0].uvs.size() == 1);
  CHECK(asset.scene.meshes[0].uvs[0].indices[0] == 0);
  CHECK(asset.scene.meshes[0].uvs[0].indices[3] == kNoIndex);
}

TEST_CASE("usd: left-handed faces are turned", "[usd]") {
  const Asset right = read_text_layer(house());
  const Asset left = read_text_layer(house(" uniform token orientation = \"leftHanded\"\n"));
  CHECK(vector_of(right.scene.meshes[0].indices) == std::vector<std::uint32_t>{0, 1, 2, 0, 2, 3, 0, 3, 4});
  CHECK(vector_of(left.scene.meshes[0].indices) == std::vector<std::uint32_t>{0, 2, 1, 0, 3, 2, 0, 4, 3});
}

TEST_CASE("usd: faces that name nothing are left out and told", "[usd]") {
  const auto faces = [](const std::string& counts, const std::string& corners) {
    return read_text_layer("def Mesh \"m\" {\n int[] faceVertexCounts = [" + counts +
                           "]\n int[] faceVertexIndices = [" + corners +
                           "]\n point3f[] points = [(0,0,0), (1,0,0), (1,1,0)]\n}\n");
  };
  const Asset beyond = faces("3, 3", "0, 1, 2, 0, 1, 3");
  CHECK(beyond.scene.meshes[0].face_count() == 1);
  REQUIRE(find_note(beyond, "usd/damaged") != nullptr);
  CHECK(find_note(beyond, "usd/damaged")->count == 1);
  CHECK(find_note(faces("3, 3, 3", "0, 1, 2, 0, 1"), "usd/damaged")->count == 2);
  CHECK(find_note(faces("2, 3", "0, 1, 0, 1, 2"), "usd/damaged")->count == 1);
  CHECK(faces("-1", "0, 1, 2").scene.meshes[0].face_count() == 0);
}

TEST_CASE("usd: transforms", "[usd]") {
  struct Case {
    const char* operations;
    const char* order;
    float3 expected;  // of the point 1, 2, 3
  };
  const auto c = GENERATE(values<Case>({
      {"double3 xformOp:translate = (10, 0, 0)\n float3 xformOp:scale = (2, 2, 2)",
       "\"xformOp:translate\", \"xformOp:scale\"",
       {12, 4, 6}},
      {"double3 xformOp:translate = (10, 0, 0)\n float3 xformOp:scale = (2, 2, 2)",
       "\"xformOp:scale\", \"xformOp:translate\"",
       {22, 4, 6}},
      {"float xformOp:rotateZ = 90", "\"xformOp:rotateZ\"", {-2, 1, 3}},
      {"float xformOp:rotateZ = 90", "\"!invert!xformOp:rotateZ\"", {2, -1, 3}},
      // About x first: (1, -3, 2); then z: (3, 1, 2).
      {"float3 xformOp:rotateXYZ = (90, 0, 90)", "\"xformOp:rotateXYZ\"", {3, 1, 2}},
      {"quatf xformOp:orient = (0.7071067811865476, 0, 0, 0.7071067811865476)",
       "\"xformOp:orient\"",
       {-2, 1, 3}},
      {"matrix4d xformOp:transform = ((0, 1, 0, 0), (-1, 0, 0, 0), (0, 0, 1, 0), (5, 6, 7, 1))",
       "\"xformOp:transform\"",
       {3, 7, 10}},
      {"double3 xformOp:translate:pivot = (1, 0, 0)\n float xformOp:rotateZ = 180",
       "\"xformOp:translate:pivot\", \"xformOp:rotateZ\", \"!invert!xformOp:translate:pivot\"",
       {1, -2, 3}},
  }));
  const Asset asset =
      read_text_layer(fmt::format("def Xform \"a\" {{\n {}\n uniform token[] xformOpOrder = [{}]\n {}}}\n",
                                  c.operations, c.order, house()));
  CHECK(asset.notes.empty());
  const double3 p = transform_point(asset.scene.nodes[asset.scene.instances[0].node].world, {1, 2, 3});
  CHECK(p.x == Approx(static_cast<double>(c.expected.x)).margin(1e-6));
  CHECK(p.y == Approx(static_cast<double>(c.expected.y)).margin(1e-6));
  CHECK(p.z == Approx(static_cast<double>(c.expected.z)).margin(1e-6));
}

TEST_CASE("usd: a reset leaves the places above", "[usd]") {
  const std::string moved =
      "def Xform \"a\" {\n double3 xformOp:translate = (10, 0, 0)\n uniform token[] xformOpOrder = "
      "[\"xformOp:translate\"]\n";
  const Asset kept = read_text_layer(moved + house() + "}\n");
  CHECK(bounds(kept).max.x == 11);
  const Asset reset =
      read_text_layer(moved + house(" uniform token[] xformOpOrder = [\"!resetXformStack!\"]\n") + "}\n");
  CHECK(bounds(reset).max.x == 1);
}

TEST_CASE("usd: prims that are not shown", "[usd]") {
  CHECK(read_text_layer("class \"a\" {\n" + house() + "}\n").scene.meshes.empty());
  CHECK(read_text_layer("over \"a\" {\n" + house() + "}\n").scene.meshes.empty());
  CHECK(read_text_layer("def \"a\" ( active = false ) {\n" + house() + "}\n").scene.meshes.empty());
  const Asset guide = read_text_layer("def \"a\" {\n uniform token purpose = \"guide\"\n" + house() + "}\n");
  CHECK_FALSE(guide.scene.nodes[guide.scene.instances[0].node].in_scene);
}

TEST_CASE("usd: colours of vertices and time samples", "[usd]") {
  const Asset asset = read_text_layer(house(
      " color3f[] primvars:displayColor = [(1,0,0), (0,1,0)] ( interpolation = \"uniform\" )\n"
      " point3f[] points.timeSamples = { 0: [(0,0,0), (1,0,0), (1,1,0), (0,1,0), (-1,0,0)], 1: [] }\n"));
  CHECK(asset.scene.animated);
  REQUIRE(asset.scene.meshes[0].colors.size() == 5);
  CHECK(asset.scene.meshes[0].colors[1] == float4{1, 0, 0, 1});
  CHECK(asset.scene.meshes[0].colors[4] == float4{0, 1, 0, 1});
}

TEST_CASE("usd: arcs that lead nowhere or to themselves", "[usd]") {
  const auto reason = [](const Asset& asset) {
    const Finding* note = find_note(asset, "usd/unresolved-arc");
    return note == nullptr ? std::string() : note->message;
  };
  CHECK(reason(read_text_layer("def \"a\" ( references = @../../secret.usda@ ) {}\n" + house()))
            .find("leaves") != std::string::npos);
  CHECK(reason(read_text_layer("def \"a\" ( references = </b> ) {}\n" + house())).find("no prim") !=
        std::string::npos);
  CHECK(reason(read_text_layer("def \"a\" {\n def \"b\" ( references = </a> ) {}\n}\n" + house()))
            .find("above it") != std::string::npos);
  // Two that name each other add what they have, and end.
  const Asset mutual = read_text_layer("def \"a\" ( references = </b> ) {\n" + house() +
                                       "}\ndef \"b\" ( references = </a> ) {}\n");
  CHECK(mutual.scene.instances.size() == 2);
  // Every level doubles: the limit of prims, not of the machine, ends it.
  std::string bomb = "def \"p0\" {\n" + house() + "}\n";
  for (int i = 1; i < 40; ++i)
    bomb += fmt::format(
        "def \"p{}\" {{\n def \"x\" ( references = </p{}> ) {{}}\n def \"y\" ( references = </p{}> ) "
        "{{}}\n}}\n",
        i, i - 1, i - 1);
  const ByteView bytes = as_bytes("#usda 1.0\n");
  std::vector<std::byte> file(bytes.begin(), bytes.end());
  for (const char ch : bomb) file.push_back(static_cast<std::byte>(ch));
  ReadOptions little;
  little.max_memory = 4U << 20U;
  const Result<Asset> large = find_format("usda")->read(Source::from_memory("/nowhere/b.usda", file), little);
  REQUIRE_FALSE(large);
  CHECK(large.error().kind == ErrorKind::kLimit);
}

TEST_CASE("usd: what is not understood is told", "[usd]") {
  const Asset asset = read_text_layer(house(" uniform token subdivisionScheme = \"loop\"\n") +
                                      "def Sphere \"s\" {}\ndef BasisCurves \"c\" {}\n");
  const Finding* note = find_note(asset, "usd/unsupported-element");
  REQUIRE(note != nullptr);
  for (const char* word : {"Sphere", "BasisCurves", "loop"})
    CHECK(note->message.find(word) != std::string::npos);
}

TEST_CASE("usd: text that is no layer is refused with its line", "[usd]") {
  const auto refused = [](const std::string& body) {
    const Result<Asset> asset = try_text(body);
    REQUIRE_FALSE(asset);
    CHECK(asset.error().kind == ErrorKind::kMalformed);
    return asset.error().message;
  };
  CHECK(refused("def Mesh \"a\" {\n").find("ends inside a prim") != std::string::npos);
  CHECK(refused("def Mesh \"a\" {\n int[] x = [1, 2\n}\n").find("line 7") != std::string::npos);
  CHECK(refused("def \"a { }\n").find("never ends") != std::string::npos);
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "def \"a\" {\n";
  CHECK(refused(deep).find("too deeply") != std::string::npos);
  CHECK(refused("def \"a\" (\n x = " + std::string(100'000, '[') + "\n) {}\n").find("too deeply") !=
        std::string::npos);
}

TEST_CASE("usd: a crate whose numbers lie is refused", "[usd]") {
  const std::vector<std::byte> good = read_bytes(testdata("usd/part.usdc"));
  const auto read = [&](const std::vector<std::byte>& bytes) {
    return find_format("usdc")->read(Source::from_memory("/nowhere/a.usdc", bytes), {});
  };
  REQUIRE(read(good));
  // Every byte of the header and of the table of sections in turn, at the values where signs and sizes
  // change.
  std::uint64_t contents = 0;
  std::memcpy(&contents, good.data() + 16, 8);
  for (std::size_t at = 0; at < good.size(); ++at) {
    if (at >= 24 && at < contents) continue;
    for (const int value : {0x00, 0x7F, 0x80, 0xFF}) {
      std::vector<std::byte> changed = good;
      changed[at] = static_cast<std::byte>(value);
      const Result<Asset> asset = read(changed);
      if (asset) check_invariants(*asset);
    }
  }
  std::vector<std::byte> newer = good;
  newer[9] = std::byte{200};
  const Result<Asset> refused = read(newer);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("newer") != std::string::npos);
}

TEST_CASE("usd: coded integers", "[usd]") {
  // LZ4 of "common 5, then codes": five numbers as the differences 5, 5, int8 −2, int16 1000, int32 −70000.
  const std::vector<std::uint8_t> coded{5,    0,    0,    0,  // common
                                        0x90, 0x03,           // codes 0 0 1 2, 3
                                        0xFE, 0xE8, 0x03, 0x90, 0xEE, 0xFE, 0xFF};
  std::vector<std::byte> block;
  block.push_back(std::byte{0});  // one piece
  block.push_back(static_cast<std::byte>(coded.size() << 4U));
  for (const std::uint8_t b : coded) block.push_back(static_cast<std::byte>(b));
  std::vector<std::byte> file(8);
  const std::uint64_t size = block.size();
  std::memcpy(file.data(), &size, 8);
  file.insert(file.end(), block.begin(), block.end());
  CrateCursor in(file, 0);
  UsdBudget budget(1'000'000);
  CHECK(read_packed_int32(in, 5, budget) == std::vector<std::int32_t>{5, 10, 8, 1008, -68992});
  CrateCursor again(file, 0);
  CHECK_THROWS_AS(read_packed_int32(again, 9, budget), UsdBroken);
  CrateCursor huge(file, 0);
  CHECK_THROWS_AS(read_packed_int32(huge, std::uint64_t{1} << 40U, budget), UsdBroken);
}
