#pragma once
// What was asked of the service and what came of it: a file that survives crashes and that several processes
// share.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/result.h"
#include "meshgate/task.h"

namespace meshgate {

/// Seconds after its submission when a task runs no more: the service's hour, and a margin.
inline constexpr double kTaskLife = 3900;

enum class JobState {
  kPlanned,     ///< nothing was sent
  kSubmitting,  ///< a process is sending it right now
  kUnknown,     ///< it was sent and no answer came: it may run, and be charged
  kSubmitted,   ///< the service works on it
  kSucceeded,   ///< the result waits to be downloaded, for an hour
  kFetched,     ///< done
  kFailed,      ///< the service gave up
  kRefused,     ///< the service did not take it: nothing was charged
  kAbandoned,   ///< another job has its request: was unknown and sent anew with --force, or never sent
  kDismissed,   ///< given up by hand
};
/// Returns "planned", "submitting" …
std::string_view to_string(JobState state);

/// One row of the journal: what happened to a job, or is about to.
struct JobEvent {
  std::int64_t id = 0;
  double at = 0;       ///< Unix seconds
  std::string kind;    ///< "planned", "submitting", "submitted", "state", "fetched" …
  std::string detail;  ///< JSON object; never a secret
};

struct FetchedFile {
  std::string path;
  std::string format;  ///< id by content
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// A task as its events tell it.
struct Job {
  std::string id;       ///< of meshgate: "3f2a9c01"
  std::string account;  ///< whose task it is, unreadable
  std::string key;      ///< compute_task_key
  TaskRequest request;  ///< URLs without their query strings
  std::string folder;   ///< where results go; empty = not said yet
  std::string stem;     ///< of the results' names
  double created_at = 0, changed_at = 0;
  double submitted_at = 0;  ///< of the last "submitting"; 0 = never
  JobState state = JobState::kPlanned;
  bool again = false;        ///< is to be paid for although the same request was paid before
  bool answer_lost = false;  ///< of a sending: one more that comes to nothing does not make it known
  std::string task_id;       ///< of the service
  bool source_changed =
      false;  ///< its files were changed while they were sent: the task is not that of `key`
  /// A person told the task's id, or the answer gave it another name than documented; the service has not
  /// answered to it yet.
  bool by_hand = false;
  std::string replaced_by;   ///< of kAbandoned: id of the job that the request is now
  std::string remote_state;  ///< as the service says
  std::string error;         ///< the last one
  bool can_retry = false;    ///< kRefused for a reason that may pass
  std::vector<FetchedFile> files;
  std::string verdict;      ///< of the verification: "pass", "warn", "fail"; empty = not verified
  bool to_compare = false;  ///< of kFetched: its process ended before it compared the result with the source
};

/// Folds events into the state of a job; events in the order of their ids.
Job fold_events(Job job, const std::vector<JobEvent>& events);

/// What a process may do about a job that it wants to submit.
enum class Claim {
  kGranted,  ///< "submitting" was written: send now
  kBusy,     ///< the account's limit is reached: try later
  kReuse,    ///< the same request is under way or done: `other`
  kUnknown,  ///< the same request was sent and no answer came: `other`
  kTaken,    ///< another process submitted this very job
};
/// A slot of its account that a job takes.
struct HeldSlot {
  std::string job;            ///< id
  double until = 0;           ///< Unix seconds: no task runs longer
  bool is_confirmed = false;  ///< the service said that it has the task
};
struct ClaimResult {
  Claim claim = Claim::kBusy;
  std::string other;           ///< id of a job
  std::vector<HeldSlot> lost;  ///< of kBusy: slots of jobs that are unknown, oldest first
};
struct ClaimOptions {
  double now = 0;                  ///< Unix seconds
  int limit = 10;                  ///< tasks of the account at once, over all processes
  double task_life_s = kTaskLife;  ///< a task that was submitted longer ago takes no slot
  bool again = false;              ///< pay again for what is under way or done
  bool force = false;              ///< pay again for what is unknown
};

/// The journal: SQLite in WAL mode, every event flushed to the device before the call returns. Not
/// thread-safe; several processes, or several objects, may have it open. All calls fail with kIo, saying why,
/// when the file cannot be used, or is no longer where it was.
class Journal {
 public:
  /// Opens or makes it, readable by its owner only. kConfig for a file that is no journal, or of a newer
  /// version. When another process holds its lock, calls wait a minute; `stop` ends that wait with kCancelled
  /// where nothing can be lost (here, planning, leases, claims), and cuts it to seconds elsewhere.
  static Result<Journal> open(const std::string& path, const std::stop_token& stop = {});
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  ~Journal();

  /// Notes a new job and returns its id. `job` gives account, key, request, folder and stem.
  Result<std::string> plan(const Job& job, double now);
  /// Appends an event. `detail` is a JSON object.
  Result<bool> append(const std::string& job, std::string_view kind, double now,
                      const std::string& detail = "{}");
  /// One step, under one lock: looks for the same request, counts the tasks at once, and writes "submitting".
  /// From then on room is kept on the device for the answer: a megabyte beside the journal, or kIo.
  Result<ClaimResult> claim_submission(const std::string& job, const ClaimOptions& options);
  /// Whether claim_submission could write: kIo when the file may not be written to, or there is no room for
  /// what is kept beside it.
  Result<bool> be_ready();
  /// The slots that claim_submission counts, oldest first. An empty account means all accounts.
  Result<std::vector<HeldSlot>> slots(double now, const std::string& account = {},
                                      double task_life_s = kTaskLife);

  Result<Job> load(const std::string& id);
  /// By id, by the start of an id when only one fits, or by the service's task id. kNotFound with what to do.
  Result<Job> find(const std::string& id);
  /// The job of a task of the service; nothing when there is none. Quick in a long journal.
  Result<std::optional<Job>> find_task(const std::string& task_id);
  Result<std::vector<Job>> list();                                                         ///< oldest first
  Result<std::vector<Job>> find_same(const std::string& account, const std::string& key);  ///< same request
  /// The same request of other logins that may be the same account, which nobody can tell: one of the two is
  /// a bare access token. `host` is Client::host_account.
  Result<std::vector<Job>> find_same_of_others(const std::string& account, const std::string& host,
                                               const std::string& key);
  Result<std::vector<JobEvent>> events(const std::string& job);

  /// Takes or renews the right to drive a job; false when a living process has it. The lease of a process
  /// that died on this machine is free at once, that of one in another container a minute after its last
  /// renewal, by the clock.
  Result<bool> lease(const std::string& job, double now);
  Result<bool> release(const std::string& job);

  /// How the service last took an account's token, by path of the endpoint: "/split/create-task" → "Bearer".
  /// No secret; it saves the next process an upload that would be refused.
  Result<std::map<std::string, std::string>> schemes(const std::string& account);
  Result<bool> remember_scheme(const std::string& account, const std::string& endpoint,
                               const std::string& scheme);

  /// That an account is one of this host, for find_same_of_others.
  Result<bool> remember_account(const std::string& account, const std::string& host);

  /// Whether somebody deleted, moved or replaced the file while it was open here. Since then every call that
  /// writes fails with kIo; events are written all the same, into the file that has lost its name.
  [[nodiscard]] bool is_displaced() const;
  /// Writes all that is known here to a new file beside the path, and returns its name.
  Result<std::string> rescue();

  /// As which process leases are taken, for tests that are several machines: "host/boot/namespace pid start".
  void act_as(std::string process);
  /// Called before (`written` false) and after each event is written, for tests that stop there.
  void observe(std::function<void(std::string_view kind, bool written)> observer);
  [[nodiscard]] const std::string& path() const;

 private:
  class Impl;
  explicit Journal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// $MESHGATE_JOURNAL, else journal.sqlite in meshgate's folder below the user's data folder (XDG; the home is
/// $HOME, else what the system's user list says). kConfig when there is no home: a journal in whatever folder
/// is the current one would not be found again, and requests be paid twice.
Result<std::string> default_journal_path();

}  // namespace meshgate
