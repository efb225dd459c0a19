// What a person can say about a job: that it is given up, or which task it is.
#include <catch2/catch.hpp>

#include "meshgate/jobs.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

struct Book {
  TemporaryFolder folder;
  Journal journal = Journal::open((folder.path() / "journal.sqlite").string()).value();
  ClaimOptions claim{.now = 10, .limit = 1};

  std::string plan(const std::string& key) {
    Job job;
    job.account = "account";
    job.key = key;
    job.request = {"split", "/in/figure.glb", {}, {}};
    return journal.plan(job, 1).value();
  }
  /// Sent, and nothing is known of it.
  std::string lose(const std::string& key) {
    std::string id = plan(key);
    REQUIRE(journal.claim_submission(id, claim)->claim == Claim::kGranted);
    REQUIRE(journal.append(id, "unknown", 11, R"({"message":"no answer"})"));
    REQUIRE(journal.release(id));
    return id;
  }
};

}  // namespace

TEST_CASE("settle: a dismissed job holds no slot, and its request may be sent anew", "[jobs]") {
  Book book;
  const std::string lost = book.lose("k1");
  const std::string next = book.plan("k2"), same = book.plan("k1");
  const ClaimResult busy = book.journal.claim_submission(next, book.claim).value();
  CHECK(busy.claim == Claim::kBusy);
  REQUIRE(busy.lost.size() == 1);
  CHECK(busy.lost[0].job == lost);
  CHECK(busy.lost[0].until == 10 + book.claim.task_life_s);
  CHECK(book.journal.claim_submission(same, book.claim)->claim == Claim::kUnknown);
  const Job dismissed = dismiss_job(book.journal, lost, 20).value();
  CHECK(dismissed.state == JobState::kDismissed);
  CHECK(dismissed.error.empty());
  CHECK(next_step(dismissed).empty());
  CHECK(book.journal.events(lost)->back().kind == "dismissed");
  CHECK(book.journal.claim_submission(same, book.claim)->claim == Claim::kGranted);
  CHECK(book.journal.claim_submission(next, book.claim)->claim == Claim::kBusy);  // of `same`, which is known
  CHECK(book.journal.claim_submission(next, book.claim)->lost.empty());
}

TEST_CASE("settle: what runs, is driven or is over is not dismissed", "[jobs]") {
  Book book;
  const std::string id = book.plan("k1");
  Journal other = Journal::open(book.journal.path()).value();
  REQUIRE(other.lease(id, 1) == true);
  const auto driven = dismiss_job(book.journal, id, 2);
  REQUIRE_FALSE(driven);
  CHECK(driven.error().message.find("driven by another process") != std::string::npos);
  REQUIRE(other.release(id));
  REQUIRE(book.journal.claim_submission(id, book.claim)->claim == Claim::kGranted);
  REQUIRE(book.journal.append(id, "submitted", 11, R"({"task_id":"a.b.c"})"));
  REQUIRE(book.journal.release(id));
  const auto running = dismiss_job(book.journal, id, 20);
  REQUIRE_FALSE(running);
  CHECK(running.error().message.find("runs at the service as task a.b.c") != std::string::npos);
  CHECK(exit_code(running.error().kind) == 2);
  CHECK(dismiss_job(book.journal, id, 10 + 3901)->state == JobState::kDismissed);  // no task lives so long
  const auto twice = dismiss_job(book.journal, id, 4000);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message.find("is over (dismissed)") != std::string::npos);
  CHECK(dismiss_job(book.journal, book.plan("k2"), 4000)->state == JobState::kDismissed);  // never sent
  CHECK(book.journal.lease(id, 4000) == true);  // nothing is left locked
}

TEST_CASE("settle: a lost answer that was found is a task like others", "[jobs]") {
  Book book;
  const std::string lost = book.lose("k1");
  CHECK(adopt_task(book.journal, lost, "", 20).error().kind == ErrorKind::kUsage);
  const Job found = adopt_task(book.journal, lost, "a.b.c", 20).value();
  CHECK(found.state == JobState::kSubmitted);
  CHECK(found.task_id == "a.b.c");
  CHECK(found.submitted_at == 10);
  CHECK(next_step(found) == "meshgate resume " + lost);
  const ClaimResult busy = book.journal.claim_submission(book.plan("k2"), book.claim).value();
  CHECK(busy.claim == Claim::kBusy);
  CHECK(busy.lost.empty());
}

TEST_CASE("settle: an id that was told wrongly can be told again, or given up", "[jobs]") {
  Book book;
  book.claim.limit = 9;
  const std::string lost = book.lose("k1"), other = book.lose("k2");
  for (const std::string& odd : {std::string("a\nb"), std::string(300, 'x')})
    CHECK(adopt_task(book.journal, lost, odd, 20).error().kind == ErrorKind::kUsage);
  REQUIRE(adopt_task(book.journal, lost, "typo", 20));
  CHECK(adopt_task(book.journal, other, "typo", 21).error().message.find("is that of job " + lost) !=
        std::string::npos);
  const Job right = adopt_task(book.journal, lost, "a.b.c", 22).value();
  CHECK(right.task_id == "a.b.c");
  CHECK(right.by_hand);
  CHECK(right.error.empty());
  CHECK(dismiss_job(book.journal, lost, 23)->state == JobState::kDismissed);
  CHECK(adopt_task(book.journal, lost, "a.b.c", 24)->state == JobState::kSubmitted);  // found after all
  // Once the service answers to it the task is known.
  REQUIRE(book.journal.append(lost, "state", 25, R"({"state":"processing"})"));
  CHECK(adopt_task(book.journal, lost, "d.e.f", 26).error().message.find("is submitted") !=
        std::string::npos);
  CHECK_FALSE(dismiss_job(book.journal, lost, 27));
}

TEST_CASE("settle: an attempt that ends before it is sent frees no slot", "[jobs]") {
  Book book;
  const std::string lost = book.lose("k1"), next = book.plan("k2");
  REQUIRE(book.journal.append(lost, "refused", 12, R"({"message":"no token","retry":"yes","unsent":"yes"})"));
  CHECK(book.journal.load(lost)->state == JobState::kUnknown);
  CHECK(book.journal.load(lost)->error == "no answer");  // still what is to be said
  CHECK(book.journal.claim_submission(next, book.claim)->claim == Claim::kBusy);
  REQUIRE(
      book.journal.append(lost, "refused", 13, R"({"message":"no credits","retry":"yes","unsent":"no"})"));
  CHECK(book.journal.claim_submission(next, book.claim)->claim == Claim::kGranted);
}

TEST_CASE("journal: an empty id finds no job", "[jobs]") {
  Book book;
  static_cast<void>(book.plan("k1"));
  const auto found = book.journal.find("");
  REQUIRE_FALSE(found);
  CHECK(found.error().message.find("empty") != std::string::npos);
}
