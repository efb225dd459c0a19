#pragma once
// One download as a state machine, as call.h: resumed with Range, checked by length, never with credentials.
#include <cstdint>
#include <optional>
#include <string>

#include "hitem3d/session.h"

namespace meshgate {

class Fetch {
 public:
  /// Writes to `part`, which is made anew.
  Fetch(Session& session, const Secret& url, std::string part);
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;
  ~Fetch();

  /// The next request to send, not before `delay_s()` is over; nothing when the download is over.
  std::optional<HttpRequest> next();
  void take(HttpOutcome outcome);
  /// Removes what is here, unless somebody else has made a file of that name since.
  void discard() const;
  [[nodiscard]] bool is_over() const { return over_; }
  [[nodiscard]] double delay_s() const { return delay_s_; }
  /// Why it failed; nothing when `part` holds the whole file.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  /// Why it had to go on from where it broke, the last time; nothing when it never broke.
  [[nodiscard]] const std::optional<Error>& interruption() const { return interruption_; }
  /// Of the file that is here; negative while its length is not known.
  [[nodiscard]] double fraction() const;
  /// The link gives no file, or none any more: asking for the task again may give another one.
  [[nodiscard]] bool wants_new_link() const { return wants_new_link_; }
  [[nodiscard]] std::uint64_t bytes() const { return have_; }
  /// What was done, and how far it went: "downloading the result, after 2 MB of 5 MB".
  [[nodiscard]] std::string where() const;
  /// The server said how long the file is.
  [[nodiscard]] bool has_length() const { return total_.has_value(); }

 private:
  Result<bool> take_piece(const HttpReply& reply, ByteView piece);
  Result<bool> begin_body(const HttpReply& reply);
  [[nodiscard]] std::string why_other(const HttpReply& reply) const;
  void take_status(const HttpReply& reply);
  void follow(const std::string& location);
  void begin_anew();
  void retry(Error error, double delay_s);
  void fail_with(Error error);

  Session& session_;
  std::string url_;  // a secret
  std::string part_;
  int fd_ = -1;
  std::uint64_t have_ = 0;
  std::uint64_t best_ = 0;  // bytes at the last failure: progress resets the patience
  std::optional<std::uint64_t> total_;
  std::string etag_;
  bool body_begun_ = false;
  int failures_ = 0, redirects_ = 0;
  double delay_s_ = 0;
  bool over_ = false, wants_new_link_ = false;
  bool restarts_ = false;  // what is here is not the begin of what comes
  std::optional<Error> error_, interruption_;
};

/// Whether a result may be read from a URL: https, or plain HTTP on this machine when the API is here, too.
Result<bool> accept_result_url(const Session& session, const std::string& url);

}  // namespace meshgate
