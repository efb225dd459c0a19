#include "jobs/driver.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"

namespace meshgate {
namespace {

constexpr double kLongestWait = 0.5;  // the table moves on
constexpr double kRenewLeases = 20;   // seconds
constexpr double kTickInterval = 0.2;

std::string default_stem(const TaskRequest& request) {
  const std::string name = input_name(request);
  return safe_name(std::filesystem::path(name).stem().string()) + "." + request.task;
}

}  // namespace

std::string result_stem(const Work& work) {
  const std::filesystem::path folder = !work.spec.folder.empty() ? work.spec.folder
                                       : work.job.folder.empty() ? "."
                                                                 : work.job.folder;
  const std::string name = !work.spec.stem.empty()  ? work.spec.stem
                           : !work.job.stem.empty() ? work.job.stem
                                                    : default_stem(work.request);
  return (folder / name).lexically_normal().string();
}

Error with_advice(Error error, std::string_view advice) {
  error.message = fmt::format("{}. {}", describe(error), advice);
  error.context.clear();
  return error;
}

Driver::Driver(Journal& journal, Client& client, const JobOptions& options)
    : journal_(journal), session_(client.session()), options_(options) {}

void Driver::add(JobSpec spec) {
  Work& work = works_.emplace_back();
  work.spec = std::move(spec);
  work.request = work.spec.request;
  work.poll_delay = options_.poll_s;
  work.progress.index = next_index_++;
  work.progress.input = printable(input_name(work.request), 1000);
  work.progress.stage = "waiting";
}

Result<std::vector<JobOutcome>> Driver::run() {
  const std::stop_callback wake(options_.stop, [this] { session_.transport().wake(); });
  recall_schemes();
  while (!all_over()) turn();
  tick(true);
  if (broken_) return fail(broken_error());
  std::vector<JobOutcome> outcomes;
  for (Work& work : works_) {
    work.outcome.job = work.job;
    outcomes.push_back(std::move(work.outcome));
  }
  return outcomes;
}

Result<bool> Driver::run(const JobSource& source) {
  const std::stop_callback wake(options_.stop, [this] { session_.transport().wake(); });
  recall_schemes();
  for (bool goes_on = true; goes_on;) {
    goes_on = !broken_ && !options_.stop.stop_requested();
    if (goes_on) {
      for (JobSpec& spec : source.take()) add(std::move(spec));
    }
    if (all_over() && source.is_done()) break;
    turn();
    for (Work& work : works_) {
      if (work.stage != Stage::kOver) continue;
      work.outcome.job = work.job;
      source.on_over(std::move(work.outcome));
    }
    std::erase_if(works_, [](const Work& work) { return work.stage == Stage::kOver; });
  }
  if (broken_) return fail(broken_error());
  return true;
}

// Whatever can be done right now, and then a wait for what comes next.
void Driver::turn() {
  if (broken_ || options_.stop.stop_requested()) return stop_all();
  renew_leases();
  bool has_read = false;
  for (Work& work : works_) {
    if (now() >= last_moment(work)) end_late(work);
    if (work.stage == Stage::kOver || work.in_flight || work.due > now() || broken_) continue;
    // One input at a time: what is under way must not wait until all have been read.
    if (work.stage == Stage::kPlan && std::exchange(has_read, true)) continue;
    step(work);
    if (options_.stop.stop_requested()) break;
  }
  tick(false);
  // Not when the last one has just ended; with none at all more are to come.
  if (!broken_ && (works_.empty() || !all_over())) session_.transport().wait(time_until_due());
}

void Driver::step(Work& work) {
  switch (work.stage) {
    case Stage::kPlan:
      return plan(work);
    case Stage::kClaim:
      return claim(work);
    case Stage::kLogin:
    case Stage::kCreate:
      return pump(work);
    case Stage::kPoll:
      return poll(work);
    case Stage::kFetch:
      return fetch_next(work);
    case Stage::kFollow:
      return follow(work);
    case Stage::kOver:
      return;
  }
}

bool Driver::all_over() const {
  return std::all_of(works_.begin(), works_.end(),
                     [](const Work& work) { return work.stage == Stage::kOver; });
}

double Driver::time_until_due() const {
  double wait = kLongestWait;
  for (const Work& work : works_) {
    if (work.stage == Stage::kOver) continue;
    if (!work.in_flight) wait = std::min(wait, work.due - now());
    wait = std::min(wait, last_moment(work) - now());
  }
  return std::max(wait, 0.0);
}

void Driver::renew_leases() {
  if (now() < next_renewal_ && unix_now() < next_unix_renewal_) return;
  next_renewal_ = now() + kRenewLeases;
  next_unix_renewal_ = unix_now() + kRenewLeases;
  for (Work& work : works_) {
    if (!work.is_ours || work.stage == Stage::kOver) continue;
    const auto kept = journal_.lease(work.job.id, unix_now());
    if (!kept) {
      break_with(kept.error());
    } else if (!*kept) {
      lose(work);
    }
  }
}

// This process stood still for longer than its lease held, and another one took the job: it goes on there.
void Driver::lose(Work& work) {
  work.is_ours = false;
  const bool is_sent = work.stage == Stage::kCreate && work.call->is_sent();
  // Nobody else will learn which task was made.
  if (is_sent && (!work.in_flight || session_.transport().may_have_arrived(*work.in_flight))) return;
  if (work.in_flight) session_.transport().cancel(*work.in_flight);
  work.in_flight.reset();
  if (work.fetch) work.fetch->discard();
  work.fetch.reset();
  work.call.reset();
  work.urls.clear();
  if (work.stage == Stage::kCreate && is_last_attempt(work))
    note(work, "aborted", event_detail({{"message", "another process took the job before it was sent"}}));
  go_on_elsewhere(work);
}

void Driver::go_on_elsewhere(Work& work) {
  work.stage = Stage::kFollow;
  work.due = now();
  work.progress.is_urgent = true;
  tell(work, kElsewhere,
       fmt::format("this process stood still for a while, and another one took job {}: it goes on there, "
                   "here it is only waited for",
                   work.job.id));
}

void Driver::tell(Work& work, std::string_view stage, std::string text) {
  JobProgress& progress = work.progress;
  if (progress.stage == stage && text.empty() && !progress.is_over) return;
  progress.stage = stage;
  progress.fraction = -1;
  progress.job = work.job.id;
  progress.note = std::move(text);
  progress.is_over = work.stage == Stage::kOver;
  const bool old = work.outcome.reused && work.job.state == JobState::kFetched;
  if (work.job.submitted_at > 0 && !old)
    progress.elapsed_s = std::max(0.0, unix_now() - work.job.submitted_at);
  if (options_.on_change) options_.on_change(progress);
  progress.note.clear();
  progress.is_urgent = false;
}

void Driver::tick(bool force) {
  if (!options_.on_tick || (!force && now() < next_tick_)) return;
  next_tick_ = now() + kTickInterval;
  std::vector<JobProgress> table;
  for (Work& work : works_) {
    JobProgress& progress = work.progress;
    if (work.fetch) progress.fraction = work.fetch->fraction();
    if (!progress.is_over && work.job.submitted_at > 0)
      progress.elapsed_s = std::max(0.0, unix_now() - work.job.submitted_at);
    table.push_back(progress);
  }
  options_.on_tick(table);
}

void Driver::recall_schemes() {
  auto schemes = journal_.schemes(session_.account);
  if (!schemes) return break_with(schemes.error());
  schemes_ = std::move(*schemes);
  if (session_.account != session_.host_account) {
    const auto known = journal_.remember_account(session_.account, session_.host_account);
    if (!known) return break_with(known.error());
  }
  for (const Endpoint* endpoint : all_endpoints()) {
    const auto known = schemes_.find(std::string(endpoint->create_path));
    if (known == schemes_.end() || session_.working.contains(endpoint->create_path)) continue;
    session_.working[endpoint->create_path] =
        known->second == to_string(AuthScheme::kToken) ? AuthScheme::kToken : AuthScheme::kBearer;
  }
}

// Only what the documentation does not say, or said otherwise before.
void Driver::remember_schemes() {
  for (const Endpoint* endpoint : all_endpoints()) {
    const auto works = session_.working.find(endpoint->create_path);
    if (works == session_.working.end() || broken_) continue;
    const std::string path(endpoint->create_path), scheme(to_string(works->second));
    const auto known = schemes_.find(path);
    if (known == schemes_.end() ? works->second == endpoint->scheme : known->second == scheme) continue;
    const auto written = journal_.remember_scheme(session_.account, path, scheme);
    if (!written) break_with(written.error());
    schemes_[path] = scheme;
  }
}

void Driver::break_with(Error error) {
  // A wait for the journal that a stop ended: turn() sees the stop.
  if (error.kind == ErrorKind::kCancelled && options_.stop.stop_requested()) return;
  if (!broken_) broken_ = std::move(error);
}

// Whether it is in the journal. When it is not, the run ends, and tells what nobody else knows.
bool Driver::note(Work& work, std::string_view kind, const std::string& detail) {
  const auto written = journal_.append(work.job.id, kind, unix_now(), detail);
  if (!written) {
    const std::string input = printable(input_name(work.request), 1000);
    if (kind == "submitted")
      unsaved_.push_back(
          fmt::format("{} is task {} of the service (`meshgate jobs --found {}=TASK` notes that later)",
                      input, printable(json_text(detail, "task_id")), work.job.id));
    if (kind == "aborted" || kind == "refused")
      unsaved_.push_back(
          fmt::format("nothing was created for {} (`meshgate jobs --dismiss {}`)", input, work.job.id));
    break_with(written.error());
  }
  JobEvent event;
  event.at = unix_now();
  event.kind = kind;
  event.detail = detail;
  work.job = fold_events(std::move(work.job), {event});
  return written.has_value();
}

Error Driver::broken_error() {
  Error error = *broken_;
  std::string advice = "Nothing more is sent; when that is mended, `meshgate resume` goes on";
  if (journal_.is_displaced()) {
    const auto copy = journal_.rescue();
    advice = copy ? fmt::format(
                        "Nothing more is sent. All that this run knows is in {0}: put it in the journal's "
                        "place while no meshgate runs, or set MESHGATE_JOURNAL={0}, and `meshgate resume`",
                        *copy)
                  : "Nothing more is sent. A copy of what this run knows could not be written: " +
                        describe(copy.error()) + ". " + running_tasks() +
                        "Look at the task list on the service's website before you send anything again";
    return with_advice(std::move(error), advice);
  }
  for (const std::string& one : unsaved_)
    advice = fmt::format("{}{}{}", one, &one == &unsaved_.back() ? ". " : "; ", advice);
  return with_advice(std::move(error), unsaved_.empty() ? advice : "The journal does not know: " + advice);
}

// "a.stl is task x; b.stl is task y. "
std::string Driver::running_tasks() const {
  std::string text;
  for (const Work& work : works_) {
    if (work.job.task_id.empty() || work.job.state == JobState::kFetched) continue;
    text += fmt::format("{}{} is task {}", text.empty() ? "" : "; ",
                        printable(input_name(work.request), 1000), printable(work.job.task_id));
  }
  return text.empty() ? text : text + ". ";
}

void Driver::send(Work& work, HttpRequest request) {
  work.in_flight = session_.transport().start(std::move(request), [this, &work](HttpOutcome outcome) {
    work.in_flight.reset();
    renew_leases();
    const bool is_lost = work.stage == Stage::kFollow;
    if (is_lost) return;
    if (work.fetch) {
      work.fetch->take(std::move(outcome));
      take_fetched(work);
    } else if (work.call) {
      work.call->take(std::move(outcome));
      pump(work);
    }
  });
}

// Moves a call on; when it is over, whoever made it takes the result.
void Driver::pump(Work& work) {
  if (!work.call || work.in_flight) return;
  if (work.stage == Stage::kLogin && !work.call->is_over() && !work.call->wants_token()) {
    work.stage = Stage::kClaim;
    work.due = now();
    return;
  }
  if (!work.call->is_over()) {
    if (stopping_) return;  // a refused create is not sent anew
    if (work.stage == Stage::kCreate && !work.is_ours) return lose(work);
    auto request = work.call->next();
    if (request) return send(work, std::move(*request));
    constexpr double kForToken = 0.01;  // another call is fetching one
    work.due = now() + kForToken;
    return;
  }
  if (work.call->result().error_class == ErrorClass::kNone) remember_schemes();
  if (work.stage == Stage::kLogin || work.stage == Stage::kCreate) return take_created(work);
  take_status(work);
}

double Driver::jittered(double seconds) { return seconds * (1 + session_.options.clock.random()); }

void Driver::let_go(Work& work) {
  if (!std::exchange(work.is_ours, false)) return;
  const auto released = journal_.release(work.job.id);
  if (!released) break_with(released.error());
}

void Driver::finish(Work& work) {
  work.call.reset();
  work.fetch.reset();
  work.stage = Stage::kOver;
  let_go(work);
}

void Driver::fail_work(Work& work, Error error) {
  finish(work);
  work.outcome.error = std::move(error);
  tell(work, work.outcome.error->kind == ErrorKind::kCancelled ? "stopped" : "failed",
       describe(*work.outcome.error));
}

Result<std::vector<JobOutcome>> drive_jobs(Journal& journal, Client& client,
                                           const std::vector<JobSpec>& specs, const JobOptions& options) {
  Driver driver(journal, client, options);
  for (const JobSpec& spec : specs) driver.add(spec);
  return driver.run();
}

Result<bool> drive_jobs(Journal& journal, Client& client, const JobSource& source,
                        const JobOptions& options) {
  return Driver(journal, client, options).run(source);
}

}  // namespace meshgate
