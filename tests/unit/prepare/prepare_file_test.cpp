// Files through prepare: planted defects go in failing and come out acceptable, by the step that the rule
// names.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <variant>

#include "meshgate/meshgate.h"
#include "meshgate/output.h"
#include "meshgate/prepare.h"
#include "support/files.h"
#include "support/mesh_files.h"
#include "support/rule_cases.h"
#include "support/tangle.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

const Shape kBody = sphere(10);

Shape without_face(Shape shape, std::size_t face) {
  const auto at = shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face);
  shape.indices.erase(at, at + 3);
  return shape;
}
Shape with_face(Shape shape, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  shape.indices.insert(shape.indices.end(), {a, b, c});
  return shape;
}
Shape with_flipped(Shape shape, std::size_t face) {
  std::swap(shape.indices[3 * face + 1], shape.indices[3 * face + 2]);
  return shape;
}

PrepareOptions options_for(const char* profile, Severity fail_on = Severity::kError) {
  PrepareOptions options;
  options.check.profile = load_profile(profile).value();
  options.fail_on = fail_on;
  return options;
}

struct Format3 {
  const char* suffix;
  std::vector<std::byte> (*write)(const Shape&);
};
constexpr Format3 kInputs[] = {{".stl", binary_stl}, {".obj", obj_text}, {".glb", glb_file}};

/// Writes the shape as a file, prepares it, and returns the report of the output.
InputReport prepared(const TemporaryFolder& folder, const Format3& from, const char* to, const Shape& shape,
                     PrepareOptions options) {
  const std::string input = (folder.path() / (std::string("in") + from.suffix)).string();
  const std::string output = (folder.path() / (std::string("out") + to)).string();
  write_binary(input, from.write(shape));
  options.overwrite = true;
  const auto report = prepare_file(input, output, options);
  if (!report) FAIL(describe(report.error()));
  CHECK(report->command == "prepare");
  CHECK(read_bytes(input) == from.write(shape));
  return report->inputs.front();
}

std::vector<std::string> steps_of(const InputReport& report) {
  std::vector<std::string> steps;
  for (const StepRecord& step : report.steps) {
    if (step.step != "convert") steps.push_back(step.step);
  }
  return steps;
}

bool has_finding(const InputReport& report, std::string_view rule, Severity from = Severity::kInfo) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.rule == rule && finding.severity >= from;
  });
}

struct Planted {
  const char* name;
  Shape shape;
  const char* rule;  ///< that fires on it
  const char* step;  ///< that mends it
};

std::vector<Planted> planted() {
  std::vector<Planted> all;
  all.push_back({"a removed triangle", without_face(kBody, 37), "mesh/open-edge", "fill-holes"});
  all.push_back({"a flipped triangle", with_flipped(kBody, 37), "mesh/inconsistent-winding", "orient"});
  all.push_back({"two flipped triangles", with_flipped(with_flipped(kBody, 37), 550),
                 "mesh/inconsistent-winding", "orient"});
  all.push_back({"inside out", turned_over(kBody), "mesh/inverted-shell", "orient"});
  all.push_back({"one of two inside out", joined(kBody, turned_over(placed(kBody, 1, {4, 0, 0}))),
                 "mesh/inverted-shell", "orient"});
  all.push_back({"two bodies in one vertex", joined(cube(), placed(cube(), 1, {2, 2, 2})),
                 "mesh/non-manifold-vertex", "split-non-manifold"});
  all.push_back({"two bodies on one edge", joined(cube(), placed(cube(), 1, {2, 2, 0})),
                 "mesh/non-manifold-edge", "split-non-manifold"});
  all.push_back({"a face twice", with_face(kBody, kBody.indices[31], kBody.indices[32], kBody.indices[30]),
                 "mesh/duplicate-face", "drop-duplicate"});
  all.push_back({"a face and its back",
                 with_face(kBody, kBody.indices[31], kBody.indices[30], kBody.indices[32]),
                 "mesh/duplicate-face", "drop-duplicate"});
  all.push_back({"everything twice", joined(kBody, kBody), "mesh/duplicate-face", "drop-duplicate"});
  all.push_back(
      {"a face without area", with_face(kBody, 5, 5, 9), "mesh/degenerate-face", "drop-degenerate"});
  all.push_back(
      {"a crumb", joined(kBody, placed(cube(), 0.0078125F, {3, 0, 0})), "mesh/tiny-component", "drop-tiny"});
  return all;
}

}  // namespace

TEST_CASE("prepare: each planted defect is mended by the step that its rule names", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("hitem3d-split", Severity::kWarning);
  options.check.ignore = {"gltf/*", "mesh/extent-suspicious"};
  options.steps = {"fill-holes", "drop-tiny"};
  for (const Planted& defect : planted()) {
    for (const Format3& from : kInputs) {
      for (const char* to : {from.suffix, ".glb"}) {
        INFO(defect.name << ", " << from.suffix << " to " << to);
        const InputReport report = prepared(folder, from, to, defect.shape, options);
        REQUIRE(report.preparation);
        CHECK(has_finding(*report.preparation->before, defect.rule, Severity::kWarning));
        CHECK_FALSE(has_finding(report, defect.rule));
        std::vector<std::string> steps = steps_of(report);
        std::erase(steps, "weld");  // of formats that store vertices twice
        CHECK(steps == std::vector<std::string>{defect.step});
        CHECK(report.preparation->refusals.empty());
        CHECK(report.verdict == Verdict::kPass);
        REQUIRE(report.preparation->drift);
        const Drift& drift = *report.preparation->drift;
        CHECK(drift.relative(drift.max) < 0.001);
        CHECK(std::filesystem::exists(report.preparation->output));
      }
    }
  }
}

// Facts of the input are shared with the output where the surface is the same: nothing of them may show.
TEST_CASE("prepare: what is said of an output is what a check of the file says", "[prepare][property]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("asset", Severity::kOff);
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    const Shape shape =
        seed % 2 == 0 ? joined(sphere(12), placed(torus(9, 7), 0.4F, {4, 0, 0})) : tangle(seed, true);
    for (const Format3& from : kInputs) {
      for (const char* to : {".stl", ".glb", ".obj"}) {
        INFO(seed << ", " << from.suffix << " to " << to);
        const InputReport report = prepared(folder, from, to, shape, options);
        REQUIRE(report.preparation);
        if (report.preparation->output.empty()) continue;
        const auto checked = check_files({report.preparation->output}, options.check);
        REQUIRE(checked);
        const InputReport& alone = checked->inputs.front();
        auto metrics = report.metrics;
        std::erase_if(metrics, [](const auto& metric) { return metric.first == "uv_area"; });
        CHECK(std::equal(metrics.begin(), metrics.end(), alone.metrics.begin(), alone.metrics.end(),
                         [](const auto& one, const auto& other) {
                           // An open surface has no volume: not a number.
                           const double *a = std::get_if<double>(&one.second),
                                        *b = std::get_if<double>(&other.second);
                           const bool none = a != nullptr && b != nullptr && std::isnan(*a) && std::isnan(*b);
                           return one.first == other.first && (none || one.second == other.second);
                         }));
        CHECK(report.not_checked.size() == alone.not_checked.size());
        std::vector<Finding> findings = report.findings;
        std::erase_if(findings, [](const Finding& finding) { return finding.rule.starts_with("prepare/"); });
        REQUIRE(findings.size() == alone.findings.size());
        for (std::size_t i = 0; i < findings.size(); ++i) {
          CHECK(findings[i].message == alone.findings[i].message);
          CHECK(findings[i].fingerprint == alone.findings[i].fingerprint);
          REQUIRE(findings[i].locations.size() == alone.findings[i].locations.size());
          for (std::size_t k = 0; k < findings[i].locations.size(); ++k) {
            const Location &here = findings[i].locations[k], &there = alone.findings[i].locations[k];
            CHECK(here.indices == there.indices);
            CHECK(here.byte_offset == there.byte_offset);
            CHECK(here.line == there.line);
          }
        }
      }
    }
  }
}

TEST_CASE("prepare: what comes out needs nothing, and is returned byte for byte", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("hitem3d-split", Severity::kWarning);
  options.check.ignore = {"gltf/*", "mesh/extent-suspicious"};
  options.steps = {};
  for (const Format3& from : kInputs) {
    const Shape shape = with_flipped(kBody, 3);
    const InputReport first = prepared(folder, from, from.suffix, shape, options);
    const std::string output = first.preparation->output,
                      again = (folder.path() / (std::string("again") + from.suffix)).string();
    const auto second = prepare_file(output, again, options);
    REQUIRE(second);
    const InputReport& report = second->inputs.front();
    CHECK(report.steps.empty());
    CHECK(report.preparation->unchanged);
    CHECK(read_bytes(output) == read_bytes(again));
  }
}

TEST_CASE("prepare: a defect that cannot be mended safely is refused with the reason", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("print-fdm");
  // An open edge is an error here, and closing it was not asked for.
  const InputReport open =
      prepared(folder, kInputs[0], ".stl", placed(without_face(kBody, 3), 20, {0, 0, 0}), options);
  REQUIRE(open.preparation->refusals.size() == 1);
  CHECK(open.preparation->refusals[0].find("mesh/open-edge") == 0);
  CHECK(open.preparation->output.empty());
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.stl"));
  REQUIRE(open.preparation->advice.size() == 1);
  CHECK(open.preparation->advice[0].find("--fill-holes") != std::string::npos);
  // --keep puts it beside.
  options.keep = true;
  const InputReport kept =
      prepared(folder, kInputs[0], ".obj", placed(without_face(kBody, 3), 20, {0, 0, 0}), options);
  CHECK(kept.preparation->output == (folder.path() / "out.refused.obj").string());
  CHECK(std::filesystem::exists(folder.path() / "out.refused.obj"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.obj"));
}

TEST_CASE("prepare: data that is missing is not passed over in silence", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "cut.stl").string(),
                    output = (folder.path() / "out.glb").string();
  std::vector<std::byte> bytes = binary_stl(kBody);
  bytes.resize(bytes.size() - 5000);
  write_binary(input, bytes);
  const auto refused = prepare_file(input, output, options_for("asset"));
  REQUIRE(refused);
  const std::vector<std::string>& reasons = refused->inputs[0].preparation->refusals;
  CHECK(std::any_of(reasons.begin(), reasons.end(),
                    [](const std::string& reason) { return reason.find("the input has ") == 0; }));
  CHECK_FALSE(is_prepared(*refused, Severity::kError));
  CHECK_FALSE(std::filesystem::exists(output));
}

TEST_CASE("prepare: a surface that moves too far is refused", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("asset");
  options.parameters["weld.tolerance"] = 0.2;
  options.steps = {"weld"};
  const InputReport far = prepared(folder, kInputs[0], ".stl", kBody, options);
  expect_fires("prepare/drift", far.findings);
  CHECK(far.preparation->output.empty());
  // What it says would do does.
  const std::string said = far.findings.front().message;
  options.max_drift = std::stod(said.substr(said.find("--max-drift ") + 12));
  CHECK(*options.max_drift < 1.2 * far.preparation->drift->max / far.preparation->drift->diagonal);
  expect_silent("prepare/drift", prepared(folder, kInputs[0], ".stl", kBody, options).findings);
  options.max_drift = 0.5;
  const InputReport allowed = prepared(folder, kInputs[0], ".stl", kBody, options);
  expect_silent("prepare/drift", allowed.findings);
  CHECK(allowed.preparation->drift->samples > 0);
  CHECK(allowed.preparation->drift->max > 0.01);
}

TEST_CASE("prepare: a plan says what would be done and writes nothing", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("hitem3d-split");
  options.dry_run = true;
  const InputReport plan = prepared(folder, kInputs[0], ".glb", with_flipped(kBody, 3), options);
  CHECK(plan.preparation->planned);
  CHECK(steps_of(plan) == std::vector<std::string>{"orient"});
  CHECK(plan.steps.back().step == "convert");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.glb"));
}

TEST_CASE("prepare: a parameter has bounds", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "in.stl").string(),
                    output = (folder.path() / "out.stl").string();
  write_binary(input, binary_stl(kBody));
  for (const auto& [name, value] : {std::pair{"weld.tolerance", -1.0}, {"fill-holes.max-edges", 2.0}}) {
    PrepareOptions options = options_for("asset");
    options.parameters[name] = value;
    const auto report = prepare_file(input, output, options);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == ErrorKind::kUsage);
    CHECK(report.error().message.find("may be from") != std::string::npos);
  }
}

TEST_CASE("prepare: names that it refuses", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "in.stl").string();
  write_binary(input, binary_stl(kBody));
  const auto error_of = [&](const std::string& output, const PrepareOptions& options = options_for("asset")) {
    const auto report = prepare_file(input, output, options);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == ErrorKind::kUsage);
    return report.error().message;
  };
  PrepareOptions overwrite = options_for("asset");
  overwrite.overwrite = true;
  CHECK(error_of(input, overwrite).find("is the input") != std::string::npos);
  std::filesystem::create_symlink(input, folder.path() / "link.stl");
  CHECK(error_of((folder.path() / "link.stl").string(), overwrite).find("is the input") != std::string::npos);
  std::filesystem::create_hard_link(input, folder.path() / "hard.stl");
  CHECK(error_of((folder.path() / "hard.stl").string(), overwrite).find("is the input") != std::string::npos);
  write_text(folder.path() / "there.glb", "something");
  CHECK(error_of((folder.path() / "there.glb").string()).find("--overwrite") != std::string::npos);
  CHECK(error_of((folder.path() / "no/folder.glb").string()).find("no folder") != std::string::npos);
  CHECK(error_of((folder.path() / "out.xyz").string()).find(".glb") != std::string::npos);
  PrepareOptions wrong = options_for("asset");
  wrong.steps = {"orientt"};
  CHECK(error_of((folder.path() / "out.glb").string(), wrong).find("did you mean \"orient\"") !=
        std::string::npos);
  CHECK(read_bytes(input) == binary_stl(kBody));
}

TEST_CASE("prepare: an input that cannot be read is a finding", "[prepare]") {
  const TemporaryFolder folder;
  const auto report = prepare_file((folder.path() / "absent.stl").string(),
                                   (folder.path() / "out.glb").string(), options_for("asset"));
  REQUIRE(report);
  CHECK(has_finding(report->inputs[0], "file/unreadable"));
  CHECK_FALSE(is_prepared(*report, Severity::kError));
}

TEST_CASE("prepare: what the output cannot hold is said", "[prepare]") {
  const TemporaryFolder folder;
  const PrepareOptions options = options_for("asset");
  const auto convert = [&](const std::string& from, const char* to) {
    const auto report = prepare_file(from, (folder.path() / to).string(), options);
    if (!report) FAIL(describe(report.error()));
    return report->inputs[0];
  };
  expect_fires("prepare/loss", convert(testdata("demo/figure.glb"), "figure.stl").findings);
  expect_silent("prepare/loss", convert(testdata("demo/figure.glb"), "figure.obj").findings);
}

namespace {

/// A textured OBJ of a closed body in `folder`, with its MTL and picture; returns its path.
std::string textured_obj(const std::filesystem::path& folder, const std::string& picture) {
  std::filesystem::create_directories((folder / picture).parent_path());
  std::string text = "mtllib in.mtl\nusemtl wood\n";
  const std::vector<std::byte> body = obj_text(kBody);
  text.append(reinterpret_cast<const char*>(body.data()), body.size());
  write_text(folder / "in.obj", text);
  write_text(folder / "in.mtl", "newmtl wood\nKd 1 1 1\nmap_Kd " + picture + "\n");
  write_binary(folder / picture, read_bytes(testdata("image/filters.png")));
  return (folder / "in.obj").string();
}

}  // namespace

TEST_CASE("prepare: a clean OBJ goes to another folder byte for byte, with what it names", "[prepare]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "out");
  const std::string input = textured_obj(folder.path(), "pictures/wood.png");
  const std::filesystem::path output = folder.path() / "out" / "clean.obj";
  const auto report = prepare_file(input, output.string(), options_for("asset"));
  REQUIRE(report);
  CHECK(report->inputs.front().preparation->unchanged);
  CHECK(read_bytes(output) == read_bytes(input));
  CHECK(read_bytes(folder.path() / "out" / "in.mtl") == read_bytes(folder.path() / "in.mtl"));
  CHECK(read_bytes(folder.path() / "out" / "pictures" / "wood.png") ==
        read_bytes(testdata("image/filters.png")));
}

TEST_CASE("prepare: a wrong suffix is mended by the name of the output", "[prepare]") {
  const TemporaryFolder folder;
  for (const auto& [content, wrong, right] : {std::tuple{testdata("image/filters.png"), "a.jpg", "b.png"},
                                              {testdata("demo/figure.glb"), "a.stl", "b.glb"}}) {
    const std::filesystem::path input = folder.path() / wrong, output = folder.path() / right;
    write_binary(input, read_bytes(content));
    const auto report = prepare_file(input.string(), output.string(), options_for("asset"));
    REQUIRE(report);
    CHECK(report->inputs.front().preparation->refusals.empty());
    CHECK_FALSE(has_finding(report->inputs.front(), "file/format-mismatch"));
    CHECK(report->inputs.front().preparation->unchanged);
    CHECK(read_bytes(output) == read_bytes(content));
  }
}

TEST_CASE("prepare: what the output's format cannot hold at all is refused, with the reason", "[prepare]") {
  const TemporaryFolder folder;
  const std::string output = (folder.path() / "out.png").string();
  const auto report = prepare_file(testdata("image/depth.exr"), output, options_for("asset"));
  REQUIRE(report);
  REQUIRE_FALSE(report->inputs.front().preparation->refusals.empty());
  CHECK_FALSE(is_prepared(*report, Severity::kError));
  CHECK_FALSE(std::filesystem::exists(output));
}

TEST_CASE("prepare: --max-bytes leaves textures beside the output alone", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = textured_obj(folder.path(), "wood.png");
  PrepareOptions options = options_for("asset");
  options.max_drift = 1;
  options.max_bytes = std::filesystem::file_size(input) / 2;
  std::filesystem::create_directories(folder.path() / "out");
  const auto report = prepare_file(input, (folder.path() / "out" / "small.obj").string(), options);
  REQUIRE(report);
  CHECK(report->inputs.front().bytes <= *options.max_bytes);
  const std::vector<std::string> steps = steps_of(report->inputs.front());
  CHECK(std::count(steps.begin(), steps.end(), "decimate") == 1);
  CHECK(std::count(steps.begin(), steps.end(), "resize-textures") == 0);
}

TEST_CASE("prepare: COLLADA has its unit and axis applied already", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "in.dae").string();
  write_text(input, R"(<?xml version="1.0"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset><unit meter="0.01" name="centimeter"/><up_axis>Z_UP</up_axis></asset>
<library_geometries><geometry id="g"><mesh>
<source id="p"><float_array id="a" count="9">0 0 0 1 0 0 0 0 2</float_array><technique_common>
<accessor source="#a" count="3" stride="3"><param name="X" type="float"/><param name="Y" type="float"/>
<param name="Z" type="float"/></accessor></technique_common></source>
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<triangles count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles>
</mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="s"><node id="n"><instance_geometry url="#g"/></node></visual_scene>
</library_visual_scenes><scene><instance_visual_scene url="#s"/></scene></COLLADA>)");
  PrepareOptions options = options_for("asset", Severity::kOff);
  const std::string output = (folder.path() / "out.glb").string();
  const auto plain = prepare_file(input, output, options);
  REQUIRE(plain);
  CHECK(plain->inputs.front().preparation->advice.empty());
  options.unit = "cm";
  const auto refused = prepare_file(input, (folder.path() / "other.glb").string(), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::kUsage);
  CHECK(refused.error().message.find("COLLADA states its unit") != std::string::npos);
  // An STL counts in millimetres.
  options.unit = "m";
  const std::string stl = (folder.path() / "out.stl").string();
  REQUIRE(prepare_file(input, stl, options));
  const auto scaled = read_asset(stl);
  REQUIRE(scaled);
  Box3 box;
  for (const float3& p : scaled->scene.meshes.at(0).positions) box.add(p);
  CHECK(box.max.x == Approx(10));
  CHECK(box.max.y == Approx(20));
}

TEST_CASE("prepare: what belongs to the input is not replaced either", "[prepare]") {
  const TemporaryFolder folder;
  const std::string input = textured_obj(folder.path(), "wood.png");
  PrepareOptions options = options_for("asset");
  options.steps = {"convert"};
  const std::string first = (folder.path() / "out.obj").string();
  REQUIRE(prepare_file(input, first, options));
  std::filesystem::path companion;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".png" && entry.path().filename() != "wood.png") companion = entry.path();
  }
  REQUIRE_FALSE(companion.empty());
  write_text(folder.path() / "in.mtl",
             "newmtl wood\nKd 1 1 1\nmap_Kd wood.png\nmap_Ke " + companion.filename().string() + "\n");
  write_binary(companion, read_bytes(testdata("image/palette.png")));
  options.overwrite = true;
  const auto report = prepare_file(input, first, options);
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == ErrorKind::kUsage);
  CHECK(report.error().message.find("belongs to the input") != std::string::npos);
  CHECK(read_bytes(companion) == read_bytes(testdata("image/palette.png")));
}

TEST_CASE("prepare: a file that takes the output's name meanwhile is not replaced", "[prepare]") {
  for (const bool clean : {true, false}) {
    const TemporaryFolder folder;
    const std::string input = (folder.path() / "in.stl").string(),
                      output = (folder.path() / "out.stl").string();
    write_binary(input, binary_stl(clean ? kBody : with_flipped(kBody, 3)));
    PrepareOptions options = options_for("asset");
    options.on_stage = [&](std::string_view) { write_text(output, "mine"); };
    const auto report = prepare_file(input, output, options);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == ErrorKind::kUsage);
    CHECK(read_text(output) == "mine");
  }
}

TEST_CASE("prepare: what does not fit into --max-bytes is refused with what would", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("asset");
  options.max_drift = 1;
  options.max_bytes = 100;
  const Shape body = sphere(20);
  const InputReport refused = prepared(folder, kInputs[0], ".stl", body, options);
  REQUIRE(refused.preparation->refusals.size() == 1);
  CHECK(refused.preparation->refusals[0].find(
            "--max-bytes 100: the smallest output that was found has 284") == 0);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.stl"));
  options.fail_on = Severity::kOff;
  CHECK(prepared(folder, kInputs[0], ".stl", body, options).preparation->refusals.empty());
}

TEST_CASE("prepare: the output comes just below --max-bytes", "[prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options = options_for("asset");
  options.max_drift = 1;
  for (const Format3& from : kInputs) {
    for (const std::uint64_t limit : {60'000U, 20'000U}) {
      CAPTURE(from.suffix, limit);
      options.max_bytes = limit;
      const InputReport report = prepared(folder, from, from.suffix, sphere(30), options);
      CHECK(report.preparation->refusals.empty());
      CHECK(report.bytes <= limit);
      CHECK(static_cast<double>(report.bytes) >= 0.93 * static_cast<double>(limit));
    }
  }
}
