// From inputs to one report: what it says of tasks that ended without a result.
#include <catch2/catch.hpp>

#include "meshgate/run.h"
#include "support/remote.h"
#include "support/rule_cases.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("run: a task without a result is a finding of its input, with the reason", "[remote][rules]") {
  ScriptedApi api;
  std::string state = "failed";
  api.before = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "query" || state.empty()) return nullptr;
    return std::make_unique<ScriptedReply>(
        ScriptedReply{200, R"({"code":200,"data":{"state":")" + state + R"("},"msg":"mesh too complex"})"});
  };
  const RemoteBench bench(api.base_url());
  JobOptions jobs = bench.options();
  const RunOutcome failed = bench.run_cube(jobs);
  const InputReport& input = failed.report.inputs.at(0);
  expect_fires("task/no-result", input.findings);
  CHECK(input.verdict == Verdict::kFail);
  CHECK(input.findings[0].message.find("mesh too complex") != std::string::npos);
  CHECK(exit_code(failed, Severity::kError) == 3);
  CHECK(exit_code(failed, Severity::kOff) == 3);

  state = "processing";
  jobs.deadline_s = 0.05;
  const RunOutcome late = bench.run_cube(jobs);
  expect_fires("task/no-result", late.report.inputs.at(0).findings);
  CHECK(exit_code(late, Severity::kError) == 4);

  state.clear();
  const RunOutcome done = bench.run_cube(bench.options());
  expect_silent("task/no-result", done.report.inputs.at(0).findings);
  CHECK(done.report.inputs.at(0).verdict == Verdict::kPass);
  CHECK(done.report.profile == "hitem3d-split");
}

TEST_CASE("run: where no result can be written, nothing is sent", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  write_text(bench.out(), "a file where the folder should be");
  const RunOutcome refused = bench.run_cube(bench.options());
  REQUIRE(refused.jobs.at(0).error);
  INFO(refused.jobs[0].error->message);
  CHECK(refused.jobs[0].error->message.find(bench.out() + "/cube: Not a directory. Nothing was sent") == 0);
  CHECK(exit_code(refused, Severity::kError) == 2);
  CHECK(api.count("token") == 0);
  CHECK(api.count("create") == 0);
  std::filesystem::remove(bench.out());
  CHECK_FALSE(bench.run_cube(bench.options()).jobs.at(0).error);
  CHECK(api.created_total() == 1);
}
