// The deadline ends whatever is on its way, and a stop is told at once: nothing is lost, nothing paid twice.
#include <catch2/catch.hpp>

#include "support/fake_service.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

constexpr double kDeadline = 15;

JobOptions short_options() {
  JobOptions options;
  options.deadline_s = kDeadline;
  options.fetch_s = 0;
  return options;
}

/// Counts creates.
struct CountedService : FakeService {
  int creates = 0;
  CountedService() {
    on_create = [this, usual = on_create] {
      ++creates;
      return usual();
    };
  }
};

void check_late(const JobOutcome& outcome, const std::string& said) {
  REQUIRE(outcome.error);
  INFO(describe(*outcome.error));
  CHECK(exit_code(outcome.error->kind) == 4);
  CHECK(describe(*outcome.error).find(said) != std::string::npos);
  CHECK(describe(*outcome.error).find("`meshgate resume`") != std::string::npos);
}

}  // namespace

TEST_CASE("deadline: it ends a query without an answer and a wait that the service asks for", "[jobs]") {
  CountedService service;
  const bool hangs = GENERATE(true, false);
  bool is_bad = true;
  if (hangs) service.hangs = [&](std::string_view path) { return is_bad && path == "/query-task"; };
  service.on_query = [&](int) { return is_bad ? answer("", 429, {{"retry-after", "600"}}) : success(); };
  const double start = service.time.now;
  const JobOutcome late = service.drive(short_options());
  check_late(late, "not done 15 s after it was submitted");
  CHECK(late.job.state == JobState::kSubmitted);
  CHECK(service.time.now - start < kDeadline + 1);
  is_bad = false;
  service.time.now += 3600;
  const JobOutcome resumed = service.drive(short_options());
  CHECK_FALSE(resumed.error);
  CHECK(resumed.job.id == late.job.id);
  CHECK(service.creates == 1);
}

TEST_CASE("deadline: it ends a download that trickles; by itself a download has an hour more", "[jobs]") {
  CountedService service;
  service.on_query = [](int) { return success(); };
  bool is_slow = true;
  service.hangs = [&](std::string_view path) { return is_slow && path == "/result.glb"; };
  JobOptions options = short_options();
  const bool by_itself = GENERATE(false, true);
  if (by_itself) options.fetch_s = JobOptions().fetch_s;
  const double start = service.time.now;
  const JobOutcome late = service.drive(options);
  check_late(late, "the deadline of 15 s passed in the middle of downloading the result");
  CHECK(late.job.state == JobState::kSucceeded);
  const double passed = service.time.now - start;
  CHECK(passed >= (by_itself ? 3600 : kDeadline));
  CHECK(passed < (by_itself ? 3600 : 0) + kDeadline + 1);
  CHECK(std::filesystem::is_empty(service.folder.path() / "out"));
  is_slow = false;
  const JobOutcome resumed = service.drive(options);
  CHECK_FALSE(resumed.error);
  CHECK(resumed.files.size() == 1);
  CHECK(service.creates == 1);
}

TEST_CASE("deadline: what happened last is told", "[jobs]") {
  CountedService service;
  const int which = GENERATE(0, 1, 2, 3, 4);
  std::string expected;
  const auto broken = [](std::string why) {
    HttpOutcome outcome;
    outcome.error = Error{ErrorKind::kNetwork, std::move(why), {}, {}, {}};
    return outcome;
  };
  if (which == 0) {
    service.on_query = [&](int) { return broken("nothing moved for 1 s"); };
    expected = "What went wrong last: nothing moved for 1 s (asking for the task). ";
  } else if (which == 1) {
    expected = "It was last seen as \"processing\". ";
  } else if (which == 2) {
    service.hangs = [](std::string_view path) { return path == "/query-task"; };
    service.on_create = [] { return answer(R"({"code":200,"data":{"task_id":"a.b"}})"); };
    expected = "Its last query was not answered. ";
  } else if (which == 3) {
    service.on_query = [](int) { return success(); };
    service.on_download = [](const HttpRequest&) { return answer("", 500, {{"retry-after", "2"}}); };
    expected =
        "in the middle of downloading the result. What went wrong last: downloading the result: HTTP 500. ";
  } else {
    service.on_query = [&](int number) { return number == 1 ? success() : broken("no route"); };
    service.on_download = [](const HttpRequest&) { return answer("", 404); };
    expected = "What went wrong last: no route (asking for the task). ";
  }
  const JobOutcome late = service.drive(short_options());
  check_late(late, expected);
}

TEST_CASE("deadline: without a token, a slot or an upload that ends nothing was sent", "[jobs]") {
  CountedService service;
  const int which = GENERATE(0, 1, 2, 3);
  std::string expected;
  if (which == 0) {
    service.hangs = [](std::string_view path) { return path == "/token"; };
    expected = "the service gave no token";
  } else if (which == 1) {
    service.hangs = [](std::string_view path) { return path == "/create-task"; };
    expected = "it was not sent completely within 15 s";
  } else {
    // A job of an earlier run, whose answer was lost, has the only slot.
    Journal book = service.journal();
    Job other;
    other.account = service.client().account();
    other.key = "k";
    other.request = {"split", "/in/other.glb", {}, {}};
    const std::string id = book.plan(other, service.time.now).value();
    REQUIRE(book.claim_submission(id, {.now = service.time.now})->claim == Claim::kGranted);
    REQUIRE(book.append(id, which == 2 ? "unknown" : "submitted", service.time.now, R"({"task_id":"x"})"));
    expected = "no slot of the account got free (1 tasks at once, --concurrency)";
  }
  JobOptions options = short_options();
  options.limit = 1;
  const double start = service.time.now;
  const JobOutcome late = service.drive(options);
  check_late(late, expected);
  CHECK(late.job.state == JobState::kPlanned);
  CHECK(service.creates == 0);
  CHECK(service.time.now - start >= kDeadline);
  CHECK(service.time.now - start < kDeadline + 1);
}

TEST_CASE("deadline: a token that is to be had later only is not waited for longer", "[jobs]") {
  CountedService service;
  service.on_token = [] { return answer("", 503, {{"retry-after", "3000"}}); };
  const double start = service.time.now;
  const JobOutcome late = service.drive(short_options());
  check_late(late, "HTTP 503");
  CHECK(service.time.now - start < kDeadline + 1);
  CHECK(service.creates == 0);
}

TEST_CASE("deadline: what was sent completely gets a grace for its answer, and is unknown then", "[jobs]") {
  CountedService service;
  service.all_arrives = true;
  service.hangs = [](std::string_view path) { return path == "/create-task"; };
  const double start = service.time.now;
  const JobOutcome late = service.drive(short_options());
  REQUIRE(late.error);
  CHECK(exit_code(late.error->kind) == 3);
  CHECK(late.job.state == JobState::kUnknown);
  CHECK(service.time.now - start < kDeadline + JobOptions().grace_s + 1);
}

TEST_CASE("deadline: tasks that wait for a slot are not late as long as others are taken", "[jobs]") {
  CountedService service;
  std::map<int, double> begun;
  service.on_query = [&](int) {
    return service.time.now < begun[service.creates] + 10
               ? answer(R"({"code":200,"data":{"state":"processing"}})")
               : success();
  };
  service.on_create = [&, usual = service.on_create] {
    HttpOutcome outcome = usual();
    begun[service.creates] = service.time.now;
    return outcome;
  };
  JobOptions options = short_options();
  options.limit = 1;
  options.poll_s = 1;
  for (const JobOutcome& outcome : service.drive_all({"a", "b", "c", "d"}, options)) {
    INFO((outcome.error ? describe(*outcome.error) : ""));
    CHECK_FALSE(outcome.error);
  }
  CHECK(service.creates == 4);
}

TEST_CASE("stop: it is told at once what is waited for, and for how long at most", "[jobs]") {
  CountedService service;
  service.all_arrives = true;
  std::stop_source stop;
  bool is_answered = GENERATE(false, true);
  service.hangs = [&](std::string_view path) {
    if (path != "/create-task") return false;
    const bool was_stopped = stop.stop_requested();
    stop.request_stop();
    return !(was_stopped && is_answered);
  };
  JobOptions options;
  options.stop = stop.get_token();
  std::vector<std::pair<double, std::string>> told;
  options.on_change = [&](const JobProgress& progress) {
    if (progress.stage != "stopping") return;
    CHECK(progress.is_urgent);
    told.emplace_back(service.time.now, progress.note);
  };
  const double start = service.time.now;
  const JobOutcome outcome = service.drive(options);
  REQUIRE(told.size() == 1);
  CHECK(told[0].first - start < 1);
  INFO(told[0].second);
  CHECK(told[0].second.find("is waited for, 30 s at most") != std::string::npos);
  CHECK(told[0].second.find("The job is safe in the journal") != std::string::npos);
  REQUIRE(outcome.error);
  CHECK(outcome.job.state == (is_answered ? JobState::kSubmitted : JobState::kUnknown));
  CHECK(exit_code(outcome.error->kind) == (is_answered ? 4 : 3));
  CHECK(service.time.now - start < 31);
}

TEST_CASE("stop: a query, a download, a token and an upload end at once", "[jobs]") {
  CountedService service;
  service.on_query = [](int) { return success(); };
  const std::string at = GENERATE("/query-task", "/result.glb", "/token", "/create-task", "a second token");
  int tokens = 0;
  std::stop_source stop;
  service.all_arrives = at != "/create-task";
  if (at == "a second token")
    service.on_create = [] { return answer(R"({"code":401,"msg":"token expired"})", 401); };
  service.hangs = [&](std::string_view path) {
    const bool is_there = at == "a second token" ? path == "/token" && ++tokens > 1 : path == at;
    if (is_there) stop.request_stop();
    return is_there;
  };
  JobOptions options;
  options.stop = stop.get_token();
  const double start = service.time.now;
  const JobOutcome outcome = service.drive(options);
  REQUIRE(outcome.error);
  INFO(describe(*outcome.error));
  CHECK(exit_code(outcome.error->kind) == 4);
  CHECK(outcome.job.state != JobState::kUnknown);
  CHECK(service.time.now - start < (at == "/query-task" || at == "/result.glb" ? 12 : 1));
}

TEST_CASE("stop: a call by itself ends, too; a create gets its grace", "[jobs]") {
  CountedService service;
  const std::string at = GENERATE("/balance", "/query-task", "/result.glb", "/token", "/create-task");
  std::stop_source stop;
  service.stop = stop.get_token();
  service.all_arrives = true;
  service.hangs = [&](std::string_view path) {
    if (path == at) stop.request_stop();
    return path == at;
  };
  Client client = service.client();
  const std::string input = (service.folder.path() / "a.stl").string();
  write_text(input, "solid a");
  const double start = service.time.now;
  std::optional<Error> error;
  bool is_unknown = false;
  if (at == "/balance" || at == "/token") {
    error = client.fetch_balance().error();
  } else if (at == "/query-task") {
    error = client.query_task("split", "a.b").error();
  } else if (at == "/create-task") {
    const Created created = client.create_task({"split", input, {}, {}});
    error = created.error;
    is_unknown = created.unknown;
  } else {
    const std::string stem = (service.folder.path() / "result").string();
    error = client.download(Secret("http://127.0.0.1:1/result.glb?s=PLANTED"), stem).error();
    CHECK_FALSE(std::filesystem::exists(stem + ".part"));
  }
  REQUIRE(error);
  CHECK(error->kind == ErrorKind::kCancelled);
  INFO(describe(*error));
  CHECK(describe(*error).find("stopped") != std::string::npos);
  CHECK(is_unknown == (at == "/create-task"));
  const double passed = service.time.now - start;
  CHECK((at == "/create-task" ? passed > 29 && passed < 33 : passed <= 1));
}
