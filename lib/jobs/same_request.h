#pragma once
// Which job of the journal keeps the same request from being sent, and paid for, again.
#include <string>
#include <vector>

#include "meshgate/journal.h"

namespace meshgate {

/// The service has it, has had it, or is getting it.
inline bool is_paid(JobState state) {
  return state == JobState::kSubmitting || state == JobState::kSubmitted || state == JobState::kSucceeded ||
         state == JobState::kFetched;
}

/// The first of the jobs of one request that stands in the way of sending it: paid for (then it is reused),
/// or unknown. Null when there is none.
inline const Job* standing_job(const std::vector<Job>& same, bool again, bool force) {
  for (const Job& job : same) {
    if (is_paid(job.state) && !job.source_changed && !again) return &job;
    if (job.state == JobState::kUnknown && !force) return &job;
  }
  return nullptr;
}

/// Says that a job with the same request stands, of a login that may be the same account.
std::string of_other_login(const Job& job, bool is_token_here);

}  // namespace meshgate
