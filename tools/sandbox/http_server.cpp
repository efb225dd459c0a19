#include "sandbox/http_server.h"

#include <fcntl.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/sha256.h"
#include "core/text.h"

namespace meshgate::sandbox {
namespace {

constexpr std::size_t kMaxText = 64 * 1024, kMaxParts = 64;
constexpr int kReadTimeoutMs = 60'000, kWriteTimeoutMs = 60'000, kStallMs = 600'000;

// A connection that httplib reads and writes through, so that a reply can end in ways that no server should
// have, and so that stopping the server ends every wait.
class Connection : public httplib::Stream {
 public:
  Connection(int socket, int stop) : socket_(socket), stop_(stop) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  void drop() { dropped_ = true; }
  [[nodiscard]] bool dropped() const { return dropped_; }
  [[nodiscard]] bool wait_for_request(int milliseconds) const {
    return begin_ < end_ || wait(POLLIN, milliseconds);
  }
  /// Until the peer goes away, the server stops, or `milliseconds` are over.
  void stall(int milliseconds) const { [[maybe_unused]] const bool ended = wait(POLLRDHUP, milliseconds); }

  [[nodiscard]] bool is_readable() const override { return wait_for_request(kReadTimeoutMs); }
  [[nodiscard]] bool is_writable() const override { return !dropped_ && wait(POLLOUT, kWriteTimeoutMs); }

  ssize_t read(char* to, std::size_t size) override {
    if (begin_ == end_) {
      if (dropped_ || !wait(POLLIN, kReadTimeoutMs)) return -1;
      const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
      if (got <= 0) return got;
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
    }
    const std::size_t count = std::min(size, end_ - begin_);
    std::memcpy(to, buffer_.data() + begin_, count);
    begin_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* from, std::size_t size) override {
    for (std::size_t sent = 0; sent < size;) {
      if (!is_writable()) return -1;
      const ssize_t count = ::send(socket_, from + sent, size - sent, MSG_NOSIGNAL);
      if (count < 0 && errno != EINTR && errno != EAGAIN) return -1;
      sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return static_cast<ssize_t>(size);
  }

  // The sandbox answers loopback only and asks nobody who he is.
  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip = "127.0.0.1", port = 0; }
  void get_local_ip_and_port(std::string& ip, int& port) const override { ip = "127.0.0.1", port = 0; }
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  [[nodiscard]] bool wait(short event, int milliseconds) const {
    std::array<pollfd, 2> both{{{socket_, event, 0}, {stop_, POLLIN, 0}}};
    const int ready = ::poll(both.data(), both.size(), milliseconds);
    return ready > 0 && both[1].revents == 0;
  }

  int socket_, stop_;
  bool dropped_ = false;
  std::array<char, std::size_t{64} * 1024> buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

// httplib hands its handlers no connection; one thread serves one connection at a time.
thread_local Connection* current_connection = nullptr;

class LoopbackServer : public httplib::Server {
 public:
  explicit LoopbackServer(const HttpServerOptions& options)
      : stop_(::eventfd(0, EFD_CLOEXEC)), idle_ms_(static_cast<int>(options.idle_s * 1000)) {
    new_task_queue = [threads = options.threads] { return new httplib::ThreadPool(threads); };
    set_payload_max_length(options.max_upload + kMaxParts * kMaxText);
    // httplib's default would let two servers share a port.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() override { ::close(stop_); }

  // The library's five waiting connections are few for 200 clients at once.
  void widen_backlog() { ::listen(svr_sock_, SOMAXCONN); }
  void end_waits() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stop_, &one, sizeof one);
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    const auto connection = std::make_unique<Connection>(socket, stop_);
    current_connection = connection.get();
    bool closed = false;
    while (!closed && !connection->dropped() && connection->wait_for_request(idle_ms_)) {
      if (!process_request(*connection, false, closed, nullptr)) break;
    }
    current_connection = nullptr;
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return true;
  }

  int stop_;
  int idle_ms_;
};

std::map<std::string, std::string> lower_headers(const httplib::Headers& headers) {
  std::map<std::string, std::string> lower;
  for (const auto& [name, value] : headers) lower[to_lower(name)] = value;
  return lower;
}

// Takes a multipart body apart while it arrives: files go to the disk, texts are kept.
class FormReceiver {
 public:
  FormReceiver(const HttpServerOptions& options, std::atomic<std::uint64_t>& counter, HttpRequest& request)
      : options_(&options), counter_(&counter), request_(&request) {}

  bool begin(const httplib::MultipartFormData& header) {
    finish_file();
    if (request_->form.size() >= kMaxParts) return refuse("more parts than a form of this API has");
    FormPart part{header.name, header.filename, {}, {}, 0, {}};
    if (!header.filename.empty()) {
      part.path = options_->upload_folder + "/upload-" + std::to_string(counter_->fetch_add(1));
      file_.open(part.path, std::ios::binary | std::ios::trunc);
      hash_.emplace();
    }
    request_->form.push_back(std::move(part));
    return true;
  }

  bool take(const char* data, std::size_t size) {
    if (request_->form.empty()) return refuse("data before the first part");
    FormPart& part = request_->form.back();
    part.bytes += size;
    total_ += size;
    if (total_ > options_->max_upload) return refuse("the body is larger than the sandbox takes");
    if (part.path.empty()) {
      if (part.value.size() + size > kMaxText) return refuse("field " + part.name + " is too long");
      part.value.append(data, size);
      return true;
    }
    hash_->update(as_bytes({data, size}));
    if (!file_.write(data, static_cast<std::streamsize>(size))) return refuse("the upload cannot be stored");
    return true;
  }

  void finish_file() {
    if (!file_.is_open()) return;
    file_.close();
    request_->form.back().sha256 = hash_->hex();
  }

 private:
  bool refuse(std::string why) {
    request_->body_error = std::move(why);
    return false;
  }

  const HttpServerOptions* options_;
  std::atomic<std::uint64_t>* counter_;
  HttpRequest* request_;
  std::ofstream file_;
  std::optional<Sha256> hash_;
  std::uint64_t total_ = 0;
};

// A file as a reply, in pieces; what the file lacks is zeros.
void send_file(const HttpReply& reply, httplib::Response& response) {
  const int file = ::open(reply.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    response.status = 404;
    return;
  }
  const auto owner = std::shared_ptr<const int>(new int(file), [](const int* fd) {
    ::close(*fd);
    delete fd;
  });
  const auto send = [owner, ending = reply.ending, end_at = reply.end_at](
                        std::size_t offset, std::size_t length, httplib::DataSink& sink) {
    constexpr std::size_t kPiece = 256 * 1024;
    std::size_t count = std::min(length, kPiece);
    if (ending != Ending::kNormal) {
      if (offset >= end_at) {
        if (ending == Ending::kStall) current_connection->stall(kStallMs);
        return false;
      }
      count = std::min<std::size_t>(count, end_at - offset);
    }
    std::vector<char> piece(count, 0);
    if (::pread(*owner, piece.data(), count, static_cast<off_t>(offset)) < 0) return false;
    return sink.write(piece.data(), count);
  };
  response.set_content_provider(reply.file_bytes, reply.content_type, send);
}

void send_reply(const HttpReply& reply, const httplib::Request& request, httplib::Response& response) {
  if (reply.ending == Ending::kDrop) {
    current_connection->drop();
    return;
  }
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  if (reply.file.empty()) {
    response.set_content(reply.body, reply.content_type);
    return;
  }
  // httplib applies ranges by itself, from this list.
  if (reply.ignore_range) const_cast<httplib::Request&>(request).ranges.clear();
  send_file(reply, response);
  if (!reply.ignore_range && response.status == 200 && !request.ranges.empty()) response.status = 206;
}

}  // namespace

struct HttpServer::Running {
  Running(const HttpServerOptions& wanted, Handler on_request)
      : options(wanted), handler(std::move(on_request)), server(wanted) {
    const auto serve = [this](const httplib::Request& request, httplib::Response& response) {
      send_reply(handler(translate(request)), request, response);
    };
    const auto receive = [this](const httplib::Request& request, httplib::Response& response,
                                const httplib::ContentReader& content) {
      HttpRequest ours = translate(request);
      receive_body(request, content, ours);
      send_reply(handler(ours), request, response);
      for (const FormPart& part : ours.form) {
        if (!part.path.empty()) ::unlink(part.path.c_str());  // unless the handler has moved it away
      }
    };
    server.Get(".*", serve);
    server.Post(".*", receive);
  }

  static HttpRequest translate(const httplib::Request& request) {
    HttpRequest ours{request.method, request.path, {}, lower_headers(request.headers), false, {}, {}};
    for (const auto& [name, value] : request.params) ours.query[name] = value;
    return ours;
  }

  void receive_body(const httplib::Request& request, const httplib::ContentReader& content,
                    HttpRequest& ours) {
    ours.is_form = request.is_multipart_form_data();
    // Without a length httplib would read until the client hangs up.
    const bool has_body = request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
    if (!has_body) return;
    bool whole = false;
    if (ours.is_form) {
      FormReceiver form(options, uploads, ours);
      whole = content([&](const httplib::MultipartFormData& header) { return form.begin(header); },
                      [&](const char* data, std::size_t size) { return form.take(data, size); });
      form.finish_file();
    } else {
      whole = content([](const char*, std::size_t) { return true; });
    }
    if (!whole && ours.body_error.empty()) ours.body_error = "the body ended early or is no form";
  }

  HttpServerOptions options;
  Handler handler;
  std::atomic<std::uint64_t> uploads{0};
  LoopbackServer server;
  int port = 0;
  std::thread thread;
};

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;

Result<HttpServer> HttpServer::start(const HttpServerOptions& options, Handler handler) {
  auto running = std::make_unique<Running>(options, std::move(handler));
  LoopbackServer& server = running->server;
  const bool bound = options.port == 0 ? (running->port = server.bind_to_any_port("127.0.0.1")) > 0
                                       : server.bind_to_port("127.0.0.1", options.port);
  if (!bound)
    return fail(ErrorKind::kIo,
                "port " + std::to_string(options.port) + " cannot be listened on: " + std::strerror(errno));
  if (options.port != 0) running->port = options.port;
  server.widen_backlog();
  running->thread = std::thread([&server] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();  // stop() before that would have no effect
  return HttpServer(std::move(running));
}

HttpServer::~HttpServer() {
  if (!running_) return;
  running_->server.end_waits();
  running_->server.stop();
  running_->thread.join();
}

int HttpServer::port() const { return running_->port; }

std::optional<LoopbackUrl> parse_loopback_url(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return {};
  url.remove_prefix(kScheme.size());
  const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, end);
  LoopbackUrl parsed;
  parsed.target = std::string(url.substr(end, url.find('#') - end));
  if (!parsed.target.starts_with('/')) parsed.target.insert(0, "/");
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos) {
    parsed.port = 0;
    for (const char digit : authority.substr(colon + 1)) {
      if (digit < '0' || digit > '9' || parsed.port > 65535) return {};
      parsed.port = 10 * parsed.port + (digit - '0');
    }
    authority = authority.substr(0, colon);
  }
  if (parsed.port < 1 || parsed.port > 65535) return {};
  if (authority != "127.0.0.1" && authority != "localhost") return {};
  parsed.host = "127.0.0.1";
  return parsed;
}

bool post_json(const LoopbackUrl& url, const std::string& body) {
  httplib::Client client(url.host, url.port);
  client.set_connection_timeout(5);
  client.set_read_timeout(5);
  const httplib::Result answer = client.Post(url.target, body, "application/json");
  return answer && answer->status >= 200 && answer->status < 300;
}

Result<std::uint64_t> fetch_file(const LoopbackUrl& url, const std::string& path, std::uint64_t max_bytes) {
  httplib::Client client(url.host, url.port);
  client.set_connection_timeout(5);
  client.set_read_timeout(30);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::uint64_t bytes = 0;
  const httplib::Result answer = client.Get(url.target, [&](const char* data, std::size_t size) {
    bytes += size;
    return bytes <= max_bytes && file.write(data, static_cast<std::streamsize>(size)).good();
  });
  if (bytes > max_bytes) return fail(ErrorKind::kLimit, "the file at the URL is larger than the limit");
  if (!file.good()) return fail(ErrorKind::kIo, "the file at the URL cannot be stored");
  if (!answer || answer->status != 200) return fail(ErrorKind::kNetwork, "the URL gives no file");
  return bytes;
}

}  // namespace meshgate::sandbox
