// The wish to pay twice is in the journal: it survives what interrupts it.
#include <catch2/catch.hpp>

#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("again: interrupted before it was sent, it is sent by resume", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  // Of what is there already: a result, or also a job that was interrupted without the wish.
  const bool taken_over = GENERATE(false, true);
  const auto interrupted = [&](bool again) {
    std::stop_source stop;
    JobOptions options = bench.options();
    options.again = again;
    options.stop = stop.get_token();
    options.on_change = [&](const JobProgress& progress) {
      if (progress.stage == "reading") stop.request_stop();
    };
    return bench.drive({bench.split("cube")}, options).at(0);
  };
  if (taken_over) CHECK(interrupted(false).job.state == JobState::kPlanned);
  JobSpec elsewhere = bench.split("cube");
  elsewhere.folder = bench.out() + "/elsewhere";
  REQUIRE_FALSE(bench.drive({elsewhere})[0].error);
  CHECK(api.created_total() == 1);
  const JobOutcome stopped = interrupted(true);
  CHECK(exit_code(stopped.error->kind) == 4);
  CHECK(stopped.job.state == JobState::kPlanned);
  CHECK(api.created_total() == 1);
  JobSpec resumed;
  resumed.job = stopped.job.id;
  const auto outcomes = bench.drive({resumed});
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
  CHECK_FALSE(outcomes[0].reused);
  CHECK(outcomes[0].job.id == stopped.job.id);
  CHECK(api.created_total() == 2);
}
