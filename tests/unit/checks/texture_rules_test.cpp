// Rules of texture/: each fires, is silent, and turns at its limit. The models are OBJ files in a folder.
#include <catch2/catch.hpp>

#include "core/endian.h"
#include "support/files.h"
#include "support/pictures.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// Findings of an OBJ whose material uses `texture`, which lies beside it with these bytes.
std::vector<Finding> judge_model(const std::string& texture, const Bytes& bytes,
                                 const std::vector<Setting>& settings = {}) {
  const TemporaryFolder folder;
  write_text(
      folder.path() / "model.obj",
      "mtllib model.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl m\nf 1/1 2/2 3/3\n");
  write_text(folder.path() / "model.mtl", "newmtl m\nmap_Kd " + texture + "\n");
  if (!bytes.empty()) write_text(folder.path() / "a.png", as_text(bytes));
  CheckOptions options;
  auto profile = load_profile("hitem3d");
  REQUIRE(profile);
  options.profile = std::move(*profile);
  for (const Setting& setting : settings) {
    options.profile.rules[setting.rule].parameters[setting.parameter] = setting.value;
  }
  const auto report = check_files({(folder.path() / "model.obj").string()}, options);
  REQUIRE(report);
  return report->inputs.at(0).findings;
}

}  // namespace

TEST_CASE("texture rules: files", "[texture][rules]") {
  expect_fires("texture/missing-file", judge_model("b.png", {}));
  expect_silent("texture/missing-file", judge_model("a.png", checkered_png(8, 8)));
  expect_fires("texture/unsafe-path", judge_model("../../a.png", {}));
  expect_silent("texture/unsafe-path", judge_model("a.png", checkered_png(8, 8)));
  Bytes cut = checkered_png(8, 8);
  cut.pop_back();
  expect_fires("texture/undecodable", judge_model("a.png", cut));
  expect_silent("texture/undecodable", judge_model("a.png", checkered_png(8, 8)));
  expect_fires("texture/mime-mismatch", judge_model("a.png", sample_picture("baseline.jpg")));
  expect_silent("texture/mime-mismatch", judge_model("a.png", checkered_png(8, 8)));
}

TEST_CASE("texture rules: size", "[texture][rules]") {
  const Setting limit{"texture/too-large", "max-side", 64};
  expect_silent("texture/too-large", judge_model("a.png", checkered_png(64, 64), {limit}));
  expect_fires("texture/too-large", judge_model("a.png", checkered_png(65, 64), {limit}));
  expect_silent("texture/too-large", judge_model("a.png", checkered_png(65, 64)));
  expect_silent("texture/not-power-of-two", judge_model("a.png", checkered_png(64, 1)));
  expect_fires("texture/not-power-of-two", judge_model("a.png", checkered_png(64, 65)));
  expect_fires("texture/not-power-of-two", judge_model("a.png", checkered_png(63, 64)));
}
