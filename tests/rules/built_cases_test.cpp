// Cases of rules whose input cannot be a file of testdata: what is absent, or what depends on the run.
#include <catch2/catch.hpp>

#include "meshgate/gate.h"
#include "support/files.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::vector<Finding> findings_of(const std::string& path, std::uint64_t max_memory = 0) {
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  options.max_memory = max_memory;
  return check_files({path}, options).value().inputs.at(0).findings;
}

}  // namespace

TEST_CASE("rule cases: file/unreadable", "[rules]") {
  expect_fires("file/unreadable", findings_of(testdata("absent.stl")));
  expect_fires("file/unreadable", findings_of(testdata("demo")));
  expect_silent("file/unreadable", findings_of(testdata("demo/figure.glb")));
}

TEST_CASE("rule cases: file/not-checked", "[rules]") {
  expect_fires("file/not-checked", findings_of(testdata("demo/figure.glb"), 1000));
  expect_silent("file/not-checked", findings_of(testdata("demo/figure.glb")));
}
