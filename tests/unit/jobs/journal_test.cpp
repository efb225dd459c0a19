// The journal: what survives, what is shared, what is refused.
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>

#include "jobs/database.h"
#include "jobs/event_json.h"
#include "jobs/process_id.h"
#include "meshgate/journal.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string path_in(const TemporaryFolder& folder) {
  return (folder.path() / "data/journal.sqlite").string();
}

Job sample(const std::string& key = "k1") {
  Job job;
  job.account = "account";
  job.key = key;
  job.request = {"split", "/in/figure.glb", {}, {{"joint", "ball"}}};
  job.folder = "/out";
  job.stem = "figure.split";
  return job;
}

JobEvent event(std::string kind, std::string detail = "{}", double at = 1) {
  return {0, at, std::move(kind), std::move(detail)};
}

}  // namespace

TEST_CASE("journal: a job is a fold over its events", "[jobs]") {
  const Job planned = fold_events(sample(), {event("planned")});
  CHECK(planned.state == JobState::kPlanned);
  const Job sent = fold_events(planned, {event("submitting", "{}", 5)});
  CHECK(sent.state == JobState::kSubmitting);
  CHECK(sent.submitted_at == 5);
  const Job waiting = fold_events(sent, {event("submitted", R"({"task_id":"a.b","state":"queueing"})", 6),
                                         event("state", R"({"state":"processing"})", 7)});
  CHECK(waiting.state == JobState::kSubmitted);
  CHECK(waiting.task_id == "a.b");
  CHECK(waiting.remote_state == "processing");
  CHECK(waiting.changed_at == 7);
  const Job done = fold_events(waiting, {event("succeeded"), event("fetching"),
                                         event("fetched", files_detail({{"/out/a.glb", "glb", 12, "ab"}})),
                                         event("verified", R"({"verdict":"pass"})")});
  CHECK(done.state == JobState::kFetched);
  REQUIRE(done.files.size() == 1);
  CHECK(done.files[0].bytes == 12);
  CHECK(done.verdict == "pass");
  CHECK(fold_events(sent, {event("aborted", R"({"message":"no network"})")}).state == JobState::kPlanned);
  CHECK(fold_events(sent, {event("unknown")}).state == JobState::kUnknown);
  // A second sending that comes to nothing does not make the first one's lost answer known.
  for (const std::string nothing : {"aborted", "refused"})
    CHECK(fold_events(sent, {event("unknown"), event("submitting"), event(nothing)}).state ==
          JobState::kUnknown);
  // … whether it is folded at once or as it happens.
  const Job lost = fold_events(sent, {event("unknown")});
  Job again = lost;
  again.state = JobState::kSubmitting;
  CHECK(fold_events(again, {event("refused")}).state == JobState::kUnknown);
  CHECK(fold_events(again, {event("submitted"), event("refused")}).state == JobState::kRefused);
  const Job refused = fold_events(sent, {event("refused", R"({"message":"no","retry":"yes"})")});
  CHECK(refused.state == JobState::kRefused);
  CHECK(refused.can_retry);
  CHECK(fold_events(waiting, {event("failed", R"({"message":"x"})")}).error == "x");
  CHECK(fold_events(sent, {event("of-the-future")}).state == JobState::kSubmitting);
}

TEST_CASE("journal: what was written is there for the next process, readable by its owner only", "[jobs]") {
  const TemporaryFolder folder;
  std::string id;
  {
    Journal journal = Journal::open(path_in(folder)).value();
    id = journal.plan(sample(), 100).value();
    REQUIRE(journal.append(id, "refused", 101, R"({"message":"later","retry":"yes"})"));
  }
  Journal journal = Journal::open(path_in(folder)).value();
  const Job job = journal.find(id.substr(0, 5)).value();
  CHECK(job.id == id);
  CHECK(job.state == JobState::kRefused);
  CHECK(job.request.input == "/in/figure.glb");
  CHECK(job.request.values.at("joint") == "ball");
  CHECK(job.created_at == 100);
  CHECK(journal.events(id).value().size() == 2);
  CHECK(journal.find("zzz").error().kind == ErrorKind::kNotFound);
  struct stat status {};
  REQUIRE(::stat(path_in(folder).c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("journal: a task's id that several jobs have is told with the jobs", "[jobs]") {
  const TemporaryFolder folder;
  Journal journal = Journal::open(path_in(folder)).value();
  std::vector<std::string> ids;
  for (const char* key : {"k1", "k2"}) {
    ids.push_back(journal.plan(sample(key), 1).value());
    REQUIRE(journal.append(ids.back(), "submitted", 2, R"({"task_id":"TASK"})"));
  }
  CHECK(journal.find("TASK").error().message ==
        "TASK fits 2 jobs (" + ids[0] + ", " + ids[1] + "); give the id of one");
}

TEST_CASE("journal: names that are no UTF-8 come back byte for byte", "[jobs]") {
  const std::string odd = "/tmp/caf\xe9/\xff\x80 \xc3\xa9.png", plain = "/tmp/caf\xc3\xa9.png";
  TaskRequest request{"generate", odd, {{"front", odd}, {"left", plain}}, {{"x", "caf\xe9"}, {"y", "1"}}};
  const TaskRequest read = parse_task_request(request_json(request));
  CHECK(read.input == odd);
  CHECK(read.views.at(0).path == odd);
  CHECK(read.views.at(1).path == plain);
  CHECK(read.values == request.values);
  const std::string detail = files_detail({{odd, "png", 3, "ab"}, {plain, "png", 3, "ab"}});
  CHECK(parse_result_files(detail).at(0).path == odd);
  CHECK(parse_result_files(detail).at(1).path == plain);
  CHECK(json_text(event_detail({{"folder", odd}}), "folder") == odd);
  CHECK(json_text(R"({"folder":{"hex":"6"}})", "folder").empty());
  CHECK(json_text(R"({"folder":{"hex":"zz"}})", "folder").empty());
}

TEST_CASE("journal: without HOME it is in the home that the system knows, never in the current folder",
          "[jobs]") {
  const auto value_of = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::optional<std::string>() : std::string(value);
  };
  std::map<std::string, std::optional<std::string>> before;
  for (const char* name : {"HOME", "XDG_DATA_HOME", "MESHGATE_JOURNAL"}) {
    before[name] = value_of(name);
    ::unsetenv(name);
  }
  const passwd* entry = ::getpwuid(::geteuid());
  const auto without = default_journal_path();
  ::setenv("HOME", "elsewhere", 1);
  const auto relative = default_journal_path();
  ::setenv("HOME", "/home/me", 1);
  const auto with = default_journal_path();
  for (const auto& [name, value] : before) {
    if (value)
      ::setenv(name.c_str(), value->c_str(), 1);
    else
      ::unsetenv(name.c_str());
  }
  CHECK(with == std::string("/home/me/.local/share/meshgate/journal.sqlite"));
  for (const auto& path : {without, relative}) {
    if (entry != nullptr && entry->pw_dir != nullptr && entry->pw_dir[0] == '/') {
      CHECK(path == std::string(entry->pw_dir) + "/.local/share/meshgate/journal.sqlite");
    } else {
      REQUIRE_FALSE(path);
      CHECK(path.error().message.find("MESHGATE_JOURNAL") != std::string::npos);
    }
  }
}

TEST_CASE("journal: no query string of a URL and no callback path is stored", "[jobs]") {
  const TemporaryFolder folder;
  Journal journal = Journal::open(path_in(folder)).value();
  Job job = sample();
  job.request.values["mesh_url"] = "https://files.example.com/a.glb?sign=PLANTED-SIGNATURE";
  job.request.values["callback_url"] = "https://me.example.com/PLANTED-PATH";
  REQUIRE(journal.plan(job, 1));
  for (const auto& file : std::filesystem::directory_iterator(folder.path() / "data"))
    CHECK(read_text(file.path()).find("PLANTED") == std::string::npos);
  const Job stored = journal.list().value().at(0);
  CHECK(stored.request.values.at("mesh_url") == "https://files.example.com/a.glb");
  CHECK(stored.request.values.at("callback_url") == "https://me.example.com");
}

TEST_CASE(
    "journal: claims count the account's tasks, find the same request, and do not touch what is unknown",
    "[jobs]") {
  const TemporaryFolder folder;
  Journal journal = Journal::open(path_in(folder)).value();
  const std::string first = journal.plan(sample("k1"), 0).value();
  const std::string second = journal.plan(sample("k2"), 0).value();
  const std::string third = journal.plan(sample("k1"), 0).value();
  ClaimOptions options;
  options.limit = 1;
  options.now = 10;
  options.task_life_s = 3900;
  CHECK(journal.claim_submission(first, options)->claim == Claim::kGranted);
  CHECK(journal.claim_submission(first, options)->claim == Claim::kTaken);
  CHECK(journal.claim_submission(second, options)->claim == Claim::kBusy);
  const ClaimResult same = journal.claim_submission(third, options).value();
  CHECK(same.claim == Claim::kReuse);
  CHECK(same.other == first);
  // A task that ended, or that is older than any task can be, takes no slot.
  options.now = 10 + 3901;
  CHECK(journal.claim_submission(second, options)->claim == Claim::kGranted);
  REQUIRE(journal.append(second, "failed", options.now));
  options.again = true;
  CHECK(journal.claim_submission(third, options)->claim == Claim::kGranted);
  // The answer to the first was lost.
  REQUIRE(journal.append(first, "unknown", options.now));
  REQUIRE(journal.append(third, "failed", options.now));
  const std::string fourth = journal.plan(sample("k1"), 0).value();
  CHECK(journal.claim_submission(fourth, options)->claim == Claim::kUnknown);
  options.force = true;
  options.limit = 5;
  CHECK(journal.claim_submission(fourth, options)->claim == Claim::kGranted);
  CHECK(journal.load(first)->state == JobState::kAbandoned);
  // Another account has slots and requests of its own.
  Job foreign = sample("k1");
  foreign.account = "other";
  options = {};
  options.limit = 1;
  CHECK(journal.claim_submission(journal.plan(foreign, 0).value(), options)->claim == Claim::kGranted);
}

TEST_CASE("journal: a lease holds while its process lives, and is free at once when it dies", "[jobs]") {
  const TemporaryFolder folder;
  Journal journal = Journal::open(path_in(folder)).value();
  Journal other = Journal::open(path_in(folder)).value();
  const std::string id = journal.plan(sample(), 0).value();
  CHECK(journal.lease(id, 0) == true);
  CHECK(journal.lease(id, 1) == true);
  CHECK(other.lease(id, 1e6) == false);
  REQUIRE(journal.release(id));
  CHECK(other.lease(id, 2) == true);
  REQUIRE(other.release(id));
  const pid_t child = ::fork();
  if (child == 0) {
    auto own = Journal::open(path_in(folder));
    ::_exit(own && own->lease(id, 3).value_or(false) &&
                    own->claim_submission(id, {.now = 3})->claim == Claim::kGranted
                ? 0
                : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  CHECK(journal.load(id)->state == JobState::kUnknown);  // it was sending when it died
  CHECK(journal.lease(id, 3) == true);
}

TEST_CASE("journal: processes have names that do not come again", "[jobs]") {
  CHECK(liveness_of(this_process()) == Liveness::kAlive);
  CHECK(liveness_of("elsewhere/boot/ns 1 1") == Liveness::kElsewhere);
  std::string dead = this_process();
  dead += "9";  // same pid, another start
  CHECK(liveness_of(dead) == Liveness::kDead);
}

TEST_CASE("journal: what is no journal is refused and left alone", "[jobs]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "notes.txt").string();
  const std::string text(5000, 'x');
  write_text(path, text);
  const auto opened = Journal::open(path);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::kConfig);
  CHECK(opened.error().message.find("is no journal") != std::string::npos);
  CHECK(read_text(path) == text);
  CHECK(Journal::open((folder.path() / "notes.txt/journal").string()).error().kind == ErrorKind::kIo);
}

TEST_CASE("journal: a damaged one says so, and what it means for money", "[jobs]") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  for (int i = 0; i < 40; ++i) REQUIRE(Journal::open(path)->plan(sample("k" + std::to_string(i)), 1));
  std::string bytes = read_text(path);
  constexpr std::size_t kPage = 4096;
  REQUIRE(bytes.size() > 4 * kPage);
  std::fill(bytes.begin() + kPage, bytes.end(), '\xff');
  write_text(path, bytes);
  auto journal = Journal::open(path);
  const Error error = journal ? journal->list().error() : journal.error();
  INFO(describe(error));
  CHECK(error.kind == ErrorKind::kIo);
  CHECK(error.message.find("the file is damaged. Keep it") != std::string::npos);
  CHECK(error.message.find("paid for again") != std::string::npos);
}

TEST_CASE("journal: while another process holds the lock it is read, and a stop ends the wait", "[jobs]") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  std::stop_source stop;
  Journal journal = Journal::open(path, stop.get_token()).value();
  const std::string id = journal.plan(sample(), 1).value();
  const DatabaseSchema schema{.application_id = 0x4D474A31, .version = 1, .last_table = "account"};
  const Database holder = Database::open(path, schema).value();
  const auto start = std::chrono::steady_clock::now();
  const auto held = holder.exclusively([&]() -> Result<bool> {
    const auto reader = Journal::open(path);
    CHECK((reader.has_value() && reader->path() == path));
    CHECK(journal.list()->size() == 1);
    stop.request_stop();
    CHECK(journal.plan(sample("k2"), 2).error().kind == ErrorKind::kCancelled);
    CHECK(journal.claim_submission(id, {}).error().kind == ErrorKind::kCancelled);
    const auto leased = journal.lease(id, 2);
    CHECK(leased.error().kind == ErrorKind::kCancelled);
    CHECK(leased.error().message.find("another process held the journal") != std::string::npos);
    return true;
  });
  REQUIRE(held);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK(journal.list()->size() == 1);
  CHECK(journal.lease(id, 3) == true);
}
