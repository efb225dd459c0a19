#include <catch2/catch.hpp>

#include "formats/detail/glb_builder.h"
#include "meshgate/format.h"
#include "meshgate/gate.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/mesh_builder.h"
#include "support/mesh_files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// A sphere with a hole, a turned-over ball and a face without an area: three defects that are planted.
Shape planted() {
  Shape shape = sphere(4);
  shape.indices.erase(shape.indices.begin() + 30, shape.indices.begin() + 33);
  shape.indices.insert(shape.indices.end(), {0, 0, 1});
  return joined(shape, turned_over(placed(sphere(2), 0.5F, {3, 0, 0})));
}

CheckOptions options_for(const std::filesystem::path& folder) {
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  options.witness_folder = folder.string();
  return options;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("witness: the faces of each rule are a model of their own", "[witness]") {
  const TemporaryFolder folder;
  write_binary(folder.path() / "a.glb", glb_file(planted()));
  const auto out = folder.path() / "out";
  REQUIRE(check_files({(folder.path() / "a.glb").string()}, options_for(out)));
  CHECK(names_in(out) == std::vector<std::string>{"a.mesh-degenerate-face.glb", "a.mesh-inverted-shell.glb",
                                                  "a.mesh-open-edge.glb"});
  const Asset open = read_asset((out / "a.mesh-open-edge.glb").string()).value();
  check_invariants(open);
  REQUIRE(open.scene.meshes.size() >= 1);
  CHECK(open.scene.meshes[0].face_count() == 3);  // the neighbours of the hole
  const Asset ball = read_asset((out / "a.mesh-inverted-shell.glb").string()).value();
  REQUIRE(ball.scene.meshes.size() == 1);
  CHECK(ball.scene.meshes[0].face_count() == 32);
  for (const float3 p : ball.scene.meshes[0].positions) CHECK(p.x > 2);
}

TEST_CASE("witness: a clean model has none, and the folder is not made", "[witness]") {
  const TemporaryFolder folder;
  write_binary(folder.path() / "a.glb", glb_file(sphere(4)));
  REQUIRE(check_files({(folder.path() / "a.glb").string()}, options_for(folder.path() / "out")));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST_CASE("witness: inputs of the same name have files of their own", "[witness]") {
  const TemporaryFolder folder;
  std::vector<std::string> paths;
  for (const char* name : {"x/a.glb", "y/a.glb", "a-2.glb"}) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    write_binary(folder.path() / name, glb_file(turned_over(cube())));
    paths.push_back((folder.path() / name).string());
  }
  REQUIRE(check_files(paths, options_for(folder.path() / "out")));
  CHECK(names_in(folder.path() / "out") == std::vector<std::string>{"a-2-2.mesh-inverted-shell.glb",
                                                                    "a-2.mesh-inverted-shell.glb",
                                                                    "a.mesh-inverted-shell.glb"});
}

TEST_CASE("witness: a folder that cannot be made is an error, not silence", "[witness]") {
  const TemporaryFolder folder;
  write_binary(folder.path() / "a.glb", glb_file(planted()));
  write_text(folder.path() / "out", "a file is in the way");
  const auto report = check_files({(folder.path() / "a.glb").string()}, options_for(folder.path() / "out"));
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == ErrorKind::kIo);
}

static std::vector<std::byte> to_vector(const Array<std::byte>& bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST_CASE("glb: what is written is read again", "[witness]") {
  const GlbPart part{"a \"name\"", {{0, 0, 0}, {1, 0, 0}, {0, 1, 0.1F}}, {0, 1, 2}, {0, 2}, {1, 0, 0, 1}};
  const GlbPart empty{"nothing", {{0, 0, 0}}, {}, {}, {1, 1, 1, 1}};
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.glb").string();
  write_binary(path, to_vector(render_glb({part, empty}).value()));
  CheckOptions options;
  options.profile = load_profile("gltf-conformance").value();
  const Report report = check_files({path}, options).value();
  CHECK(report.inputs[0].findings.empty());
  const Asset asset = read_asset(path).value();
  REQUIRE(asset.scene.meshes.size() >= 1);
  CHECK(std::equal(part.positions.begin(), part.positions.end(), asset.scene.meshes[0].positions.begin()));
  CHECK(asset.scene.nodes.at(0).name == "a \"name\"");
  write_binary(path, to_vector(render_glb({empty}).value()));
  CHECK(read_asset(path));
}
