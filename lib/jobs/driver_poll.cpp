// Waiting for a task and bringing home its result.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/text.h"
#include "jobs/driver.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"
#include "jobs/run_stages.h"

namespace meshgate {
namespace {

constexpr int kMaxPollFailures = 20;  // in a row: minutes without an answer
constexpr int kMaxPollRefusals = 3;   // in a row, of a kind that does not pass
constexpr int kMaxEmptyResults = 3;   // "success" without a link
constexpr double kLongestPoll = 30;   // seconds
constexpr double kPollGrowth = 1.2;
constexpr std::string_view kAskAgain = "The task goes on without us; `meshgate resume` asks again";

// The service answers to the question for a task what nobody understands, or that it does not know it.
std::string advice_of_strange(const Job& job, double unix_now) {
  if (job.by_hand)
    return fmt::format(
        "That id was given by hand, or is the only one in an answer without task_id: `meshgate jobs "
        "--found {0}=TASK` gives another one, `meshgate jobs --dismiss {0}` gives the job up",
        job.id);
  if (unix_now - job.submitted_at < kTaskLife)
    return fmt::format(
        "It was sent less than an hour ago and may run on all the same: `meshgate resume {}` asks again, and "
        "pays nothing",
        job.id);
  return fmt::format(
      "It was sent more than an hour ago, and the service may have forgotten it: look for task {0} on its "
      "website. "
      "`meshgate resume {1}` asks again, `meshgate run … --again` pays for a new one, `meshgate jobs "
      "--dismiss {1}` gives this one up",
      task_id_text(job), job.id);
}

}  // namespace

std::string part_path(const Work& work) {
  const std::filesystem::path stem = result_stem(work);
  return (stem.parent_path() / fmt::format(".{}.{}.part", stem.filename().string(), work.job.id)).string();
}

std::string duration_text(double seconds) {
  constexpr double kMinutes = 120;
  return seconds < kMinutes ? fmt::format("{:g} s", seconds) : fmt::format("{:.0f} min", seconds / 60);
}

// What was seen last, as a sentence.
std::string last_news(const Work& work) {
  if (!work.trouble.empty()) return fmt::format("What went wrong last: {}. ", work.trouble);
  const std::string& state = work.job.remote_state;
  if (work.in_flight && work.job.state == JobState::kSubmitted && state.empty())
    return "Its last query was not answered. ";
  return state.empty() ? std::string() : fmt::format("It was last seen as \"{}\". ", state);
}

void Driver::poll(Work& work) {
  if (!work.call) {
    if (deadline_passed(work)) return;
    const Endpoint* endpoint = find_endpoint(work.request.task);
    if (endpoint == nullptr)
      return fail_work(work, {ErrorKind::kUsage, "unknown task " + printable(work.request.task), {}, {}, {}});
    work.call = std::make_unique<Call>(session_, query_operation(session_, *endpoint, work.job.task_id));
  }
  pump(work);
}

bool Driver::deadline_passed(Work& work) {
  const bool waits = work.job.state == JobState::kSubmitted;
  if (!waits || unix_now() - work.job.submitted_at <= options_.deadline_s) return false;
  // Asked once in any case: a resume after hours finds what is done.
  if (!std::exchange(work.asked_late, true)) return false;
  fail_work(work, {ErrorKind::kCancelled, late_text(work), {}, {}, {}});
  return true;
}

std::string Driver::late_text(const Work& work) const {
  const double passed = unix_now() - work.job.submitted_at;
  constexpr double kMuchLater = 1.1;  // it was taken up long after its submission
  const bool is_old = passed > kMuchLater * options_.deadline_s;
  return fmt::format(
      "job {}: not done {} after it was submitted (the service's own limit is an hour). {}The task goes on "
      "there: "
      "`meshgate resume` asks again, --deadline says how long to wait",
      work.job.id, duration_text(is_old ? std::round(passed) : options_.deadline_s), last_news(work));
}

void Driver::take_status(Work& work) {
  CallResult result = std::move(work.call->result());
  work.call.reset();
  if (const std::string& id = result.reply.task_id; !result.error && !id.empty() && id != work.job.task_id) {
    result.error = Error{ErrorKind::kRemote,
                         fmt::format("job {}: asked for task {}, the service answers about another one, {}",
                                     work.job.id, work.job.task_id, printable(id, 80)),
                         {},
                         {},
                         {}};
    result.error_class = ErrorClass::kUnknown;
  }
  if (result.error) return take_poll_error(work, result);
  work.failures = 0;
  if (work.job.state == JobState::kSubmitted) work.trouble.clear();
  const std::string state = printable(result.reply.state, 40);
  switch (parse_remote_state(result.reply.state)) {
    case RemoteState::kFailed: {
      std::string why = "the service reports that the task failed";
      const std::string& message = result.reply.message;
      if (!message.empty() && to_lower(message) != "success" && to_lower(message) != "ok")
        why += ": " + message;
      if (const std::string refund = refund_text(message); !refund.empty()) why += ". " + refund;
      why += ". Run it again, or change the input";
      note(work, "failed", event_detail({{"message", why}}));
      next_claim_ = std::min(next_claim_, now());
      return fail_work(work, {ErrorKind::kRemote, fmt::format("job {}: {}", work.job.id, why), {}, {}, {}});
    }
    case RemoteState::kSuccess:
      if (work.job.state == JobState::kSubmitted) note(work, "succeeded");
      next_claim_ = std::min(next_claim_, now());
      if (options_.goal != JobGoal::kFetched) {
        finish(work);
        return tell(work, "success");
      }
      work.urls = std::move(result.reply.urls);
      return begin_fetch(work, result.reply.odd_link);
    default:
      break;
  }
  if (state != work.job.remote_state && work.job.state == JobState::kSubmitted)
    note(work, "state", event_detail({{"state", state}}));
  tell(work, state.empty() ? "waiting" : state);
  poll_later(work, work.poll_delay);
  work.poll_delay = std::min(work.poll_delay * kPollGrowth, std::min(kLongestPoll, 6 * options_.poll_s));
}

void Driver::poll_later(Work& work, double delay_s) {
  work.stage = Stage::kPoll;
  work.due = now() + std::min(jittered(delay_s), std::max(kLongestPoll, delay_s));
  // Not without a look shortly before the end.
  constexpr double kShortly = 1;
  const double last = last_moment(work) - kShortly;
  if (work.due > last && last > now() + options_.poll_s) work.due = last;
}

void Driver::take_poll_error(Work& work, CallResult& result) {
  Error error = std::move(*result.error);
  if (result.error_class == ErrorClass::kGeneration) {
    note(work, "failed", event_detail({{"message", error.message}}));
    next_claim_ = std::min(next_claim_, now());
    error.message.insert(0, "job " + work.job.id + ": ");
    return fail_work(work, std::move(error));
  }
  // A login page of a network says nothing about the task.
  const bool passes = result.error_class == ErrorClass::kNone || result.error_class == ErrorClass::kServer ||
                      result.error_class == ErrorClass::kLimit || is_no_answer(result.reply);
  const bool is_auth = result.error_class == ErrorClass::kAuth;
  const bool is_strange = !passes && !is_auth;
  const int patience = is_auth || (is_strange && work.asked_late) ? 1
                       : is_strange                               ? kMaxPollRefusals
                                                                  : kMaxPollFailures;
  if (++work.failures >= patience) {
    return fail_work(work, with_advice(std::move(error), is_strange ? advice_of_strange(work.job, unix_now())
                                                                    : std::string(kAskAgain)));
  }
  work.trouble = describe(error);
  tell(work, "asking again", work.trouble);
  const double backoff =
      options_.poll_s * static_cast<double>(1U << static_cast<unsigned>(std::min(work.failures - 1, 3)));
  poll_later(work, std::max(error.retry_after_s.value_or(0), std::min(backoff, kLongestPoll)));
}

// Success, and nothing that could be downloaded.
void Driver::lack_link(Work& work, const std::string& odd_link) {
  if (odd_link.empty() && ++work.empty_results < kMaxEmptyResults) return poll_later(work, work.poll_delay);
  const std::string why = odd_link.empty() ? "the service reports success, but gives no link to the result"
                                           : "the service's link to the result is no web address (" +
                                                 odd_link + "): it was not followed";
  note(work, "fetch-failed", event_detail({{"message", why}}));
  fail_work(
      work,
      {ErrorKind::kRemote,
       fmt::format("job {}: {}. Try `meshgate resume` within the hour that results live; after that see the "
                   "service's website for task {}",
                   work.job.id, why, task_id_text(work.job)),
       {},
       {},
       {}});
}

void Driver::begin_fetch(Work& work, const std::string& odd_link) {
  if (work.urls.empty()) return lack_link(work, odd_link);
  if (work.urls.size() > options_.max_files) {
    work.outcome.notes.push_back(fmt::format(
        "the service names {} files as the result: the first {} are downloaded. The others are on "
        "the service's website, task {}",
        work.urls.size(), options_.max_files, task_id_text(work.job)));
    work.urls.resize(options_.max_files);
  } else if (work.urls.size() > 1) {
    work.outcome.notes.push_back(fmt::format("the result has {} files; one was expected", work.urls.size()));
  }
  if (const auto made = make_result_folder(result_stem(work)); !made) return fail_fetch(work, made.error());
  note(work, "fetching");
  work.stage = Stage::kFetch;
  work.next_url = 0;
  work.outcome.files.clear();
  tell(work, "downloading");
  fetch_next(work);
}

void Driver::fetch_next(Work& work) {
  if (!work.fetch)
    work.fetch = std::make_unique<Fetch>(session_, Secret(work.urls[work.next_url]), part_path(work));
  auto request = work.fetch->next();
  if (!request) return take_fetched(work);
  send(work, std::move(*request));
}

void Driver::take_fetched(Work& work) {
  if (!work.fetch->is_over()) {
    if (work.fetch->interruption()) {
      work.trouble = describe(*work.fetch->interruption());
      tell(work, "downloading", work.trouble);
    }
    work.due = now() + work.fetch->delay_s();
    return;
  }
  const std::unique_ptr<Fetch> fetch = std::move(work.fetch);
  const std::string part = part_path(work);
  if (fetch->error()) {
    ::unlink(part.c_str());
    if (fetch->wants_new_link()) return ask_for_new_link(work, *fetch->error());
    return fail_fetch(work, *fetch->error());
  }
  // What was counted is what is published: nobody else wrote there.
  std::error_code failed;
  if (const auto there = std::filesystem::file_size(part, failed); failed || there != fetch->bytes()) {
    ::unlink(part.c_str());
    return ask_for_new_link(
        work, {ErrorKind::kRemote,
               fmt::format("{} bytes were downloaded, and {} is not as long", fetch->bytes(), part),
               {},
               {},
               {}});
  }
  const std::string stem = work.urls.size() == 1
                               ? result_stem(work)
                               : fmt::format("{}-part{}", result_stem(work), work.next_url + 1);
  const AssetKind expected = work.job.request.task == "depth" ? AssetKind::kImage : AssetKind::kMesh;
  auto file = publish_result(part, stem, session_.hidden_texts(),
                             work.asked_again ? Unfit::kKeep : Unfit::kLeave, expected);
  if (!file) {
    ::unlink(part.c_str());
    if (file.error().kind == ErrorKind::kIo) return fail_fetch(work, file.error());
    return ask_for_new_link(work, file.error());
  }
  if (!fetch->has_length() && file_end(file->path) == FileEnd::kUnknown)
    work.outcome.notes.push_back(fmt::format(
        "{}: the server did not say how long it is, and {} does not show where it ends: look whether it is "
        "whole",
        printable(file->path, 1000), file->format));
  work.outcome.files.push_back(std::move(*file));
  if (++work.next_url < work.urls.size()) return fetch_next(work);
  note(work, "fetched", files_detail(work.outcome.files, work.spec.compare && is_comparable(work.request)));
  work.urls.clear();
  finish(work);
  tell(work, "done");
}

// The result is still there: it can be had for a while.
void Driver::fail_fetch(Work& work, const Error& error) {
  note(work, "fetch-failed", event_detail({{"message", describe(error)}}));
  std::string advice = "The result lives for an hour: `meshgate resume` tries again";
  if (error.kind == ErrorKind::kIo)
    advice += fmt::format(", `meshgate fetch {} -o DIR` puts it elsewhere", work.job.id);
  fail_work(work, with_advice(error, advice));
}

// Once: an expired link, or something else than a result behind it.
void Driver::ask_for_new_link(Work& work, Error error) {
  if (!work.asked_again) {
    work.asked_again = true;
    work.trouble = describe(error);
    work.urls.clear();
    work.stage = Stage::kPoll;
    work.due = now();
    return tell(work, "asking for a new link", work.trouble);
  }
  note(work, "fetch-failed", event_detail({{"message", describe(error)}}));
  error.message = fmt::format("job {0}: {1}. Asking again gave no better link. Next: {2}", work.job.id,
                              error.message, next_step(work.job));
  fail_work(work, std::move(error));
}

std::string task_id_text(const Job& job) { return printable(job.task_id, 1000); }

std::string detail_text(const JobEvent& event) { return printable(event.detail, 100'000); }

std::string next_step(const Job& job) {
  switch (job.state) {
    case JobState::kPlanned:
    case JobState::kSubmitted:
      return "meshgate resume " + job.id;
    case JobState::kSucceeded:
      return fmt::format(
          "meshgate resume {0}, or meshgate fetch {0} -o DIR, within the hour that results live. After it: "
          "look for "
          "task {1} on the service's website, meshgate run … --again pays for a new one, meshgate jobs "
          "--dismiss {0} "
          "gives this one up",
          job.id, task_id_text(job));
    case JobState::kRefused:
      return job.can_retry ? "meshgate resume " + job.id : "change the request";
    case JobState::kUnknown:
      return fmt::format(
          "look at the task list on the service's website. The task is there: meshgate jobs --found "
          "{0}=TASK; it is "
          "not: meshgate resume --force {0} (sends it again) or meshgate jobs --dismiss {0} (gives it up)",
          job.id);
    case JobState::kFailed:
      return "run it again";
    case JobState::kAbandoned:
      return job.replaced_by.empty()
                 ? "meshgate jobs --all shows the job that has its request now"
                 : fmt::format("job {0} has its request now: meshgate jobs {0}", job.replaced_by);
    case JobState::kFetched:
      return job.to_compare ? fmt::format("meshgate resume {} compares the result with its source", job.id)
                            : std::string();
    case JobState::kSubmitting:
    case JobState::kDismissed:
      break;
  }
  return {};
}

}  // namespace meshgate
