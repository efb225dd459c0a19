// Rules of texture/: each fires, is silent, and turns at its limit. The models are OBJ files in a folder.
#include <catch2/catch.hpp>

#include "support/gltf_builder.h"
#include "support/model_cases.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// Findings of an OBJ whose material uses `texture`, with a picture a.png beside it.
std::vector<Finding> judge_obj(const std::string& texture, const Bytes& picture,
                               const std::vector<Setting>& settings = {},
                               const std::string& profile = "hitem3d") {
  std::vector<NamedBytes> files{
      {"model.obj", to_bytes("mtllib model.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvt 0 0\nvt 1 0\nvt 0 1\n"
                             "usemtl m\nf 1/1 3/3 2/2\nf 1/1 2/2 4/3\nf 1/1 4/2 3/3\nf 2/1 3/2 4/3\n")},
      {"model.mtl", to_bytes("newmtl m\nmap_Kd " + texture + "\n")}};
  if (!picture.empty()) files.push_back({"a.png", picture});
  return judge_model(files, profile, settings);
}

// Findings of a GLB whose texture has these bytes and this declared type.
std::vector<Finding> judge_glb(const Bytes& picture, const std::string& mime = "image/png") {
  GltfFile file = gltf_painted_cube(picture);
  file.json["images"][0]["mimeType"] = mime;
  return judge_model({{"model.glb", file.glb()}});
}

// Findings of a GLB whose texture is a file that is not there.
std::vector<Finding> judge_glb_without_picture() {
  GltfFile file = gltf_painted_cube({});
  file.json["bufferViews"].erase(file.json["bufferViews"].size() - 1);
  file.json["images"][0] = {{"uri", "a.png"}};
  return judge_model({{"model.glb", file.glb()}});
}

using Rules = std::set<std::string>;

}  // namespace

TEST_CASE("texture rules: files", "[texture][rules]") {
  expect_fires("texture/missing-file", judge_obj("b.png", {}));
  expect_silent("texture/missing-file", judge_obj("a.png", checkered_png(8, 8)));
  expect_fires("texture/unsafe-path", judge_obj("../../a.png", {}));
  expect_silent("texture/unsafe-path", judge_obj("a.png", checkered_png(8, 8)));
  Bytes cut = checkered_png(8, 8);
  cut.pop_back();
  expect_fires("texture/undecodable", judge_obj("a.png", cut));
  expect_silent("texture/undecodable", judge_obj("a.png", checkered_png(8, 8)));
  expect_fires("texture/mime-mismatch", judge_obj("a.png", sample_picture("baseline.jpg")));
  expect_silent("texture/mime-mismatch", judge_obj("a.png", checkered_png(8, 8)));
}

TEST_CASE("texture rules: size", "[texture][rules]") {
  const Setting limit{"texture/too-large", "max-side", 64};
  expect_silent("texture/too-large", judge_obj("a.png", checkered_png(64, 64), {limit}));
  expect_fires("texture/too-large", judge_obj("a.png", checkered_png(65, 64), {limit}));
  expect_silent("texture/too-large", judge_obj("a.png", checkered_png(65, 64)));
  const auto asset = [](const Bytes& picture) { return judge_obj("a.png", picture, {}, "asset"); };
  expect_silent("texture/not-power-of-two", asset(checkered_png(64, 1)));
  expect_fires("texture/not-power-of-two", asset(checkered_png(64, 65)));
  expect_fires("texture/not-power-of-two", asset(checkered_png(63, 64)));
}

TEST_CASE("texture rules: one defect is one rule, in OBJ with MTL and in GLB", "[texture][rules]") {
  const Bytes sound = checkered_png(8, 8), large = checkered_png(8193, 1), limit = checkered_png(8192, 1);
  Bytes cut = sound, damaged = sound;
  cut.resize(cut.size() / 2);
  damaged.at(damaged.size() - 20) ^= std::byte{1};
  CHECK(rules_of(judge_obj("a.png", sound)).empty());
  CHECK(rules_of(judge_glb(sound)).empty());

  CHECK(rules_of(judge_obj("a.png", {})) == Rules{"texture/missing-file"});
  CHECK(rules_of(judge_glb_without_picture()) == Rules{"gltf/uri-glb", "texture/missing-file"});

  for (const Bytes& picture : {cut, damaged, to_bytes("no picture at all")}) {
    CHECK(rules_of(judge_obj("a.png", picture)) == Rules{"texture/undecodable"});
    CHECK(rules_of(judge_glb(picture)) == Rules{"texture/undecodable"});
  }

  CHECK(rules_of(judge_obj("a.png", sample_picture("baseline.jpg"))) == Rules{"texture/mime-mismatch"});
  CHECK(rules_of(judge_glb(sound, "image/jpeg")) == Rules{"texture/mime-mismatch"});

  CHECK(rules_of(judge_obj("a.png", limit)).empty());
  CHECK(rules_of(judge_obj("a.png", large)) == Rules{"texture/too-large"});
  CHECK(rules_of(judge_glb(limit)).empty());
  CHECK(rules_of(judge_glb(large)) == Rules{"texture/too-large"});
}

TEST_CASE("texture rules: severities say what a missing picture costs", "[texture][rules]") {
  const auto severity = [](const std::string& texture, const std::string& profile) {
    return judge_obj(texture, {}, {}, profile).at(0).severity;
  };
  CHECK(severity("a.png", "hitem3d") == Severity::kWarning);
  CHECK(severity("../a.png", "hitem3d") == Severity::kWarning);
  CHECK(severity("a.png", "asset") == Severity::kError);
  CHECK(severity("../a.png", "asset") == Severity::kError);
  expect_silent("texture/missing-file", judge_obj("a.png", {}, {}, "print-fdm"));
}
