// Ends before the goal: the deadline, and a stop. What can go on later goes on as if nothing had happened.
#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "core/text.h"
#include "jobs/driver.h"
#include "jobs/event_json.h"

namespace meshgate {
namespace {

constexpr std::string_view kGoesOn = "`meshgate resume` goes on; --deadline says how long to wait";

// What was paid and where it is.
std::string stop_text(const Work& work) {
  const Job& job = work.job;
  if (job.id.empty())
    return "stopped before it was read, so the journal does not know it. Nothing was created or charged: the "
           "same command again sends it";
  const std::string_view next =
      work.outcome.reused ? "the same command again goes on, and pays nothing" : "`meshgate resume` goes on";
  if (job.state == JobState::kSucceeded)
    return fmt::format("job {}: stopped. The result is at the service for an hour: {}", job.id, next);
  if (job.state == JobState::kSubmitted)
    return fmt::format("job {}: stopped. The task runs on at the service: {}", job.id, next);
  return fmt::format("job {}: stopped. Nothing was created or charged: {}", job.id, next);
}

}  // namespace

// All of a create has left, and its answer is on its way: without it, nobody knows whether there is a task.
bool Driver::is_awaited(const Work& work) const {
  return work.stage == Stage::kCreate && work.in_flight && work.call && work.call->is_sent() &&
         session_.transport().may_have_arrived(*work.in_flight);
}

void Driver::cancel(Work& work) {
  if (work.in_flight) session_.transport().cancel(*work.in_flight);
  work.in_flight.reset();
}

// Steady time when nothing is waited for any more, whatever is on its way.
double Driver::last_moment(const Work& work) const {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const double end = work.since + options_.deadline_s;
  switch (work.stage) {
    case Stage::kLogin:
    case Stage::kClaim:
      return unserved_since_ ? *unserved_since_ + options_.deadline_s : kNever;
    case Stage::kCreate:
      return is_awaited(work) ? end + options_.grace_s : end;
    case Stage::kPoll:
      return work.job.state == JobState::kSubmitted ? end : end + options_.fetch_s;
    case Stage::kFetch:
      return end + options_.fetch_s;
    case Stage::kFollow:  // says itself when it waited enough
    case Stage::kPlan:
    case Stage::kOver:
      break;
  }
  return kNever;
}

void Driver::end_late(Work& work) {
  const std::string limit = duration_text(options_.deadline_s);
  switch (work.stage) {
    case Stage::kLogin:
    case Stage::kClaim:
      cancel(work);
      work.call.reset();
      if (no_service_.empty())
        no_service_ = fmt::format("{}. That went on for the {} of the deadline", unserved_why_, limit);
      return lack_service(work);
    case Stage::kCreate:
      if (is_awaited(work)) return lose_answer(work, "the deadline passed while its answer was waited for");
      return take_back(work,
                       fmt::format("job {}: it was not sent completely within {}. Nothing was created or "
                                   "charged; {}",
                                   work.job.id, limit, kGoesOn));
    case Stage::kFetch: {
      const std::string where = work.fetch ? work.fetch->where() : "downloading the result";
      return take_back(
          work,
          fmt::format("job {}: the deadline of {} passed in the middle of {}. {}The result is at "
                      "the service for an hour: `meshgate resume` downloads it from its begin, "
                      "--deadline gives it more time",
                      work.job.id, limit, where, work.trouble.empty() ? std::string() : last_news(work)));
    }
    default:
      break;
  }
  const bool is_done = work.job.state != JobState::kSubmitted;
  take_back(work, is_done ? fmt::format("job {}: the service has the result and gave no link to it until the "
                                        "deadline of {}. {}{}",
                                        work.job.id, limit,
                                        work.trouble.empty() ? std::string() : last_news(work), kGoesOn)
                          : late_text(work));
}

// Nobody knows now whether there is a task: never sent again by itself.
void Driver::lose_answer(Work& work, std::string_view why) {
  cancel(work);
  if (work.is_ours || is_last_attempt(work))
    note(work, "unknown", event_detail({{"message", std::string(why)}}));
  fail_unknown(work, work.job);
}

// What was sent completely gets time for its answer: without it, nobody knows whether it was accepted.
void Driver::stop_all() {
  const double end = now() + options_.grace_s;
  stopping_ = true;
  const auto is_waiting = [&](const Work& work) { return is_awaited(work); };
  for (Work& work : works_) {
    if (work.stage == Stage::kOver || !is_awaited(work)) continue;
    work.progress.is_urgent = true;
    tell(work, "stopping",
         fmt::format("before the end the answer to job {0} is waited for, {1} at most: all of it was sent, "
                     "and the answer "
                     "says whether there is a task. The job is safe in the journal{2}",
                     work.job.id, duration_text(options_.grace_s),
                     broken_ ? std::string()
                             : "; another Ctrl-C ends at once, and then only the service's website knows"));
  }
  plan_rest();
  for (Work& work : works_) {
    if (work.stage != Stage::kOver && !is_awaited(work)) take_back(work, stop_text(work));
  }
  tick(true);
  while (now() < end && std::any_of(works_.begin(), works_.end(), is_waiting)) {
    session_.transport().wait(std::min(0.5, end - now()));
    tick(false);
  }
  for (Work& work : works_) {
    if (work.stage == Stage::kOver) continue;
    if (is_awaited(work)) {
      lose_answer(work, "stopped while waiting for the answer");
    } else {
      take_back(work, stop_text(work));
    }
  }
}

// What was not read yet gets into the journal, as far as that is quick: then `meshgate resume` knows it.
void Driver::plan_rest() {
  constexpr double kLongest = 5;  // seconds
  const double end = now() + std::min(kLongest, options_.grace_s);
  for (Work& work : works_) {
    if (broken_ || now() >= end) return;
    if (work.stage == Stage::kPlan) plan(work);
  }
}

// Ends what can go on later as if nothing had happened. A download begins anew then.
void Driver::take_back(Work& work, const std::string& why) {
  cancel(work);
  if (work.fetch) work.fetch->discard();
  if (work.stage == Stage::kCreate && (work.is_ours || is_last_attempt(work)))
    note(work, "aborted", event_detail({{"message", "ended before it was sent"}}));
  fail_work(work, {ErrorKind::kCancelled, why, {}, {}, {}});
}

}  // namespace meshgate
