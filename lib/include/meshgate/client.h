#pragma once
// The Hitem3D API, one call at a time. For whole tasks with a journal see meshgate/jobs.h.
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/clock.h"
#include "meshgate/result.h"
#include "meshgate/secret.h"
#include "meshgate/task.h"

namespace meshgate {

class Transport;
class Session;

/// Who asks: a pair of client id and secret, or a ready access token.
struct Credentials {
  Secret client_id;
  Secret client_secret;
  Secret access_token;

  [[nodiscard]] bool can_log_in() const { return !client_id.empty() && !client_secret.empty(); }
  [[nodiscard]] bool empty() const { return !can_log_in() && access_token.empty(); }
};

/// HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET, or HITEM3D_ACCESS_TOKEN, from the environment.
Credentials credentials_from_environment();

/// The same names as `NAME=value` lines of a file that only its owner may read (mode 0600 or stricter).
/// kConfig, saying what to run, for another mode, another owner or an unknown line.
Result<Credentials> read_credentials(const std::string& path);

struct ClientOptions {
  Credentials credentials = {};
  /// Scheme, host and port. https, or http for this machine; else kConfig.
  std::string base_url = "https://api.hitem3d.ai";
  std::string app_id = {};                               ///< header Appid; empty = not sent
  double stall_s = 60;                                   ///< a transfer ends when nothing moves for so long
  std::uint64_t max_download = std::uint64_t{8} << 30U;  ///< bytes of one result file
  Clock clock = system_clock();
  /// Ends a call with kCancelled; a create whose answer is awaited gets half a minute more.
  std::stop_token stop = {};
  std::shared_ptr<Transport> transport = {};  ///< null = libcurl
};

/// HITEM3D_BASE_URL, or the documented host.
std::string base_url_from_environment();

/// MESHGATE_STALL_SECONDS, or 60. kConfig for what is no number from 0.01 to 3600.
Result<double> stall_seconds_from_environment();

/// The task that a callback's body is about; nothing when it names none. All else in it is ignored: a
/// callback is an unauthenticated hint to call query_task.
std::optional<std::string> parse_callback_task(std::string_view body);

/// 32 random hexadecimal digits: a path that strangers do not find.
std::string make_secret_path();

/// What became of a request to create a task.
struct Created {
  std::string task_id;         ///< empty when it failed
  std::optional<Error> error;  ///< why it failed
  /// The request may have been accepted although no answer came: sending it again may pay twice.
  bool unknown = false;
};

/// How a task stands.
struct TaskStatus {
  std::string state;     ///< as the service says: "queueing", "success" …
  bool is_over = false;  ///< success or failed
  bool is_success = false;
  std::vector<Secret> urls;  ///< of the result; signed links that live for an hour
  Secret cover;              ///< link to a preview picture of the result; mostly empty
  std::string message;       ///< of the service; printable
};

/// One file of a result.
struct Download {
  std::string path;    ///< with a suffix by content
  std::string format;  ///< id by content
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// A connection to the API. Not thread-safe, wake() apart; every call blocks. Tokens live in memory only.
class Client {
 public:
  /// kConfig for a base URL that is not acceptable, and without credentials. Sends nothing.
  static Result<Client> open(ClientOptions options);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Credits that are left. kAuth, kNetwork, kRemote, as for all calls.
  Result<double> fetch_balance();
  /// Sends the request as it is: run check_task before. Never sent twice, except after a refusal of the
  /// token.
  Created create_task(const TaskRequest& request);
  /// Asks how a task stands.
  Result<TaskStatus> query_task(std::string_view task, const std::string& task_id);
  /// Downloads a result to `stem` plus a suffix by content: to a temporary file first, resumed when the
  /// connection breaks, flushed and renamed. An existing file with another content is kept: the new one gets
  /// a number.
  Result<Download> download(const Secret& url, const std::string& stem);

  /// "https://host:port", and the name that the journal gives to this account there.
  [[nodiscard]] const std::string& base_url() const;
  [[nodiscard]] const std::string& account() const;
  /// The name that all bare access tokens of this host share: whose they are, nobody can tell.
  [[nodiscard]] const std::string& host_account() const;
  /// Seconds that the clock of the service is ahead of `clock()`, by the `Date` of its last answer; nothing
  /// while none came. To a second or two, as that header and the way here are.
  [[nodiscard]] std::optional<double> clock_lead() const;
  /// The clock of its options.
  [[nodiscard]] const Clock& clock() const;
  /// From any thread: whoever drives jobs with this client looks at once for what is new.
  void wake();
  /// What meshgate's own drivers share with this client.
  [[nodiscard]] Session& session() { return *session_; }

 private:
  explicit Client(std::unique_ptr<Session> session);
  std::unique_ptr<Session> session_;
};

}  // namespace meshgate
