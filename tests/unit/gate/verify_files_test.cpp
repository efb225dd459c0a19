// Verification of files, from reading to the report.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "meshgate/emitter.h"
#include "meshgate/verify.h"
#include "support/figure.h"
#include "support/files.h"
#include "support/json_schema.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// The figure and its parts as STL files.
struct Files {
  TemporaryFolder folder;
  std::string source;
  std::vector<std::string> parts;

  Files() {
    FigureSpec spec;
    spec.cell = 5;
    source = write("figure.stl", figure(spec.cell));
    for (const FigurePart& part : figure_parts(spec))
      parts.push_back(write("parts/" + part.name + ".stl", part.shape));
  }
  std::string write(const std::string& name, const Shape& shape) const {
    const std::filesystem::path path = folder.path() / name;
    std::filesystem::create_directories(path.parent_path());
    write_binary(path, binary_stl(shape));
    return path.string();
  }
};

VerifyOptions options_for(const std::string& expect) {
  VerifyOptions options;
  options.check.profile = load_profile("hitem3d").value();
  options.expectation = parse_expectation(expect).value();
  options.unit_mm = 1;
  options.samples = kTestSamples;
  return options;
}

std::string json_of(const Report& report) { return find_emitter("json")->render(report, {}); }

}  // namespace

TEST_CASE("verify files: several files are the parts of one result", "[verify][verify-files]") {
  const Files files;
  const Report report =
      verify_files(files.source, files.parts, options_for("split:character:a:ball")).value();
  REQUIRE(report.inputs.size() == 1);
  const InputReport& input = report.inputs[0];
  INFO(describe_findings(input));
  CHECK(input.path == (files.folder.path() / "parts").string());
  CHECK(input.kind == AssetKind::kResult);
  CHECK(input.format == "stl");
  CHECK(input.verdict == Verdict::kPass);
  CHECK(input.findings.empty());
  CHECK(report.command == "verify");
  CHECK(schema_problems(nlohmann::json::parse(json_of(report)), "docs/reference/report.schema.json") == "");
  const std::string text = find_emitter("text")->render(report, {});
  CHECK(text.find("arm_l.stl") != std::string::npos);
  CHECK(text.find("stl · 6 files · ") != std::string::npos);
  CHECK(text.find("ball") != std::string::npos);
  CHECK(text.find("1 result compared with profile hitem3d: 1 passed") != std::string::npos);
}

TEST_CASE("verify files: reports of every kind keep to the schema", "[verify][verify-files]") {
  const Files files;
  for (const char* expect : {"none", "split:character:a:ball", "segmentation:low"}) {
    VerifyOptions options = options_for(expect);
    options.check.hash = true;
    for (const std::vector<std::string>& results : {files.parts, {files.source}}) {
      const Report report = verify_files(files.source, results, options).value();
      INFO(expect);
      CHECK(schema_problems(nlohmann::json::parse(json_of(report)), "docs/reference/report.schema.json") ==
            "");
    }
  }
}

TEST_CASE("verify files: one file without nodes is taken apart", "[verify][verify-files]") {
  const Files files;
  FigureSpec spec;
  spec.cell = 5;
  Shape soup;
  for (const FigurePart& part : figure_parts(spec)) soup = joined(soup, part.shape);
  const std::string path = files.write("all.stl", soup);
  const Report report = verify_files(files.source, {path}, options_for("split:character:a:ball")).value();
  INFO(describe_findings(report.inputs[0]));
  CHECK(report.inputs[0].path == path);
  CHECK(report.inputs[0].findings.empty());
  CHECK(metric_of(report.inputs[0], "parts") == 6);
}

TEST_CASE("verify files: the same bytes for any number of threads", "[verify][verify-files][parallel]") {
  const Files files;
  std::vector<std::string> reports;
  for (const int jobs : {1, 2, 5}) {
    VerifyOptions options = options_for("split:character:a:dovetail");
    options.check.jobs = jobs;
    reports.push_back(json_of(verify_files(files.source, files.parts, options).value()));
  }
  CHECK(reports[0] == reports[1]);
  CHECK(reports[0] == reports[2]);
}

TEST_CASE("verify files: the same bytes for any number of threads, also of hostile geometry",
          "[verify][verify-files][parallel]") {
  const Files files;
  Shape broken = figure(12);
  broken.positions[3] = {std::numeric_limits<float>::quiet_NaN(), 0, 0};
  broken.positions[4] = {3e38F, -3e38F, 1e-40F};
  broken.indices.resize(broken.indices.size() - 30);
  const std::string bad = files.write("bad.stl", broken);
  for (const char* expect : {"none", "split:character:a:ball", "segmentation:low"}) {
    std::vector<std::string> reports;
    for (const int jobs : {1, 3}) {
      VerifyOptions options = options_for(expect);
      options.check.jobs = jobs;
      options.samples = 2000;
      reports.push_back(json_of(verify_files(bad, {files.parts[1], bad}, options).value()));
    }
    INFO(expect);
    CHECK(reports[0] == reports[1]);
  }
}

TEST_CASE("verify files: what cannot be read is a finding of the result, an error of the source",
          "[verify][verify-files]") {
  const Files files;
  std::vector<std::string> parts = files.parts;
  parts.back() = (files.folder.path() / "absent.stl").string();
  write_text(files.folder.path() / "parts/page.stl", "<html>expired</html>");
  parts.push_back((files.folder.path() / "parts/page.stl").string());
  const Report report = verify_files(files.source, parts, options_for("split:character:a:ball")).value();
  const InputReport& input = report.inputs[0];
  INFO(describe_findings(input));
  expect_fires("parts/unreadable", input.findings);
  CHECK(input.verdict == Verdict::kFail);
  const auto missing = verify_files("absent.stl", files.parts, options_for("none"));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::kNotFound);
  CHECK_FALSE(verify_files(files.source, {}, options_for("none")));
}

TEST_CASE("verify files: a picture or an empty file instead of a model", "[verify][verify-files]") {
  const Files files;
  const std::string picture = (files.folder.path() / "depth.png").string();
  const std::string empty = (files.folder.path() / "empty.glb").string();
  std::filesystem::copy_file(testdata("image/filters.png"), picture);
  write_text(empty, "");
  for (const char* expect : {"none", "split:character:a:ball", "segmentation:low"}) {
    for (const auto& [path, says] :
         {std::pair{picture, "where a model was expected"}, std::pair{empty, "is empty (0 bytes)"}}) {
      const Report report = verify_files(files.source, {path}, options_for(expect)).value();
      INFO(expect << " " << path << "\n" << describe_findings(report.inputs[0]));
      CHECK(rules_of(report.inputs[0]) == std::set<std::string>{"parts/unreadable"});
      CHECK(finding_of_rule(report.inputs[0], "parts/unreadable").message.find(says) != std::string::npos);
      CHECK(find_emitter("text")->render(report, {}).find("mean 0") == std::string::npos);
    }
  }
}

TEST_CASE("verify files: a file that is cut off is no result and no source", "[verify][verify-files]") {
  const Files files;
  const auto cut = [&](const std::string& from, const std::string& name, double share) {
    const std::vector<std::byte> whole = read_bytes(from);
    const std::string path = (files.folder.path() / name).string();
    write_binary(path, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(
                                                           share * static_cast<double>(whole.size()))});
    return path;
  };
  // Between two triangles, within one, and within the chunk of vertices.
  const std::string stl = cut(files.source, "cut.stl", 0.999),
                    glb = cut(testdata("demo/figure.glb"), "cut.glb", 0.9);
  for (const char* expect : {"none", "split:general:medium", "segmentation:low"}) {
    for (const std::string& path : {stl, glb}) {
      const Report report = verify_files(files.source, {path}, options_for(expect)).value();
      INFO(expect << " " << path << "\n" << describe_findings(report.inputs[0]));
      CHECK(rules_of(report.inputs[0]) == std::set<std::string>{"parts/unreadable"});
      CHECK(finding_of_rule(report.inputs[0], "parts/unreadable").message.find("cut off") !=
            std::string::npos);
    }
  }
  const auto refused = verify_files(stl, files.parts, options_for("none"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::kMalformed);
  CHECK(refused.error().message.find("cut off") != std::string::npos);
}

// rx8 F18: told as parts without a surface, with the advice to ask for another level.
TEST_CASE("verify files: a stage that lost its points or its meshes is unreadable",
          "[verify][verify-files][usd]") {
  const Files files;
  const auto written = [&](const char* name, const std::string& text) {
    write_text(files.folder.path() / name, text);
    return (files.folder.path() / name).string();
  };
  std::vector<std::byte> grid = read_bytes(testdata("usd/grid.usdc"));
  constexpr std::ptrdiff_t kCountOfPoints = 132;  // 529, in 8 bytes
  std::fill_n(grid.begin() + kCountOfPoints + 4, 4, std::byte{0xFF});
  const std::string crate = (files.folder.path() / "grid.usdc").string();
  write_binary(crate, grid);
  const std::string faces = written("faces.usda",
                                    "#usda 1.0\ndef Mesh \"m\" {\n int[] faceVertexCounts = [2147483647]\n "
                                    "int[] faceVertexIndices = [0, 1, 2]\n"
                                    " point3f[] points = [(0,0,0), (1,0,0), (0,1,0)]\n}\n");
  std::string nested = "#usda 1.0\n", closing;
  for (int i = 0; i < 200; ++i) {
    nested += "def Xform \"n" + std::to_string(i) + "\" {\n";
    closing += "}\n";
  }
  nested +=
      "def Mesh \"m\" {\n int[] faceVertexCounts = [3]\n int[] faceVertexIndices = [0, 1, 2]\n"
      " point3f[] points = [(0,0,0), (1,0,0), (0,1,0)]\n}\n" +
      closing;
  const std::string deep = written("deep.usda", nested);
  for (const auto& [path, says] :
       {std::pair{crate, "the file is damaged"}, std::pair{faces, "the file is damaged"},
        std::pair{deep, "prims are nested too deeply"}}) {
    for (const char* expect : {"none", "split:general:medium", "segmentation:low"}) {
      const Report report = verify_files(files.source, {path}, options_for(expect)).value();
      INFO(expect << " " << path << "\n" << describe_findings(report.inputs[0]));
      CHECK(rules_of(report.inputs[0]) == std::set<std::string>{"parts/unreadable"});
      CHECK(finding_of_rule(report.inputs[0], "parts/unreadable").message.find(says) != std::string::npos);
    }
    CHECK_FALSE(verify_files(path, files.parts, options_for("none")));
  }
  // A face left out among others is a hole, no damaged file.
  const std::string holed = written("holed.usda",
                                    "#usda 1.0\ndef Mesh \"m\" {\n int[] faceVertexCounts = [3, 3, 2]\n "
                                    "int[] faceVertexIndices = [0, 1, 2, 0, 2, 3, "
                                    "0, 1]\n point3f[] points = [(0,0,0), (1,0,0), (0,1,0), (0,0,1)]\n}\n");
  const Report report = verify_files(files.source, {holed}, options_for("none")).value();
  expect_silent("parts/unreadable", report.inputs[0].findings);
}

TEST_CASE("verify files: a suffix that lies", "[verify][verify-files]") {
  const Files files;
  std::filesystem::copy_file(files.source, files.folder.path() / "copy.glb");
  const Report report =
      verify_files(files.source, {(files.folder.path() / "copy.glb").string()}, options_for("none")).value();
  INFO(describe_findings(report.inputs[0]));
  expect_fires("parts/format", report.inputs[0].findings);
  CHECK(rules_of(report.inputs[0]) == std::set<std::string>{"parts/format"});
  CHECK(metric_of(report.inputs[0], "to_result_max") < 1e-4);
  CHECK(metric_of(report.inputs[0], "to_source_max") < 1e-4);
}

TEST_CASE("verify files: two different models fail", "[verify][verify-files]") {
  const Files files;
  const std::string other = files.write("torus.stl", placed(torus(60, 40), 60, {}));
  const Report report = verify_files(files.source, {other}, options_for("none")).value();
  INFO(describe_findings(report.inputs[0]));
  CHECK(report.inputs[0].verdict == Verdict::kFail);
  expect_fires("parts/missing-surface", report.inputs[0].findings);
}

TEST_CASE("verify files: selection, suppression and time", "[verify][verify-files]") {
  const Files files;
  std::vector<std::string> parts = files.parts;
  parts.pop_back();
  VerifyOptions options = options_for("split:character:a:ball");
  options.check.ignore = {"parts/missing-surface"};
  CHECK(rules_of(verify_files(files.source, parts, options).value().inputs[0]) ==
        std::set<std::string>{"parts/count"});
  options.check.suppressions = {{"parts/count", "", "known", "", "here"}};
  const InputReport muted = verify_files(files.source, parts, options).value().inputs[0];
  CHECK(muted.findings.empty());
  CHECK(muted.muted.size() == 1);
  options.check.select = {"parts/nonsense"};
  CHECK(verify_files(files.source, parts, options).error().kind == ErrorKind::kUsage);
  options = options_for("none");
  std::stop_source source;
  source.request_stop();
  options.check.stop = source.get_token();
  CHECK(verify_files(files.source, parts, options).error().kind == ErrorKind::kCancelled);
}

TEST_CASE("verify files: a source without a surface is refused", "[verify][verify-files]") {
  const Files files;
  Shape point = cube(), line = cube(), endless = cube();
  for (float3& p : point.positions) p = {1, 1, 1};
  for (float3& p : line.positions) p = {p.x, p.x, p.x};
  for (float3& p : endless.positions) p.y = std::numeric_limits<float>::infinity();
  for (const Shape& shape : {point, line, endless}) {
    const std::string odd = files.write("odd.stl", shape);
    for (const char* expect : {"none", "split:general:low", "split:character:a:ball", "segmentation:low"}) {
      INFO(expect);
      VerifyOptions options = options_for(expect);
      options.samples = 3000;
      const auto refused = verify_files(odd, {files.source}, options);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().message.find("nothing can be compared with it") != std::string::npos);
      CHECK(exit_code(refused.error().kind) == 2);
    }
  }
}

TEST_CASE("verify files: empty and hostile geometry", "[verify][verify-files]") {
  const Files files;
  Shape broken = cube();
  broken.positions[3] = {std::numeric_limits<float>::quiet_NaN(), 0, 0};
  broken.positions[4] = {3e38F, -3e38F, 1e-40F};
  const std::string bad = files.write("bad.stl", broken), empty = files.write("empty.stl", {});
  for (const char* expect : {"none", "split:character:a:ball", "segmentation:low"}) {
    INFO(expect);
    VerifyOptions options = options_for(expect);
    options.samples = 3000;
    CHECK(verify_files(files.source, {bad}, options));
    CHECK(verify_files(files.source, {bad, empty}, options));
    CHECK(verify_files(bad, {files.source}, options));
    const auto nothing = verify_files(files.source, {empty}, options);
    REQUIRE(nothing);
    CHECK(nothing->inputs[0].verdict == Verdict::kFail);
  }
}
