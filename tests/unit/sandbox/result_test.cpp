// What tasks make, as files, through the API as a client gets them.
#include <catch2/catch.hpp>

#include "meshgate/gate.h"
#include "support/files.h"
#include "support/mesh_builder.h"
#include "support/mesh_files.h"
#include "unit/sandbox/client.h"

using namespace meshgate;
using namespace meshgate::test;
using Fields = SandboxFixture::Fields;

namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

// A body with two thin places.
std::string waisted() {
  Shape shape = sphere(10);
  for (float3& p : shape.positions) {
    const float width = 1 - 0.6F * std::exp(-40 * (p.z - 0.35F) * (p.z - 0.35F)) -
                        0.6F * std::exp(-40 * (p.z + 0.35F) * (p.z + 0.35F));
    p = {p.x * width * 0.03F, p.y * width * 0.03F, p.z * 0.06F};
  }
  return content_of(glb_file(shape));
}

// The gate on a result, as for printing.
InputReport judged(const std::string& name, const std::string& bytes) {
  const auto profile = load_profile("print-fdm");
  REQUIRE(profile);
  CheckOptions options;
  options.profile = *profile;
  const auto report = check_bytes(name, bytes_of(bytes), options);
  REQUIRE(report);
  return *report;
}

std::string findings_of(const InputReport& report) {
  std::string text;
  for (const Finding& finding : report.findings) text += finding.rule + ": " + finding.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("sandbox: parts pass the gate for printing, in each joint", "[sandbox]") {
  SandboxFixture fixture;
  for (const char* joint : {"none", "ball", "dovetail"}) {
    const Fields fields{{"model", "character"}, {"part", "e"}, {"joint", joint}, {"format", "2"}};
    const InputReport report =
        judged("parts.glb", fixture.run("split", fields, {{"mesh", "a.glb", waisted()}}));
    INFO(joint << "\n" << findings_of(report));
    CHECK(report.verdict != Verdict::kFail);  // warnings are slivers at the cut, and edges for walls
    const auto metric = [&report](std::string_view name) {
      for (const auto& [key, value] : report.metrics) {
        if (key == name)
          return std::visit(
              [](auto v) -> double {
                if constexpr (std::is_arithmetic_v<decltype(v)>) return static_cast<double>(v);
                return -1;
              },
              value);
      }
      return -1.0;
    };
    CHECK(metric("node_count") == 3);
    CHECK(metric("watertight") == 1);
  }
}

TEST_CASE("sandbox: a split in each format is that format", "[sandbox]") {
  sandbox::SandboxOptions options;
  options.any_format = true;
  SandboxFixture fixture({}, std::move(options));
  const std::vector<std::pair<std::string, std::string>> kFormats{
      {"1", "PK\x03\x04"}, {"2", "glTF"}, {"4", "Kaydara FBX Binary"}, {"5", "PK\x03\x04"}};
  for (const auto& [format, magic] : kFormats) {
    const Fields fields{{"model", "general"}, {"level", "low"}, {"format", format}};
    const std::string file = fixture.run("split", fields, {{"mesh", "a.glb", waisted()}});
    INFO("format " << format);
    CHECK(file.starts_with(magic));
    CHECK(file == fixture.run("split", fields, {{"mesh", "again.glb", waisted()}}));
  }
  // Parts of an STL stay apart when equal positions become one.
  const std::string stl = fixture.run("split", {{"model", "general"}, {"level", "low"}, {"format", "3"}},
                                      {{"mesh", "a.glb", waisted()}});
  const InputReport report = judged("parts.stl", stl);
  INFO(findings_of(report));
  for (const Finding& finding : report.findings) CHECK(finding.rule != "mesh/non-manifold-edge");
}

TEST_CASE("sandbox: segments cover the surface, open or closed", "[sandbox]") {
  SandboxFixture fixture;
  const InputReport before = judged("a.glb", waisted());
  const InputReport after = judged(
      "segments.glb",
      fixture.run("segmentation", {{"seg_level", "high"}, {"format", "2"}}, {{"mesh", "a.glb", waisted()}}));
  const auto triangles = [](const InputReport& report) {
    for (const auto& [key, value] : report.metrics) {
      if (key == "triangles") return std::get<std::int64_t>(value);
    }
    return std::int64_t{-1};
  };
  CHECK(triangles(before) == triangles(after));
}

TEST_CASE("sandbox: depth and generation from a picture", "[sandbox]") {
  SandboxFixture fixture;
  const std::string picture = read_text(testdata("image/alpha.webp"));
  const std::string depth = fixture.run("depth", {{"model_type", "base"}, {"rmbg", "1"}, {"format", "2"}},
                                        {{"image", "a.webp", picture}});
  const InputReport map = judged("depth.png", depth);
  for (const auto& [key, value] : map.metrics) {
    if (key == "bit_depth") CHECK(std::get<std::int64_t>(value) == 16);
    if (key == "channels") CHECK(std::get<std::int64_t>(value) == 1);
  }
  const std::string model =
      fixture.run("", {{"request_type", "3"}, {"model", "hitem3dv1"}, {"face", "100000"}},
                  {{"images", "a.webp", picture}});
  const InputReport report = judged("model.glb", model);
  for (const Finding& finding : report.findings) {
    CHECK(finding.rule != "mesh/open-edge");
    CHECK(finding.rule != "mesh/non-manifold-edge");
    CHECK(finding.rule != "mesh/inconsistent-winding");
  }
}

TEST_CASE("sandbox: each fault of a split changes its result", "[sandbox]") {
  const Fields fields{{"model", "character"}, {"part", "e"}, {"joint", "ball"}, {"format", "2"}};
  const auto result_of = [&fields](const std::string& faults) {
    SandboxFixture fixture(faults);
    return fixture.run("split", fields, {{"mesh", "a.glb", waisted()}});
  };
  const std::string sound = result_of("");
  for (const sandbox::FaultKind& kind : sandbox::fault_kinds()) {
    if (kind.stage != sandbox::FaultStage::kResult || kind.on != "create") continue;
    // There is nothing to strip from a model without materials.
    if (kind.name == "texture-stripped") continue;
    INFO(kind.name);
    CHECK(result_of(std::string(kind.name)) != sound);
  }
}
