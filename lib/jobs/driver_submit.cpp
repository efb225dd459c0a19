// Sending a request, once.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/text.h"
#include "jobs/driver.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"

namespace meshgate {
namespace {

constexpr int kMaxSendFailures = 5;

constexpr std::string_view kNothingSent = "Nothing was sent; `meshgate resume` tries again";

// Local time; with the day when it is not today.
std::string clock_text(double unix_s) {
  const auto at = static_cast<std::time_t>(unix_s), now = std::time(nullptr);
  std::tm then{}, today{};
  ::localtime_r(&at, &then);
  ::localtime_r(&now, &today);
  const bool is_today = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year;
  const std::string day =
      is_today ? "" : fmt::format("{:04}-{:02}-{:02} ", then.tm_year + 1900, then.tm_mon + 1, then.tm_mday);
  return fmt::format("{}{:02}:{:02}", day, then.tm_hour, then.tm_min);
}

}  // namespace

void Driver::claim(Work& work) {
  // One look at a time: when there is no slot for one, there is none for the others.
  if (!no_service_.empty()) return lack_service(work);
  if (const double next = std::max(next_claim_, pause_until_); now() < next) {
    work.due = next;
    return tell(work, slot_stage_);
  }
  // A place for the result comes before its price.
  if (options_.goal == JobGoal::kFetched) {
    const auto made = make_result_folder(result_stem(work));
    if (!made) return fail_work(work, with_advice(made.error(), kNothingSent));
  }
  if (!work.call && !make_call(work)) return;
  if (work.call->wants_token()) {
    be_unserved("the service gave no token");
    work.stage = Stage::kLogin;
    return pump(work);
  }
  ClaimOptions options;
  options.now = unix_now();
  options.limit = options_.limit;
  options.task_life_s =
      std::max(options_.deadline_s, options.task_life_s);  // it runs on when we wait no more
  options.again = options_.again;
  options.force = options_.force;
  const auto result = journal_.claim_submission(work.job.id, options);
  if (!result) return break_with(result.error());
  switch (result->claim) {
    case Claim::kGranted:
      return create(work, options.now);
    case Claim::kBusy:
      return wait_for_slot(work, result->lost);
    case Claim::kTaken:
      let_go(work);
      work.call.reset();
      work.stage = Stage::kFollow;
      return;
    case Claim::kReuse:
    case Claim::kUnknown:
      break;
  }
  auto other = journal_.load(result->other);
  if (!other) return break_with(other.error());
  if (result->claim == Claim::kUnknown) return fail_unknown(work, *other);
  // Somebody else was quicker with the same request.
  work.call.reset();
  note(work, "abandoned", event_detail({{"for", other->id}}));
  let_go(work);
  attach(work, std::move(*other), true);
}

// Who holds slots without being known to run is told, once: only a person can find out about those.
void Driver::wait_for_slot(Work& work, const std::vector<HeldSlot>& lost) {
  work.due = next_claim_ = now() + jittered(options_.poll_s);
  be_unserved(
      fmt::format("no slot of the account got free ({} tasks at once, --concurrency)", options_.limit));
  const bool none_moves = static_cast<int>(lost.size()) >= options_.limit;
  slot_stage_ = none_moves ? "no slot until " + clock_text(lost.front().until) : "waiting for a slot";
  std::string jobs;
  for (const HeldSlot& slot : lost)
    jobs += fmt::format("{}job {} until {}", jobs.empty() ? "" : ", ", slot.job, clock_text(slot.until));
  if (jobs.empty() || jobs == told_slots_) return tell(work, slot_stage_);
  told_slots_ = jobs;
  work.progress.is_urgent = true;
  tell(work, slot_stage_,
       fmt::format(
           "slots are held by jobs whose answer was lost, as they may run ({} of {}): {}. Look at the task "
           "list on the "
           "service's website: `meshgate jobs --dismiss {}` frees the slot of a job that does not run, "
           "--concurrency N allows more tasks at once",
           lost.size(), options_.limit, jobs, lost.front().job));
}

// The service has more tasks of the account than we know of, or wants fewer requests. As long as it takes one
// now and then, the others wait for their turn.
void Driver::wait_for_service(Work& work, const Error& error) {
  std::string told = describe(error);
  const bool is_first = !std::exchange(limit_told_, true);
  if (is_first && options_.limit > 1) told += "; a lower --concurrency asks for fewer at once";
  be_unserved("the service took no task of this account: " + describe(error));
  const double end = *unserved_since_ + options_.deadline_s;
  const double delay = std::max(error.retry_after_s.value_or(0), jittered(work.poll_delay));
  if (now() + delay <= end) {
    slot_stage_ = "waiting for the service";
    pause_until_ = now() + delay;
    const std::string why = unserved_why_;
    try_again_later(work, told, delay);
    return be_unserved(why);
  }
  note(work, "aborted", event_detail({{"message", describe(error)}}));
  no_service_ = fmt::format(
      "the service took no task of this account for {}, and asks to wait for {} more; the deadline is {}: {}",
      duration_text(std::round(now() - *unserved_since_)), duration_text(std::ceil(delay)),
      duration_text(options_.deadline_s), describe(error));
  lack_service(work);
}

// Counts until a task is taken again.
void Driver::be_unserved(const std::string& why) {
  if (!unserved_since_) unserved_since_ = now();
  unserved_why_ = why;
}

void Driver::lack_service(Work& work) {
  fail_work(work, {ErrorKind::kCancelled,
                   fmt::format("job {}: {}. Nothing was created or charged; `meshgate resume` tries again",
                               work.job.id, no_service_),
                   {},
                   {},
                   {}});
}

// The call that will send the request; it can fetch its token before a slot is claimed.
bool Driver::make_call(Work& work) {
  const Endpoint* endpoint = find_endpoint(work.request.task);
  auto form = make_form(work.request);
  if (!form || endpoint == nullptr) {
    fail_work(work, form ? Error{ErrorKind::kUsage, "unknown task", {}, {}, {}} : form.error());
    return false;
  }
  Operation operation = create_operation(session_, *endpoint, std::move(*form));
  operation.request.on_upload = [&work](std::uint64_t sent, std::uint64_t total) {
    work.progress.fraction = static_cast<double>(sent) / static_cast<double>(total);
  };
  work.call = std::make_unique<Call>(session_, std::move(operation));
  return true;
}

// Whether the files are still what the request is named after. Touched, or written anew with the same bytes,
// they are.
bool Driver::is_as_planned(Work& work) const {
  std::string stamp = file_stamp(work.request);
  if (stamp == work.stamp) return true;
  const auto key = compute_task_key(work.request);
  if (!key || *key != work.job.key) return false;
  work.stamp = std::move(stamp);
  return true;
}

void Driver::create(Work& work, double claimed_at) {
  work.job.submitted_at = claimed_at;
  work.since = now();
  work.job.state = JobState::kSubmitting;
  work.stage = Stage::kCreate;
  if (!is_as_planned(work)) {
    const Error error{
        ErrorKind::kUsage,
        printable(input_name(work.request), 1000) + " was changed while it waited: give the command again",
        {},
        {},
        {}};
    note(work, "aborted", event_detail({{"message", error.message}}));
    return fail_work(work, error);
  }
  tell(work, "uploading");
  pump(work);
}

void Driver::take_created(Work& work) {
  const CallResult result = std::move(work.call->result());
  work.call.reset();
  if (!work.is_ours) return take_late_answer(work, result);
  if (!result.error && !result.reply.task_id.empty()) return take_task(work, result.reply);
  if (result.may_have_arrived || !result.error) {
    std::string why = result.error ? describe(*result.error) : "accepted, but the answer holds no task id";
    if (!result.reply.broken_task_id.empty())
      why += fmt::format(". The answer broke off, but names task {}", result.reply.broken_task_id);
    if (!result.reply.other_id.empty())
      why += fmt::format(". The answer holds the id {}", printable(result.reply.other_id));
    note(work, "unknown", event_detail({{"message", why}}));
    unserved_since_.reset();  // there was a slot
    return fail_unknown(work, work.job);
  }
  const Error& error = *result.error;
  const bool passes = result.error_class == ErrorClass::kNone || result.error_class == ErrorClass::kServer;
  if (result.is_unsent && result.error_class != ErrorClass::kLimit) {
    // Nothing is wrong with the request: whatever kept us from a token may be mended.
    if (passes && error.kind != ErrorKind::kAuth && ++work.failures < kMaxSendFailures)
      return try_again_later(work, describe(error),
                             std::max(error.retry_after_s.value_or(0), jittered(work.poll_delay)));
    return refuse(work, with_advice(error, kNothingSent), true);
  }
  switch (result.error_class) {
    case ErrorClass::kLimit:
      return wait_for_service(work, error);
    case ErrorClass::kNone:
      if (error.kind == ErrorKind::kNetwork && ++work.failures < kMaxSendFailures)
        return try_again_later(work, describe(error), jittered(work.poll_delay));
      return refuse(work, with_advice(error, kNothingSent), true);
    case ErrorClass::kAuth:
    case ErrorClass::kQuota:
    case ErrorClass::kServer:
    case ErrorClass::kParameter:
    case ErrorClass::kGeneration:
    case ErrorClass::kUnknown:
      break;
  }
  unserved_since_.reset();  // there was a slot, and the service answered
  const bool may_pass = result.error_class == ErrorClass::kAuth || result.error_class == ErrorClass::kQuota ||
                        result.error_class == ErrorClass::kServer;
  refuse(work, error, may_pass);
}

// The service has it.
void Driver::take_task(Work& work, const ApiReply& reply) {
  std::vector<std::pair<std::string, std::string>> detail{{"task_id", reply.task_id},
                                                          {"state", printable(reply.state, 40)}};
  // What was sent is not what the request was named after: it must not be found as the same again.
  if (!is_as_planned(work)) {
    detail.emplace_back("source", "changed");
    work.outcome.notes.push_back(fmt::format(
        "it was changed while it was sent: job {} is of the changed content, or of parts of both. It is not "
        "compared with its result, and the same command sends the input anew",
        work.job.id));
  }
  if (reply.is_other_id) {
    detail.emplace_back("by", "guess");
    work.outcome.notes.push_back(
        fmt::format("the answer holds no task_id: \"{}\", the only id in it, is taken for that. When the "
                    "service does not know "
                    "it, `meshgate jobs --found {}=TASK` notes the right one",
                    printable(reply.task_id), work.job.id));
  }
  const bool noted = note(work, "submitted", event_detail(detail));
  work.progress.is_urgent = !noted;
  unserved_since_.reset();
  limit_told_ = false;
  const Endpoint* endpoint = find_endpoint(work.request.task);
  if (endpoint != nullptr && endpoint->price && endpoint->price->min_credits == endpoint->price->max_credits)
    work.progress.credits = endpoint->price->min_credits;
  work.failures = 0;
  work.stage = Stage::kPoll;
  work.due = now() + jittered(options_.poll_s);
  next_claim_ = std::min(next_claim_, now());
  tell(work, work.job.remote_state.empty() ? "submitted" : work.job.remote_state,
       noted ? "" : "it is task " + printable(work.job.task_id) + ", and that is not in the journal");
  if (!work.is_ours) return go_on_elsewhere(work);
  if (options_.goal == JobGoal::kSubmitted) {
    finish(work);
    tell(work, "submitted");
  }
}

// Whether the journal knows of no later attempt than ours, and of no answer to ours.
bool Driver::is_last_attempt(Work& work) {
  const double sent_at = work.job.submitted_at;
  return reload(work) && work.job.submitted_at == sent_at &&
         (work.job.state == JobState::kSubmitting || work.job.state == JobState::kUnknown);
}

// The answer to what this process sent, after another one took the job. That one may have gone on by hand.
void Driver::take_late_answer(Work& work, const CallResult& result) {
  const bool is_last = is_last_attempt(work);
  const std::string task = result.error ? std::string() : result.reply.task_id;
  if (!task.empty() && (is_last || broken_)) return take_task(work, result.reply);
  if (task.empty() || task == work.job.task_id) return go_on_elsewhere(work);
  fail_work(work, {ErrorKind::kRemote,
                   fmt::format("job {}: the service made task {} of it, but meanwhile another process went "
                               "on with the job ({}). Both may be charged: look at the task list on the "
                               "service's website",
                               work.job.id, printable(task), to_string(work.job.state)),
                   {},
                   {},
                   {}});
}

void Driver::refuse(Work& work, const Error& error, bool can_retry) {
  note(work, "refused",
       event_detail({{"message", describe(error)},
                     {"retry", can_retry ? "yes" : "no"},
                     {"unsent", work.stage == Stage::kLogin ? "yes" : "no"}}));
  next_claim_ = std::min(next_claim_, now());
  fail_work(work, error);
}

// Nothing was created, for certain: the job is as it was before.
void Driver::try_again_later(Work& work, const std::string& why, double delay_s) {
  note(work, "aborted",
       event_detail({{"message", why}, {"unsent", work.stage == Stage::kLogin ? "yes" : "no"}}));
  be_unserved(why);
  work.stage = Stage::kClaim;
  work.due = now() + delay_s;
  constexpr double kGrowth = 1.5;
  work.poll_delay = std::min(work.poll_delay * kGrowth, 6 * options_.poll_s);
  tell(work, "waiting to send again", fmt::format("{}. Again in {}", why, duration_text(std::ceil(delay_s))));
}

}  // namespace meshgate
