// Sending a request, once.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "jobs/driver.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"

namespace meshgate {
namespace {

constexpr int kMaxSendFailures = 5;

constexpr std::string_view kNothingSent = "Nothing was sent; `meshgate resume` tries again";

}  // namespace

void Driver::claim(Work& work) {
  // One look at a time: when there is no slot for one, there is none for the others.
  if (now() < next_claim_) {
    work.due = next_claim_;
    return tell(work, "waiting for a slot");
  }
  // A place for the result comes before its price.
  if (options_.goal == JobGoal::kFetched) {
    const auto made = make_result_folder(result_stem(work));
    if (!made) return fail_work(work, with_advice(made.error(), kNothingSent));
  }
  if (!work.call && !make_call(work)) return;
  if (work.call->wants_token()) {
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
  if (!result) {
    broken_ = result.error();
    return;
  }
  switch (result->claim) {
    case Claim::kGranted:
      return create(work);
    case Claim::kBusy:
      work.due = next_claim_ = now() + jittered(options_.poll_s);
      return tell(work, "waiting for a slot");
    case Claim::kTaken:
      work.call.reset();
      work.stage = Stage::kFollow;
      return;
    case Claim::kReuse:
    case Claim::kUnknown:
      break;
  }
  auto other = journal_.load(result->other);
  if (!other) {
    broken_ = other.error();
    return;
  }
  if (result->claim == Claim::kUnknown) return fail_unknown(work, *other);
  // Somebody else was quicker with the same request.
  work.call.reset();
  note(work, "abandoned");
  if (work.is_ours) static_cast<void>(journal_.release(work.job.id).has_value());
  work.is_ours = false;
  attach(work, std::move(*other), true);
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

void Driver::create(Work& work) {
  work.job.submitted_at = unix_now();
  work.job.state = JobState::kSubmitting;
  work.stage = Stage::kCreate;
  if (file_stamp(work.request) != work.stamp) {
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
  if (!result.error && !result.reply.task_id.empty()) {
    note(work, "submitted",
         event_detail(
             {{"task_id", printable(result.reply.task_id)}, {"state", printable(result.reply.state, 40)}}));
    if (broken_)  // the only place that still knows it
      broken_->message +=
          fmt::format(". The service accepted {} as task {}: note that down, the journal has it not",
                      printable(input_name(work.request), 1000), printable(result.reply.task_id));
    const Endpoint* endpoint = find_endpoint(work.request.task);
    if (endpoint != nullptr && endpoint->price &&
        endpoint->price->min_credits == endpoint->price->max_credits)
      work.progress.credits = endpoint->price->min_credits;
    work.failures = 0;
    work.stage = Stage::kPoll;
    work.due = now() + jittered(options_.poll_s);
    next_claim_ = std::min(next_claim_, now());
    tell(work, work.job.remote_state.empty() ? "submitted" : work.job.remote_state);
    if (options_.goal == JobGoal::kSubmitted) {
      finish(work);
      tell(work, "submitted");
    }
    return;
  }
  if (result.may_have_arrived || !result.error) {
    note(work, "unknown",
         event_detail({{"message", result.error ? describe(*result.error)
                                                : "accepted, but the answer holds no task id"}}));
    return fail_unknown(work, work.job);
  }
  const Error& error = *result.error;
  const bool passes = result.error_class == ErrorClass::kNone || result.error_class == ErrorClass::kServer;
  if (result.is_unsent && result.error_class != ErrorClass::kLimit) {
    // Nothing is wrong with the request: whatever kept us from a token may be mended.
    if (passes && error.kind != ErrorKind::kAuth && ++work.failures < kMaxSendFailures)
      return try_again_later(work, error, error.retry_after_s.value_or(jittered(work.poll_delay)));
    return refuse(work, with_advice(error, kNothingSent), true);
  }
  switch (result.error_class) {
    case ErrorClass::kLimit:  // the service has more tasks of ours than we know of
      return try_again_later(work, error, error.retry_after_s.value_or(jittered(work.poll_delay)));
    case ErrorClass::kNone:
      if (error.kind == ErrorKind::kNetwork && ++work.failures < kMaxSendFailures)
        return try_again_later(work, error, jittered(work.poll_delay));
      return refuse(work, with_advice(error, kNothingSent), true);
    case ErrorClass::kAuth:
    case ErrorClass::kQuota:
    case ErrorClass::kServer:
      return refuse(work, error, true);
    case ErrorClass::kParameter:
    case ErrorClass::kGeneration:
    case ErrorClass::kUnknown:
      return refuse(work, error, false);
  }
}

void Driver::refuse(Work& work, const Error& error, bool can_retry) {
  note(work, "refused", event_detail({{"message", describe(error)}, {"retry", can_retry ? "yes" : "no"}}));
  next_claim_ = std::min(next_claim_, now());
  fail_work(work, error);
}

// Nothing was created, for certain: the job is as it was before.
void Driver::try_again_later(Work& work, const Error& error, double delay_s) {
  note(work, "aborted", event_detail({{"message", describe(error)}}));
  work.stage = Stage::kClaim;
  work.due = now() + delay_s;
  constexpr double kGrowth = 1.5;
  work.poll_delay = std::min(work.poll_delay * kGrowth, 6 * options_.poll_s);
  tell(work, "waiting to send again", describe(error));
}

}  // namespace meshgate
