// The state of a job is a fold over its events.
#include <array>

#include "jobs/event_json.h"
#include "meshgate/journal.h"

namespace meshgate {

std::string_view to_string(JobState state) {
  constexpr std::array<std::string_view, 10> kNames{"planned",   "submitting", "unknown", "submitted",
                                                    "succeeded", "fetched",    "failed",  "refused",
                                                    "abandoned", "dismissed"};
  return kNames.at(static_cast<std::size_t>(state));
}

Job fold_events(Job job, const std::vector<JobEvent>& events) {
  for (const JobEvent& event : events) {
    job.changed_at = event.at;
    const auto text = [&](const char* name) { return json_text(event.detail, name); };
    if (event.kind == "planned") {
      job.again = text("again") == "yes";
    } else if (event.kind == "again") {
      job.again = true;
    } else if (event.kind == "submitting") {
      job.answer_lost = job.answer_lost || job.state == JobState::kSubmitting;  // its process is gone
      job.state = JobState::kSubmitting;
      job.submitted_at = event.at;
      job.source_changed = false;
      job.error.clear();
    } else if (event.kind == "submitted") {
      job.state = JobState::kSubmitted;
      job.answer_lost = false;
      job.task_id = text("task_id");
      job.by_hand = !text("by").empty();
      job.source_changed = job.source_changed || text("source") == "changed";
      job.remote_state = text("state");
      job.error.clear();
    } else if (event.kind == "state") {
      job.by_hand = false;  // the service knows it
      job.remote_state = text("state");
    } else if (event.kind == "succeeded") {
      job.state = JobState::kSucceeded;
      job.remote_state = "success";
      job.error.clear();
    } else if (event.kind == "failed") {
      job.state = JobState::kFailed;
      job.remote_state = "failed";
      job.error = text("message");
    } else if (event.kind == "refused") {
      job.state = job.answer_lost ? JobState::kUnknown : JobState::kRefused;
      if (!job.answer_lost) job.error = text("message");  // the lost answer stays the news
      job.can_retry = text("retry") == "yes";
    } else if (event.kind == "aborted") {
      job.state = job.answer_lost ? JobState::kUnknown : JobState::kPlanned;
      if (!job.answer_lost) job.error = text("message");  // the lost answer stays the news
    } else if (event.kind == "unknown") {
      job.state = JobState::kUnknown;
      job.answer_lost = true;
      job.error = text("message");
    } else if (event.kind == "abandoned") {
      job.state = JobState::kAbandoned;
      job.replaced_by = text("for");
    } else if (event.kind == "dismissed") {
      job.state = JobState::kDismissed;
      job.answer_lost = false;
      job.error.clear();
    } else if (event.kind == "folder") {
      job.folder = text("folder");
      job.stem = text("stem");
    } else if (event.kind == "fetched") {
      job.state = JobState::kFetched;
      job.files = parse_result_files(event.detail);
      job.to_compare = text("compare") == "yes";
      job.error.clear();
    } else if (event.kind == "fetch-failed") {
      job.error = text("message");
    } else if (event.kind == "verified") {
      job.verdict = text("verdict");
      job.to_compare = false;
    } else if (event.kind == "not-compared") {
      job.to_compare = false;
    }
  }
  return job;
}

}  // namespace meshgate
