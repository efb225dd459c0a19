// The blocking client: the machines of hitem3d/ run to their end.
#include "meshgate/client.h"

#include <fmt/core.h>
#include <unistd.h>

#include "core/random.h"
#include "core/text.h"
#include "core/url.h"
#include "hitem3d/call.h"
#include "hitem3d/fetch.h"
#include "hitem3d/remote_text.h"
#include "jobs/result_file.h"

namespace meshgate {
namespace {

Result<bool> accept_base_url(const std::string& text) {
  const auto url = parse_url(text);
  const std::string shown = printable(without_query(text));
  if (!url)
    return fail(ErrorKind::kConfig, fmt::format("HITEM3D_BASE_URL \"{}\": {}", shown, url.error().message));
  if (!url->query.empty() || (!url->path.empty() && url->path != "/"))
    return fail(ErrorKind::kConfig,
                fmt::format("HITEM3D_BASE_URL \"{}\" has more than scheme, host and port: give {}", shown,
                            origin_of(*url)));
  if (url->scheme != "https" && !is_loopback(url->host))
    return fail(
        ErrorKind::kConfig,
        fmt::format("HITEM3D_BASE_URL \"{}\": credentials go by https only, or to this machine", shown));
  return true;
}

}  // namespace

std::optional<std::string> parse_callback_task(std::string_view body) { return parse_callback(body); }

std::string make_secret_path() {
  constexpr std::size_t kBytes = 16;
  return random_hex(kBytes);
}

Result<Client> Client::open(ClientOptions options) {
  MG_TRY([[maybe_unused]] const bool accepted, accept_base_url(options.base_url));
  if (options.credentials.empty())
    return fail(
        ErrorKind::kConfig,
        "no credentials: set HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET, or name a file with --credentials");
  const Secret& token = options.credentials.access_token;
  if (!token.empty() && !is_header_token(token.reveal()))
    return fail(ErrorKind::kConfig,
                "HITEM3D_ACCESS_TOKEN holds a blank, a line break or another character that no token has");
  return Client(std::make_unique<Session>(std::move(options)));
}

Client::Client(std::unique_ptr<Session> session) : session_(std::move(session)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

const std::string& Client::base_url() const { return session_->options.base_url; }
const std::string& Client::account() const { return session_->account; }
const std::string& Client::host_account() const { return session_->host_account; }
std::optional<double> Client::clock_lead() const { return session_->clock_lead; }
void Client::wake() { session_->transport().wake(); }
const Clock& Client::clock() const { return session_->options.clock; }

Result<double> Client::fetch_balance() {
  CallResult result = run_call(*session_, balance_operation(*session_));
  if (result.error) return fail(std::move(*result.error));
  if (!result.reply.balance) return fail(ErrorKind::kRemote, "asking for the balance: the answer holds none");
  return *result.reply.balance;
}

Created Client::create_task(const TaskRequest& request) {
  Created created;
  const Endpoint* endpoint = find_endpoint(request.task);
  const auto form = make_form(request);
  if (endpoint == nullptr || !form) {
    created.error = form ? Error{ErrorKind::kUsage, "unknown task", {}, {}, {}} : form.error();
    return created;
  }
  CallResult result = run_call(*session_, create_operation(*session_, *endpoint, *form));
  created.error = std::move(result.error);
  created.unknown = result.may_have_arrived;
  created.task_id = result.reply.task_id;
  if (!created.error && created.task_id.empty()) {
    created.error =
        Error{ErrorKind::kRemote, "creating the task: accepted, but the answer holds no task id", {}, {}, {}};
    created.unknown = true;
  }
  return created;
}

Result<TaskStatus> Client::query_task(std::string_view task, const std::string& task_id) {
  const Endpoint* endpoint = find_endpoint(task);
  if (endpoint == nullptr) return fail(ErrorKind::kUsage, "unknown task " + printable(task));
  CallResult result = run_call(*session_, query_operation(*session_, *endpoint, task_id));
  if (result.error) return fail(std::move(*result.error));
  const RemoteState state = parse_remote_state(result.reply.state);
  TaskStatus status;
  status.state = printable(result.reply.state, 40);
  status.is_success = state == RemoteState::kSuccess;
  status.is_over = status.is_success || state == RemoteState::kFailed;
  for (std::string& url : result.reply.urls) status.urls.emplace_back(std::move(url));
  status.cover = Secret(std::move(result.reply.cover));
  status.message = result.reply.message;
  return status;
}

Result<Download> Client::download(const Secret& url, const std::string& stem) {
  const std::string part = stem + ".part";
  Fetch fetch(*session_, url, part);
  Transport& transport = session_->transport();
  const std::stop_token& stop = session_->options.stop;
  const std::stop_callback wake(stop, [&] { transport.wake(); });
  const auto stopped = [&] {
    fetch.discard();
    return fail(ErrorKind::kCancelled, fetch.where() + ": stopped");
  };
  while (!fetch.is_over()) {
    if (fetch.delay_s() > 0) transport.wait(fetch.delay_s());
    if (stop.stop_requested()) return stopped();
    auto request = fetch.next();
    bool done = false;
    const std::uint64_t id = transport.start(std::move(*request), [&](HttpOutcome outcome) {
      fetch.take(std::move(outcome));
      done = true;
    });
    while (!done) {
      if (stop.stop_requested()) {
        transport.cancel(id);
        return stopped();
      }
      transport.wait(1);
    }
  }
  if (fetch.error()) {
    ::unlink(part.c_str());
    return fail(*fetch.error());
  }
  MG_TRY(FetchedFile file, publish_result(part, stem, session_->hidden_texts()));
  return Download{std::move(file.path), std::move(file.format), file.bytes, std::move(file.sha256)};
}

}  // namespace meshgate
