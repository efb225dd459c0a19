#include <fcntl.h>
#include <fmt/core.h>
#include <httplib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "command.h"
#include "job_table.h"
#include "tasks.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 8> kOptions{{
    {"--host", "ADDRESS", "where to listen; default 127.0.0.1, behind a proxy or tunnel of yours"},
    {"--port", "N", "default: any that is free"},
    {"--url-file", "FILE", "write the URL to FILE as well, readable by its owner only"},
    {"--once", "", "end after the first callback that names a job of the journal"},
    kDeadlineOption,
    kConcurrencyOption,
    kCredentialsOption,
    {"--quiet", "", "no progress"},
}};

constexpr std::string_view kDetails =
    "Prints the URL to give as --callback-url, seen from this machine: its path is a secret. A callback is "
    "not "
    "believed:\nit only makes meshgate ask the service about that task, and fetch the result when it is "
    "done. Callbacks get "
    "lost; `meshgate resume`\nand `meshgate wait` do not need them.\n";

constexpr std::size_t kMaxBody = 64U << 10U;
constexpr std::size_t kMaxWaiting = 1000;
// The service may call before the process that submitted has noted the task's id.
constexpr std::chrono::milliseconds kLookAgain{200};
constexpr std::chrono::seconds kPatience{10};

using Moment = std::chrono::steady_clock::time_point;

struct Hint {
  std::string task_id;
  Moment first, due;  // when it came, and when to look into the journal
};

// Hints from the server's threads to ours. Bounded, and each task once: strangers may call often.
class Hints {
 public:
  void add(Hint hint) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting || !known_.insert(hint.task_id).second) return;
    waiting_.push_back(std::move(hint));
    changed_.notify_one();
  }
  // The next one that is due; nothing after a stop.
  std::optional<Hint> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto is_due = [this] {
      const Moment now = std::chrono::steady_clock::now();
      next_ =
          std::find_if(waiting_.begin(), waiting_.end(), [&](const Hint& hint) { return hint.due <= now; });
      return next_ != waiting_.end();
    };
    while (!is_due()) {
      if (stop.stop_requested()) return std::nullopt;
      if (waiting_.empty()) {
        changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      } else {
        changed_.wait_for(lock, stop, kLookAgain, is_due);
      }
    }
    Hint hint = std::move(*next_);
    waiting_.erase(next_);
    known_.erase(hint.task_id);
    return hint;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Hint> waiting_;
  std::deque<Hint>::iterator next_;
  std::set<std::string> known_;
};

// The URL is a secret: nobody else may read it, not even for a moment.
Result<bool> write_private_file(const std::string& path, const std::string& text) {
  ::unlink(path.c_str());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  if (!written) return fail(ErrorKind::kIo, path + ": cannot be written");
  return true;
}

// The server and its thread.
class CallbackServer {
 public:
  CallbackServer(Hints& hints, const std::string& path) {
    http_.set_payload_max_length(kMaxBody);
    constexpr time_t kSeconds = 5;
    http_.set_read_timeout(kSeconds);
    http_.set_keep_alive_timeout(kSeconds);
    http_.new_task_queue = [] { return new httplib::ThreadPool(4); };
    http_.Post(path, [&hints](const httplib::Request& request, httplib::Response& response) {
      // The answer tells nothing: neither whether the task is known nor whether the body was understood.
      const Moment now = std::chrono::steady_clock::now();
      if (auto task_id = parse_callback_task(request.body)) hints.add({std::move(*task_id), now, now});
      response.set_content("{\"code\":200}", "application/json");
    });
  }
  CallbackServer(const CallbackServer&) = delete;
  CallbackServer& operator=(const CallbackServer&) = delete;
  ~CallbackServer() {
    http_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Result<int> start(const std::string& host, int port) {
    const int bound = port == 0 ? http_.bind_to_any_port(host) : http_.bind_to_port(host, port) ? port : -1;
    if (bound <= 0) return fail(ErrorKind::kIo, fmt::format("cannot listen on {} port {}", host, port));
    thread_ = std::thread([this] { http_.listen_after_bind(); });
    return bound;
  }

 private:
  httplib::Server http_;
  std::thread thread_;
};

Result<bool> bring_home(const Remote& remote, const Job& job) {
  JobSpec spec;
  spec.job = job.id;
  MG_TRY(const std::vector<JobOutcome> outcomes,
         drive_jobs(*remote.journal, *remote.client, {spec}, remote.options));
  report_jobs(outcomes, {input_name(job.request)});
  for (const FetchedFile& file : outcomes[0].files) write_stdout(file.path + "\n");
  return true;
}

// Whether the hint named a job of the journal.
Result<bool> handle(const Remote& remote, Hints& hints, Hint hint) {
  const auto job = remote.journal->find(hint.task_id);
  if (job && job->task_id == hint.task_id) return bring_home(remote, *job);
  const Moment now = std::chrono::steady_clock::now();
  if (now - hint.first > kPatience) {
    write_note("a callback for a task that is not in the journal: ignored");
    return false;
  }
  hint.due = now + kLookAgain;
  hints.add(std::move(hint));
  return false;
}

Result<int> listen(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(Remote remote, open_remote(arguments, stop));
  int port = 0;
  if (arguments.has("--port")) {
    MG_TRY(port, parse_count("--port", arguments.get("--port"), 1, 65535));
  }
  const std::string host = arguments.get("--host", "127.0.0.1");
  const std::string path = "/callback/" + make_secret_path();
  Hints hints;
  CallbackServer server(hints, path);
  MG_TRY(const int bound, server.start(host, port));
  const std::string url = fmt::format("http://{}:{}{}", host, bound, path);
  if (arguments.has("--url-file")) {
    MG_TRY([[maybe_unused]] const bool written, write_private_file(arguments.get("--url-file"), url + "\n"));
  }
  write_stdout(url + "\n");
  if (!arguments.has("--quiet"))
    write_note(
        "listening. Submit with --callback-url and this URL as the service sees it, through your proxy or "
        "tunnel; Ctrl-C ends it");
  JobTable table(false, arguments.has("--quiet"));
  table.attach(remote.options);
  while (auto hint = hints.take(stop)) {
    MG_TRY(const bool known, handle(remote, hints, std::move(*hint)));
    if (known && arguments.has("--once")) return 0;
  }
  return fail(ErrorKind::kCancelled, "stopped");
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = listen(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_listen{.name = "listen",
                                    .summary = "receive callbacks of the service, and fetch what is done",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
