#include "hitem3d/call.h"

#include <fmt/core.h>

#include <charconv>
#include <filesystem>

#include "core/text.h"
#include "core/url.h"
#include "hitem3d/http_date.h"

namespace meshgate {
namespace {

// The token lives for 24 h and says so nowhere; a margin for slow clocks and long uploads.
constexpr double kTokenLife = 23 * 3600;
// Before a large upload an older token is renewed: a refusal would cost the upload.
constexpr double kFreshForUpload = 1800;
constexpr std::uint64_t kLargeUpload = 4U << 20U;

AuthScheme other(AuthScheme scheme) {
  return scheme == AuthScheme::kToken ? AuthScheme::kBearer : AuthScheme::kToken;
}

HttpHeaders common_headers(const Session& session) {
  HttpHeaders headers{{"Accept-Language", "en-US"}, {"Accept", "application/json"}};
  if (!session.options.app_id.empty()) headers.emplace_back("Appid", session.options.app_id);
  return headers;
}

HttpRequest token_request(const Session& session) {
  const Credentials& credentials = session.options.credentials;
  HttpRequest request;
  request.method = "POST";
  request.url = session.root + "/auth/token";
  request.headers = common_headers(session);
  request.headers.emplace_back("Authorization", "Basic " + basic_pair(credentials));
  return request;
}

std::optional<double> retry_after(const HttpReply& reply) {
  const std::string text = reply.header("retry-after");
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr double kMaxWait = 3600;
  // The other form, a date, is left to the usual back-off.
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !(seconds >= 0)) return {};
  return std::min(seconds, kMaxWait);
}

// Links to our inputs are signed, too; of a callback the path is the secret.
HiddenTexts secrets_of_field(std::string_view name, std::string_view value) {
  HiddenTexts secrets = secrets_of_link(value);
  const auto url = parse_url(value);
  constexpr std::size_t kShortest = 4;  // with its slash
  if (name == "callback_url" && url && url->path.size() >= kShortest) secrets.push_back(url->path);
  return secrets;
}

bool is_redirect(int status) { return status >= 300 && status < 400; }

Error redirect_error(const HttpReply& reply, std::string_view operation, const HiddenTexts& hidden) {
  return {
      ErrorKind::kRemote,
      fmt::format(
          "{}: the service redirects to {}, which is not followed with credentials. Check HITEM3D_BASE_URL",
          operation, scrubbed(without_hidden(reply.header("location"), hidden))),
      {},
      reply.status,
      {}};
}

}  // namespace

Call::Call(Session& session, Operation operation)
    : session_(session), operation_(std::move(operation)), scheme_(operation_.scheme) {
  const auto known = session.working.find(operation_.path);
  if (known != session.working.end()) scheme_ = known->second;
}

Call::~Call() {
  if (step_ == Step::kTokenSent) session_.refreshing = false;
}

bool Call::needs_token() const {
  if (refresh_wanted_ || session_.token.empty()) return true;
  if (!session_.options.credentials.can_log_in()) return false;
  const double age = session_.now() - session_.token_at;
  return age > kTokenLife || (operation_.is_large && age > kFreshForUpload);
}

std::optional<HttpRequest> Call::next() {
  if (step_ != Step::kPrepare) return std::nullopt;
  if (needs_token()) {
    if (session_.refreshing) return std::nullopt;
    session_.refreshing = true;
    step_ = Step::kTokenSent;
    return token_request(session_);
  }
  used_generation_ = session_.generation;
  step_ = Step::kSent;
  HttpRequest request = operation_.request;
  request.headers = common_headers(session_);
  request.headers.emplace_back("Authorization",
                               fmt::format("{} {}", to_string(scheme_), session_.token.reveal()));
  return request;
}

void Call::take(HttpOutcome outcome) {
  if (const auto date = parse_http_date(outcome.reply.header("date")))
    session_.clock_lead = *date - session_.options.clock.unix_s();
  if (step_ == Step::kTokenSent) {
    take_token(std::move(outcome));
  } else if (step_ == Step::kSent) {
    take_reply(std::move(outcome));
  }
}

void Call::take_token(HttpOutcome outcome) {
  session_.refreshing = false;
  constexpr std::string_view kName = "asking for a token";
  const HiddenTexts hidden = session_.hidden_texts();
  if (outcome.error)
    return fail_unsent(std::move(*outcome.error).with_context(std::string(kName)), ErrorClass::kNone);
  if (is_redirect(outcome.reply.status))
    return fail_unsent(redirect_error(outcome.reply, kName, hidden), ErrorClass::kUnknown);
  const ApiReply reply = parse_reply(outcome.reply.status, outcome.reply.body, hidden);
  if (reply.error != ErrorClass::kNone) {
    Error error = error_of(reply, kName, Effect::kNone);
    error.retry_after_s = retry_after(outcome.reply);
    return fail_unsent(std::move(error), reply.error);
  }
  if (reply.token.empty())
    return fail_unsent({ErrorKind::kRemote, fmt::format("{}: the answer holds no token", kName), {}, {}, {}},
                       ErrorClass::kUnknown);
  if (!is_header_token(reply.token))
    return fail_unsent(
        {ErrorKind::kRemote,
         fmt::format("{}: the answer holds a token with characters that no token has: it is not used", kName),
         {},
         {},
         {}},
        ErrorClass::kUnknown);
  session_.seen.add({std::string(session_.token.reveal())});
  session_.token = Secret(reply.token);
  session_.token_at = session_.now();
  ++session_.generation;
  if (refresh_wanted_) refreshed_ = true;
  refresh_wanted_ = false;
  step_ = Step::kPrepare;
}

void Call::take_reply(HttpOutcome outcome) {
  CallResult result;
  const bool creates = operation_.effect == Effect::kCreates;
  const HiddenTexts hidden = session_.hidden_texts();
  if (creates || !outcome.error) result.reply = parse_reply(outcome.reply.status, outcome.reply.body, hidden);
  for (const std::string& url : result.reply.urls) session_.hide_link(url);
  session_.hide_link(result.reply.cover);
  // Said to be taken, and the id has another name than the documented one.
  if (creates && !outcome.error && result.reply.error == ErrorClass::kNone && result.reply.task_id.empty() &&
      !result.reply.other_id.empty()) {
    result.reply.task_id = result.reply.other_id;
    result.reply.is_other_id = true;
  }
  // Also of an answer that broke off behind it.
  const bool is_task = creates && !result.reply.task_id.empty();
  if (outcome.error && !is_task) {
    result.error = std::move(*outcome.error).with_context(std::string(operation_.name));
    result.may_have_arrived = outcome.may_have_arrived;
    return finish(std::move(result));
  }
  result.error_class = result.reply.error;
  if (is_task) {
    // Whatever else it says: there is a task.
    result.error_class = ErrorClass::kNone;
  } else if (is_redirect(outcome.reply.status)) {
    result.error = redirect_error(outcome.reply, operation_.name, hidden);
    result.error_class = ErrorClass::kUnknown;
    // The answers to a request that was taken: 303, and 302 from who does not know 303.
    constexpr int kFound = 302, kSeeOther = 303;
    result.may_have_arrived = outcome.reply.status == kFound || outcome.reply.status == kSeeOther;
  } else if (result.error_class == ErrorClass::kAuth && try_other_authorization()) {
    return;
  }
  if (result.error_class == ErrorClass::kNone) {
    session_.working[operation_.path] = scheme_;
  } else if (!result.error) {
    result.error = error_of(result.reply, operation_.name, operation_.effect);
    result.error->retry_after_s = retry_after(outcome.reply);
    // Who fails, or answers what nobody understands, may have created something before. A refusal has not.
    result.may_have_arrived = is_unclear(result.reply);
  }
  finish(std::move(result));
}

// A refusal of the token creates nothing, so this cannot pay twice: a new token once, the other scheme once.
bool Call::try_other_authorization() {
  step_ = Step::kPrepare;
  if (used_generation_ != session_.generation && !refreshed_)
    return refreshed_ = true;  // another call renewed it
  if (session_.options.credentials.can_log_in() && !refreshed_ && !switched_) return refresh_wanted_ = true;
  if (switched_) return false;
  scheme_ = other(scheme_);
  return switched_ = true;
}

void Call::finish(CallResult result) {
  step_ = Step::kOver;
  result_ = std::move(result);
}

void Call::fail_unsent(Error error, ErrorClass error_class) {
  CallResult result;
  result.error = std::move(error);
  result.error_class = error_class;
  result.is_unsent = true;
  finish(std::move(result));
}

Operation balance_operation(const Session& session) {
  Operation operation{"asking for the balance", "/balance", AuthScheme::kBearer, {}, Effect::kNone, false};
  operation.request.url = session.root + "/balance";
  return operation;
}

Operation create_operation(Session& session, const Endpoint& endpoint, std::vector<FormField> form) {
  Operation operation{
      "creating the task", endpoint.create_path, endpoint.scheme, {}, Effect::kCreates, false};
  std::uint64_t bytes = 0;
  for (const FormField& field : form) {
    std::error_code error;
    if (field.is_file) {
      bytes += std::filesystem::file_size(field.value, error);
    } else {
      session.seen.add(secrets_of_field(field.name, field.value));
    }
  }
  operation.is_large = bytes > kLargeUpload;
  HttpRequest& request = operation.request;
  request.method = "POST";
  request.url = session.root + std::string(endpoint.create_path);
  request.form = std::move(form);
  request.once = true;
  // The service may look at a large model before it answers.
  request.stall_s = std::max(session.options.stall_s, 60.0) * 5;
  request.timeout_s = 0;
  return operation;
}

Operation query_operation(const Session& session, const Endpoint& endpoint, std::string_view task_id) {
  Operation operation{"asking for the task", endpoint.create_path, endpoint.scheme, {}, Effect::kNone, false};
  operation.request.url =
      fmt::format("{}{}?task_id={}", session.root, endpoint.query_path, percent_encoded(task_id));
  operation.request.timeout_s = session.options.stall_s;
  return operation;
}

CallResult run_call(Session& session, Operation operation) {
  const bool creates = operation.effect == Effect::kCreates;
  const std::string name(operation.name);
  Call call(session, std::move(operation));
  Transport& transport = session.transport();
  const std::stop_token& stop = session.options.stop;
  const std::stop_callback wake(stop, [&] { transport.wake(); });
  std::optional<double> stopped;
  while (!call.is_over()) {
    auto request = call.next();
    if (!request) break;
    bool done = false;
    const std::uint64_t id = transport.start(std::move(*request), [&](HttpOutcome outcome) {
      call.take(std::move(outcome));
      done = true;
    });
    while (!done) {
      if (stop.stop_requested()) {
        constexpr double kGrace = 30;
        if (!stopped) stopped = session.now();
        const bool is_awaited = creates && call.is_sent() && transport.may_have_arrived(id);
        if (!is_awaited || session.now() - *stopped > kGrace) {
          transport.cancel(id);
          CallResult result;
          result.error = Error{ErrorKind::kCancelled, name + ": stopped", {}, {}, {}};
          result.may_have_arrived = is_awaited;
          return result;
        }
      }
      transport.wait(1);
    }
  }
  return std::move(call.result());
}

}  // namespace meshgate
