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

// Formats of the form field, by suffix.
struct ResultFormat {
  std::string id, suffix;
};
const std::vector<ResultFormat> kFormats{
    {"1", ".zip"}, {"2", ".glb"}, {"3", ".stl"}, {"4", ".fbx"}, {"5", ".usdz"}};

// The figure as it is sent, and what came back, in a folder.
class Exchange {
 public:
  explicit Exchange(const std::string& faults = {}) : fixture_(faults, any_format()) {
    Asset figure_asset = make_asset(figure(kCell));
    paint(figure_asset);
    WriteOptions options;
    options.stem = "figure";
    const Written written = find_format("glb")->write(figure_asset, options).value();
    const ByteView bytes = written.files[0].bytes.span();
    source_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    write_text(folder_.path() / "figure.glb", source_);
  }

  InputReport verified(const std::string& task, const Fields& fields, const std::string& suffix,
                       const std::string& expect) {
    const std::string name = "result" + suffix;
    write_text(folder_.path() / name, fixture_.run(task, fields, {{"mesh", "figure.glb", source_}}));
    VerifyOptions options;
    options.check.profile = load_profile("hitem3d").value();
    options.expectation = parse_expectation(expect).value();
    options.samples = 50'000;
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
  std::string source_;
};

}  // namespace

TEST_CASE("sandbox results: every template and joint passes", "[sandbox][verify]") {
  Exchange exchange;
  const auto [part, joint] = GENERATE(table<std::string, std::string>(
      {{"a", "none"}, {"b", "ball"}, {"c", "dovetail"}, {"d", "ball"}, {"e", "dovetail"}, {"f", "ball"}}));
  const InputReport report = exchange.split(part, joint, kFormats[1]);
  INFO(part << " " << joint << "\n" << describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(metric_of(report, "joints") >= metric_of(report, "parts") - 1);
}

TEST_CASE("sandbox results: every format passes", "[sandbox][verify][formats]") {
  Exchange exchange;
  for (const ResultFormat& format : kFormats) {
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

TEST_CASE("sandbox results: every fault is told by its rule", "[sandbox][verify]") {
  const auto [fault, rules] = GENERATE(table<std::string, Rules>({
      {"part-missing", {"parts/count", "parts/missing-surface"}},
      {"part-doubled", {"parts/duplicate"}},
      {"part-moved", {"parts/frame-changed"}},
      {"part-scaled", {"parts/frame-changed"}},
      {"part-mirrored", {"parts/mirrored"}},
      {"inside-out", {"parts/inverted"}},
      {"hole", {"parts/missing-surface", "parts/not-watertight"}},
      {"overlap", {"parts/overlap"}},
      {"joint-missing", {"parts/joint-missing"}},
      {"joint-without-socket", {"parts/joint-missing"}},
      {"joint-too-tight", {"parts/joint-clearance"}},
      {"texture-stripped", {"parts/texture-lost"}},
      {"foreign-blob", {"parts/foreign-geometry"}},
      {"all-moved", {"parts/frame-changed"}},
      {"all-mirrored", {"parts/mirrored"}},
      {"one-piece", {"parts/one-piece"}},
  }));
  Exchange exchange(fault);
  const InputReport report = exchange.split("a", "ball", kFormats[1]);
  INFO(fault << "\n" << describe_findings(report));
  const Rules found = rules_of(report);
  CHECK(std::includes(found.begin(), found.end(), rules.begin(), rules.end()));
  // What else a push breaks depends on the joint that it goes through.
  if (fault != "overlap") CHECK(found == rules);
}
