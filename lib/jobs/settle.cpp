// What only a person can know about a job.
#include <fmt/core.h>

#include "core/text.h"
#include "jobs/event_json.h"
#include "meshgate/jobs.h"

namespace meshgate {
namespace {

constexpr std::size_t kLongestTaskId = 200;

tl::unexpected<Error> refuse(const Job& job, std::string_view why) {
  return fail(ErrorKind::kUsage, fmt::format("job {} {}", job.id, why));
}

// Writes an event when no process drives the job and `accept` takes its state.
template <class Accept>
Result<Job> settle(Journal& journal, const std::string& id, double now, const JobEvent& event,
                   Accept accept) {
  MG_TRY(Job job, journal.find(id));
  MG_TRY(const bool leased, journal.lease(job.id, now));
  if (!leased) return refuse(job, "is driven by another process right now; stop that one first");
  const auto written = [&]() -> Result<bool> {
    MG_TRY(job, journal.load(job.id));
    // We hold the lease: who was sending it is gone.
    if (job.state == JobState::kSubmitting) job.state = JobState::kUnknown;
    MG_TRY([[maybe_unused]] const bool accepted, accept(job));
    return journal.append(job.id, event.kind, now, event.detail);
  }();
  MG_TRY([[maybe_unused]] const bool released, journal.release(job.id));
  if (!written) return fail(written.error());
  return journal.load(job.id);
}

}  // namespace

Result<Job> dismiss_job(Journal& journal, const std::string& id, double now) {
  return settle(journal, id, now, {0, now, "dismissed", "{}"}, [now](const Job& job) -> Result<bool> {
    if (job.state == JobState::kSubmitted && !job.by_hand && now < job.submitted_at + kTaskLife)
      return refuse(
          job, fmt::format("runs at the service as task {} and cannot be called back; `meshgate resume {}` "
                           "waits for it",
                           printable(job.task_id), job.id));
    const bool is_over = job.state == JobState::kFetched || job.state == JobState::kFailed ||
                         job.state == JobState::kAbandoned || job.state == JobState::kDismissed;
    if (is_over)
      return refuse(job, fmt::format("is over ({}): there is nothing to dismiss", to_string(job.state)));
    return true;
  });
}

Result<Job> adopt_task(Journal& journal, const std::string& id, const std::string& task_id, double now) {
  if (task_id.empty() || printable(task_id, kLongestTaskId) != task_id)
    return fail(ErrorKind::kUsage,
                fmt::format("\"{}\" is no id of a task of the service", printable(task_id)));
  const std::string detail = event_detail({{"task_id", task_id}, {"state", ""}, {"by", "hand"}});
  return settle(journal, id, now, {0, now, "submitted", detail}, [&](const Job& job) -> Result<bool> {
    const bool can_take = job.state == JobState::kUnknown || job.state == JobState::kDismissed ||
                          (job.state == JobState::kSubmitted && job.by_hand);
    if (!can_take)
      return refuse(job, fmt::format("is {}: only a job whose answer was lost takes a task's id by hand",
                                     to_string(job.state)));
    MG_TRY(const std::vector<Job> others, journal.list());
    for (const Job& other : others) {
      if (other.id != job.id && other.task_id == task_id)
        return fail(ErrorKind::kUsage,
                    fmt::format("task {} is that of job {}", printable(task_id), other.id));
    }
    return true;
  });
}

}  // namespace meshgate
