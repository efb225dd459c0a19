// A journal that takes nothing more, as on a full disk: what was sent is told, what was not sent is not lost.
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "support/fake_transport.h"
#include "support/file_size_limit.h"
#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("broken journal: answers that are under way are waited for, and their tasks told", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const FileSizeLimit disk;
  std::atomic<int> arrived{0};
  std::atomic<bool> has_failed{false};
  api.after = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "create") return nullptr;
    const bool is_first = ++arrived == 1;
    // Both are at the service when the first is answered, and the second is answered after the journal
    // failed.
    while (arrived < 2 || (!is_first && !has_failed)) std::this_thread::yield();
    return nullptr;
  };
  Journal journal = bench.journal();
  journal.observe([&](std::string_view kind, bool written) {
    if (kind != "submitted" || written) return;
    disk.set(0);
    has_failed = true;
  });
  Client client = bench.client();
  const auto outcomes =
      drive_jobs(journal, client, {bench.split("cube"), bench.split("cone")}, bench.options());
  disk.lift();
  REQUIRE_FALSE(outcomes);
  const std::string said = describe(outcomes.error());
  INFO(said);
  CHECK(exit_code(outcomes.error().kind) == 2);
  CHECK(said.find("task.1.abcdef") != std::string::npos);
  CHECK(said.find("task.2.abcdef") != std::string::npos);
  CHECK(said.find("cube.stl") != std::string::npos);
  CHECK(said.find("cone.stl") != std::string::npos);
  CHECK(api.created_total() == 2);
}

TEST_CASE("broken journal: what was not sent does not become unknown", "[remote]") {
  const RemoteBench bench("http://127.0.0.1:1");
  const FileSizeLimit disk;
  FakeTime time;
  const auto reply = [](std::string body) {
    HttpOutcome outcome;
    outcome.reply.status = 200;
    outcome.reply.body = std::move(body);
    return outcome;
  };
  ClientOptions own;
  own.base_url = "http://127.0.0.1:1";
  own.credentials = {Secret("id"), Secret("secret"), {}};
  own.clock = time.clock();
  own.transport = std::make_shared<FakeTransport>(time, [&](const HttpRequest& request) {
    return reply(request.url.ends_with("/auth/token") ? R"({"code":200,"data":{"accessToken":"t"}})"
                                                      : R"({"code":200,"data":{"task_id":"a.b.c"}})");
  });
  Client client = Client::open(std::move(own)).value();
  Journal journal = bench.journal();
  // The disk has room again when the second job, of which nothing has left yet, is taken back.
  journal.observe([&](std::string_view kind, bool written) {
    if (kind == "submitted" && !written) disk.set(0);
    if (kind == "aborted" && !written) disk.lift();
  });
  const auto outcomes =
      drive_jobs(journal, client, {bench.split("cube"), bench.split("cone")}, bench.options());
  disk.lift();
  REQUIRE_FALSE(outcomes);
  CHECK(describe(outcomes.error()).find("a.b.c") != std::string::npos);
  const std::vector<Job> jobs = bench.journal().list().value();
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[1].state == JobState::kPlanned);
}

TEST_CASE("broken journal: there is room for the answer to what was sent, also when the disk is full",
          "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const FileSizeLimit disk;
  Journal journal = bench.journal();
  journal.observe([&](std::string_view kind, bool written) {
    if (kind == "submitted")
      written ? disk.lift() : disk.set(std::filesystem::file_size(bench.journal_path() + "-wal"));
  });
  Client client = bench.client();
  const auto outcomes = drive_jobs(journal, client, {bench.split("cube")}, bench.options());
  disk.lift();
  INFO((outcomes ? "" : describe(outcomes.error())));
  REQUIRE(outcomes);
  CHECK_FALSE(outcomes->at(0).error);
  CHECK(journal.list()->at(0).state == JobState::kFetched);
}
