// What the sandbox gives back, as files, against what was sent: clean results are silent, each fault of a
// result is told by its rule.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/endian.h"
#include "meshgate/format.h"
#include "meshgate/verify.h"
#include "support/figure.h"
#include "support/files.h"
#include "support/mesh_files.h"
#include "support/verify_cases.h"
#include "unit/sandbox/client.h"

using namespace meshgate;
using namespace meshgate::test;
using Fields = SandboxFixture::Fields;

namespace {

using Rules = std::set<std::string>;

constexpr double kCell = 6.5;  // watertight, which the sandbox asks for

// Formats of the form field.
struct ResultFormat {
  std::string id, suffix;
};
const ResultFormat kObj{"1", ".zip"}, kGlb{"2", ".glb"}, kStl{"3", ".stl"}, kFbx{"4", ".fbx"},
    kUsdz{"5", ".usdz"};

// The figure as it is sent.
const std::string& sent_figure() {
  static const std::string kSent = [] {
    Asset figure_asset = make_asset(figure(kCell));
    paint(figure_asset);
    WriteOptions options;
    options.stem = "figure";
    const Written written = find_format("glb")->write(figure_asset, options).value();
    const ByteView bytes = written.files[0].bytes.span();
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }();
  return kSent;
}

// A sandbox, and a folder for what is sent and what comes back.
class Exchange {
 public:
  explicit Exchange(const std::string& faults = {}, std::size_t samples = kTestSamples)
      : fixture_(faults, any_format()), samples_(samples) {
    write_text(folder_.path() / "figure.glb", sent_figure());
  }

  InputReport verified(const std::string& task, const Fields& fields, const std::string& suffix,
                       const std::string& expect) {
    const std::string name = "result" + suffix;
    write_text(folder_.path() / name, fixture_.run(task, fields, {{"mesh", "figure.glb", sent_figure()}}));
    VerifyOptions options;
    options.check.profile = load_profile("hitem3d").value();
    options.expectation = parse_expectation(expect).value();
    options.samples = samples_;
    return verify_files((folder_.path() / "figure.glb").string(), {(folder_.path() / name).string()}, options)
        .value()
        .inputs[0];
  }

  InputReport split(const std::string& part, const std::string& joint, const ResultFormat& format) {
    return verified("split",
                    {{"model", "character"}, {"part", part}, {"joint", joint}, {"format", format.id}},
                    format.suffix, "split:character:" + part + ":" + joint);
  }

 private:
  static sandbox::SandboxOptions any_format() {
    sandbox::SandboxOptions options;
    options.any_format = true;
    return options;
  }
  TemporaryFolder folder_;
  SandboxFixture fixture_;
  std::size_t samples_;
};

void check_templates(const std::string& joint) {
  Exchange exchange;
  for (const std::string part : {"a", "b", "c", "d", "e", "f"}) {
    const InputReport report = exchange.split(part, joint, kGlb);
    INFO(part << " " << joint << "\n" << describe_findings(report));
    CHECK(report.findings.empty());
    CHECK(metric_of(report, "joints") >= metric_of(report, "parts") - 1);
  }
}

void check_fault(const std::string& fault, const ResultFormat& format, const Rules& rules,
                 std::size_t samples = kTestSamples) {
  const InputReport report = Exchange(fault, samples).split("a", "ball", format);
  INFO(fault << " " << format.suffix << "\n" << describe_findings(report));
  CHECK(rules_of(report) == rules);
}

}  // namespace

TEST_CASE("sandbox results: every template passes without joints", "[sandbox][verify]") {
  check_templates("none");
}
TEST_CASE("sandbox results: every template passes with balls", "[sandbox][verify]") {
  check_templates("ball");
}
TEST_CASE("sandbox results: every template passes with dovetails", "[sandbox][verify]") {
  check_templates("dovetail");
}

TEST_CASE("sandbox results: every format passes", "[sandbox][verify][formats]") {
  Exchange exchange;
  for (const ResultFormat& format : {kObj, kGlb, kStl, kFbx, kUsdz}) {
    const InputReport report = exchange.split("a", "ball", format);
    INFO(format.suffix << "\n" << describe_findings(report));
    CHECK(report.findings.empty());
  }
}

TEST_CASE("sandbox results: every level passes, split and segmented", "[sandbox][verify]") {
  Exchange exchange;
  for (const std::string level : {"low", "medium", "high"}) {
    const InputReport split = exchange.verified(
        "split", {{"model", "general"}, {"level", level}, {"format", "2"}}, ".glb", "split:general:" + level);
    INFO(level << "\n" << describe_findings(split));
    CHECK(split.findings.empty());
    const InputReport segments = exchange.verified("segmentation", {{"seg_level", level}, {"format", "2"}},
                                                   ".glb", "segmentation:" + level);
    INFO(describe_findings(segments));
    CHECK(segments.findings.empty());
    CHECK(metric_of(segments, "label_stability") > 0.97);
  }
}

TEST_CASE("sandbox results: faults of parts are told by their rules", "[sandbox][verify]") {
  check_fault("part-missing", kGlb, {"parts/count", "parts/missing-surface"});
  check_fault("part-missing", kStl, {"parts/count", "parts/missing-surface"});
  check_fault("part-doubled", kStl, {"parts/duplicate"});
  check_fault("inside-out", kGlb, {"parts/inverted"});
  check_fault("hole", kObj, {"parts/missing-surface", "parts/not-watertight"});
  check_fault("foreign-blob", kGlb, {"parts/foreign-geometry"});
}

TEST_CASE("sandbox results: parts out of place are told by their rules", "[sandbox][verify]") {
  check_fault("part-moved", kGlb, {"parts/frame-changed"});
  check_fault("part-scaled", kGlb, {"parts/frame-changed"});
  // A mirrored arm leaves little of the source uncovered.
  check_fault("part-mirrored", kObj, {"parts/mirrored"}, 50'000);
}

TEST_CASE("sandbox results: another frame is told by its rule", "[sandbox][verify]") {
  check_fault("all-moved", kStl, {"parts/frame-changed"});
  check_fault("all-mirrored", kGlb, {"parts/mirrored"});
}

TEST_CASE("sandbox results: faults of fit and look are told by their rules", "[sandbox][verify]") {
  check_fault("joint-missing", kGlb, {"parts/joint-missing"});
  check_fault("joint-without-socket", kObj, {"parts/joint-missing"});
  check_fault("joint-too-tight", kStl, {"parts/joint-clearance"});
  check_fault("texture-stripped", kGlb, {"parts/texture-lost"});
  // What else a push breaks depends on the joint that it goes through.
  const InputReport pushed = Exchange("overlap").split("a", "ball", kGlb);
  INFO(describe_findings(pushed));
  CHECK(rules_of(pushed).contains("parts/overlap"));
}

TEST_CASE("sandbox results: one piece, where a format has room for parts", "[sandbox][verify][formats]") {
  for (const ResultFormat& format : {kObj, kGlb, kFbx, kUsdz})
    check_fault("one-piece", format, {"parts/one-piece"});
  check_fault("one-piece", kStl, {});
}
