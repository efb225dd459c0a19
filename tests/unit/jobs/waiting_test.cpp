// When is asked, how often, and for how long: with a clock that only the tests move.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <tuple>

#include "support/fake_service.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("waiting: 5 to 10 seconds at first, by chance, growing to 30 at most", "[jobs]") {
  FakeService service;
  service.time.random = GENERATE(0.0, 0.5, 0.999);
  const double start = service.time.now;
  const JobOutcome outcome = service.drive();
  REQUIRE(outcome.error);
  REQUIRE(service.asked.size() > 100);
  CHECK(service.asked[0] - start >= 5);
  CHECK(service.asked[0] - start <= 10.1);
  double last = service.asked[0];
  for (std::size_t i = 1; i < service.asked.size(); ++i) {
    CHECK(service.asked[i] - last >= 5);
    CHECK(service.asked[i] - last <= 30.5);
    last = service.asked[i];
  }
  // The deadline: an hour and a margin, in no time.
  CHECK(exit_code(outcome.error->kind) == 4);
  CHECK(last - start > 3600);
  CHECK(last - start < 3900 + 61);
  CHECK(outcome.job.state == JobState::kSubmitted);
}

TEST_CASE("waiting: Retry-After is respected, failures back off", "[jobs]") {
  FakeService service;
  service.on_query = [](int number) {
    if (number == 1) return answer("", 429, {{"retry-after", "120"}});
    if (number <= 4) return answer("", 503);
    return answer(R"({"code":200,"data":{"state":"failed"}})");
  };
  const JobOutcome outcome = service.drive();
  CHECK(outcome.job.state == JobState::kFailed);
  REQUIRE(service.asked.size() == 5);
  CHECK(service.asked[1] - service.asked[0] >= 120);
  CHECK(service.asked[2] - service.asked[1] < 120);
  CHECK(service.asked[4] - service.asked[3] > service.asked[2] - service.asked[1]);
}

TEST_CASE("waiting: a service that takes no task is asked until the deadline, and the job can be resumed",
          "[jobs]") {
  FakeService service;
  const bool as_text = GENERATE(false, true);
  int creates = 0;
  bool refuses = true;
  const auto usual = service.on_create;
  service.on_create = [&] {
    REQUIRE(++creates < 1000);
    if (!refuses) return usual();
    return as_text ? answer(R"({"code":777,"data":null,"msg":"Concurrent task limit reached"})")
                   : answer("slow down", 429, {{"retry-after", "20"}});
  };
  JobOptions options;
  options.goal = JobGoal::kSubmitted;
  options.deadline_s = GENERATE(15.0, 600.0);
  options.limit = GENERATE(1, 10);
  std::set<std::string> stages;
  int advised = 0;
  options.on_change = [&](const JobProgress& progress) {
    stages.insert(progress.stage);
    if (progress.note.find("--concurrency") != std::string::npos) ++advised;
  };
  const double start = service.time.now;
  const JobOutcome outcome = service.drive(options);
  REQUIRE(outcome.error);
  const std::string said = describe(*outcome.error);
  INFO(said);
  CHECK(exit_code(outcome.error->kind) == 4);
  CHECK(said.find("took no task of this account") != std::string::npos);
  CHECK(said.find("`meshgate resume`") != std::string::npos);
  CHECK(outcome.job.state == JobState::kPlanned);
  CHECK(service.time.now - start <= options.deadline_s);
  CHECK(service.time.now - start >= options.deadline_s - 61);
  CHECK((creates > 1) == (options.deadline_s > 20 || as_text));
  // No slot is missing here, and where one task at once is too many there is nothing to lower.
  CHECK_FALSE(stages.contains("waiting for a slot"));
  CHECK(advised == (creates > 1 && options.limit > 1 ? 1 : 0));
  refuses = false;
  const JobOutcome resumed = service.drive(options);
  CHECK_FALSE(resumed.error);
  CHECK(resumed.job.id == outcome.job.id);
}

TEST_CASE("waiting: a service that takes one task now and then is asked on, however long it takes",
          "[jobs]") {
  FakeService service;
  double last = service.time.now;
  int creates = 0;
  const auto usual = service.on_create;
  service.on_create = [&] {
    REQUIRE(++creates < 2000);
    if (service.time.now - last < 400) return answer("", 429);
    last = service.time.now;
    return usual();
  };
  JobOptions options;
  options.goal = JobGoal::kSubmitted;
  options.deadline_s = 600;
  for (const JobOutcome& outcome : service.drive_all({"a", "b", "c", "d"}, options)) {
    INFO((outcome.error ? describe(*outcome.error) : ""));
    CHECK_FALSE(outcome.error);
  }
}

TEST_CASE("waiting: a service that is silent for minutes is left, the task goes on", "[jobs]") {
  FakeService service;
  service.on_query = [](int) {
    HttpOutcome outcome;
    outcome.error = Error{ErrorKind::kNetwork, "cannot connect", {}, {}, {}};
    return outcome;
  };
  const double start = service.time.now;
  const JobOutcome outcome = service.drive();
  REQUIRE(outcome.error);
  CHECK(exit_code(outcome.error->kind) == 3);
  CHECK(outcome.error->message.find("`meshgate resume` asks again") != std::string::npos);
  CHECK(outcome.job.state == JobState::kSubmitted);
  CHECK(service.time.now - start > 300);
  CHECK(service.time.now - start < 1500);
}

TEST_CASE("waiting: a download that stalls again and again ends in bounded time, and can be resumed",
          "[jobs]") {
  FakeService service;
  service.on_query = [](int) { return success(); };
  const std::string file = "solid result\nendsolid result\n";
  int downloads = 0;
  bool stalls = true;
  service.on_download = [&](const HttpRequest& request) {
    ++downloads;
    HttpReply reply;
    reply.status = 200;
    reply.headers = {{"content-length", std::to_string(file.size())}};
    const std::size_t size = stalls ? 10 : file.size();
    if (downloads == 1 || !stalls) REQUIRE(request.on_body(reply, as_bytes(file).first(size)));
    HttpOutcome outcome;
    outcome.reply = std::move(reply);
    if (!stalls) return outcome;
    service.time.now += request.stall_s;
    outcome.error = Error{ErrorKind::kNetwork, "nothing moved", {}, {}, {}};
    return outcome;
  };
  const double start = service.time.now;
  const JobOutcome stalled = service.drive();
  REQUIRE(stalled.error);
  CHECK(exit_code(stalled.error->kind) == 3);
  const std::string said = describe(*stalled.error);
  INFO(said);
  CHECK(said.find("after 10 B of 29 B") != std::string::npos);
  CHECK(said.find("`meshgate resume` tries again") != std::string::npos);
  CHECK(said.find("PLANTED") == std::string::npos);
  CHECK(downloads == 5);  // four without a byte after the one that brought ten
  CHECK(service.time.now - start < 600);
  CHECK(stalled.job.state == JobState::kSucceeded);
  stalls = false;
  const JobOutcome whole = service.drive();
  CHECK_FALSE(whole.error);
  CHECK(whole.job.id == stalled.job.id);
}

TEST_CASE("waiting: a part that is not the one asked for makes the download begin anew", "[jobs]") {
  const std::string file = "solid result\n" + std::string(5000, ' ') + "\nendsolid result\n";
  const std::string full = std::to_string(file.size());
  const std::string range = GENERATE("bytes 0-99/FULL", "bytes 2001-2100/FULL", "bytes 2000-2099/9999",
                                     "bytes */FULL", "", "nonsense");
  const bool for_ever = GENERATE(false, true);
  FakeService service;
  service.on_query = [](int) { return success(); };
  int downloads = 0;
  service.on_download = [&](const HttpRequest& request) {
    ++downloads;
    HttpOutcome outcome;
    HttpReply& reply = outcome.reply;
    const bool is_part = std::any_of(request.headers.begin(), request.headers.end(),
                                     [](const auto& header) { return header.first == "Range"; });
    reply.status = 200;
    reply.headers = {{"content-length", full}};
    std::string piece = downloads == 1 ? file.substr(0, 2000) : file;
    if (downloads > 1 && (is_part || for_ever)) {
      std::string said = range;
      if (const auto at = said.find("FULL"); at != std::string::npos) said.replace(at, 4, full);
      reply = {206, {{"content-range", said}}, {}};
      piece = file.substr(7, 100);
    }
    const auto taken = request.on_body(reply, as_bytes(piece));
    if (!taken) outcome.error = taken.error();
    if (downloads == 1) outcome.error = Error{ErrorKind::kNetwork, "cut", {}, {}, {}};
    return outcome;
  };
  const JobOutcome outcome = service.drive();
  INFO(range << (outcome.error ? describe(*outcome.error) : ""));
  CHECK(outcome.error.has_value() == for_ever);
  if (for_ever) {
    CHECK(downloads < 20);
    CHECK(outcome.files.empty());
    CHECK(outcome.job.state == JobState::kSucceeded);
  } else {
    CHECK(read_text(outcome.files.at(0).path) == file);
    CHECK(downloads == 3);
  }
}

TEST_CASE("waiting: a part of another file, as its ETag says, makes the download begin anew", "[jobs]") {
  const std::string file = "solid result\n" + std::string(5000, ' ') + "\nendsolid result\n";
  const auto [first, second, is_same] =
      GENERATE(std::tuple{"\"a\"", "\"b\"", false}, std::tuple{"W/\"a\"", "W/\"b\"", false},
               std::tuple{"\"a\"", "\"a\"", true}, std::tuple{"W/\"a\"", "\"a\"", true},
               std::tuple{"\"a\"", "", true}, std::tuple{"", "\"b\"", true});
  FakeService service;
  service.on_query = [](int) { return success(); };
  int downloads = 0;
  service.on_download = [&, first = std::string(first), second = std::string(second),
                         is_same = is_same](const HttpRequest& request) {
    ++downloads;
    HttpOutcome outcome;
    HttpReply& reply = outcome.reply;
    const bool is_part = std::any_of(request.headers.begin(), request.headers.end(),
                                     [](const auto& header) { return header.first == "Range"; });
    const bool is_conditional = std::any_of(request.headers.begin(), request.headers.end(),
                                            [](const auto& header) { return header.first == "If-Range"; });
    constexpr std::size_t kCut = 2000;
    if (is_part) {
      CHECK(is_conditional == first.starts_with('"'));  // weak ones promise nothing
      reply = {206,
               {{"content-range",
                 "bytes 2000-" + std::to_string(file.size() - 1) + "/" + std::to_string(file.size())}},
               {}};
      if (!second.empty()) reply.headers.emplace_back("etag", second);
    } else {
      reply = {200, {{"content-length", std::to_string(file.size())}}, {}};
      if (!first.empty()) reply.headers.emplace_back("etag", downloads == 1 ? first : second);
    }
    const std::string piece = downloads == 1 ? file.substr(0, kCut)
                              : !is_part     ? file
                              : is_same      ? file.substr(kCut)
                                             : std::string(file.size() - kCut, 'Z');
    if (const auto taken = request.on_body(reply, as_bytes(piece)); !taken) outcome.error = taken.error();
    if (downloads == 1) outcome.error = Error{ErrorKind::kNetwork, "cut", {}, {}, {}};
    return outcome;
  };
  const JobOutcome outcome = service.drive();
  INFO(first << " " << second << (outcome.error ? describe(*outcome.error) : ""));
  REQUIRE_FALSE(outcome.error);
  CHECK(read_text(outcome.files.at(0).path) == file);
  CHECK(downloads == (is_same ? 2 : 3));
}

TEST_CASE("waiting: what nobody understands is asked again by hand first, and paid anew after an hour only",
          "[jobs]") {
  FakeService service;
  service.on_query = [](int) { return answer(R"({"code":777,"msg":"what"})"); };
  const JobOutcome young = service.drive();
  REQUIRE(young.error);
  std::string said = describe(*young.error);
  INFO(said);
  CHECK(exit_code(young.error->kind) == 3);
  CHECK(said.find("`meshgate resume " + young.job.id + "` asks again, and pays nothing") !=
        std::string::npos);
  CHECK(said.find("--again") == std::string::npos);
  CHECK(young.job.state == JobState::kSubmitted);
  service.time.now += kTaskLife;
  said = describe(*service.drive().error);
  CAPTURE(said);
  CHECK(said.find("may have forgotten it: look for task a.b") != std::string::npos);
  CHECK(said.find("`meshgate resume " + young.job.id + "` asks again, `meshgate run … --again` pays") !=
        std::string::npos);
}

TEST_CASE("waiting: a token is used for less than a day, and is fresh before a large upload", "[jobs]") {
  FakeService service;
  Client client = service.client();
  REQUIRE(client.fetch_balance());
  service.time.now += 22 * 3600;
  REQUIRE(client.fetch_balance());
  CHECK(service.tokens == 1);
  service.time.now += 2 * 3600;
  REQUIRE(client.fetch_balance());
  CHECK(service.tokens == 2);
  const std::string small = (service.folder.path() / "small.stl").string();
  const std::string large = (service.folder.path() / "large.stl").string();
  write_text(small, "solid");
  write_text(large, std::string(5'000'000, ' '));
  service.time.now += 3600;
  CHECK_FALSE(client.create_task({"split", small, {}, {}}).error);
  CHECK(service.tokens == 2);
  CHECK_FALSE(client.create_task({"split", large, {}, {}}).error);
  CHECK(service.tokens == 3);
}
