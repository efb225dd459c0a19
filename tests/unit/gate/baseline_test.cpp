#include <algorithm>
#include <catch2/catch.hpp>

#include "gate/fingerprint.h"
#include "meshgate/gate.h"
#include "support/files.h"
#include "support/gltf_builder.h"
#include "support/mesh_builder.h"
#include "support/mesh_files.h"

using namespace meshgate;
using namespace meshgate::test;
using Catch::Matchers::Contains;

namespace {

/// A sphere of 128 triangles without some of its faces; faces far from each other share no edge.
Shape holed_sphere(std::vector<std::size_t> missing) {
  Shape shape = sphere(4);
  std::sort(missing.rbegin(), missing.rend());
  for (const std::size_t face : missing) {
    const auto first = shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face);
    shape.indices.erase(first, first + 3);
  }
  return shape;
}

/// One model file that changes, and its baseline.
class Project {
 public:
  void write(const Shape& shape) { write_binary(model(), glb_file(shape)); }
  [[nodiscard]] Report check(bool with_baseline = true, std::vector<std::string> ignore = {}) const {
    CheckOptions options;
    options.profile = load_profile("hitem3d").value();
    options.ignore = std::move(ignore);
    if (with_baseline) options.baseline = baseline_;
    return check_files({model().string()}, options).value();
  }
  /// Accepts what is found now.
  void accept() {
    const Baseline made = make_baseline(check(), folder_.path().string(), baseline_.get());
    write_text(folder_.path() / "known.json", render_baseline(made));
    baseline_ =
        std::make_shared<const Baseline>(read_baseline((folder_.path() / "known.json").string()).value());
  }
  [[nodiscard]] std::filesystem::path model() const { return folder_.path() / "model.glb"; }
  [[nodiscard]] const Baseline& baseline() const { return *baseline_; }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<const Baseline> baseline_;
};

const Finding* find(const InputReport& input, std::string_view rule) {
  for (const Finding& finding : input.findings) {
    if (finding.rule == rule) return &finding;
  }
  return nullptr;
}

std::int64_t evidence(const Finding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.evidence) {
    if (key == name) return std::get<std::int64_t>(value);
  }
  return -1;
}

Finding finding_at(std::string rule, std::string element, const std::vector<float3>& places) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.element = std::move(element);
  finding.count = places.size();
  finding.severity = Severity::kWarning;
  for (const float3 place : places) {
    Location location;
    location.position = place;
    finding.locations.push_back(location);
  }
  return finding;
}

InputReport input_with(std::vector<Finding> findings) {
  InputReport input;
  input.path = "a.glb";
  input.metrics = {{"bbox_min", float3{0, 0, 0}}, {"bbox_max", float3{10, 0, 0}}};
  input.findings = std::move(findings);
  return input;
}

Baseline baseline_of(const std::vector<Finding>& findings) {
  Report report;
  report.inputs = {input_with(findings)};
  return make_baseline(report, "", nullptr);
}

}  // namespace

TEST_CASE("baseline: what was accepted counts no more, in whatever order it is written", "[baseline]") {
  Project project;
  project.write(holed_sphere({5}));
  REQUIRE(find(project.check().inputs[0], "mesh/open-edge") != nullptr);
  project.accept();
  for (const std::uint32_t seed : {0U, 1U, 2U}) {
    project.write(seed == 0 ? holed_sphere({5}) : shuffled(holed_sphere({5}), seed));
    const Report report = project.check();
    CHECK(report.inputs[0].findings.empty());
    CHECK(report.inputs[0].verdict == Verdict::kPass);
    REQUIRE(report.inputs[0].muted.size() == 1);
    CHECK(report.inputs[0].muted[0].by == MutedBy::kBaseline);
    CHECK(report.fixed.empty());
    CHECK(summarize(report).muted == 1);
  }
}

TEST_CASE("baseline: faces, shells and components are known by their place, in any order", "[baseline]") {
  Shape shape = joined(sphere(4), turned_over(placed(sphere(3), 0.5F, {3, 0, 0})));
  shape = joined(shape, placed(cube(), 0.001F, {0, 4, 0}));
  const std::uint32_t a = shape.indices[0], b = shape.indices[1];
  shape.indices.insert(shape.indices.end(), {a, a, b});
  Project project;
  project.write(shape);
  const Report before = project.check();
  for (const char* rule : {"mesh/inverted-shell", "mesh/tiny-component", "mesh/degenerate-face"}) {
    INFO(rule);
    CHECK(find(before.inputs[0], rule) != nullptr);
  }
  project.accept();
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    project.write(shuffled(shape, seed));
    const Report report = project.check();
    CHECK(report.inputs[0].findings.empty());
    CHECK(report.fixed.empty());
  }
}

TEST_CASE("baseline: one more hole is new, and is shown first", "[baseline]") {
  Project project;
  project.write(holed_sphere({5}));
  project.accept();
  project.write(shuffled(holed_sphere({5, 90}), 7));
  const Report report = project.check();
  const Finding* finding = find(report.inputs[0], "mesh/open-edge");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 6);
  CHECK(evidence(*finding, "new") == 3);
  CHECK(evidence(*finding, "baseline_count") == 3);
  CHECK_THAT(finding->message, Contains("New since the baseline: 3 of 6"));
  // The corners of the new hole are on its side of the sphere.
  const Shape whole = sphere(4);
  const float3 corner = whole.positions[whole.indices[3 * 90]];
  for (std::size_t i = 0; i < 6; ++i) {
    const float3 place = *finding->locations[i].position;
    const float along = place.x * corner.x + place.y * corner.y + place.z * corner.z;
    CHECK((along > 0.5F) == (i < 3));
  }
}

TEST_CASE("baseline: as many defects at another place are new", "[baseline]") {
  Project project;
  project.write(holed_sphere({5}));
  project.accept();
  project.write(holed_sphere({90}));
  const Report report = project.check();
  const Finding* finding = find(report.inputs[0], "mesh/open-edge");
  REQUIRE(finding != nullptr);
  CHECK(evidence(*finding, "new") == 3);
}

TEST_CASE("baseline: more witnesses than a finding keeps are compared by their number", "[baseline]") {
  Project project;
  project.write(holed_sphere({5, 40, 70, 90}));
  project.accept();
  project.write(shuffled(holed_sphere({5, 40, 70, 90}), 3));
  CHECK(project.check().inputs[0].findings.empty());
  project.write(holed_sphere({5, 40, 70, 90, 120}));
  const Report report = project.check();
  REQUIRE(find(report.inputs[0], "mesh/open-edge") != nullptr);
  CHECK(evidence(*find(report.inputs[0], "mesh/open-edge"), "new") == 3);
}

TEST_CASE("baseline: among more witnesses than a finding keeps, those at new places come first",
          "[baseline]") {
  Project project;
  project.write(holed_sphere({5, 40, 70}));
  project.accept();
  project.write(holed_sphere({5, 40, 70, 90}));
  const Report report = project.check();
  const Finding* finding = find(report.inputs[0], "mesh/open-edge");
  REQUIRE(finding != nullptr);
  CHECK(evidence(*finding, "new") == 3);
  const std::vector<float3> accepted = project.baseline().entries[0].positions;
  REQUIRE(accepted.size() == 9);
  const float3 first = *finding->locations[0].position;
  CHECK(std::none_of(accepted.begin(), accepted.end(), [&](float3 place) {
    return place.x == first.x && place.y == first.y && place.z == first.z;
  }));
}

TEST_CASE("baseline: what is mended is told, so that the baseline can shrink", "[baseline]") {
  Project project;
  project.write(holed_sphere({5, 90}));
  project.accept();
  project.write(holed_sphere({5}));
  Report report = project.check();
  CHECK(report.inputs[0].findings.empty());
  REQUIRE(report.fixed.size() == 1);
  CHECK(report.fixed[0].rule == "mesh/open-edge");
  CHECK(report.fixed[0].count_before == 6);
  CHECK(report.fixed[0].count_now == 3);
  project.accept();
  project.write(sphere(4));
  report = project.check();
  REQUIRE(report.fixed.size() == 1);
  CHECK(report.fixed[0].count_before == 3);
  CHECK(report.fixed[0].count_now == 0);
  project.accept();
  CHECK(project.baseline().entries.empty());
}

TEST_CASE("baseline: what was not decided is not fixed, and stays accepted", "[baseline]") {
  Project project;
  project.write(holed_sphere({5}));
  project.accept();
  CHECK(project.check(true, {"mesh/*"}).fixed.empty());
  const Baseline partly =
      make_baseline(project.check(true, {"mesh/*"}), project.baseline().folder, &project.baseline());
  CHECK(partly.entries.size() == project.baseline().entries.size());
  write_text(project.model(), "no model");
  CHECK(project.check().fixed.empty());
}

TEST_CASE("baseline: findings about the configuration do not enter it", "[baseline]") {
  const Baseline made = baseline_of(
      {finding_at("gate/suppression-expired", "", {}), finding_at("mesh/open-edge", "/a", {{1, 0, 0}})});
  REQUIRE(made.entries.size() == 1);
  CHECK(made.entries[0].rule == "mesh/open-edge");
}

TEST_CASE("baseline: other inputs stay, also in a baseline of another folder", "[baseline]") {
  Baseline known;
  known.folder = "lib/sub";
  known.entries = {{"b.glb", "mesh/open-edge", "/meshes/0", 3, "f", {}}};
  Report report;
  report.inputs = {input_with({finding_at("mesh/open-edge", "/meshes/0", {{1, 0, 0}})})};
  const Baseline made = make_baseline(report, "lib", &known);
  REQUIRE(made.entries.size() == 2);
  CHECK(made.entries[0].path == "../a.glb");
  CHECK(made.entries[1].path == "sub/b.glb");
}

TEST_CASE("baseline: a renamed element is known by its place", "[baseline]") {
  const Baseline known = baseline_of({finding_at("mesh/open-edge", "/meshes/0", {{1, 0, 0}, {2, 0, 0}}),
                                      finding_at("mesh/open-edge", "/meshes/1", {{7, 0, 0}})});
  InputReport input = input_with({finding_at("mesh/open-edge", "/meshes/4", {{7, 0, 0}}),
                                  finding_at("mesh/open-edge", "/meshes/5", {{2, 0, 0}, {1, 0, 0}})});
  CHECK(apply_baseline(known, input).empty());
  CHECK(input.findings.empty());
  CHECK(input.muted.size() == 2);

  InputReport moved = input_with({finding_at("mesh/open-edge", "/meshes/5", {{4, 0, 0}, {5, 0, 0}})});
  CHECK(apply_baseline(known, moved).size() == 2);
  CHECK(moved.findings.size() == 1);
}

TEST_CASE("baseline: elements in another order keep their own findings", "[baseline]") {
  // Three holes of one mesh, one of the other; a tool wrote the meshes the other way round.
  const std::vector<float3> three{{1, 0, 0}, {2, 0, 0}, {3, 0, 0}}, one{{7, 0, 0}};
  const Baseline known = baseline_of(
      {finding_at("mesh/open-edge", "/meshes/0", three), finding_at("mesh/open-edge", "/meshes/1", one)});
  InputReport input = input_with(
      {finding_at("mesh/open-edge", "/meshes/0", one), finding_at("mesh/open-edge", "/meshes/1", three)});
  CHECK(apply_baseline(known, input).empty());
  CHECK(input.findings.empty());

  // More witnesses than a finding keeps: their number tells whose they are.
  Finding many = finding_at("mesh/open-edge", "/meshes/0", three), few = many;
  many.count = 2296;
  few.count = 40;
  few.element = "/meshes/1";
  InputReport swapped = input_with({finding_at("mesh/open-edge", "/meshes/0", {{8, 0, 0}}),
                                    finding_at("mesh/open-edge", "/meshes/1", {{9, 0, 0}})});
  swapped.findings[0].count = 40;
  swapped.findings[1].count = 2296;
  CHECK(apply_baseline(baseline_of({many, few}), swapped).empty());
  CHECK(swapped.findings.empty());
}

TEST_CASE("baseline: a tool may move a model from its positions to its node, and back", "[baseline]") {
  const Shape shape = holed_sphere({5});
  Project project;
  project.write(placed(shape, 10, {100, 0, 0}));
  project.accept();
  // As quantisation does it: positions of unit size, the node scales and moves them.
  GltfFile moved = gltf_of(shape);
  moved.json["nodes"][0]["scale"] = {10, 10, 10};
  moved.json["nodes"][0]["translation"] = {100, 0, 0};
  write_binary(project.model(), moved.glb());
  const Report same = project.check();
  CHECK(same.inputs[0].findings.empty());
  CHECK(same.fixed.empty());
  moved.json["nodes"][0]["translation"] = {100, 1, 0};
  write_binary(project.model(), moved.glb());
  const Report other = project.check();
  const Finding* finding = find(other.inputs[0], "mesh/open-edge");
  REQUIRE(finding != nullptr);
  CHECK(evidence(*finding, "new") == 3);
  REQUIRE(finding->locations[0].scene_position);
  CHECK(finding->locations[0].scene_position->y == Approx(10 * finding->locations[0].position->y + 1));
}

TEST_CASE("baseline: a mesh that is placed several times is known in any order of its nodes", "[baseline]") {
  GltfFile file = gltf_of(holed_sphere({5}));
  file.json["nodes"] = {{{"mesh", 0}, {"translation", {5, 0, 0}}}, {{"mesh", 0}, {"translation", {5, 9, 0}}}};
  file.json["scenes"][0]["nodes"] = {0, 1};
  Project project;
  write_binary(project.model(), file.glb());
  project.accept();
  std::swap(file.json["nodes"][0], file.json["nodes"][1]);
  write_binary(project.model(), file.glb());
  const Report report = project.check();
  CHECK(report.inputs[0].findings.empty());
  CHECK(report.fixed.empty());
}

TEST_CASE("baseline: places are the same within a ten-thousandth of the diagonal", "[baseline]") {
  const Baseline known = baseline_of({finding_at("mesh/open-edge", "/meshes/0", {{1, 0, 0}})});
  for (const float offset : {0.0F, 0.0009F, -0.0009F, 0.0011F, -0.0011F}) {
    INFO(offset);
    InputReport input = input_with({finding_at("mesh/open-edge", "/meshes/0", {{1 + offset, 0, 0}})});
    apply_baseline(known, input);
    CHECK(input.findings.empty() == (std::abs(offset) < 0.001F));
  }
}

TEST_CASE("baseline: an accepted place serves one defect only", "[baseline]") {
  const Baseline known = baseline_of({finding_at("mesh/open-edge", "/m", {{1, 0, 0}, {5, 0, 0}})});
  InputReport input = input_with({finding_at("mesh/open-edge", "/m", {{1, 0, 0}, {1, 0, 0}})});
  apply_baseline(known, input);
  REQUIRE(input.findings.size() == 1);
  CHECK(evidence(input.findings[0], "new") == 1);
}

TEST_CASE("baseline: findings without places are known by element, then by number", "[baseline]") {
  Finding old = finding_at("texture/not-power-of-two", "/images/0", {});
  old.count = 2;
  Finding renamed = old;
  renamed.element = "/images/3";
  Finding more = renamed;
  more.count = 3;
  Finding other = finding_at("texture/too-large", "/images/0", {});
  other.count = 1;
  InputReport input = input_with({renamed, other});
  apply_baseline(baseline_of({old}), input);
  REQUIRE(input.findings.size() == 1);
  CHECK(input.findings[0].rule == "texture/too-large");
  InputReport grown = input_with({more});
  apply_baseline(baseline_of({old}), grown);
  CHECK(grown.findings.size() == 1);
}

TEST_CASE("baseline: thousands of renamed elements end in time", "[baseline]") {
  std::vector<Finding> old, renamed;
  for (int i = 0; i < 20'000; ++i) {
    const auto x = static_cast<float>(i);
    old.push_back(finding_at("mesh/open-edge", "/a/" + std::to_string(i), {{x, 0, 0}}));
    renamed.push_back(finding_at("mesh/open-edge", "/b/" + std::to_string(i), {{-x - 1, 5, 0}}));
  }
  InputReport input = input_with(renamed);
  CHECK(apply_baseline(baseline_of(old), input).size() == 20'000);
  CHECK(input.findings.size() == 20'000);
  InputReport same = input_with(old);
  apply_baseline(baseline_of(old), same);
  CHECK(same.findings.empty());
}

TEST_CASE("baseline: a file is read as it was written", "[baseline]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "known.json").string();
  Baseline baseline;
  baseline.entries = {{"a \"b\".glb", "mesh/open-edge", "/meshes/0", 3, "00ff", {{0.1F, -2.5e-30F, 3e30F}}},
                      {"b.glb", "uv/missing", "", 1, "0a", {}}};
  write_text(path, render_baseline(baseline));
  const Baseline read = read_baseline(path).value();
  CHECK(read.folder == folder.path().string());
  REQUIRE(read.entries.size() == 2);
  CHECK(read.entries[0].path == "a \"b\".glb");
  CHECK(read.entries[0].count == 3);
  REQUIRE(read.entries[0].positions.size() == 1);
  CHECK(read.entries[0].positions[0].x == 0.1F);
  CHECK(read.entries[0].positions[0].y == -2.5e-30F);
  CHECK(read.entries[0].positions[0].z == 3e30F);
  CHECK(render_baseline(read) == render_baseline(baseline));
  const std::string text = render_baseline(baseline);
  CHECK(std::count(text.begin(), text.end(), '\n') == 7);
}

TEST_CASE("baseline: what is no baseline is refused", "[baseline]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "known.json").string();
  for (
      const char* text :
      {"", "{", "[]", "7", "{}", R"({"schema": "meshgate-report/1", "inputs": []})",
       R"({"schema": 5, "entries": []})", R"({"schema": "meshgate-baseline/1"})",
       R"({"schema": "meshgate-baseline/1", "entries": [1]})",
       R"({"schema": "meshgate-baseline/1", "entries": [{"path": "a", "rule": 1}]})",
       R"({"schema": "meshgate-baseline/1", "entries": [{"path": "a", "rule": "b", "positions": [[1]]}]})"}) {
    INFO(text);
    write_text(path, text);
    const auto baseline = read_baseline(path);
    REQUIRE_FALSE(baseline);
    CHECK(baseline.error().kind == ErrorKind::kConfig);
  }
  CHECK(read_baseline((folder.path() / "absent.json").string()).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("fingerprint: the same defect has one, wherever it stands in the file", "[baseline]") {
  const auto fingerprint = [](const Shape& shape) {
    Project project;
    project.write(shape);
    return find(project.check().inputs[0], "mesh/open-edge")->fingerprint;
  };
  const std::string first = fingerprint(holed_sphere({5}));
  CHECK(fingerprint(shuffled(holed_sphere({5}), 1)) == first);
  CHECK(fingerprint(placed(holed_sphere({5}), 1000, {0, 0, 0})) == first);
  CHECK(fingerprint(holed_sphere({90})) != first);
  CHECK(fingerprint(holed_sphere({5, 90})) != first);
  Finding other = finding_at("mesh/open-edge", "/a", {});
  const std::string before = fingerprint_of(other, 1);
  other.element = "/b";
  CHECK(fingerprint_of(other, 1) != before);
}
