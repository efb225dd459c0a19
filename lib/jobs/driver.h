#pragma once
// Many jobs on one thread: each is a small state machine; the loop starts what is due and hands over what
// came back.
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hitem3d/call.h"
#include "hitem3d/fetch.h"
#include "meshgate/jobs.h"

namespace meshgate {

/// What a job does next.
enum class Stage {
  kPlan,    ///< read the input, look into the journal
  kLogin,   ///< a token is on its way, before anything is written to the journal about sending
  kClaim,   ///< wait for a slot
  kCreate,  ///< the request is on its way
  kPoll,    ///< ask how the task stands
  kFetch,   ///< download
  kFollow,  ///< another process, or another spec of this run, drives it
  kOver,
};

/// One spec on its way.
struct Work {
  JobSpec spec;
  TaskRequest request;
  Job job;            ///< the journal's; id empty until planned
  std::string stamp;  ///< sizes and times of the files when they were read
  Stage stage = Stage::kPlan;
  double due = 0;        ///< steady time
  double since = 0;      ///< steady time: when this run took it up, or sent it: the deadline counts from it
  bool is_ours = false;  ///< we hold the lease
  bool has_to_lease = false;  ///< the files of a fetched job are gone: who holds the lease downloads again
  std::unique_ptr<Call> call;
  std::unique_ptr<Fetch> fetch;
  std::optional<std::uint64_t> in_flight;  ///< id of the transport
  int failures = 0;                        ///< in a row
  std::string trouble;                     ///< why the last query or download failed; empty after a good one
  double poll_delay = 0;                   ///< seconds; grows
  int empty_results = 0;                   ///< successes without a link
  bool asked_again = false;                ///< for a new link
  std::optional<double> follows_since;     ///< steady time: another process drives it
  bool asked_late = false;                 ///< after the deadline
  std::vector<std::string> urls;           ///< secrets
  std::size_t next_url = 0;
  JobOutcome outcome;
  JobProgress progress;
};

class Driver {
 public:
  Driver(Journal& journal, Client& client, const JobOptions& options);
  void add(JobSpec spec);
  Result<std::vector<JobOutcome>> run();
  Result<bool> run(const JobSource& source);

 private:
  // driver.cpp: the loop
  void turn();
  void step(Work& work);
  bool all_over() const;
  double time_until_due() const;
  void renew_leases();
  void lose(Work& work);
  void go_on_elsewhere(Work& work);
  void tell(Work& work, std::string_view stage, std::string note = {});
  void tick(bool force);
  void break_with(Error error);
  Error broken_error();
  std::string running_tasks() const;
  void let_go(Work& work);
  void finish(Work& work);
  void fail_work(Work& work, Error error);
  void recall_schemes();
  void remember_schemes();
  bool note(Work& work, std::string_view kind, const std::string& detail = "{}");
  void send(Work& work, HttpRequest request);
  void pump(Work& work);
  double jittered(double seconds);
  double now() const { return session_.now(); }
  double unix_now() const { return session_.options.clock.unix_s(); }

  // driver_end.cpp: the deadline, and a stop
  double last_moment(const Work& work) const;
  void end_late(Work& work);
  void stop_all();
  void plan_rest();
  void take_back(Work& work, const std::string& why);
  bool is_awaited(const Work& work) const;
  void cancel(Work& work);
  void lose_answer(Work& work, std::string_view why);

  // driver_plan.cpp: which job of the journal a spec is
  void plan(Work& work);
  void attach(Work& work, Job job, bool reused);
  void resume(Work& work);
  void resume_as_written(Work& work);
  bool reload(Work& work);
  void follow(Work& work);
  void fail_unknown(Work& work, const Job& job);
  bool is_driven_here(const Work& work) const;
  Result<bool> deliver_copies(Work& work);

  // driver_submit.cpp
  void claim(Work& work);
  void wait_for_slot(Work& work, const std::vector<HeldSlot>& lost);
  void wait_for_service(Work& work, const Error& error);
  void be_unserved(const std::string& why);
  void lack_service(Work& work);
  bool make_call(Work& work);
  bool is_as_planned(Work& work) const;
  void create(Work& work, double claimed_at);
  void take_created(Work& work);
  void take_task(Work& work, const ApiReply& reply);
  void take_late_answer(Work& work, const CallResult& result);
  bool is_last_attempt(Work& work);
  void refuse(Work& work, const Error& error, bool can_retry);
  void try_again_later(Work& work, const std::string& why, double delay_s);

  // driver_poll.cpp
  void poll(Work& work);
  void take_status(Work& work);
  void take_poll_error(Work& work, CallResult& result);
  void poll_later(Work& work, double delay_s);
  bool deadline_passed(Work& work);
  std::string late_text(const Work& work) const;
  void begin_fetch(Work& work, const std::string& odd_link);
  void lack_link(Work& work, const std::string& odd_link);
  void fetch_next(Work& work);
  void take_fetched(Work& work);
  void fail_fetch(Work& work, const Error& error);
  void ask_for_new_link(Work& work, Error error);

  Journal& journal_;
  Session& session_;
  const JobOptions& options_;
  std::list<Work> works_;  // a request on its way points to its own
  std::size_t next_index_ = 0;
  std::map<std::string, std::string> schemes_;  // as the journal has them
  double next_claim_ = 0;                       // when slots are looked for again
  double pause_until_ = 0;  // the service wants no request before; a free slot changes nothing
  std::string slot_stage_;  // why there is none
  std::string told_slots_;  // lost answers that were told to hold slots
  std::optional<double>
      unserved_since_;  // steady time: since when there is no slot, or no service, for a task
  std::string unserved_why_;
  bool limit_told_ = false;       // that fewer at once could be asked for
  std::string no_service_;        // why nothing more is sent: none was taken until the deadline
  double next_renewal_ = 0;       // steady time …
  double next_unix_renewal_ = 0;  // … and the day's, which goes on while the machine sleeps
  double next_tick_ = 0;
  bool stopping_ = false;
  std::optional<Error> broken_;       // the journal failed: nothing may go on
  std::vector<std::string> unsaved_;  // what it should have told the next process
};

/// The stage of a job that another process drives.
inline constexpr std::string_view kElsewhere = "in another process";

/// Sizes and times of change of a request's files: whether they are still those that were read.
std::string file_stamp(const TaskRequest& request);

/// Where the download of a job is until it is whole.
std::string part_path(const Work& work);

/// What was seen last of a task or its result, as a sentence; empty when there is nothing to tell.
std::string last_news(const Work& work);

/// "65 min", "0.3 s".
std::string duration_text(double seconds);

/// The error with what to do about it behind all that is known.
Error with_advice(Error error, std::string_view advice);

/// "figure.split" in the folder of a job, for result `index` of `count`.
std::string result_stem(const Work& work);

}  // namespace meshgate
