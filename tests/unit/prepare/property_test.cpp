// What holds of every model: steps have nothing to do a second time, what is written reads back, and what
// prepare writes passes and needs nothing more.
#include <catch2/catch.hpp>
#include <filesystem>

#include "prepare/drift.h"
#include "prepare/drift_points.h"
#include "support/mesh_files.h"
#include "support/steps.h"
#include "support/tangle.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

constexpr std::uint32_t kSeeds = 40;

// Two options of steps are about the input as it was: run again on the output they would be wrong.
bool is_about_the_input(std::string_view step) { return step == "set-frame" || step == "convert"; }

PrepareOptions options_of_steps() {
  PrepareOptions options;
  options.target_triangles = 20;
  options.parameters["weld.tolerance"] = 1e-3;
  options.parameters["fill-holes.max-area"] = 1;
  return options;
}

}  // namespace

TEST_CASE("properties: every step is done after one run", "[prepare][property]") {
  const PrepareOptions options = options_of_steps();
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const Asset asset = decorated_asset(tangle(seed, true));
    for (const Step* step : all_steps()) {
      if (step->kind != AssetKind::kMesh || is_about_the_input(step->id)) continue;
      INFO(step->id << ", seed " << seed);
      const StepResult first = run_step(step->id, asset, options);
      const StepResult second = run_step(step->id, *first.asset, options);
      // A target that was not met may be met, or come nearer, from the other side.
      if (step->id == "decimate" && first.asset->scene.meshes[0].face_count() > *options.target_triangles)
        continue;
      CHECK(second.count == 0);
    }
  }
}

TEST_CASE("properties: faces without a place are dropped once", "[prepare][property]") {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    INFO("seed " << seed);
    const StepResult first = run_step("drop-non-finite", make_asset(tangle(seed, false)));
    CHECK(run_step("drop-non-finite", *first.asset).count == 0);
    for (const float3& p : shape_of(*first.asset).positions) CHECK(is_finite(p));
  }
}

TEST_CASE("properties: read(write(x)) is x", "[prepare][property][write]") {
  const TemporaryFolder folder;
  for (const char* format : {"glb", "obj", "stl", "usdz"}) {
    for (std::uint32_t seed = 0; seed < kSeeds / 2; ++seed) {
      INFO(format << ", seed " << seed);
      const Asset asset = decorated_asset(tangle(seed, true));
      const Asset back = read_back(written_as(asset, format), folder);
      CHECK((shown_corners(back) == shown_corners(asset)));
      // And once more: nothing is lost by a second trip.
      const Asset again = read_back(written_as(back, format), folder);
      CHECK((shown_corners(again) == shown_corners(back)));
    }
  }
}

TEST_CASE("properties: what prepare writes passes, and is then copied byte for byte", "[prepare][property]") {
  const TemporaryFolder folder;
  PrepareOptions options;
  options.check.profile = load_profile("hitem3d-split").value();
  options.steps = {"fill-holes"};
  options.overwrite = true;
  const std::string input = (folder.path() / "in.glb").string();
  std::size_t written = 0;
  for (std::uint32_t seed = 0; seed < kSeeds / 2; ++seed) {
    for (const char* suffix : {".glb", ".stl"}) {
      INFO("seed " << seed << suffix);
      write_binary(input, glb_file(tangle(seed, true)));
      const std::string output = (folder.path() / (std::string("out") + suffix)).string();
      std::filesystem::remove(output);
      const auto report = prepare_file(input, output, options);
      REQUIRE(report);
      const Preparation& made = *report->inputs[0].preparation;
      CHECK(std::filesystem::exists(output) == made.refusals.empty());
      CHECK(is_prepared(*report, Severity::kError) == made.refusals.empty());
      if (!made.refusals.empty()) continue;
      ++written;
      const auto checked = check_files({output}, options.check);
      REQUIRE(checked);
      CHECK(exit_code(*checked, Severity::kError) == 0);
      const std::string again = (folder.path() / (std::string("again") + suffix)).string();
      PrepareOptions plain = options;
      plain.steps.clear();
      const auto second = prepare_file(output, again, plain);
      REQUIRE(second);
      INFO(second->inputs[0].findings.size());
      CHECK(second->inputs[0].preparation->unchanged);
      CHECK(read_bytes(again) == read_bytes(output));
    }
  }
  CHECK(written > kSeeds / 2);
}

TEST_CASE("properties: the distance of large surfaces takes no longer than their comparison", "[prepare]") {
  // 100 000 samples a side: looking at every face for each of them took hours at five million faces.
  const Asset asset = make_asset(torus(300, 150));
  const Drift drift = measure_drift(asset.scene, asset.scene, {});
  CHECK(drift.samples == 2 * (kMostDriftSamples + kMostDriftVertices));
  CHECK(drift.relative(drift.max) < 1e-6);
}
