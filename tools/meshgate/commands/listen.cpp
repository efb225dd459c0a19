#include <fcntl.h>
#include <fmt/core.h>
#include <httplib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
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
constexpr std::size_t kMaxWaiting = 1000;  // and under way
constexpr std::size_t kMaxAtOnce = 64;     // asked about, or downloaded
// The service may call before the process that submitted has noted the task's id.
constexpr std::chrono::milliseconds kLookAgain{200};
constexpr std::chrono::seconds kPatience{10};

using Moment = std::chrono::steady_clock::time_point;

struct Hint {
  std::string task_id;
  Moment first, due;  // when it came, and when to look into the journal
};

// Hints from the server's threads to ours. Bounded, and each task once, until it was dealt with: strangers
// may call often.
class Hints {
 public:
  void add(std::string task_id) {
    const Moment now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMaxWaiting || !known_.insert(task_id).second) return;
    waiting_.push_back({std::move(task_id), now, now});
  }
  // The first one that is due.
  std::optional<Hint> take() {
    const Moment now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    const auto due =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const Hint& hint) { return hint.due <= now; });
    if (due == waiting_.end()) return std::nullopt;
    Hint hint = std::move(*due);
    waiting_.erase(due);
    return hint;
  }
  void put_back(Hint hint) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(hint));
  }
  void forget(const std::string& task_id) {
    const std::lock_guard lock(mutex_);
    known_.erase(task_id);
  }

 private:
  std::mutex mutex_;
  std::deque<Hint> waiting_;
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
  CallbackServer(Hints& hints, Client& client, const std::string& path) {
    http_.set_payload_max_length(kMaxBody);
    constexpr time_t kSeconds = 5;
    http_.set_read_timeout(kSeconds);
    http_.set_keep_alive_timeout(kSeconds);
    http_.new_task_queue = [] { return new httplib::ThreadPool(4); };
    http_.Post(path, [&hints, &client](const httplib::Request& request, httplib::Response& response) {
      // The answer tells nothing: neither whether the task is known nor whether the body was understood.
      if (auto task_id = parse_callback_task(request.body)) {
        hints.add(std::move(*task_id));
        client.wake();
      }
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

// Between the hints and the engine: what is asked about, all at the same time, and what came of it.
class Listener {
 public:
  Listener(const Remote& remote, Hints& hints, bool once) : remote_(remote), hints_(hints), once_(once) {}

  Result<bool> run() {
    JobSource source;
    source.take = [this] { return take(); };
    source.on_over = [this](JobOutcome outcome) { tell(std::move(outcome)); };
    source.is_done = [this] { return broken_.has_value() || (once_ && told_ > 0); };
    MG_TRY([[maybe_unused]] const bool driven,
           drive_jobs(*remote_.journal, *remote_.client, source, remote_.options));
    if (broken_) return fail(*broken_);
    return true;
  }

 private:
  std::vector<JobSpec> take() {
    std::vector<JobSpec> specs;
    constexpr int kLooks = 20;  // into the journal, at a time: what is under way goes on between
    for (int i = 0; i < kLooks && under_way_ < kMaxAtOnce && !broken_; ++i) {
      if (once_ && told_ + under_way_ > 0) break;
      auto hint = hints_.take();
      if (!hint) break;
      const auto job = remote_.journal->find_task(hint->task_id);
      if (!job) {
        broken_ = job.error();
      } else if (*job) {
        ++under_way_;
        specs.push_back({.request = {}, .job = (*job)->id, .folder = {}, .stem = {}});
      } else {
        look_again(std::move(*hint));
      }
    }
    return specs;
  }

  void look_again(Hint hint) {
    const Moment now = std::chrono::steady_clock::now();
    if (now - hint.first > kPatience) {
      write_note("a callback for a task that is not in the journal: ignored");
      return hints_.forget(hint.task_id);
    }
    hint.due = now + kLookAgain;
    hints_.put_back(std::move(hint));
  }

  void tell(JobOutcome outcome) {
    --under_way_;
    ++told_;
    hints_.forget(outcome.job.task_id);
    for (const FetchedFile& file : outcome.files) write_stdout(file.path + "\n");
    const std::string name = input_name(outcome.job.request);
    report_jobs({std::move(outcome)}, {name});
  }

  const Remote& remote_;
  Hints& hints_;
  bool once_;
  std::size_t under_way_ = 0, told_ = 0;
  std::optional<Error> broken_;
};

Result<int> listen(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(Remote remote, open_remote(arguments, stop));
  int port = 0;
  if (arguments.has("--port")) {
    MG_TRY(port, parse_count("--port", arguments.get("--port"), 0, 65535));
  }
  const std::string host = arguments.get("--host", "127.0.0.1");
  const std::string path = "/callback/" + make_secret_path();
  Hints hints;
  CallbackServer server(hints, *remote.client, path);
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
  MG_TRY([[maybe_unused]] const bool heard, Listener(remote, hints, arguments.has("--once")).run());
  if (!stop.stop_requested()) return 0;
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
