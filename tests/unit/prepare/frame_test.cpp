// Units, axes, and nodes that go.
#include <catch2/catch.hpp>
#include <cmath>

#include "asset/transform.h"
#include "prepare/frame.h"
#include "support/figure.h"
#include "support/steps.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// A box of 1 × 2 × 3 with its corner at the origin.
Shape box() {
  Shape shape = placed(cube(), 0.5F, {0.5F, 0.5F, 0.5F});
  for (float3& p : shape.positions) p = {p.x, 2 * p.y, 3 * p.z};
  return shape;
}

/// Runs set-frame as if the output had this format.
StepResult framed(const Asset& asset, const char* to, const PrepareOptions& options) {
  const StepSetting setting(options, to);
  const Step* step = find_step("set-frame", AssetKind::kMesh);
  const AssetFacts facts(asset, {});
  CHECK(step->wanted(facts, setting.context()).empty() == (options.unit.empty() && options.up == 0));
  return step->run(facts, setting.context()).value();
}

Box3 box_of(const Asset& asset) {
  Box3 box;
  for (const float3& p : shown_corners(asset)) box.add(p);
  return box;
}

double volume_of_shown(const Asset& asset) {
  const std::vector<float3> corners = shown_corners(asset);
  double volume = 0;
  for (std::size_t i = 0; i < corners.size(); i += 3)
    volume += dot(to_double(corners[i]), cross(to_double(corners[i + 1]), to_double(corners[i + 2]))) / 6;
  return volume;
}

}  // namespace

TEST_CASE("frame: each unit becomes that of the output's format", "[prepare]") {
  struct Case {
    const char* unit;
    const char* to;
    double scale;
  };
  for (const Case& c :
       {Case{"mm", "glb", 0.001}, Case{"cm", "glb", 0.01}, Case{"in", "glb", 0.0254}, Case{"m", "stl", 1000},
        Case{"in", "stl", 25.4}, Case{"cm", "obj", 10}, Case{"m", "obj", 1000}, Case{"mm", "usdz", 0.001}}) {
    INFO(c.unit << " to " << c.to);
    PrepareOptions options;
    options.unit = c.unit;
    const StepResult result = framed(decorated_asset(box()), c.to, options);
    REQUIRE(result.asset);
    CHECK(result.done.find(c.unit) != std::string::npos);
    const Box3 after = box_of(*result.asset);
    CHECK(after.max.x == Approx(1 * c.scale));
    CHECK(after.max.y == Approx(2 * c.scale));
    CHECK(after.max.z == Approx(3 * c.scale));
    CHECK(volume_of_shown(*result.asset) == Approx(6 * c.scale * c.scale * c.scale));
  }
}

TEST_CASE("frame: the axis that points upwards does so in the output", "[prepare]") {
  PrepareOptions options;
  options.up = 'Z';
  // What was 3 upwards along z is 3 upwards along y, turned and not mirrored.
  const StepResult result = framed(decorated_asset(box()), "glb", options);
  REQUIRE(result.asset);
  const Box3 after = box_of(*result.asset);
  CHECK(after.min.y == 0);
  CHECK(after.max.y == 3);
  CHECK(after.min.z == -2);
  CHECK(volume_of_shown(*result.asset) == Approx(6));
  // Normals turn along: those of decorated_asset() look away from the origin.
  const Mesh& mesh = result.asset->scene.meshes[0];
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    if (length(to_double(mesh.positions[i])) > 0)
      CHECK(dot(to_double(mesh.normals[i]), to_double(mesh.positions[i])) > 0);
  }
  // And back.
  options.up = 'Y';
  const StepResult back = framed(*result.asset, "stl", options);
  CHECK((shown_corners(*back.asset) == shown_corners(decorated_asset(box()))));
}

TEST_CASE("frame: a format that states unit and axis states those of the output", "[prepare]") {
  for (const char* to : {"fbx", "usdz"}) {
    CAPTURE(to);
    const double meters = std::string_view(to) == "fbx" ? 0.01 : 1;
    Asset asset = decorated_asset(box());
    asset.scene.meters_per_unit = 0.0254;
    asset.scene.up_axis = 'Z';
    PrepareOptions options;
    options.unit = "mm";
    const StepResult scaled = framed(asset, to, options);
    REQUIRE(scaled.asset);
    CHECK(scaled.asset->scene.meters_per_unit == meters);
    CHECK(scaled.asset->scene.up_axis == 'Z');
    // As large as the option says, whatever was stated before.
    CHECK(box_of(*scaled.asset).max.z * meters == Approx(0.003));
    options.unit.clear();
    options.up = 'Z';
    const StepResult turned = framed(asset, to, options);
    REQUIRE(turned.asset);
    CHECK(turned.asset->scene.meters_per_unit == 0.0254);
    CHECK(turned.asset->scene.up_axis == 'Y');
    CHECK(box_of(*turned.asset).max.y == 3);
    // Only what is stated is another one.
    options.unit = meters == 1 ? "m" : "cm";
    options.up = 'Y';
    const StepResult stated = framed(asset, to, options);
    REQUIRE(stated.asset);
    CHECK((shown_corners(*stated.asset) == shown_corners(asset)));
    CHECK(stated.asset->scene.meters_per_unit == meters);
    CHECK(stated.asset->scene.up_axis == 'Y');
    CHECK(framed(*stated.asset, to, options).count == 0);
  }
}

TEST_CASE("frame: what becomes of unit and axis is said, with the options that change it", "[prepare]") {
  const auto advice = [](std::optional<double> meters, char up, const char* from, const char* to) {
    Scene scene;
    scene.meters_per_unit = meters;
    scene.up_axis = up;
    return frame_advice(scene, *find_format(from), *find_format(to), false, false);
  };
  CHECK(advice({}, 0, "stl", "glb") ==
        "one unit of the stl becomes one metre, and Y points upwards: --unit mm --up Z if it is not so");
  CHECK(advice({}, 0, "stl", "fbx") ==
        "one unit of the stl becomes one centimetre, and Y points upwards: --unit mm --up Z if it is not so");
  CHECK(advice({}, 0, "stl", "obj").empty());
  CHECK(advice(1, 'Y', "glb", "usdz").empty());
  CHECK(advice(0.0254, 'Z', "3mf", "fbx").empty());
  CHECK(advice(0.0254, 'Z', "3mf", "stl") ==
        "one inch becomes one unit of the stl, which slicers take for a millimetre: --unit in brings it to "
        "that of the format");
  CHECK(advice(0.0254, 'Z', "3mf", "glb") ==
        "one inch becomes one metre, and Z points upwards, where a glb has Y: --unit in --up Z brings it to "
        "that of the format");
  CHECK(advice(1e-6, 'Y', "3mf", "glb") == "1e-06 m becomes one metre");
  CHECK(advice(1, 'Y', "dae", "glb").empty());
  // What is asked for is not said again.
  Scene scene;
  CHECK(frame_advice(scene, *find_format("stl"), *find_format("glb"), true, false) ==
        "Y points upwards: --up Z if it is not so");
  CHECK(frame_advice(scene, *find_format("stl"), *find_format("glb"), false, true) ==
        "one unit of the stl becomes one metre: --unit mm if it is not so");
}

TEST_CASE("frame: what is so already stays as it is", "[prepare]") {
  PrepareOptions options;
  CHECK(framed(make_asset(box()), "glb", options).count == 0);
  options.unit = "m";
  options.up = 'Y';
  CHECK(framed(make_asset(box()), "glb", options).count == 0);
  options.unit = "mm";
  CHECK(framed(make_asset(box()), "obj", options).count == 0);
}

TEST_CASE("bake-transforms: the scene looks the same without its nodes", "[prepare]") {
  Matrix4 turned;  // 90° about z, twice as wide, moved
  turned.m = {0, 2, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, -3, 2, 1};
  Matrix4 mirrored;
  mirrored.m = {-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 8, 0, 1};
  Matrix4 sheared;
  sheared.m = {1, 0, 0, 0, 0.75, 1, 0, 0, 0.25, -0.5, 1.5, 0, 1, 1, 1, 1};
  Asset asset = decorated_asset(box());
  for (const Matrix4& matrix : {turned, mirrored, sheared, Matrix4{}}) {
    Node node;
    node.name = "placed";
    node.local = node.world = matrix;
    asset.scene.nodes.push_back(node);
  }
  asset.scene.nodes.back().in_scene = false;
  asset.scene.instances = {{0, 0}, {0, 1}, {0, 2}, {0, 3}};
  const StepResult result = run_step("bake-transforms", asset);
  REQUIRE(result.asset);
  CHECK(result.count == 3);
  CHECK(result.asset->scene.nodes.empty());
  CHECK(result.asset->scene.meshes.size() == 3);
  const std::vector<float3> before = shown_corners(asset), after = shown_corners(*result.asset);
  REQUIRE(after.size() == 3 * 36);
  // Mirrored faces keep what is outside outside, whichever of their corners comes first.
  CHECK(volume_of_shown(*result.asset) == Approx(6 * (2 + 1 + 1.5)));
  Box3 one, other;
  for (std::size_t i = 0; i < after.size(); ++i) one.add(after[i]);
  for (std::size_t i = 0; i < 3 * 36; ++i) other.add(before[i]);
  CHECK(one.min == other.min);
  CHECK(one.max == other.max);
  CHECK(*result.moved < 1e-5);
  CHECK(run_step("bake-transforms", *result.asset).count == 0);
}

TEST_CASE("bake-transforms: a mesh that nothing shows is named as lost", "[prepare]") {
  Asset asset = decorated_asset(box());
  asset.scene.meshes.push_back(asset.scene.meshes[0]);
  asset.scene.nodes.resize(1);
  asset.scene.instances = {{0, 0}};
  const StepResult result = run_step("bake-transforms", asset);
  REQUIRE(result.lost.size() == 1);
  CHECK(result.lost[0].find("1 mesh") == 0);
}
