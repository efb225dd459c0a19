#pragma once
// HTTP/1.1 on loopback: requests and replies as plain data. cpp-httplib stays behind http_server.cpp.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meshgate/result.h"

namespace meshgate::sandbox {

/// One part of a multipart form.
struct FormPart {
  std::string name;
  std::string file_name;  ///< as the client calls it; empty for a text field
  std::string value;      ///< of a text field, at most 64 kB of it
  std::string path;       ///< where an uploaded file was streamed to; empty for a text field
  std::uint64_t bytes = 0;
  std::string sha256;  ///< of an uploaded file
};

struct HttpRequest {
  std::string method;
  std::string path;                            ///< decoded, without the query
  std::map<std::string, std::string> query;    ///< decoded; the last value of a name
  std::map<std::string, std::string> headers;  ///< names in lower case; the last value of a name
  bool is_form = false;                        ///< the body was multipart/form-data
  std::vector<FormPart> form;
  std::string body_error;  ///< why the body could not be taken; empty = it was
};

/// How a reply ends; all but kNormal are faults on purpose.
enum class Ending {
  kNormal,
  kDrop,   ///< the connection is closed instead of a reply
  kCut,    ///< closed after `end_at` bytes of the file
  kStall,  ///< nothing more after `end_at` bytes of the file; the connection stays open
};

struct HttpReply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string content_type = "application/json";
  std::string body = {};
  std::string file = {};         ///< sent instead of `body`, in pieces; ranges are honoured
  std::uint64_t file_bytes = 0;  ///< its length; what the file lacks is sent as zeros
  bool ignore_range = false;
  Ending ending = Ending::kNormal;
  std::uint64_t end_at = 0;
};

struct HttpServerOptions {
  int port = 0;                                        ///< 0 = any
  std::size_t threads = 64;                            ///< = connections served at once
  std::string upload_folder = {};                      ///< must exist
  std::uint64_t max_upload = std::uint64_t{1} << 30U;  ///< bytes of one body; more is a body_error
  double idle_s = 5;                                   ///< how long a connection is kept without a request
};

/// A server on 127.0.0.1 with one handler, which is called from several threads.
class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;
  /// Listens when it returns. kIo when the port is taken.
  static Result<HttpServer> start(const HttpServerOptions& options, Handler handler);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) = delete;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Ends open connections, stalled ones too, and waits for their handlers.
  ~HttpServer();
  [[nodiscard]] int port() const;

 private:
  struct Running;
  explicit HttpServer(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

/// An http URL of this machine, as "http://127.0.0.1:8080/a?b": all that the sandbox ever connects to.
struct LoopbackUrl {
  std::string host;
  int port = 80;
  std::string target;  ///< path and query
};
/// Nothing for other hosts, https and what is no URL.
std::optional<LoopbackUrl> parse_loopback_url(std::string_view url);

/// Sends JSON; whether the answer was 2xx. Waits 5 s at most.
bool post_json(const LoopbackUrl& url, const std::string& body);

/// Fetches at most `max_bytes` into the file `path`; how many there were. kNetwork, kIo, kLimit.
Result<std::uint64_t> fetch_file(const LoopbackUrl& url, const std::string& path, std::uint64_t max_bytes);

}  // namespace meshgate::sandbox
