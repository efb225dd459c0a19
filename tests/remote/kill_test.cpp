// The process is killed at every event of the journal and around every request, then run again: each input is
// created at most once, and nothing is lost.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "support/helper_paths.h"
#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// One process that runs one task.
class Helper {
 public:
  Helper(const ScriptedApi& api, const RemoteBench& bench, const std::string& name, int kill_at,
         const std::string& sort = "events")
      : out_((bench.path() / (name + ".out")).string()) {
    const JobSpec spec = bench.split(name);
    std::vector<std::string> words{
        kill_helper_path(),     api.base_url(), (bench.path() / (name + ".sqlite")).string(),
        spec.request.input,     spec.folder,    sort,
        std::to_string(kill_at)};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), O_CREAT | O_TRUNC | O_WRONLY,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    REQUIRE(::posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Exit code; -1 = killed.
  int wait() {
    int status = 0;
    REQUIRE(::waitpid(pid_, &status, 0) == pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] std::string output() const { return read_text(out_); }

 private:
  pid_t pid_ = 0;
  std::string out_;
};

/// What must hold after a kill and a second run.
void check_second_run(const ScriptedApi& api, const RemoteBench& bench, const std::string& name, bool lost) {
  Helper again(api, bench, name, 0);
  const int code = again.wait();
  INFO("second run: exit code " << code << "\n" << again.output());
  const auto created = api.created();
  const auto times = created.find("solid " + name);
  const int paid = times == created.end() ? 0 : times->second;
  if (code == 0) {
    CHECK(paid == 1);
    CHECK(read_text(bench.out() + "/" + name + "/" + name + ".split.stl") == api.result);
    const std::filesystem::directory_iterator files(bench.out() + "/" + name);
    CHECK(std::distance(files, {}) == 1);
  } else {
    CHECK(lost);
    CHECK(code == 3);
    CHECK(paid <= 1);
    CHECK(again.output().find("answer was lost") != std::string::npos);
    CHECK(again.output().find("--force") != std::string::npos);
  }
}

/// Kills at moment 1, 2 … of one sort until a run survives; returns how often the answer was lost.
int kill_at_every_moment(const std::string& sort, int least_moments) {
  ScriptedApi api;
  api.queries_until_done = 1;
  const RemoteBench bench(api.base_url());
  int unknown = 0;
  for (int moment = 1;; ++moment) {
    REQUIRE(moment < 100);
    const std::string name = "cube" + std::to_string(moment);
    CAPTURE(sort, moment);
    Helper first(api, bench, name, moment, sort);
    const int code = first.wait();
    if (code != -1) {
      INFO(first.output());
      CHECK(code == 0);
      CHECK(moment > least_moments);  // the moments were there
      return unknown;
    }
    Journal journal = Journal::open((bench.path() / (name + ".sqlite")).string()).value();
    const std::vector<Job> jobs = journal.list().value();
    const bool lost = !jobs.empty() && jobs[0].state == JobState::kUnknown;
    unknown += lost ? 1 : 0;
    check_second_run(api, bench, name, lost);
  }
}

}  // namespace

// Only between the event before the request is sent and the event after its answer is anything lost.
TEST_CASE("kill: before and after every event of the journal", "[remote][kill]") {
  CHECK(kill_at_every_moment("events", 12) == 2);
}

TEST_CASE("kill: before and after every request", "[remote][kill]") {
  CHECK(kill_at_every_moment("requests", 9) == 2);
}

TEST_CASE("kill: by the service at every request, before and after its effect", "[remote][kill]") {
  ScriptedApi api;
  api.queries_until_done = 1;
  std::atomic<pid_t> victim{0};
  std::string kind;
  bool after_effect = false, struck = false;
  const auto strike = [&](const ScriptedRequest& request, bool after) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != kind || after != after_effect || struck) return nullptr;
    struck = true;
    while (victim == 0) std::this_thread::yield();  // not spawned completely
    ::kill(victim, SIGKILL);
    return nullptr;
  };
  api.before = [&](const ScriptedRequest& request) { return strike(request, false); };
  api.after = [&](const ScriptedRequest& request) { return strike(request, true); };
  const RemoteBench bench(api.base_url());
  int number = 0;
  for (const char* at : {"token", "create", "query", "download"}) {
    for (const bool after : {false, true}) {
      kind = at;
      after_effect = after;
      struck = false;
      victim = 0;
      const std::string name = "cone" + std::to_string(++number);
      CAPTURE(kind, after);
      Helper first(api, bench, name, 0);
      victim = first.pid();
      CHECK(first.wait() == -1);
      check_second_run(api, bench, name, kind == "create");
    }
  }
}
