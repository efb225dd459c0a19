#pragma once
// The seam to the network: many requests at a time on one thread.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/endian.h"
#include "meshgate/result.h"
#include "meshgate/task.h"

namespace meshgate {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
  int status = 0;
  HttpHeaders headers;  ///< names in lower case
  std::string body;

  /// The first header with this lower-case name; empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  HttpHeaders headers;          ///< may hold secrets
  std::vector<FormField> form;  ///< sent as multipart/form-data; files are streamed
  std::uint64_t max_body = 1U << 20U;
  double stall_s = 60;    ///< ends when nothing moves for so long
  double timeout_s = 60;  ///< ends after so long; 0 = only when it stalls
  /// Must not be sent a second time by the transport's own means (a fresh connection).
  bool once = false;
  std::function<void(std::uint64_t sent, std::uint64_t total)> on_upload;
  /// Takes the body piece by piece instead of HttpReply::body; `reply` has status and headers. An error ends
  /// the request.
  std::function<Result<bool>(const HttpReply& reply, ByteView piece)> on_body;
};

/// What came of a request: a reply of any status, or an error.
struct HttpOutcome {
  std::optional<Error> error;
  HttpReply reply;
  /// With an error: the whole request may have reached the server.
  bool may_have_arrived = false;
};

/// Sends requests. Not thread-safe, wake() apart.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  using Done = std::function<void(HttpOutcome)>;
  /// Begins a request. `done` is called out of wait(), once, unless the request is cancelled.
  virtual std::uint64_t start(HttpRequest request, Done done) = 0;
  /// Ends a request without calling `done`. Unknown ids are ignored.
  virtual void cancel(std::uint64_t id) = 0;
  /// Whether all of a running request may have reached the server.
  [[nodiscard]] virtual bool may_have_arrived(std::uint64_t id) const = 0;
  /// Moves what was started on; returns after `seconds`, or as soon as a request has ended or wake() was
  /// called.
  virtual void wait(double seconds) = 0;
  /// Ends a wait(), from any thread.
  virtual void wake() = 0;
};

/// libcurl: TLS always verified, no redirects followed, no proxy for loopback, HTTP/1.1.
std::unique_ptr<Transport> make_curl_transport();

}  // namespace meshgate
