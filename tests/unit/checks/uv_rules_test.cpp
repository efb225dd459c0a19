// Rules of uv/ on OBJ and GLB files that are built here; more cases lie in testdata/rules/uv.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/gltf_builder.h"
#include "support/model_cases.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// A tetrahedron with a textured material; `corner` is put in for the first corner of its first face.
std::vector<Finding> judge_obj(const std::string& uvs, const std::string& corner = "1/1",
                               const std::string& map = "map_Kd a.png",
                               const std::string& profile = "hitem3d") {
  const std::string obj = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\n" + uvs +
                          "usemtl plain\nf 1 3 2\nusemtl painted\nf " + corner +
                          " 2/2 4/3\nf 1/1 4/3 3/2\nf 2/1 3/2 4/3\n";
  return judge_model({{"m.obj", to_bytes(obj)},
                      {"m.mtl", to_bytes("newmtl plain\nKd 1 0 0\nnewmtl painted\n" + map + "\n")},
                      {"a.png", checkered_png(8, 8)}},
                     profile);
}

std::vector<Finding> judge_asset(const std::string& uvs) {
  return judge_obj(uvs, "1/1", "map_Kd a.png", "asset");
}

const std::string kSound = "vt 0 0\nvt 1 0\nvt 0 1\n";

// The painted cube with its texture in UV set `set` and another UV for its last vertex.
GltfFile painted_cube(int set = 0, float2 last = {1.5F, 1.25F}) {
  GltfFile file = gltf_painted_cube(checkered_png(8, 8));
  file.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["texCoord"] = set;
  const auto& primitive = file.json["meshes"][0]["primitives"][0];
  const auto accessor = primitive["attributes"]["TEXCOORD_0"].get<std::size_t>();
  const auto view = file.json["accessors"][accessor]["bufferView"].get<std::size_t>();
  const auto offset = file.json["bufferViews"][view]["byteOffset"].get<std::size_t>();
  std::memcpy(file.bin.data() + offset + 7 * sizeof last, &last, sizeof last);
  return file;
}

std::vector<Finding> judge_glb(const GltfFile& file, const std::vector<Setting>& settings = {}) {
  return judge_model({{"m.glb", file.glb()}}, "hitem3d", settings);
}

}  // namespace

TEST_CASE("uv rules: a textured model with sound UVs has no finding", "[uv][rules]") {
  CHECK(rules_of(judge_obj(kSound)).empty());
  CHECK(rules_of(judge_glb(painted_cube())).empty());
}

TEST_CASE("uv rules: missing in OBJ", "[uv][rules]") {
  expect_silent("uv/missing", judge_obj(kSound));
  const auto one = judge_obj(kSound, "1");
  expect_fires("uv/missing", one);
  CHECK(finding_of(one, "uv/missing").count == 1);
  CHECK(finding_of(one, "uv/missing").locations.at(0).indices == std::vector<std::uint64_t>{1});
  CHECK(evidence_of(finding_of(one, "uv/missing"), "textured_faces") == 3);
  // Faces of a material without a texture need none, and reflections follow the view.
  CHECK(rules_of(judge_obj(kSound, "1", "Kd 1 1 1")).empty());
  CHECK(rules_of(judge_obj(kSound, "1", "refl a.png")).empty());
}

TEST_CASE("uv rules: missing in OBJ, none at all", "[uv][rules]") {
  const auto found = judge_model(
      {{"m.obj", to_bytes("mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nusemtl p\nf 1 3 2\nf 1 2 4\n"
                          "f 1 4 3\nf 2 3 4\n")},
       {"m.mtl", to_bytes("newmtl p\nmap_Kd a.png\n")},
       {"a.png", checkered_png(8, 8)}});
  CHECK(rules_of(found) == std::set<std::string>{"uv/missing"});
  CHECK(found.at(0).count == 4);
  CHECK(
      found.at(0).message ==
      "4 of 4 triangles with a texture have no texture coordinates (material \"p\"; the mesh has no set 0): "
      "unwrap the mesh and export them, or remove the texture");
}

TEST_CASE("uv rules: missing in glTF is a set that the primitive does not have", "[uv][rules]") {
  expect_silent("uv/missing", judge_glb(painted_cube(0)));
  const auto found = judge_glb(painted_cube(1));
  CHECK(rules_of(found) ==
        std::set<std::string>{"gltf/mesh-primitive-too-few-texcoords", "gltf/unused-object", "uv/missing"});
  CHECK(finding_of(found, "uv/missing").count == 12);
  CHECK(finding_of(found, "uv/missing").element == "/meshes/0/primitives/0/attributes/TEXCOORD_1");
}

TEST_CASE("uv rules: values that are not finite", "[uv][rules]") {
  expect_silent("uv/non-finite", judge_glb(painted_cube()));
  const auto nan = judge_glb(painted_cube(0, {std::numeric_limits<float>::quiet_NaN(), 0}));
  expect_fires("uv/non-finite", nan);
  CHECK(finding_of(nan, "uv/non-finite").count == 1);
  expect_fires("uv/non-finite", judge_glb(painted_cube(0, {0, std::numeric_limits<float>::infinity()})));
  expect_fires("uv/non-finite", judge_obj("vt 0 0\nvt nan 0\nvt 0 1\n"));
  expect_fires("uv/non-finite", judge_obj("vt 0 0\nvt 1 1e39\nvt 0 1\n"));
  expect_silent("uv/non-finite", judge_obj("vt 0 0\nvt 1 3.4e38\nvt 0 1\n"));
}

TEST_CASE("uv rules: outliers", "[uv][rules]") {
  const auto far = judge_glb(painted_cube(0, {1e38F, 0}));
  CHECK(rules_of(far) == std::set<std::string>{"uv/outlier"});
  CHECK(evidence_of(far.at(0), "largest") == Approx(1e38));
  CHECK(evidence_of(far.at(0), "largest_of_others") == 1.5);
  expect_silent("uv/outlier", judge_glb(painted_cube(0, {-1000, 1000})));
  expect_fires("uv/outlier", judge_glb(painted_cube(0, {-1000.5F, 0})));
  const Setting limit{"uv/outlier", "max-abs", 1.5};
  expect_silent("uv/outlier", judge_glb(painted_cube(), {limit}));
  expect_fires("uv/outlier", judge_glb(painted_cube(0, {1.5F, 1.51F}), {limit}));
}

TEST_CASE("uv rules: no area in the texture", "[uv][rules]") {
  expect_silent("uv/zero-area", judge_asset(kSound));
  expect_silent("uv/zero-area", judge_obj("vt 0 0\nvt 0 0\nvt 0 0\n"));  // hitem3d does not care
  const auto line = judge_asset("vt 0 0\nvt 0.1 0.1\nvt 0.2 0.2\n");
  expect_fires("uv/zero-area", line);
  CHECK(finding_of(line, "uv/zero-area").count == 3);
  CHECK(evidence_of(finding_of(line, "uv/zero-area"), "collinear") == 3);
  // The last bit of 0.2 makes an area, if a small one.
  expect_silent("uv/zero-area", judge_asset("vt 0 0\nvt 0.1 0.1\nvt 0.2 0.20000002\n"));
  const auto palette = judge_asset("vt .5 .5\nvt .5 .5\nvt .5 .5\n");
  CHECK(evidence_of(finding_of(palette, "uv/zero-area"), "one_point") == 3);
}
