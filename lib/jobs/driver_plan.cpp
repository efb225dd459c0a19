// Which job of the journal a spec is: a new one, or one that is under way or done.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "core/url.h"
#include "jobs/driver.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"
#include "jobs/same_request.h"

namespace meshgate {
namespace {

constexpr std::string_view kAnswerLost = "the process ended while waiting for the answer";

bool is_unsent(JobState state) { return state == JobState::kPlanned || state == JobState::kRefused; }

// A job keeps no query strings: they may be secrets. Without them the URL cannot be sent.
bool lacks_url(const Job& job) {
  const Endpoint* endpoint = find_endpoint(job.request.task);
  const auto has = [&](std::string_view name) { return job.request.values.contains(name); };
  return job.request.input.empty() && job.request.views.empty() && endpoint != nullptr &&
         !endpoint->inputs.url.empty() && has(endpoint->inputs.url);
}

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path full = std::filesystem::absolute(path, error);
  return error ? path : full.lexically_normal().string();
}

// Another process resumes it from elsewhere.
TaskRequest with_absolute_paths(TaskRequest request) {
  if (!request.input.empty()) request.input = absolute(request.input);
  for (View& view : request.views) view.path = absolute(view.path);
  return request;
}

}  // namespace

std::string file_stamp(const TaskRequest& request) {
  std::string stamp;
  const auto add = [&](const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
    stamp += fmt::format("{} {} {}\n", size, time, error.value());
  };
  if (!request.input.empty()) add(request.input);
  for (const View& view : request.views) add(view.path);
  return stamp;
}

std::string of_other_login(const Job& job, bool is_token_here) {
  const std::string_view token = "an access token", id = "a client id";
  return fmt::format(
      "the same request is job {} ({}), sent with {}, and this login is {}: whether that is the same "
      "account, "
      "nobody can tell. The login of then reuses it; --again sends it anew, and pays for it",
      job.id, to_string(job.state), is_token_here ? id : token, is_token_here ? token : id);
}

void Driver::plan(Work& work) {
  if (!work.spec.job.empty()) {
    auto job = journal_.load(work.spec.job);
    if (!job) return fail_work(work, job.error());
    work.request = job->request;
    if (work.request.values.erase("callback_url") > 0 && is_unsent(job->state))
      work.outcome.notes.push_back(
          "sent without its callback URL, whose path is a secret that the journal does not keep");
    for (const auto& [name, value] : work.spec.request.values) work.request.values[name] = value;
    work.progress.input = printable(input_name(work.request), 1000);
    return attach(work, std::move(*job), false);
  }
  tell(work, "reading");
  work.stamp = file_stamp(work.request);
  auto key = compute_task_key(work.request);
  if (!key) return fail_work(work, key.error());
  auto same = journal_.find_same(session_.account, *key);
  if (!same) return break_with(same.error());
  if (const Job* job = standing_job(*same, options_.again, options_.force); job != nullptr)
    return is_paid(job->state) ? attach(work, *job, true) : fail_unknown(work, *job);
  auto others = journal_.find_same_of_others(session_.account, session_.host_account, *key);
  if (!others) return break_with(others.error());
  if (const Job* job = standing_job(*others, options_.again, options_.force); job != nullptr)
    return fail_work(
        work, {ErrorKind::kConfig,
               fmt::format("not sent: {}", of_other_login(*job, session_.account == session_.host_account)),
               {},
               {},
               {}});
  const std::filesystem::path stem = absolute(result_stem(work));
  const Job* unsent = nullptr;
  for (const Job& job : *same) {
    // An interrupted run left it: taken over when it is for the same place.
    if (is_unsent(job.state) && stem == std::filesystem::path(job.folder) / job.stem) unsent = &job;
  }
  if (unsent != nullptr) return attach(work, *unsent, false);
  Job job;
  job.account = session_.account;
  job.key = *key;
  job.request = with_absolute_paths(work.request);
  job.folder = stem.parent_path().string();
  job.stem = stem.filename().string();
  job.again = options_.again;
  const auto id = journal_.plan(job, unix_now());
  if (!id) return break_with(id.error());
  auto planned = journal_.load(*id);
  if (!planned) return break_with(planned.error());
  attach(work, std::move(*planned), false);
}

void Driver::attach(Work& work, Job job, bool reused) {
  work.job = std::move(job);
  work.since = now();
  work.progress.job = work.job.id;
  work.outcome.reused = reused;
  if (work.job.account != session_.account)
    return fail_work(work,
                     {ErrorKind::kConfig,
                      "job " + work.job.id +
                          " belongs to another account or host: check HITEM3D_BASE_URL and the credentials",
                      {},
                      {},
                      {}});
  if (reused)
    tell(work, "reusing",
         fmt::format("the same request is job {} ({}): nothing is paid again{}", work.job.id,
                     to_string(work.job.state),
                     session_.account == session_.host_account
                         ? " (access tokens of a host count as one account; --again if this is another one)"
                         : ""));
  work.stage = Stage::kFollow;
  work.due = now();
  if (is_driven_here(work)) return;
  const auto leased = journal_.lease(work.job.id, unix_now());
  if (!leased) return break_with(leased.error());
  if (!*leased) return;
  work.is_ours = true;
  resume_as_written(work);
}

// Until we had the lease another process may have written on.
void Driver::resume_as_written(Work& work) {
  if (reload(work)) resume(work);
}

bool Driver::reload(Work& work) {
  auto job = journal_.load(work.job.id);
  if (job) {
    work.job = std::move(*job);
  } else {
    break_with(job.error());
  }
  return !broken_;
}

// Goes on where the journal says that the job stands.
void Driver::resume(Work& work) {
  const Job& job = work.job;
  work.due = now();
  switch (job.state) {
    case JobState::kSubmitting:
    case JobState::kUnknown:
      if (!options_.force) return fail_unknown(work, job);
      if (job.state == JobState::kSubmitting)
        note(work, "unknown", event_detail({{"message", std::string(kAnswerLost)}}));
      [[fallthrough]];
    case JobState::kPlanned:
    case JobState::kRefused: {
      if (options_.again && !job.again) note(work, "again");
      if (!work.spec.job.empty() && lacks_url(job) && work.spec.request.values.empty())
        return fail_work(
            work,
            {ErrorKind::kUsage,
             "job " + job.id +
                 " has a URL as input, of which the journal keeps no query string: give the command again",
             {},
             {},
             {}});
      if (!work.spec.job.empty()) {
        work.stamp = file_stamp(work.request);
        const auto key = compute_task_key(work.request);
        if (!key) return fail_work(work, key.error());
        if (*key != job.key)
          return fail_work(work,
                           {ErrorKind::kUsage,
                            fmt::format("{} was changed since job {} was planned: give the command again",
                                        printable(input_name(work.request), 1000), job.id),
                            {},
                            {},
                            {}});
      }
      work.stage = Stage::kClaim;
      return;
    }
    case JobState::kSubmitted:
      if (options_.goal == JobGoal::kSubmitted) break;
      work.stage = Stage::kPoll;
      return tell(work, job.remote_state.empty() ? "waiting" : job.remote_state);
    case JobState::kSucceeded:
      if (options_.goal != JobGoal::kFetched) break;
      work.stage = Stage::kPoll;
      return;
    case JobState::kFetched: {
      if (options_.goal != JobGoal::kFetched) break;
      const Result<bool> delivered = deliver_copies(work);
      if (!delivered) return fail_work(work, delivered.error());
      if (*delivered) break;
      // The files are gone: perhaps the service still has them. Only one process asks and downloads.
      work.has_to_lease = !work.is_ours;
      work.stage = work.is_ours ? Stage::kPoll : Stage::kFollow;
      work.due = now();
      return;
    }
    case JobState::kFailed:
      return fail_work(work, {ErrorKind::kRemote, job.error, {}, {}, {}});
    case JobState::kAbandoned:
      return fail_work(
          work, {ErrorKind::kUsage,
                 fmt::format("job {} is not driven any more: another job has its request. Next: {}", job.id,
                             next_step(job)),
                 {},
                 {},
                 {}});
    case JobState::kDismissed:
      return fail_work(
          work, {ErrorKind::kUsage, "job " + job.id + " was dismissed: give the command again", {}, {}, {}});
  }
  finish(work);
  tell(work, "done");
}

// Whether another spec of this run drives the same job.
bool Driver::is_driven_here(const Work& work) const {
  return std::any_of(works_.begin(), works_.end(), [&](const Work& other) {
    return &other != &work && other.is_ours && other.stage != Stage::kOver && other.job.id == work.job.id;
  });
}

// Another process, or an earlier spec of this run, drives the job.
void Driver::follow(Work& work) {
  if (!reload(work)) return;
  const bool submitted = work.job.state == JobState::kSubmitted || work.job.state == JobState::kSucceeded;
  const bool reached =
      !work.has_to_lease &&
      (work.job.state == JobState::kFetched || (submitted && options_.goal == JobGoal::kSubmitted) ||
       (work.job.state == JobState::kSucceeded && options_.goal == JobGoal::kFinished));
  const auto leased = reached                ? Result<bool>(true)
                      : is_driven_here(work) ? Result<bool>(false)
                                             : journal_.lease(work.job.id, unix_now());
  if (!leased) return break_with(leased.error());
  if (*leased) {
    work.is_ours = !reached;
    return resume_as_written(work);
  }
  if (work.job.state == JobState::kFailed || work.job.state == JobState::kRefused)
    return fail_work(work, {ErrorKind::kRemote, work.job.error, {}, {}, {}});
  if (!work.follows_since) work.follows_since = now();
  const double waited = now() - *work.follows_since;
  const bool is_downloaded = work.job.state == JobState::kSucceeded || work.job.state == JobState::kFetched;
  const double left = options_.deadline_s + (is_downloaded ? options_.fetch_s : 0) - waited;
  if (left <= 0)
    return fail_work(work,
                     {ErrorKind::kCancelled,
                      fmt::format("job {}: another process drives it, and did not finish it within {}. It "
                                  "may go on there; `meshgate resume` looks again",
                                  work.job.id, duration_text(options_.deadline_s)),
                      {},
                      {},
                      {}});
  work.due = now() + std::min(jittered(options_.poll_s), left);
  tell(work, kElsewhere);
}

void Driver::fail_unknown(Work& work, const Job& job) {
  if (work.job.id.empty()) work.job = job;
  if (work.is_ours && job.state == JobState::kSubmitting)
    note(work, "unknown", event_detail({{"message", std::string(kAnswerLost)}}));
  const std::string why = job.error.empty() ? std::string() : ": " + job.error;
  fail_work(
      work,
      {ErrorKind::kRemote,
       fmt::format(
           "job {0}: it was sent, and its answer was lost or is not clear{1}. A task may have been created, "
           "and be charged: it "
           "is not sent again by itself. Look at the task list on the service's website. When "
           "the task is there, "
           "`meshgate jobs --found {0}=TASK` notes its id. When it is not, `meshgate resume "
           "--force {0}` sends it "
           "again (paid twice if it runs after all), `meshgate jobs --dismiss {0}` gives it up",
           job.id, why),
       {},
       {},
       {}});
}

// Files of an earlier job for this spec: they are there already, or are copied. False when they are gone, are
// cut off or were changed; kIo when the folder cannot be written to.
Result<bool> Driver::deliver_copies(Work& work) {
  const std::string stem = result_stem(work);
  MG_TRY([[maybe_unused]] const bool made, make_result_folder(stem));
  std::vector<FetchedFile> files;
  for (std::size_t i = 0; i < work.job.files.size(); ++i) {
    if (file_end(work.job.files[i].path) == FileEnd::kMissing) return false;
    const std::string name = work.job.files.size() == 1 ? stem : fmt::format("{}-part{}", stem, i + 1);
    auto copy = copy_result(work.job.files[i], name);
    if (!copy) {
      const bool is_gone =
          copy.error().kind == ErrorKind::kNotFound || !std::filesystem::exists(work.job.files[i].path);
      return is_gone ? Result<bool>(false) : fail(copy.error());
    }
    files.push_back(std::move(*copy));
  }
  work.outcome.files = std::move(files);
  return !work.outcome.files.empty();
}

}  // namespace meshgate
