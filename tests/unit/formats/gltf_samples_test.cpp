// The files of testdata/gltf, which the mutation tests of the whole tree start from, are those that the
// builder makes.
#include <catch2/catch.hpp>

#include "meshgate/format.h"
#include "support/files.h"
#include "support/gltf_compress.h"
#include "support/invariants.h"

namespace meshgate {
namespace {

struct Sample {
  std::string name;
  std::vector<std::byte> bytes;
  bool foreign = false;  // made by an encoder whose output may change with its version
};

test::GltfFile strip() {
  test::GltfFile file = test::gltf_cube();
  const std::vector<std::uint8_t> corners{0, 1, 2, 3, 7, 1, 5};
  auto& primitive = file.json["meshes"][0]["primitives"][0];
  primitive["mode"] = 5;
  primitive["indices"] =
      file.add(test::bytes_of(corners), test::kUnsignedByte, "SCALAR", corners.size(), test::kIndexTarget);
  return file;
}

std::vector<Sample> samples() {
  const test::Shape shape = test::torus(8, 6);
  return {
      {"rich.glb", test::gltf_rich().glb()},
      {"strip.gltf", strip().gltf()},
      {"meshopt.glb", test::gltf_meshopt(shape).glb(), true},
      {"draco_sequential.glb", test::gltf_draco(shape, false).glb(), true},
      {"draco_edgebreaker.glb", test::gltf_draco(shape, true).glb(), true},
  };
}

}  // namespace

TEST_CASE("the glTF samples are those that the builder makes", "[gltf][samples]") {
  for (const Sample& sample : samples()) {
    const std::string path = test::testdata("gltf/" + sample.name);
    INFO(path);
    if (test::update_expected()) test::write_text(path, as_text(sample.bytes));
    if (!sample.foreign) CHECK(test::read_bytes(path) == sample.bytes);
    const Result<Asset> asset = read_asset(path);
    REQUIRE(asset);
    test::check_invariants(*asset);
    REQUIRE(asset->scene.meshes.size() >= 1);
    CHECK(asset->scene.meshes[0].face_count() > 0);
    if (sample.foreign) CHECK(asset->scene.meshes[0].face_count() == 96);
  }
}

}  // namespace meshgate
