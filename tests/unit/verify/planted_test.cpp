// The fault matrix: each planted fault raises exactly its rules, after writing and reading, in every format
// that can carry it. In memory parts_test.cpp and segments_test.cpp have them.
#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>

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

double number_of(const InputReport& report, const TrueNumber& number) {
  return number.rule.empty() ? metric_of(report, number.name)
                             : evidence_of(finding_of_rule(report, number.rule), number.name);
}

// The matrix that a finding says to put things back with.
Matrix4 matrix_to_source(const Finding& finding) {
  Matrix4 matrix;
  for (const auto& [key, value] : finding.evidence) {
    if (key != "matrix_to_source") continue;
    std::istringstream text(std::get<std::string>(value));
    for (double& element : matrix.m) text >> element;
  }
  return matrix;
}

void check_numbers(const std::vector<TrueNumber>& numbers, const InputReport& report) {
  for (const TrueNumber& number : numbers) {
    INFO(number.rule << " " << number.name);
    CHECK(number_of(report, number) == Approx(number.value).margin(number.margin));
  }
}

void check_fault(const Planted& fault, const Asset& result) {
  const InputReport report = judge(planted_source(), result, fault.expect);
  INFO(result.format << ": " << fault.what << " (" << fault.rule << ")\n" << describe_findings(report));
  CHECK(rules_of(report) == expected_rules(fault));
  if (!rules_of(report).contains(fault.rule)) return;
  check_numbers(fault.numbers, report);
  if (!fault.back) return;
  const Matrix4 found = matrix_to_source(finding_of_rule(report, fault.rule));
  const double diagonal = metric_of(report, "diagonal");
  for (std::size_t i = 0; i < 16; ++i)
    CHECK(std::abs(found.m[i] - fault.back->m[i]) <= 1e-4 * (i >= 12 ? diagonal : 1));
}

struct Glb {
  static constexpr const char* kId = "glb";
};
struct Obj {
  static constexpr const char* kId = "obj";
};
struct Stl {
  static constexpr const char* kId = "stl";
};
struct Fbx {
  static constexpr const char* kId = "fbx";
};
struct Usdz {
  static constexpr const char* kId = "usdz";
};

// Whether a file of the format can hold the fault.
bool can_carry(const std::string& id, const Planted& fault) {
  const FormatRoom room = find_format(id)->room;
  if ((fault.needs_nodes || fault.group == FaultGroup::kSegments) && !room.parts) return false;
  if (fault.needs_textures && !room.textures) return false;
  // In an OBJ what has one name is one, and what a USD has in one place cannot have one name.
  return (id != "obj" && id != "usdz") || fault.rule != "parts/name-collision";
}

void check_group(const std::string& id, FaultGroup group) {
  const TemporaryFolder folder;
  for (const Planted& fault : planted_faults()) {
    if (fault.group == group && can_carry(id, fault))
      check_fault(fault, through_file(fault.result(), id, folder));
  }
}

}  // namespace

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

// One test a format and a group: they run side by side.
#define THROUGH_FORMATS(name) \
  TEMPLATE_TEST_CASE("fault matrix: " name, "[verify][planted][formats]", Glb, Obj, Stl, Fbx, Usdz)

THROUGH_FORMATS("clean results are silent") {
  const TemporaryFolder folder;
  for (const std::string expect :
       {"split:character:a:ball", "split:character:a:none", "segmentation:medium"}) {
    if (expect == "segmentation:medium" && !find_format(TestType::kId)->room.parts) continue;
    const InputReport report =
        judge(planted_source(), through_file(clean_result(expect), TestType::kId, folder), expect);
    INFO(expect << "\n" << describe_findings(report));
    CHECK(report.findings.empty());
    check_numbers(clean_numbers(expect), report);
  }
}

THROUGH_FORMATS("faults of place") { check_group(TestType::kId, FaultGroup::kPlace); }
THROUGH_FORMATS("faults of bodies") { check_group(TestType::kId, FaultGroup::kBodies); }
THROUGH_FORMATS("faults of fit and look") { check_group(TestType::kId, FaultGroup::kFit); }
TEMPLATE_TEST_CASE("fault matrix: faults of segments", "[verify][planted][formats]", Glb, Obj, Fbx, Usdz) {
  check_group(TestType::kId, FaultGroup::kSegments);
}
