// Rules about size, place, count and pose of a model: each side of each parameter.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "support/files.h"
#include "support/gltf_builder.h"
#include "support/model_cases.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// A closed box from the origin.
Shape box(float x, float y, float z, float offset = 0) {
  Shape shape = cube();
  for (float3& p : shape.positions)
    p = {p.x > 0 ? x + offset : offset, p.y > 0 ? y + offset : offset, p.z > 0 ? z + offset : offset};
  return shape;
}

std::vector<Finding> judge_stl(const Shape& shape, const std::string& profile = "hitem3d",
                               const std::vector<Setting>& settings = {}) {
  return judge_model({{"m.stl", binary_stl(shape)}}, profile, settings);
}

std::vector<Finding> judge_glb(const GltfFile& file, const std::string& profile) {
  return judge_model({{"m.glb", file.glb()}}, profile);
}

const std::string kExtent = "mesh/extent-suspicious";

}  // namespace

TEST_CASE("extent: limits of the print profiles, in millimetres", "[rules][size]") {
  expect_silent("mesh/extent-suspicious", judge_stl(box(5, 1, 1), "print-fdm"));
  expect_fires("mesh/extent-suspicious", judge_stl(box(4.999F, 1, 1), "print-fdm"));
  expect_silent("mesh/extent-suspicious", judge_stl(box(1, 1, 1010), "print-fdm"));
  expect_fires("mesh/extent-suspicious", judge_stl(box(1, 1, 1010.1F), "print-fdm"));
  expect_silent("mesh/extent-suspicious", judge_stl(box(1, 0.1F, 0.1F), "print-resin"));
  expect_fires("mesh/extent-suspicious", judge_stl(box(0.99F, 0.1F, 0.1F), "print-resin"));
  expect_fires("mesh/extent-suspicious", judge_stl(box(301, 1, 1), "print-resin"));
  expect_silent("mesh/extent-suspicious", judge_stl(box(0.002F, 0.002F, 0.002F)));  // no print: any unit
  expect_silent("mesh/extent-suspicious", judge_stl(box(1, 1, 1), "print-fdm", {{kExtent, "unit-mm", 5}}));
  expect_fires("mesh/extent-suspicious", judge_stl(box(1, 1, 1), "print-fdm", {{kExtent, "unit-mm", 4.9}}));
}

TEST_CASE("extent: the message names units that would fit", "[rules][size]") {
  const Finding small = finding_of(judge_stl(box(0.15F, 0.1F, 0.1F), "print-fdm"), kExtent);
  CHECK(small.message.find("In metres it would be 150 mm.") != std::string::npos);
  CHECK(evidence_of(small, "largest_mm") == Approx(0.15));
  // glTF counts in metres; the parameter for formats without a unit does not matter.
  const Finding large = finding_of(judge_glb(gltf_cube(), "print-fdm"), kExtent);
  CHECK(large.message.find("In centimetres it would be 20 mm, in inches 50.8 mm.") != std::string::npos);
  CHECK(evidence_of(large, "unit_mm") == 1000);
  CHECK(evidence_of(large, "largest_mm") == 2000);
}

TEST_CASE("extent: flat, empty and endless models", "[rules][size]") {
  const auto message = [](const Shape& shape) { return finding_of(judge_stl(shape), kExtent).message; };
  CHECK(message(box(1, 1, 0)).find("no size in z: it is a sheet") != std::string::npos);
  CHECK(message(box(1, 0, 0)).find("no size in yz: it is a line") != std::string::npos);
  CHECK(message(box(0, 0, 0)).find("at one place") != std::string::npos);
  GltfFile file = gltf_cube();
  file.json["nodes"][0]["scale"] = {1e39, 1, 1};
  CHECK(finding_of(judge_glb(file, "hitem3d"), kExtent).message.find("not finite") != std::string::npos);
  CHECK(finding_of(judge_stl(box(1, 1, 0)), kExtent).severity == Severity::kWarning);
  CHECK(finding_of(judge_stl(box(1, 1, 0), "asset"), kExtent).severity == Severity::kInfo);
}

TEST_CASE("far from origin: the step of floats against the size", "[rules][size]") {
  // Below 2048 floats lie 2⁻¹³ apart, above 2⁻¹²; the limit for a side of 2 is 2·10⁻⁴.
  expect_silent("mesh/far-from-origin", judge_stl(box(2, 2, 2, 2046)));
  expect_fires("mesh/far-from-origin", judge_stl(box(2, 2, 2, 2047)));
  expect_silent("mesh/far-from-origin",
                judge_stl(box(2, 2, 2, 2047), "hitem3d", {{"mesh/far-from-origin", "max-step", 1.23e-4}}));
  const Finding found = finding_of(judge_stl(box(2, 1, 1, 1e6F)), "mesh/far-from-origin");
  CHECK(evidence_of(found, "float_step") == 0.0625);
  CHECK(evidence_of(found, "largest_side") == 2);
  CHECK(evidence_of(found, "shortest_edge") == 1);
  CHECK(evidence_of(found, "distance") == 1000002);

  // A node far out, and coordinates far out that a node brings back.
  GltfFile file = gltf_cube();
  expect_silent("mesh/far-from-origin", judge_glb(file, "hitem3d"));
  file.json["nodes"][0]["translation"] = {1e5, 0, 0};
  expect_fires("mesh/far-from-origin", judge_glb(file, "hitem3d"));
}

TEST_CASE("triangles: too many and too few, each instance counted", "[rules][size]") {
  const auto many = [](double limit) {
    return judge_stl(cube(), "asset", {{"mesh/too-many-triangles", "max-triangles", limit}});
  };
  expect_silent("mesh/too-many-triangles", many(12));
  expect_fires("mesh/too-many-triangles", many(11));
  const auto few = [](double limit) {
    return judge_stl(cube(), "asset", {{"mesh/too-few-triangles", "min-triangles", limit}});
  };
  expect_silent("mesh/too-few-triangles", few(12));
  expect_fires("mesh/too-few-triangles", few(13));

  GltfFile file = gltf_cube();
  file.json["nodes"].push_back({{"mesh", 0}, {"translation", {3, 0, 0}}});
  file.json["scenes"][0]["nodes"] = {0, 1};
  const auto twice =
      judge_model({{"m.glb", file.glb()}}, "asset", {{"mesh/too-many-triangles", "max-triangles", 23}});
  CHECK(evidence_of(finding_of(twice, "mesh/too-many-triangles"), "triangles") == 24);
  CHECK(evidence_of(finding_of(twice, "mesh/too-many-triangles"), "triangles_stored") == 12);
}

TEST_CASE("sliver: both sides of the angle", "[rules][size]") {
  const auto plate = [](double degrees) {
    return box(1, 1, static_cast<float>(std::tan(degrees * std::numbers::pi / 180)));
  };
  expect_silent("mesh/sliver-face", judge_stl(plate(1.001)));
  const auto found = judge_stl(plate(0.999));
  expect_fires("mesh/sliver-face", found);
  CHECK(finding_of(found, "mesh/sliver-face").count == 8);
  CHECK(evidence_of(finding_of(found, "mesh/sliver-face"), "smallest_angle_deg") == Approx(0.999));
  CHECK(evidence_of(finding_of(found, "mesh/sliver-face"), "worst_aspect") == Approx(57.36).epsilon(0.001));
  const std::vector<Setting> limit{{"mesh/sliver-face", "min-angle", 10}};
  expect_silent("mesh/sliver-face", judge_stl(plate(10.01), "hitem3d", limit));
  expect_fires("mesh/sliver-face", judge_stl(plate(9.99), "hitem3d", limit));
  // A share of slivers may be allowed: 8 of 12.
  const auto share = [&](double fraction) {
    return judge_stl(plate(0.5), "hitem3d", {{"mesh/sliver-face", "max-fraction", fraction}});
  };
  expect_silent("mesh/sliver-face", share(0.667));
  expect_fires("mesh/sliver-face", share(0.666));
  // No area at all is another rule.
  Shape shape = cube();
  shape.indices.insert(shape.indices.end(), {0, 1, 1});
  expect_silent("mesh/sliver-face", judge_stl(shape));
}

TEST_CASE("animated: animation, skeleton or morph targets", "[rules][size]") {
  expect_silent("mesh/animated", judge_glb(gltf_cube(), "hitem3d"));
  const Finding all = finding_of(judge_glb(gltf_rich(), "hitem3d"), "mesh/animated");
  CHECK(all.severity == Severity::kWarning);
  CHECK(evidence_of(all, "animations") == 1);
  CHECK(evidence_of(all, "skinned_meshes") == 1);
  CHECK(evidence_of(all, "morphed_meshes") == 1);
  GltfFile file = gltf_cube();
  const int target = file.add(bytes_of(cube().positions), kFloat, "VEC3", 8, kVertexTarget);
  file.json["meshes"][0]["primitives"][0]["targets"] = {{{"POSITION", target}}};
  file.set_bounds(target);
  const auto found = judge_glb(file, "asset");
  expect_fires("mesh/animated", found);
  CHECK(finding_of(found, "mesh/animated").severity == Severity::kInfo);
}
