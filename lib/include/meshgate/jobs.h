#pragma once
// Drives tasks from a request to files on disk: submit, wait, download, with a journal, on one thread.
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/client.h"
#include "meshgate/journal.h"

namespace meshgate {

/// How far a job is driven.
enum class JobGoal {
  kSubmitted,  ///< the service has it
  kFinished,   ///< the service is done with it
  kFetched,    ///< the result is on disk
};

/// One job to drive: a new request, or one of the journal.
struct JobSpec {
  TaskRequest request = {};  ///< new: must have no errors (check_task)
  std::string job = {};      ///< of the journal; then `request` may be empty
  std::string folder = {};   ///< where the result goes; empty = as the journal says, or the current one
  std::string stem = {};     ///< of the result's file name: "figure.split"
  bool compare = false;      ///< who drives it compares the result with its source: see Job::to_compare
};

/// Where a job stands, for a table or a line.
struct JobProgress {
  std::size_t index = 0;  ///< of the spec
  std::string input;      ///< printable name
  std::string job;        ///< id; empty until planned
  std::string stage;      ///< "reading", "waiting for a slot", "waiting for the service", "uploading",
                          ///< "queueing", "processing", "downloading", …
  double fraction = -1;   ///< of an upload or download; negative = unknown
  double elapsed_s = 0;   ///< since the submission
  int credits = 0;        ///< that this run has spent on it, where the price is known
  bool is_over = false;
  std::string note;        ///< what happened, once: "reuses job 3f2a9c01"
  bool is_urgent = false;  ///< the note asks the reader to act
};

struct JobOptions {
  JobGoal goal = JobGoal::kFetched;
  int limit = 10;     ///< tasks of the account at once, over all processes that share the journal
  double poll_s = 5;  ///< least interval between queries of a task; up to twice that by chance, and growing
  /// From the submission, or from when this run took the job up: the service's hour, and a margin. Whatever
  /// is on its way then is ended. Also how long a service that takes no task of the account, or a slot that
  /// does not get free, is waited for.
  double deadline_s = kTaskLife;
  double fetch_s = 3600;  ///< what a download may take beyond the deadline: its result lives for an hour
  double grace_s = 30;    ///< after a stop: how long to wait for the answer to what was sent completely
  std::size_t max_files = 1000;  ///< of one result; when there are more that is told
  bool again = false;            ///< pay again for a request that is under way or done
  bool force = false;            ///< pay again for a request whose fate is unknown
  std::stop_token stop = {};
  std::function<void(const JobProgress&)> on_change = {};          ///< a stage began, or ended
  std::function<void(std::span<const JobProgress>)> on_tick = {};  ///< now and then, for a live table
};

/// What came of one spec.
struct JobOutcome {
  Job job;                         ///< as the journal has it
  std::optional<Error> error;      ///< why the goal was not reached, and what to do
  bool reused = false;             ///< an earlier job had the same request: nothing was paid
  std::vector<FetchedFile> files;  ///< of kFetched
  std::vector<std::string> notes;  ///< what was odd, as another format than asked for
};

/// Drives all jobs, at most `limit` at the service at once, and returns their outcomes in the order of the
/// specs. A create is sent at most once per job: when its answer is lost the outcome is an error that says
/// so. Fails as a whole only when the journal fails, after `grace_s` for the answers that are under way: the
/// error names every task of which the journal does not know. After a stop everything can be resumed; such
/// outcomes are kCancelled.
Result<std::vector<JobOutcome>> drive_jobs(Journal& journal, Client& client,
                                           const std::vector<JobSpec>& specs, const JobOptions& options);

/// Jobs that come while others run. All is called on the thread that drives.
struct JobSource {
  std::function<std::vector<JobSpec>()> take;  ///< what is to be driven besides; called often
  std::function<void(JobOutcome)> on_over;     ///< once for each, as it ends
  std::function<bool()> is_done;               ///< nothing more will come
};

/// Drives jobs as they come, until all are over and nothing more will come, or a stop. Client::wake lets it
/// look for more at once. Fails as drive_jobs.
Result<bool> drive_jobs(Journal& journal, Client& client, const JobSource& source, const JobOptions& options);

/// MESHGATE_POLL_SECONDS, or 5. kConfig for what is no number from 0.001 to 3600.
Result<double> poll_seconds_from_environment();

/// Gives up a job that is not under way: it frees its slot, is not resumed, and the same request may be sent
/// anew. kUsage for a job that a process drives, that runs at the service, or that is over.
Result<Job> dismiss_job(Journal& journal, const std::string& id, double now);

/// Notes the service's id of the task for a job whose answer was lost: it can then be waited for. kUsage for
/// a job of another state.
Result<Job> adopt_task(Journal& journal, const std::string& id, const std::string& task_id, double now);

/// What a person should do next about a job: "meshgate fetch 3f2a9c01 -o DIR"; empty = nothing.
std::string next_step(const Job& job);

/// The service's id of a job's task, and what is known of an event, as they can be shown: without control
/// characters and marks that turn the direction of writing.
std::string task_id_text(const Job& job);
std::string detail_text(const JobEvent& event);

}  // namespace meshgate
