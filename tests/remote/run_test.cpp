// From inputs to one report: what it says of tasks that ended without a result.
#include <catch2/catch.hpp>
#include <fstream>

#include "meshgate/run.h"
#include "support/mesh_files.h"
#include "support/program_bench.h"
#include "support/remote.h"
#include "support/rule_cases.h"
#include "support/scripted_api.h"
#include "support/secrets.h"

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

TEST_CASE("run: a source that is gone or was changed is told, and the others are verified", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  JobOptions submit = bench.options();
  submit.goal = JobGoal::kSubmitted;
  std::vector<JobSpec> specs{bench.split("gone"), bench.split("changed"), bench.split("kept")};
  write_binary(specs[2].request.input, binary_stl(cube()));
  REQUIRE(bench.drive(specs, submit).size() == 3);
  std::filesystem::remove(specs[0].request.input);
  write_binary(specs[1].request.input, binary_stl(cube()));
  RunOptions options = bench.run_options();
  std::vector<RunItem> items;
  for (const JobSpec& spec : bench.resumable()) {
    RunItem item;
    item.job = spec.job;
    items.push_back(item);
  }
  Journal book = bench.journal();
  Client own = bench.client();
  const RunOutcome outcome = run_tasks(book, own, items, options).value();
  std::vector<std::string> not_compared;
  for (const InputReport& input : outcome.report.inputs) {
    for (const Finding& finding : input.findings) {
      if (finding.rule == "file/not-checked") not_compared.push_back(finding.message);
    }
  }
  REQUIRE(not_compared.size() == 2);
  CHECK(not_compared[0].find("No such file") != std::string::npos);
  CHECK(not_compared[1].find("changed after it was sent") != std::string::npos);
  for (const JobOutcome& job : outcome.jobs) CHECK(job.files.size() == 1);
  CHECK(outcome.report.inputs.size() == 4);  // three tasks, and one that was compared
}

TEST_CASE("run: a source that is replaced while its task runs is told, not blamed on the service",
          "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  RunItem item;
  item.request = bench.split("cube").request;
  write_binary(item.request.input, binary_stl(cube()));
  const std::string moment = GENERATE("create", "query");
  api.after = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    // Renamed, as editors do: the transfer keeps what it had.
    if (request.kind != moment || request.number != 1) return nullptr;
    const std::string other = item.request.input + ".new";
    std::ofstream(other, std::ios::binary) << "solid other\nendsolid other\n";
    std::filesystem::rename(other, item.request.input);
    return nullptr;
  };
  RunOptions options = bench.run_options();
  Journal book = bench.journal();
  Client own = bench.client();
  const RunOutcome outcome = run_tasks(book, own, {item}, options).value();
  REQUIRE(outcome.jobs.at(0).files.size() == 1);
  REQUIRE(outcome.report.inputs.size() == 1);  // nothing was compared
  expect_fires("file/not-checked", outcome.report.inputs[0].findings);
  const std::string& said = outcome.report.inputs[0].findings.front().message;
  INFO(said);
  CHECK(said.find(moment == "create" ? "changed while it was sent" : "changed after it was sent") !=
        std::string::npos);
}

TEST_CASE("run: a result that proves to be damaged is not kept for ever", "[remote]") {
  ScriptedApi api;
  const std::string whole = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";
  api.result = whole.substr(0, whole.size() - 13) + "f";  // OBJ does not show where it ends
  const RemoteBench bench(api.base_url());
  RunItem item;
  item.request = bench.split("cube").request;
  write_binary(item.request.input, binary_stl(cube()));
  RunOptions options = bench.run_options();
  Journal book = bench.journal();
  Client own = bench.client();
  const RunOutcome outcome = run_tasks(book, own, {item}, options).value();
  const JobOutcome& job = outcome.jobs.at(0);
  REQUIRE(job.files.size() == 1);
  REQUIRE(job.notes.size() == 1);
  INFO(job.notes[0]);
  CHECK(job.notes[0].find(job.files[0].path + " may have come cut off or damaged") == 0);
  std::filesystem::remove(job.files[0].path);
  api.result = whole;
  const RunOutcome again = run_tasks(book, own, {item}, options).value();
  CHECK(read_text(again.jobs.at(0).files.at(0).path) == whole);
  CHECK(api.created_total() == 1);
}

TEST_CASE("run: a model of a URL has no source here, so nothing is said of comparing", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  JobSpec spec = bench.split("cube");
  spec.request.input.clear();
  spec.request.values["mesh_url"] = "https://files.example.com/cube.stl?signature=abc";
  JobOptions submit = bench.options();
  submit.goal = JobGoal::kSubmitted;
  REQUIRE_FALSE(bench.drive({spec}, submit).at(0).error);
  RunOptions options = bench.run_options();
  RunItem item;
  item.job = bench.resumable().at(0).job;
  Journal book = bench.journal();
  Client own = bench.client();
  const RunOutcome outcome = run_tasks(book, own, {item}, options).value();
  REQUIRE(outcome.jobs.at(0).files.size() == 1);
  expect_silent("file/not-checked", outcome.report.inputs.at(0).findings);
}

TEST_CASE("run: a copy into a place that is no folder asks the service nothing", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  REQUIRE_FALSE(bench.drive({bench.split("cube")}).at(0).error);
  const int queries = api.count("query");
  write_text(bench.path() / "file", "no folder");
  JobSpec spec = bench.split("cube");
  spec.folder = (bench.path() / "file" / "x").string();
  const auto refused = bench.drive({spec});
  REQUIRE(refused.at(0).error);
  CHECK(exit_code(refused[0].error->kind) == 2);
  CHECK(refused[0].error->message.find("Not a directory") != std::string::npos);
  CHECK(api.count("query") == queries);
}

TEST_CASE("run: a result that is gone is downloaded again by one process only", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const auto first = bench.drive({bench.split("cube")});
  REQUIRE(first.at(0).files.size() == 1);
  std::filesystem::remove(first[0].files[0].path);
  Journal other = bench.journal();
  REQUIRE(other.lease(first[0].job.id, bench.client().clock().unix_s()) == true);
  const int queries = api.count("query"), downloads = api.count("download");
  std::stop_source stop;
  JobOptions options = bench.options();
  options.stop = stop.get_token();
  bool waited = false;
  options.on_change = [&](const JobProgress& progress) {
    if (progress.stage.find("another process") == std::string::npos) return;
    waited = true;
    stop.request_stop();
  };
  static_cast<void>(bench.drive({bench.split("cube")}, options));
  CHECK(waited);
  CHECK(api.count("query") == queries);
  CHECK(api.count("download") == downloads);
  REQUIRE(other.release(first[0].job.id));
  const auto again = bench.drive({bench.split("cube")});
  CHECK_FALSE(again.at(0).error);
  CHECK(std::filesystem::exists(again[0].files.at(0).path));
  CHECK(api.created_total() == 1);
}

TEST_CASE("run: a stop leaves inputs that were not read yet in the journal", "[remote]") {
  ScriptedApi api;
  std::stop_source stop;
  api.after = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind == "create") stop.request_stop();
    return nullptr;
  };
  const RemoteBench bench(api.base_url());
  std::vector<JobSpec> specs;
  for (int i = 0; i < 20; ++i) specs.push_back(bench.split("input " + std::to_string(i)));
  JobOptions options = bench.options();
  options.stop = stop.get_token();
  const std::vector<JobOutcome> stopped = bench.drive(specs, options);
  for (const JobOutcome& outcome : stopped) {
    REQUIRE(outcome.error);
    CHECK(outcome.error->kind == ErrorKind::kCancelled);
    CHECK_FALSE(outcome.job.id.empty());
  }
  REQUIRE(bench.resumable().size() == specs.size());
  for (const JobOutcome& outcome : bench.drive(bench.resumable())) CHECK_FALSE(outcome.error);
  CHECK(api.created_total() == 20);
}

TEST_CASE("run: a result that nobody compared before the end is compared by `meshgate resume`",
          "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  {
    // A process that ends behind the download.
    Journal journal = Journal::open(bench.path("journal.sqlite")).value();
    ClientOptions who;
    who.credentials = {Secret(kPlantedId), Secret(kPlantedSecret), {}};
    who.base_url = api.base_url();
    Client client = Client::open(std::move(who)).value();
    JobSpec spec;
    spec.request.task = "split";
    spec.request.input = bench.path("cube1.stl");
    spec.folder = bench.path("out");
    spec.compare = true;
    JobOptions options;
    options.poll_s = 0.01;
    REQUIRE_FALSE(drive_jobs(journal, client, {spec}, options)->at(0).error);
    CHECK(journal.list()->at(0).to_compare);
  }
  const ProgramRun listed = bench.run("meshgate jobs --all");
  CHECK(listed.out.find("compares the result with its source") != std::string::npos);
  // The result is no split of a cube.
  const ProgramRun judged = bench.run("meshgate resume");
  INFO(judged.out << judged.err);
  CHECK(judged.code == 1);
  CHECK(judged.out.find("parts/") != std::string::npos);
  CHECK(bench.run("meshgate resume").err.find("nothing to resume") != std::string::npos);
  CHECK(api.created_total() == 1);
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

TEST_CASE("run: the time of a verdict is when it was known", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  RunItem item;
  item.request = bench.split("cube").request;
  write_binary(item.request.input, binary_stl(cube()));
  double verifies = 0;
  ClientOptions who;
  who.credentials = {Secret(kPlantedId), Secret(kPlantedSecret), {}};
  who.base_url = api.base_url();
  who.clock.unix_s = [&, usual = who.clock.unix_s] { return usual() + verifies; };
  Client client = Client::open(std::move(who)).value();
  RunOptions options = bench.run_options();
  options.on_stage = [&](const std::string&, std::string_view stage) {
    if (stage == "verifying") verifies = 1000;
  };
  Journal journal = bench.journal();
  REQUIRE(run_tasks(journal, client, {item}, options));
  const std::vector<JobEvent> events = journal.events(journal.list()->at(0).id).value();
  REQUIRE(events.back().kind == "verified");
  CHECK(events.back().at - events.at(events.size() - 2).at > 900);
}
