#include "hitem3d/fetch.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include "core/text.h"
#include "core/url.h"
#include "hitem3d/reply.h"

namespace meshgate {
namespace {

constexpr int kMaxFailures = 5;  // in a row, without a byte of progress
constexpr int kMaxRedirects = 5;
constexpr std::string_view kWeak = "W/";

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "bytes 100-199/200": first byte and total.
struct ContentRange {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> total;
};
std::optional<ContentRange> content_range(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const std::size_t dash = text.find('-'), slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos) return std::nullopt;
  const auto first = number_of(text.substr(0, dash));
  if (!first) return std::nullopt;
  return ContentRange{*first, number_of(text.substr(slash + 1))};
}

// Without the mark of a weak one.
std::string_view opaque_tag(std::string_view etag) {
  if (etag.starts_with(kWeak)) etag.remove_prefix(kWeak.size());
  return etag;
}

Error io_error(const std::string& path) {
  return {ErrorKind::kIo, path + ": " + std::generic_category().message(errno), {}, {}, {}};
}

}  // namespace

Result<bool> accept_result_url(const Session& session, const std::string& text) {
  const auto url = parse_url(text);
  if (!url)
    return fail(ErrorKind::kRemote, "the service gives no usable link to the result: " + url.error().message);
  if (url->scheme == "https" || (session.is_loopback && is_loopback(url->host))) return true;
  return fail(ErrorKind::kRemote, "the link to the result is plain HTTP to " + origin_of(*url) + ": refused");
}

Fetch::Fetch(Session& session, const Secret& url, std::string part)
    : session_(session), url_(tidy_url(url.reveal())), part_(std::move(part)) {
  session_.hide_link(url_);
  const auto accepted = accept_result_url(session, url_);
  if (!accepted) {
    fail_with(accepted.error());
    return;
  }
  ::unlink(part_.c_str());
  fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) fail_with(io_error(part_));
}

Fetch::~Fetch() {
  if (fd_ >= 0) ::close(fd_);
}

void Fetch::discard() const {
  struct stat own {
  }, there{};
  const bool is_ours = ::fstat(fd_, &own) == 0 && ::lstat(part_.c_str(), &there) == 0 &&
                       own.st_dev == there.st_dev && own.st_ino == there.st_ino;
  if (is_ours) ::unlink(part_.c_str());
}

std::optional<HttpRequest> Fetch::next() {
  if (over_) return std::nullopt;
  delay_s_ = 0;
  interruption_.reset();
  body_begun_ = false;
  HttpRequest request;
  request.url = url_;
  request.stall_s = session_.options.stall_s;
  request.timeout_s = 0;
  if (have_ > 0) {
    request.headers.emplace_back("Range", fmt::format("bytes={}-", have_));
    // Weak ones do not promise equal bytes.
    if (!etag_.empty() && !etag_.starts_with(kWeak)) request.headers.emplace_back("If-Range", etag_);
  }
  request.on_body = [this](const HttpReply& reply, ByteView piece) { return take_piece(reply, piece); };
  return request;
}

// Why a part does not go on with what is here; empty when it does.
std::string Fetch::why_other(const HttpReply& reply) const {
  const auto range = content_range(reply.header("content-range"));
  if (!range || range->first != have_) return "the server continues the file at another place than asked for";
  if (range->total && total_ && *range->total != *total_)
    return "the server continues with a file of another length";
  const std::string etag = reply.header("etag");
  const bool is_changed =
      have_ > 0 && !etag.empty() && !etag_.empty() && opaque_tag(etag) != opaque_tag(etag_);
  return is_changed ? "the server continues with another file (its ETag is another one)" : "";
}

// A whole answer starts the file anew; a part must continue where we are.
Result<bool> Fetch::begin_body(const HttpReply& reply) {
  body_begun_ = true;
  if (reply.status == 206) {
    if (std::string why = why_other(reply); !why.empty()) {
      restarts_ = true;
      return fail(ErrorKind::kRemote, std::move(why));
    }
    if (const auto range = content_range(reply.header("content-range")); range->total) total_ = range->total;
    if (have_ > 0) return true;
  } else {
    total_ = number_of(reply.header("content-length"));
  }
  have_ = 0;
  etag_ = reply.header("etag");
  // Not when it is empty: ext4 takes that for a file that replaces another, and writes it out when it is
  // closed.
  const bool stale = ::lseek(fd_, 0, SEEK_END) > 0;
  if (stale && (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0)) return fail(io_error(part_));
  return true;
}

Result<bool> Fetch::take_piece(const HttpReply& reply, ByteView piece) {
  if (reply.status != 200 && reply.status != 206) return true;  // an error's text
  if (!body_begun_) {
    MG_TRY([[maybe_unused]] const bool begun, begin_body(reply));
  }
  const std::uint64_t limit = session_.options.max_download;
  if (have_ + piece.size() > limit || total_.value_or(0) > limit)
    return fail(ErrorKind::kLimit, fmt::format("the result is larger than {}", format_bytes(limit)));
  while (!piece.empty()) {
    const ssize_t written = ::write(fd_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(io_error(part_));
    piece = piece.subspan(static_cast<std::size_t>(written));
    have_ += static_cast<std::uint64_t>(written);
  }
  return true;
}

double Fetch::fraction() const {
  if (!total_ || *total_ == 0) return -1;
  return static_cast<double>(have_) / static_cast<double>(*total_);
}

// What was done, and how far it went.
std::string Fetch::where() const {
  const std::string what = "downloading the result";
  if (have_ == 0) return what;
  return fmt::format("{}, after {}{}", what, format_bytes(have_),
                     total_ ? " of " + format_bytes(*total_) : std::string());
}

void Fetch::take(HttpOutcome outcome) {
  if (over_) return;
  if (std::exchange(restarts_, false)) {
    Error error = std::move(*outcome.error).with_context(where());
    begin_anew();
    return retry(std::move(error), 0);
  }
  if (outcome.error) {
    const bool final = outcome.error->kind != ErrorKind::kNetwork;
    Error error = std::move(*outcome.error).with_context(where());
    return final ? fail_with(std::move(error)) : retry(std::move(error), 1);
  }
  take_status(outcome.reply);
}

void Fetch::take_status(const HttpReply& reply) {
  const int status = reply.status;
  const auto refused = [&](std::string_view why) {
    return Error{ErrorKind::kRemote, fmt::format("{}: HTTP {}{}", where(), status, why), {}, status, {}};
  };
  if (status == 200 || status == 206) {
    if (!body_begun_) {  // an empty body
      if (const auto begun = begin_body(reply); !begun) {
        if (!std::exchange(restarts_, false)) return fail_with(begun.error());
        begin_anew();
        return retry(begun.error(), 0);
      }
    }
    if (total_ && have_ != *total_) return retry(refused(": the file ended early"), 1);
  }
  wants_new_link_ = (status >= 200 && status < 300) && (have_ == 0 || (status != 200 && status != 206));
  if (wants_new_link_) return fail_with(refused(": the link gives an empty file"));
  if (status == 200 || status == 206) {
    over_ = true;
    return;
  }
  if (status >= 300 && status < 400 && status != 304) return follow(reply.header("location"));
  if (status == 416) {
    begin_anew();
    return retry(refused(", the rest of the file is refused"), 0);
  }
  if (status == 429 || status >= 500)
    return retry(refused(""), static_cast<double>(number_of(reply.header("retry-after")).value_or(1)));
  wants_new_link_ = status == 401 || status == 403 || status == 404 || status == 410;
  fail_with(refused(wants_new_link_ ? ": the link has expired" : ""));
}

void Fetch::follow(const std::string& location) {
  if (location.empty())
    return fail_with(
        {ErrorKind::kRemote, where() + ": the server redirects and does not say where to", {}, {}, {}});
  const std::string target = resolve_url(url_, location);
  session_.hide_link(target);
  const auto accepted = accept_result_url(session_, target);
  if (!accepted) return fail_with(accepted.error());
  if (++redirects_ > kMaxRedirects)
    return fail_with({ErrorKind::kRemote, "downloading the result: too many redirects", {}, {}, {}});
  url_ = target;
}

void Fetch::begin_anew() {
  have_ = 0;
  total_.reset();
  etag_.clear();
}

void Fetch::retry(Error error, double delay_s) {
  if (have_ > best_) failures_ = 0;
  best_ = std::max(best_, have_);
  if (++failures_ >= kMaxFailures) return fail_with(std::move(error));
  interruption_ = std::move(error);
  constexpr double kMaxDelay = 60;
  delay_s_ = std::min(delay_s * static_cast<double>(1U << static_cast<unsigned>(failures_ - 1)), kMaxDelay);
}

void Fetch::fail_with(Error error) {
  over_ = true;
  error_ = std::move(error);
}

}  // namespace meshgate
