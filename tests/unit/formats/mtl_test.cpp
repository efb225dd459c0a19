#include <catch2/catch.hpp>

#include "formats/detail/mtl.h"
#include "formats/detail/obj_reader.h"
#include "support/files.h"
#include "support/invariants.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::vector<std::string> rules_of(const Asset& asset) {
  std::vector<std::string> rules;
  for (const Finding& finding : asset.notes) rules.push_back(finding.rule);
  return rules;
}

const std::string kTriangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";

// An OBJ in a folder of its own with the files that a test puts there.
struct Model {
  TemporaryFolder folder;

  void add(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    write_text(folder.path() / name, text);
  }
  [[nodiscard]] Asset read(const std::string& text) const {
    add("model.obj", text);
    const Result<Source> source = Source::open((folder.path() / "model.obj").string());
    REQUIRE(source);
    Result<Asset> asset = read_obj(*source, {});
    REQUIRE(asset);
    check_invariants(*asset);
    return *std::move(asset);
  }
};

// A 1 × 1 PGM is no format of ours: what is tested is the path.
MtlTexture only_texture(std::string_view line) {
  const std::vector<MtlMaterial> materials = parse_mtl("newmtl a\n" + std::string(line) + "\n");
  REQUIRE(materials.size() == 1);
  REQUIRE(materials[0].textures.size() == 1);
  return materials[0].textures[0];
}

}  // namespace

TEST_CASE("mtl: colours and numbers", "[mtl]") {
  const std::vector<MtlMaterial> materials = parse_mtl(
      "\xEF\xBB\xBF# c\r\nKd 9 9 9\r\nnewmtl  red shiny \r\nKd 1 0.5 0\r\nd 0.25\r\nPm 1\r\nPr 0.5\r\nillum "
      "2\r\nfoo bar\r\n"
      "newmtl b\nKd 0.5\nTr 0.25\nKd spectral x.rfl\nd -halo 0.5\nnewmtl red shiny\nKd 0 0 1\nnewmtl");
  REQUIRE(materials.size() == 3);
  CHECK(materials[0].name == "red shiny");
  CHECK(materials[0].base_color == float4{0, 0, 1, 0.25F});  // the later statement counts
  CHECK(materials[0].metallic == 1);
  CHECK(materials[0].roughness == 0.5F);
  CHECK(materials[1].base_color == float4{0.5F, 0.5F, 0.5F, 0.5F});
  CHECK(materials[2].name.empty());
}

TEST_CASE("mtl: options of textures", "[mtl]") {
  CHECK(only_texture("map_Kd wood.png").path == "wood.png");
  CHECK(only_texture("map_Kd my wood.png  ").path == "my wood.png");
  CHECK(only_texture("map_Bump -bm 0.5 bump map.png").path == "bump map.png");
  CHECK(only_texture("bump a.png -bm 0.5").path == "a.png");
  CHECK(only_texture("map_Kd -clamp on -mm 0 1 -blendu off a b.png").path == "a b.png");
  CHECK(only_texture("map_Kd -s 2 2.png").path == "2.png");
  CHECK(only_texture("map_Kd -s 2 3").path == "3");
  CHECK(only_texture("map_Kd C:\\tex\\a.png").path == "C:\\tex\\a.png");
  const MtlTexture moved = only_texture("map_Kd -o 0.5 0.25 0 -s 2 3 1 -texres 512 dir/a.png");
  CHECK(moved.path == "dir/a.png");
  CHECK(moved.offset == float2{0.5F, 0.25F});
  CHECK(moved.scale == float2{2, 3});
  CHECK(only_texture("map_Kd a").role == TextureRole::kBaseColor);
  CHECK(only_texture("MAP_KD a").role == TextureRole::kBaseColor);
  CHECK(only_texture("map_bump a").role == TextureRole::kBump);
  CHECK(only_texture("norm a").role == TextureRole::kNormal);
  CHECK(only_texture("map_Pr a").role == TextureRole::kRoughness);
  CHECK(only_texture("map_Pm a").role == TextureRole::kMetallic);
  CHECK(only_texture("map_Ke a").role == TextureRole::kEmissive);
  CHECK(only_texture("map_d a").role == TextureRole::kOpacity);
  CHECK(only_texture("refl -type sphere a").path == "a");
  CHECK(parse_mtl("newmtl a\nmap_Kd\nmap_Kd -s 1\nmap_Kd -bm\n")[0].textures.size() <= 1);
}

TEST_CASE("mtl: every cut of a library is read", "[mtl]") {
  const std::string text =
      "newmtl a b\nKd 1 0 0\nmap_Kd -s 1 2 3 -o 1 -bm 2 x y.png -clamp on\nTr 0.5\r\nbump -mm 0 1 b\n";
  for (std::size_t size = 0; size <= text.size(); ++size) CHECK(parse_mtl(text.substr(0, size)).size() <= 1);
}

TEST_CASE("obj: libraries, several and with blanks in their names", "[obj][mtl]") {
  const Model model;
  model.add("a.mtl", "newmtl red\nKd 1 0 0\nnewmtl both\nKd 0 0 0\n");
  model.add("my b.mtl", "newmtl green\nKd 0 1 0\nnewmtl both\nKd 1 1 1\n");
  for (const std::string statement :
       {"mtllib a.mtl my b.mtl\n", "mtllib a.mtl\nmtllib my b.mtl\nmtllib a.mtl\n"}) {
    const Asset asset = model.read(statement + kTriangle +
                                   "usemtl green\nf 1 2 3\nusemtl red\nf 1 2 3\nusemtl both\nf 1 2 3\n");
    CHECK(rules_of(asset).empty());
    REQUIRE(asset.scene.materials.size() == 3);
    const Mesh& mesh = asset.scene.meshes[0];
    REQUIRE(mesh.materials.size() == 3);
    CHECK(asset.scene.materials[mesh.materials[0].material].name == "green");
    CHECK(asset.scene.materials[mesh.materials[1].material].name == "red");
    CHECK(asset.scene.materials[mesh.materials[2].material].base_color.x == 0);  // the first definition
  }
}

TEST_CASE("obj: libraries that are missing, unsafe or incomplete", "[obj][mtl]") {
  const Model model;
  model.add("a.mtl", "newmtl red\n");
  using Rules = std::vector<std::string>;
  const std::string use = kTriangle + "usemtl red\nf 1 2 3\n";
  CHECK(rules_of(model.read("mtllib a.mtl\n" + use)).empty());
  CHECK(rules_of(model.read("mtllib no.mtl\n" + use)) == Rules{"obj/missing-mtllib"});
  CHECK(rules_of(model.read("mtllib a.mtl no.mtl\n" + use)) == Rules{"obj/missing-mtllib"});
  CHECK(rules_of(model.read("mtllib ../a.mtl\n" + use)) == Rules{"obj/unsafe-path"});
  CHECK(rules_of(model.read("mtllib /etc/passwd\n" + use)) == Rules{"obj/unsafe-path"});
  CHECK(rules_of(model.read("mtllib C:\\models\\a.mtl\n" + use)) == Rules{"obj/unsafe-path"});
  CHECK(rules_of(model.read("mtllib .\n" + use)) == Rules{"obj/missing-mtllib"});
  CHECK(rules_of(model.read("mtllib a.mtl\n" + use + "usemtl blue\nf 1 2 3\n")) ==
        Rules{"obj/missing-material"});
  CHECK(rules_of(model.read(use)) == Rules{"obj/missing-material"});
  CHECK(rules_of(model.read("mtllib\n" + kTriangle + "f 1 2 3\n")).empty());
}

TEST_CASE("obj: textures of materials", "[obj][mtl]") {
  const Model model;
  model.add("tex/not a picture.png", "hello");
  model.add("sub/lib.mtl",
            "newmtl red\nmap_Kd ../tex/not a picture.png\nmap_Ks ../tex/not a picture.png\nmap_Ke gone.png\n"
            "map_d C:\\tex\\a.png\nbump ../../outside.png\n");
  const Asset asset = model.read("mtllib sub/lib.mtl\n" + kTriangle + "usemtl red\nf 1 2 3\n");
  std::vector<std::string> rules = rules_of(asset);
  std::sort(rules.begin(), rules.end());
  CHECK(rules == std::vector<std::string>{"texture/missing-file", "texture/undecodable",
                                          "texture/unsafe-path", "texture/unsafe-path"});
  CHECK(asset.scene.images.size() == 4);  // one entry for the picture that is used twice
  CHECK(asset.scene.materials[0].textures.size() == 5);
  CHECK(asset.scene.images[0].element == "sub/lib.mtl/red/map_Kd");
  CHECK(asset.scene.images[0].available);
}

TEST_CASE("mtl: statements of shading that are not taken are noticed", "[obj]") {
  CHECK_FALSE(parse_mtl("newmtl a\nKd 1 0 0\nd 0.5\nPr 0.2\nmap_Kd -s 2 2 a.png\n")[0].has_more);
  for (const char* more : {"Ka 1 1 1", "Ks 0.5 0.5 0.5", "Ns 20", "illum 2", "map_Bump -bm 0.3 a.png"})
    CHECK(parse_mtl(std::string("newmtl a\n") + more + "\n")[0].has_more);
}
