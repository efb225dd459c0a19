// Slots of the account: who holds them, what a run that waits for one says, and when it gives up.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// A service that loses its answer to the first create, and the job that it belonged to.
struct LostAnswer {
  ScriptedApi api;
  RemoteBench bench{api.base_url()};
  std::string job;

  LostAnswer() {
    api.after = [](const ScriptedRequest& request) {
      return request.kind == "create" && request.number == 1 ? dropped() : nullptr;
    };
    job = bench.drive({bench.split("cube")}).at(0).job.id;
  }
};

/// Options with one slot, which stop a run that would wait for it; what was told until then.
struct OneSlot {
  std::stop_source stop;
  std::vector<std::string> notes;
  bool waited = false;

  JobOptions options(const RemoteBench& bench) {
    JobOptions options = bench.options();
    options.limit = 1;
    options.stop = stop.get_token();
    options.on_change = [this](const JobProgress& progress) {
      if (!progress.note.empty() && !progress.is_over) notes.push_back(progress.note);
      if (progress.stage.find("slot") == std::string::npos) return;
      waited = true;
      stop.request_stop();
    };
    return options;
  }
};

}  // namespace

TEST_CASE("slots: who waits says which lost answer holds the slot, until when, and what to do", "[remote]") {
  LostAnswer lost;
  OneSlot one;
  const auto outcomes =
      lost.bench.drive({lost.bench.split("cone"), lost.bench.split("ring")}, one.options(lost.bench));
  CHECK(one.waited);
  REQUIRE(one.notes.size() == 1);  // once, however many wait
  INFO(one.notes[0]);
  CHECK(one.notes[0].find("job " + lost.job + " until ") != std::string::npos);
  CHECK(one.notes[0].find("answer was lost") != std::string::npos);
  CHECK(one.notes[0].find("meshgate jobs --dismiss " + lost.job) != std::string::npos);
  CHECK(exit_code(outcomes[0].error->kind) == 4);
  CHECK(lost.api.created_total() == 1);
}

TEST_CASE("slots: what is sent again with --force does not wait for the slot of what it replaces",
          "[remote]") {
  LostAnswer lost;
  OneSlot one;
  JobOptions force = one.options(lost.bench);
  force.force = true;
  const bool by_job = GENERATE(true, false);
  const auto outcomes = by_job ? lost.bench.drive(lost.bench.resumable(), force)
                               : lost.bench.drive({lost.bench.split("cube")}, force);
  CHECK_FALSE(one.waited);
  CHECK_FALSE(outcomes[0].error);
  CHECK(lost.api.created_total() == 2);
  // What was replaced holds no slot afterwards either.
  OneSlot next;
  CHECK_FALSE(lost.bench.drive({lost.bench.split("cone")}, next.options(lost.bench))[0].error);
  CHECK_FALSE(next.waited);
}

TEST_CASE("slots: a service that takes nothing ends all that wait at one deadline", "[remote]") {
  ScriptedApi api;
  api.before = [](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "create") return nullptr;
    ScriptedReply busy{429, R"({"code":429,"msg":"too many requests"})"};
    busy.headers = {{"Retry-After", "0"}};
    return std::make_unique<ScriptedReply>(busy);
  };
  const RemoteBench bench(api.base_url());
  JobOptions options = bench.options();
  options.limit = 1;
  options.poll_s = 0.05;
  options.deadline_s = 0.4;
  const auto outcomes = bench.drive({bench.split("cube"), bench.split("cone"), bench.split("ring")}, options);
  for (const JobOutcome& outcome : outcomes) {
    REQUIRE(outcome.error);
    INFO(outcome.error->message);
    CHECK(exit_code(outcome.error->kind) == 4);
    CHECK(outcome.error->message.find("took no task") != std::string::npos);
  }
  // Pauses grow although the service names none: not a loop of uploads.
  CHECK(api.count("create") < 12);
  CHECK(api.created_total() == 0);
}
