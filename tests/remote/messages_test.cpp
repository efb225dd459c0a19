// What the program says in places where users were left alone, and what it leaves behind.
#include <catch2/catch.hpp>

#include "support/mesh_files.h"
#include "support/program_bench.h"
#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("messages: the path of a callback URL is a secret", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun dry = bench.run(
      "meshgate run split cube1.stl -o out --callback-url https://me.example.com/PLANTED-PATH --dry-run");
  INFO(dry.out << dry.err);
  CHECK(dry.code == 0);
  CHECK((dry.out + dry.err).find("callback_url = https://me.example.com/(hidden)") != std::string::npos);
  const ProgramRun wrong =
      bench.run("meshgate run split cube1.stl -o out --callback-url ftp://me.example.com/PLANTED-PATH");
  INFO(wrong.out);
  CHECK(wrong.code == 1);
  CHECK(wrong.out.find("task/callback-url-invalid") != std::string::npos);
  const ProgramRun sent = bench.run(
      "meshgate run split cube1.stl -o out --no-verify --callback-url https://me.example.com/PLANTED-PATH");
  CHECK(sent.code == 0);
  check_no_secret(
      dry.out + dry.err + wrong.out + wrong.err + sent.out + sent.err + all_bytes_below(bench.folder()),
      {"PLANTED-PATH"});
}

TEST_CASE("messages: a resumed job is sent without the callback path that the journal does not keep",
          "[remote]") {
  ScriptedApi api;
  std::map<std::string, std::string> fields;
  api.after = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind == "create") fields = request.fields;
    return nullptr;
  };
  const RemoteBench bench(api.base_url());
  JobSpec spec = bench.split("cube");
  spec.request.values["callback_url"] = "https://me.example.com/PLANTED-PATH";
  std::stop_source stop;
  JobOptions options = bench.options();
  options.stop = stop.get_token();
  options.on_change = [&](const JobProgress&) { stop.request_stop(); };
  REQUIRE(bench.drive({spec}, options)[0].job.state == JobState::kPlanned);
  const auto resumed = bench.drive(bench.resumable());
  REQUIRE_FALSE(resumed[0].error);
  CHECK_FALSE(fields.contains("callback_url"));
  REQUIRE(resumed[0].notes.size() == 1);
  CHECK(resumed[0].notes[0].find("without its callback URL") != std::string::npos);
}

TEST_CASE("messages: what a person knows of a lost answer is told to the journal", "[remote][program]") {
  ScriptedApi api;
  api.after = drop_created;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  static_cast<void>(bench.cube_file(2));
  CHECK(bench.run("meshgate wait ''").code == 2);
  const ProgramRun lost =
      bench.run("meshgate submit split cube1.stl; meshgate submit split cube2.stl --quiet");
  const std::string first = lost.out.substr(0, 8), second = lost.out.substr(9, 8);
  CHECK(lost.err.find("`meshgate jobs --found " + first + "=TASK`") != std::string::npos);
  CHECK(lost.err.find("`meshgate jobs --dismiss " + second + "`") != std::string::npos);
  const std::string listed = bench.run("meshgate jobs").out;
  INFO(listed);
  CHECK(listed.find("holds a slot of the account for ") != std::string::npos);
  CHECK(listed.find("as its task may run; meshgate jobs --dismiss " + first + " frees it") !=
        std::string::npos);
  const ProgramRun told = bench.run("meshgate jobs --found " + first + "=task.1.abcdef --dismiss " + second +
                                    " && meshgate jobs");
  INFO(told.out << told.err);
  CHECK(told.code == 0);
  CHECK(told.out.starts_with(second + " dismissed\n" + first +
                             " is task task.1.abcdef; next: meshgate resume " + first + "\n"));
  CHECK(told.out.find("holds a slot") == std::string::npos);
  CHECK(bench.run("meshgate fetch " + first + " -o out --quiet").out == "out/cube1.split.stl\n");
  CHECK(bench.run("meshgate jobs --found " + first).code == 2);
  CHECK(bench.run("meshgate jobs --dismiss " + first).code == 2);
  CHECK(api.created_total() == 2);
}

TEST_CASE("messages: an error is told once on a terminal, and in both of two streams", "[remote][program]") {
  ScriptedApi api;
  api.before = [](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "create") return nullptr;
    return std::make_unique<ScriptedReply>(ScriptedReply{200, R"({"code":30010000,"msg":"no"})"});
  };
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const auto count = [](const std::string& text) {
    int times = 0;
    constexpr std::string_view kWhy = "balance not enough";
    for (std::size_t at = text.find(kWhy); at != std::string::npos; at = text.find(kWhy, at + 1)) ++times;
    return times;
  };
  const ProgramRun apart = bench.run("meshgate run split cube1.stl -o out");
  INFO(apart.out << apart.err);
  CHECK(count(apart.out) == 1);
  CHECK(count(apart.err) == 1);
  const ProgramRun one_file = bench.run("meshgate run split cube1.stl -o out >both 2>&1; cat both");
  INFO(one_file.out);
  CHECK(count(one_file.out) == 1);
  const ProgramRun terminal = bench.run(
      "script -qec 'stty cols 200; meshgate run split cube1.stl -o out' /dev/null >shown; cat shown\n"
      "script -qec 'meshgate run split cube1.stl -o out --report json=r.json' /dev/null");
  INFO(terminal.out);
  CHECK(count(terminal.out) == 2);
}

TEST_CASE("messages: the price of several tasks is told together", "[remote][program]") {
  const ProgramBench bench("http://127.0.0.1:1");
  static_cast<void>(bench.cube_file(1));
  static_cast<void>(bench.cube_file(2));
  const ProgramRun two = bench.run("meshgate run split cube1.stl cube2.stl -o out --dry-run");
  INFO(two.err);
  CHECK(two.err.ends_with("\ntogether: 2 tasks, 40 credits, 0.80 USD\n"));
  CHECK(bench.run("meshgate run segment cube1.stl cube2.stl -o out --dry-run")
            .err.ends_with("\ntogether: 2 tasks, price not published\n"));
  CHECK(bench.run("meshgate run split cube1.stl -o out --dry-run").err.find("together") == std::string::npos);
  CHECK(bench.run("meshgate run split -o out --dry-run").err ==
        "meshgate: (no input): not sent, because of its findings\n");
}

TEST_CASE("messages: a task's id that was wrong when it was told by hand can be told again",
          "[remote][program]") {
  ScriptedApi api;
  api.after = drop_created;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const std::string id = bench.run("meshgate submit split cube1.stl --quiet").out.substr(0, 8);
  const ProgramRun wrong =
      bench.run("meshgate jobs --found " + id + "=nobody.knows.it; meshgate resume " + id + " --no-verify");
  INFO(wrong.err);
  CHECK(wrong.code == 3);
  CHECK(wrong.err.find("`meshgate jobs --found " + id + "=TASK` gives another one") != std::string::npos);
  CHECK(
      bench.run("meshgate jobs --found " + id + "=task.1.abcdef && meshgate fetch " + id + " -o out").code ==
      0);
  CHECK(api.created_total() == 1);
}

TEST_CASE("messages: a lost answer holds a slot until what was sent again is refused", "[remote][program]") {
  ScriptedApi api;
  api.after = drop_created;
  api.before = [](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "create" || request.number == 1) return nullptr;
    return std::make_unique<ScriptedReply>(ScriptedReply{200, R"({"code":30010000,"msg":"no"})"});
  };
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const std::string id = bench.run("meshgate submit split cube1.stl --quiet").out.substr(0, 8);
  CHECK(bench.run("meshgate jobs").out.find("holds a slot") != std::string::npos);
  REQUIRE(bench.run("meshgate resume --force " + id).code == 3);
  const std::string jobs = bench.run("meshgate jobs").out;
  INFO(jobs);
  CHECK(jobs.find(id + "  split    unknown") != std::string::npos);
  const bool is_counted =
      !Journal::open(bench.path("journal.sqlite"))->slots(system_clock().unix_s())->empty();
  CHECK((jobs.find("holds a slot") != std::string::npos) == is_counted);
  CHECK_FALSE(is_counted);
}

TEST_CASE("messages: jobs are not all sent again by one --force", "[remote][program]") {
  ScriptedApi api;
  api.after = drop_created;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  static_cast<void>(bench.run("meshgate submit split cube1.stl --quiet"));
  const ProgramRun all = bench.run("meshgate resume --force");
  INFO(all.err);
  CHECK(all.code == 2);
  CHECK(all.err.find("name them") != std::string::npos);
  CHECK(api.created_total() == 1);
}

TEST_CASE("messages: a closed terminal stops a run as Ctrl-C does, nohup does not", "[remote][program]") {
  ScriptedApi api;
  api.queries_until_done = 1'000'000;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun stopped = bench.run_until_processing("HUP");
  INFO(stopped.err);
  CHECK(stopped.code == 4);
  CHECK(stopped.err.find("`meshgate resume` goes on") != std::string::npos);
  const ProgramRun kept = bench.run(
      "nohup meshgate resume --no-progress --no-verify >out.txt 2>err.txt & pid=$!\n"
      "while kill -0 $pid && ! grep -q processing err.txt; do :; done\nkill -HUP $pid; kill -INT $pid; wait "
      "$pid");
  CHECK(kept.code == 4);  // of the second signal
}

TEST_CASE("messages: a stop while results are compared keeps the reports", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  std::vector<RunItem> items;
  for (const char* name : {"first", "second"}) {
    RunItem item;
    item.request = bench.split(name).request;
    write_binary(item.request.input, binary_stl(placed(cube(), name[0] == 'f' ? 10 : 20, {})));
    items.push_back(item);
  }
  std::stop_source stop;
  RunOptions options = bench.run_options();
  options.check.stop = options.jobs.stop = options.comparison.check.stop = stop.get_token();
  int verifying = 0;
  options.on_stage = [&](const std::string&, std::string_view stage) {
    if (stage == "verifying" && ++verifying == 2) stop.request_stop();
  };
  Journal book = bench.journal();
  Client own = bench.client();
  const auto outcome = run_tasks(book, own, items, options);
  REQUIRE(outcome);
  CHECK(outcome->interrupted);
  CHECK(exit_code(*outcome, Severity::kError) == 4);
  REQUIRE(outcome->report.inputs.size() == 3);  // two inputs, and the result that was compared
  std::string said;
  for (const Finding& finding : outcome->report.inputs.back().findings) said += finding.message;
  CHECK(said.find("interrupted; `meshgate resume` compares them") != std::string::npos);
  CHECK(outcome->jobs.at(1).files.size() == 1);
}

TEST_CASE("messages: the deadline holds for a job that another process drives, too", "[remote]") {
  ScriptedApi api;
  api.queries_until_done = 1'000'000;
  const RemoteBench bench(api.base_url());
  JobOptions submit = bench.options();
  submit.goal = JobGoal::kSubmitted;
  const auto sent = bench.drive({bench.split("cube")}, submit);
  Journal other = bench.journal();
  REQUIRE(other.lease(sent.at(0).job.id, bench.client().clock().unix_s()) == true);
  JobOptions options = bench.options();
  options.deadline_s = 0.05;
  const auto late = bench.drive({bench.split("cube")}, options);
  REQUIRE(late.at(0).error);
  CHECK(exit_code(late[0].error->kind) == 4);
  CHECK(late[0].error->message.find("another process drives it") != std::string::npos);
  REQUIRE(other.release(sent[0].job.id));
}

TEST_CASE("messages: a login page in place of a task's state says nothing about the task", "[remote]") {
  ScriptedApi api;
  api.before = [](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "query" || request.number > 5) return nullptr;
    return std::make_unique<ScriptedReply>(ScriptedReply{200, "<html>login</html>"});
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
}

TEST_CASE("messages: results are found again from another folder", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  REQUIRE(bench.run("meshgate run split cube1.stl -o out --quiet --no-verify").code == 0);
  const ProgramRun elsewhere = bench.run(
      "mkdir -p a/b && cd a/b && meshgate run split ../../cube1.stl -o here --no-verify --no-progress && "
      "cat here/cube1/cube1.split.stl");
  INFO(elsewhere.out << elsewhere.err);
  CHECK(elsewhere.code == 0);
  CHECK(elsewhere.out.ends_with(api.result));
  CHECK(api.count("download") == 1);
  CHECK(bench.run("meshgate jobs --all $(meshgate jobs --all | cut -c 1-8)")
            .out.find(" " + bench.path("out/cube1/cube1.split.stl") + "\n") != std::string::npos);
}

TEST_CASE("messages: a stop leaves no half download", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  std::stop_source stop;
  JobOptions options = bench.options();
  options.stop = stop.get_token();
  options.on_change = [&](const JobProgress& progress) {
    if (progress.stage == "downloading") stop.request_stop();
  };
  const auto outcomes = bench.drive({bench.split("cube")}, options);
  CHECK(exit_code(outcomes[0].error->kind) == 4);
  CHECK(std::filesystem::is_empty(bench.out() + "/cube"));
  CHECK_FALSE(bench.drive(bench.resumable())[0].error);
  CHECK(api.created_total() == 1);
}

TEST_CASE("messages: a job whose request another one has says which, and what to do", "[remote][program]") {
  ScriptedApi api;
  bool loses = true;
  api.after = [&](const ScriptedRequest& request) { return loses ? drop_created(request) : nullptr; };
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const std::string first = bench.run("meshgate submit split cube1.stl --quiet").out.substr(0, 8);
  loses = false;
  const std::string second =
      bench.run("cp cube1.stl other.stl; meshgate submit split other.stl --quiet --force").out.substr(0, 8);
  REQUIRE(first != second);
  const std::string listed = bench.run("meshgate jobs --all").out;
  INFO(listed);
  CHECK(listed.find("next: job " + second + " has its request now: meshgate jobs " + second) !=
        std::string::npos);
  const ProgramRun resumed = bench.run("meshgate resume " + first + " --no-verify");
  INFO(resumed.err);
  CHECK(resumed.code == 2);
  CHECK(resumed.err.find("another job has its request. Next: job " + second) != std::string::npos);
}
