// A process that stands still for longer than its lease holds, as a machine that sleeps: another machine
// takes its job meanwhile.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/sha256.h"
#include "jobs/event_json.h"
#include "support/fake_service.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

const std::string kOther = "solid other\nendsolid other\n";

/// The process under test, and the journal as another machine sees it.
struct TwoMachines {
  FakeService service;
  Journal other = service.journal();
  int creates = 0;
  std::vector<std::string> told;                          ///< when the job was seen to be elsewhere
  std::function<void(const std::string& job)> when_lost;  ///< what the other machine does then
  JobOptions options;

  TwoMachines() {
    service.process = "near/boot/space 1 1";
    other.act_as("far/boot/space 2 2");
    service.on_create = [this, usual = service.on_create] {
      ++creates;
      return usual();
    };
    options.on_change = [this](const JobProgress& progress) {
      if (progress.stage != "in another process" || progress.note.empty()) return;
      CHECK(progress.is_urgent);
      told.push_back(progress.note);
      if (when_lost) when_lost(progress.job);
    };
  }

  std::string take_over(std::size_t index = 0) {
    constexpr double kAsleep = 100;  // the lease of a process elsewhere holds for a minute
    service.time.now += kAsleep;
    const std::string job = other.list().value().at(index).id;
    CHECK(other.lease(job, service.time.now) == true);
    return job;
  }
  void note(const std::string& job, std::string_view kind, const std::string& detail = "{}") {
    CHECK(other.append(job, kind, service.time.now, detail));
  }
  /// The other machine has the result, and ends.
  void bring_home(const std::string& job) {
    const std::string path = (service.folder.path() / "far.stl").string();
    write_text(path, kOther);
    note(job, "succeeded");
    note(job, "fetched", files_detail({{path, "stl", kOther.size(), sha256_hex(as_bytes(kOther))}}));
    CHECK(other.release(job));
  }
  [[nodiscard]] int count(const std::string& job, std::string_view kind) {
    const std::vector<JobEvent> events = other.events(job).value();
    return static_cast<int>(std::count_if(events.begin(), events.end(),
                                          [&](const JobEvent& event) { return event.kind == kind; }));
  }
};

}  // namespace

TEST_CASE("lease: who lost it asks no more, and takes the result that the other process brings home",
          "[jobs]") {
  TwoMachines two;
  two.service.on_query = [&](int) {
    two.take_over();
    return success();
  };
  two.when_lost = [&](const std::string& job) { two.bring_home(job); };
  const JobOutcome outcome = two.service.drive(two.options);
  CHECK(two.service.asked.size() == 1);
  REQUIRE(two.told.size() == 1);
  INFO(two.told[0]);
  CHECK(two.told[0].find("another one took job " + outcome.job.id) != std::string::npos);
  REQUIRE_FALSE(outcome.error);
  REQUIRE(outcome.files.size() == 1);
  CHECK(read_text(outcome.files[0].path) == kOther);
  CHECK(two.count(outcome.job.id, "succeeded") == 1);
  CHECK(two.creates == 1);
}

TEST_CASE("lease: who lost it while it downloaded publishes nothing", "[jobs]") {
  TwoMachines two;
  two.service.on_query = [](int) { return success(); };
  int downloads = 0;
  two.service.on_download = [&, usual = two.service.on_download](const HttpRequest& request) {
    ++downloads;
    two.take_over();
    return usual(request);
  };
  two.when_lost = [&](const std::string& job) {
    CHECK(std::filesystem::is_empty(two.service.folder.path() / "out"));
    two.bring_home(job);
  };
  const JobOutcome outcome = two.service.drive(two.options);
  CHECK(downloads == 1);
  CHECK(two.told.size() == 1);
  REQUIRE_FALSE(outcome.error);
  CHECK(read_text(outcome.files.at(0).path) == kOther);
  CHECK(two.count(outcome.job.id, "fetched") == 1);
}

TEST_CASE("lease: a part that the other process has made in its place stays", "[jobs]") {
  TwoMachines two;
  two.service.on_query = [](int) { return success(); };
  std::string part;
  two.service.on_download = [&, usual = two.service.on_download](const HttpRequest& request) {
    HttpOutcome outcome = usual(request);
    two.take_over();
    for (const auto& entry : std::filesystem::directory_iterator(two.service.folder.path() / "out"))
      part = entry.path().string();
    std::filesystem::remove(part);
    write_text(part, "theirs");
    return outcome;
  };
  two.when_lost = [&](const std::string& job) {
    CHECK(read_text(part) == "theirs");
    two.bring_home(job);
  };
  CHECK_FALSE(two.service.drive(two.options).error);
  CHECK(two.told.size() == 1);
}

TEST_CASE("lease: the answer to a create that comes late is noted, and nothing is sent twice", "[jobs]") {
  TwoMachines two;
  two.service.on_create = [&, usual = two.service.on_create] {
    two.note(two.take_over(), "unknown");  // as a resume does with what was being sent
    return usual();
  };
  two.when_lost = [&](const std::string& job) { CHECK(two.other.release(job)); };
  two.service.on_query = [](int) { return success(); };
  const JobOutcome outcome = two.service.drive(two.options);
  REQUIRE_FALSE(outcome.error);
  CHECK(two.told.size() == 1);
  CHECK(outcome.job.task_id == "a.b");
  CHECK(outcome.job.state == JobState::kFetched);
  CHECK(two.creates == 1);
}

TEST_CASE("lease: a refusal that comes late leaves what the other process has noted", "[jobs]") {
  TwoMachines two;
  // The second one is of the token: nothing was made, and it is not tried again here.
  const auto [status, body] = GENERATE(std::pair{200, R"({"code":30010000,"msg":"no"})"},
                                       std::pair{401, R"({"code":401,"msg":"no"})"});
  int answered = 0;
  two.service.on_create = [&, status = status, body = body] {
    ++answered;
    two.note(two.take_over(), "unknown");
    return answer(body, status);
  };
  two.when_lost = [&](const std::string& job) { CHECK(two.other.release(job)); };
  const JobOutcome outcome = two.service.drive(two.options);
  REQUIRE(outcome.error);
  CHECK(two.told.size() == 1);
  CHECK(answered == 1);
  CHECK(outcome.job.state == JobState::kUnknown);
  CHECK(describe(*outcome.error).find("meshgate jobs --found " + outcome.job.id) != std::string::npos);
}

TEST_CASE("lease: a stop while the other process works changes nothing", "[jobs]") {
  TwoMachines two;
  std::stop_source stop;
  two.options.stop = stop.get_token();
  std::string job;
  two.service.on_query = [&](int) {
    job = two.take_over();
    return success();
  };
  std::size_t events = 0;
  two.when_lost = [&](const std::string&) {
    events = two.other.events(job)->size();
    stop.request_stop();
  };
  const JobOutcome outcome = two.service.drive(two.options);
  REQUIRE(outcome.error);
  CHECK(exit_code(outcome.error->kind) == 4);
  CHECK(two.other.events(job)->size() == events);
  CHECK(two.service.journal().lease(job, two.service.time.now) == false);  // the other one's still
}

TEST_CASE("lease: two tasks of one job, one of them sent by force elsewhere, are both told", "[jobs]") {
  TwoMachines two;
  std::string job;
  two.service.on_create = [&, usual = two.service.on_create] {
    job = two.take_over();
    two.note(job, "unknown");
    two.note(job, "submitting");
    two.note(job, "submitted", R"({"task_id":"c.d","state":"queueing"})");
    return usual();
  };
  const JobOutcome outcome = two.service.drive(two.options);
  REQUIRE(outcome.error);
  INFO(describe(*outcome.error));
  CHECK(describe(*outcome.error).find("the service made task a.b of it") != std::string::npos);
  CHECK(exit_code(outcome.error->kind) == 3);
  CHECK(two.other.load(job)->task_id == "c.d");
  CHECK(two.service.asked.empty());
}

TEST_CASE("lease: a create that had not left when its lease was lost is not sent by us", "[jobs]") {
  TwoMachines two;
  int answered = 0;
  two.service.on_create = [&, usual = two.service.on_create] {
    if (++answered == 1) two.take_over(1);  // while the second one is under way
    return usual();
  };
  std::string lost;
  two.when_lost = [&](const std::string& job) {
    lost = job;
    CHECK(two.other.load(job)->state == JobState::kPlanned);
    CHECK(two.creates == 1);
    CHECK(two.other.release(job));
  };
  two.service.on_query = [](int) { return success(); };
  const auto outcomes = two.service.drive_all({"a", "b"}, two.options);
  CHECK(two.told.size() == 1);
  CHECK(lost == outcomes[1].job.id);
  for (const JobOutcome& outcome : outcomes) CHECK_FALSE(outcome.error);
  CHECK(two.creates == 2);
}

TEST_CASE("lease: a process that only sleeps keeps its job", "[jobs]") {
  TwoMachines two;
  two.service.on_query = [&](int) {
    two.service.time.now += 100;
    return success();
  };
  CHECK_FALSE(two.service.drive(two.options).error);
  CHECK(two.told.empty());
}
