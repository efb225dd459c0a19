// The fault matrix: each planted fault raises exactly its rules; also after writing and reading, in every
// format that can carry it.
#include <catch2/catch.hpp>

#include "meshgate/format.h"
#include "meshgate/output.h"
#include "support/files.h"
#include "support/planted.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;

Rules expected_rules(const Planted& fault) {
  Rules rules = fault.also;
  rules.insert(fault.rule);
  return rules;
}

// The asset as it comes back from a file of the format.
Asset through_file(const Asset& asset, const std::string& format, const TemporaryFolder& folder) {
  WriteOptions options;
  options.stem = asset.path.substr(0, asset.path.rfind('.'));
  const Written written = find_format(format)->write(asset, options).value();
  for (const WrittenFile& file : written.files) {
    const std::filesystem::path path = folder.path() / file.name;
    std::filesystem::create_directories(path.parent_path());
    write_file(path.string(), file.bytes.span()).value();
  }
  ReadOptions read;
  read.keep_texture_pixels = true;
  return read_asset((folder.path() / written.files[0].name).string(), read).value();
}

}  // namespace

TEST_CASE("fault matrix: each planted fault raises exactly its rules", "[verify][planted]") {
  for (const Planted& fault : planted_faults()) {
    const InputReport report = judge(planted_source(), fault.result(), fault.expect);
    INFO(fault.what << " (" << fault.rule << ")\n" << describe_findings(report));
    CHECK(rules_of(report) == expected_rules(fault));
  }
}

TEST_CASE("fault matrix: rules of files", "[verify][planted]") {
  const Asset clean = clean_result("split:character:a:ball");
  const InputReport absent =
      judge(planted_source(), {{"parts.glb", nullptr, "parts.glb: No such file or directory"}},
            "split:character:a:ball");
  CHECK(rules_of(absent) == Rules{"parts/unreadable"});
  expect_fires("parts/unreadable", absent.findings);
  const InputReport renamed = judge(planted_source(), {{"parts.stl", &clean, ""}}, "split:character:a:ball");
  CHECK(rules_of(renamed) == Rules{"parts/format"});
  expect_fires("parts/format", renamed.findings);
}

// Minutes of work, so not part of every run: meshgate_tests "[long]".
TEST_CASE("fault matrix: through files of each format", "[.][long][verify][planted][formats]") {
  const std::string id = GENERATE(values<std::string>({"glb", "obj", "stl", "fbx", "usdz"}));
  const Format* format = find_format(id);
  REQUIRE(format != nullptr);
  if (format->write == nullptr) return;  // the writer is not in this build
  const TemporaryFolder folder;
  const bool nodes = id != "stl", textures = id != "stl";
  for (const char* expect : {"split:character:a:ball", "split:character:a:none", "segmentation:medium"}) {
    if (!nodes && std::string(expect) == "segmentation:medium") continue;
    const InputReport report =
        judge(planted_source(), through_file(clean_result(expect), id, folder), expect);
    INFO(id << " " << expect << "\n" << describe_findings(report));
    CHECK(report.findings.empty());
  }
  for (const Planted& fault : planted_faults()) {
    if ((fault.needs_nodes && !nodes) || (fault.needs_textures && !textures)) continue;
    if (!nodes && fault.expect == "segmentation:medium") continue;
    const InputReport report =
        judge(planted_source(), through_file(fault.result(), id, folder), fault.expect);
    INFO(id << ": " << fault.what << " (" << fault.rule << ")\n" << describe_findings(report));
    CHECK(rules_of(report) == expected_rules(fault));
  }
}
