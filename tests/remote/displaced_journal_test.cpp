// A journal that is deleted, moved or replaced while a run goes on: nothing more is sent, and what is known
// is kept.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

namespace fs = std::filesystem;

Job sample(const std::string& key) {
  Job job;
  job.account = "account";
  job.key = key;
  job.request = {"split", "/in/figure.glb", {}, {}};
  return job;
}

std::string rescued_copy(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().string();
    if (name.find("-rescued-") != std::string::npos && !name.ends_with("-wal") && !name.ends_with("-shm"))
      return name;
  }
  return {};
}

void displace(const std::string& path, int how) {
  const bool is_log = how == 3;
  fs::rename(path + (is_log ? "-wal" : ""), path + ".away");
  if (how == 0) fs::remove(path + ".away");
  if (how == 2) fs::copy_file(path + ".away", path);
}

}  // namespace

TEST_CASE("displaced journal: whoever deletes, moves or replaces it is noticed at the next write", "[jobs]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "journal.sqlite").string();
  Journal journal = Journal::open(path).value();
  const std::string sent = journal.plan(sample("one"), 1).value(),
                    id = journal.plan(sample("two"), 1).value();
  REQUIRE(journal.claim_submission(sent, {.now = 2})->claim == Claim::kGranted);
  CHECK_FALSE(journal.is_displaced());
  const int how = GENERATE(0, 1, 2, 3);
  displace(path, how);
  const auto claim = journal.claim_submission(id, {.now = 2});
  REQUIRE_FALSE(claim);
  CHECK(claim.error().kind == ErrorKind::kIo);
  INFO(claim.error().message);
  CHECK(claim.error().message.find("deleted, moved or replaced while it was in use") != std::string::npos);
  CHECK(journal.is_displaced());
  CHECK_FALSE(journal.plan(sample("three"), 3));
  CHECK_FALSE(journal.lease(id, 3));
  CHECK_FALSE(journal.append(sent, "submitted", 3, R"({"task_id":"a.b"})"));
  // What is written is not lost all the same.
  const std::string copy = journal.rescue().value();
  CHECK((fs::status(copy).permissions() & fs::perms::others_all) == fs::perms::none);
  Journal rescued = Journal::open(copy).value();
  CHECK(rescued.list()->size() == 2);
  CHECK(rescued.load(sent)->task_id == "a.b");
  CHECK(rescued.load(id)->state == JobState::kPlanned);
}

TEST_CASE("displaced journal: a run that loses it sends nothing more, and goes on with the copy",
          "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const int how = GENERATE(0, 2);
  api.after = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind == "create" && request.number == 1) displace(bench.journal_path(), how);
    return nullptr;
  };
  JobOptions options = bench.options();
  options.limit = 1;
  Journal journal = bench.journal();
  Client client = bench.client();
  const std::vector<JobSpec> specs{bench.split("cube"), bench.split("cone")};
  const auto outcomes = drive_jobs(journal, client, specs, options);
  REQUIRE_FALSE(outcomes);
  const std::string said = describe(outcomes.error());
  INFO(said);
  CHECK(outcomes.error().kind == ErrorKind::kIo);
  CHECK(said.find("Nothing more is sent") != std::string::npos);
  const std::string copy = rescued_copy(bench.path());
  REQUIRE_FALSE(copy.empty());
  CHECK(said.find("MESHGATE_JOURNAL=" + copy) != std::string::npos);
  CHECK(api.created() == std::map<std::string, int>{{"solid cube", 1}});
  Journal rescued = Journal::open(copy).value();
  const auto whole = drive_jobs(rescued, client, specs, options);
  REQUIRE(whole);
  for (const JobOutcome& outcome : *whole) CHECK_FALSE(outcome.error);
  CHECK(api.created() == std::map<std::string, int>{{"solid cone", 1}, {"solid cube", 1}});
}
