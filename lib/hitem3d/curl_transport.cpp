// The only file that includes libcurl.
#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "core/text.h"
#include "core/url.h"
#include "hitem3d/transport.h"

namespace meshgate {
namespace {

constexpr std::size_t kMaxHeaders = 200;
constexpr long kConnectSeconds = 20;

using Moment = std::chrono::steady_clock::time_point;

// Once for the process, before any thread; never undone, as other users of libcurl in it may still need it.
bool initialise_curl() {
  static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return kReady;
}

std::string_view media_type(const std::string& path) {
  static const std::map<std::string_view, std::string_view> kTypes{
      {".glb", "model/gltf-binary"}, {".stl", "model/stl"},   {".obj", "model/obj"},  {".png", "image/png"},
      {".jpg", "image/jpeg"},        {".jpeg", "image/jpeg"}, {".webp", "image/webp"}};
  const auto found = kTypes.find(suffix_of(path));
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

struct Deleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};

// One request on its way.
class Transfer {
 public:
  Transfer(HttpRequest request, Transport::Done done)
      : request_(std::move(request)), done_(std::move(done)), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    set_up();
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() = default;

  [[nodiscard]] CURL* easy() const { return easy_.get(); }

  // A body that was not handed over completely cannot have been understood by a server.
  [[nodiscard]] bool may_have_arrived() const {
    double started = 0;
    curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME, &started);
    if (started <= 0) return false;
    curl_off_t sent = 0, total = -1;
    curl_easy_getinfo(easy(), CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(easy(), CURLINFO_CONTENT_LENGTH_UPLOAD_T, &total);
    return total <= 0 || sent >= total;
  }

  // libcurl's own limit looks at a mean over seconds, and takes that much longer.
  [[nodiscard]] bool is_stalled(Moment now) {
    double begun = 0;
    curl_off_t sent = 0, received = 0;
    curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME, &begun);
    curl_easy_getinfo(easy(), CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(easy(), CURLINFO_SIZE_DOWNLOAD_T, &received);
    // Connecting has a limit of its own.
    if (begun <= 0 || sent + received != moved_) {
      moved_ = sent + received;
      moved_at_ = now;
    }
    return now - moved_at_ > stall_limit();
  }
  [[nodiscard]] std::chrono::duration<double> stall_limit() const {
    return std::chrono::duration<double>(request_.stall_s);
  }

  void finish(CURLcode code) {
    HttpOutcome outcome;
    long status = 0;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
    if (code != CURLE_OK) {
      outcome.error = problem_ ? *problem_ : error_of(code);
      outcome.may_have_arrived = may_have_succeeded();
    }
    outcome.reply = std::move(reply_);
    done_(std::move(outcome));
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy(), option, value) != CURLE_OK)
      throw std::runtime_error(fmt::format("libcurl refuses option {}", static_cast<int>(option)));
  }

  void set_up() {
    const auto url = parse_url(request_.url);
    const bool loopback = url && is_loopback(url->host);
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    // Whatever a caller let through: plain HTTP stays on this machine.
    set(CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
    if (loopback) set(CURLOPT_PROXY, "");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout_s * 1000));
    set(CURLOPT_BUFFERSIZE, 512L * 1024);
    set(CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
    // libcurl sends a request again by itself when a kept connection turns out to be closed: a paid POST must
    // go over a new one.
    set(CURLOPT_FRESH_CONNECT, request_.once ? 1L : 0L);
    set(CURLOPT_FORBID_REUSE, request_.once ? 1L : 0L);
    set_callbacks();
    set_headers();
    if (request_.method == "POST") set_body();
  }

  void set_callbacks() {
    set(CURLOPT_WRITEFUNCTION, &Transfer::on_write);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, request_.on_upload ? 0L : 1L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  }

  void set_headers() {
    for (const auto& [name, value] : request_.headers) {
      curl_slist* longer = curl_slist_append(headers_.get(), (name + ": " + value).c_str());
      if (longer == nullptr) throw std::bad_alloc();
      static_cast<void>(headers_.release());
      headers_.reset(longer);
    }
    set(CURLOPT_HTTPHEADER, headers_.get());
  }

  void set_body() {
    if (request_.form.empty()) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDSIZE, 0L);
      set(CURLOPT_POSTFIELDS, "");
      return;
    }
    mime_.reset(curl_mime_init(easy()));
    for (const FormField& field : request_.form) {
      curl_mimepart* part = curl_mime_addpart(mime_.get());
      curl_mime_name(part, field.name.c_str());
      if (!field.is_file) {
        curl_mime_data(part, field.value.data(), field.value.size());
        continue;
      }
      const CURLcode opened = curl_mime_filedata(part, field.value.c_str());
      if (opened != CURLE_OK) problem_ = Error{ErrorKind::kIo, field.value + ": cannot be read", {}, {}, {}};
      curl_mime_filename(part, std::filesystem::path(field.value).filename().c_str());
      curl_mime_type(part, std::string(media_type(field.value)).c_str());
    }
    set(CURLOPT_MIMEPOST, mime_.get());
  }

  std::size_t take_piece(const char* data, std::size_t size) {
    if (request_.on_body) {
      long status = 0;
      curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
      reply_.status = static_cast<int>(status);
      const Result<bool> taken = request_.on_body(reply_, as_bytes(std::string_view(data, size)));
      if (taken) return size;
      problem_ = taken.error();
      return 0;
    }
    if (reply_.body.size() + size > request_.max_body) {
      problem_ = Error{ErrorKind::kRemote,
                       fmt::format("the answer is longer than {}", format_bytes(request_.max_body)),
                       {},
                       {},
                       {}};
      return 0;
    }
    reply_.body.append(data, size);
    return size;
  }

  void take_header(std::string_view line) {
    // A new status line: what came before belongs to "100 Continue".
    if (line.starts_with("HTTP/")) return reply_.headers.clear();
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || reply_.headers.size() >= kMaxHeaders) return;
    std::string_view value = line.substr(colon + 1);
    const std::size_t begin = value.find_first_not_of(" \t");
    value = begin == std::string_view::npos ? std::string_view() : value.substr(begin);
    value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
    reply_.headers.emplace_back(to_lower(line.substr(0, colon)), value);
  }

  // Exceptions must not pass through C code.
  static std::size_t on_write(char* data, std::size_t /*one*/, std::size_t size, void* self) noexcept {
    return static_cast<Transfer*>(self)->take_piece(data, size);
  }
  static std::size_t on_header(char* data, std::size_t /*one*/, std::size_t size, void* self) noexcept {
    static_cast<Transfer*>(self)->take_header({data, size});
    return size;
  }
  static int on_progress(void* self, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t upload_total,
                         curl_off_t uploaded) noexcept {
    const auto& report = static_cast<Transfer*>(self)->request_.on_upload;
    if (upload_total > 0)
      report(static_cast<std::uint64_t>(uploaded), static_cast<std::uint64_t>(upload_total));
    return 0;
  }

  // Whatever libcurl calls the failure: it has one code for a scheme that is not allowed and for an answer
  // that is no HTTP. An answer that began, other than a refusal, may be that of a request that was taken.
  [[nodiscard]] bool may_have_succeeded() const {
    long status = 0;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    const bool is_refusal = status >= 400 && status < 500;
    return may_have_arrived() || (status >= 200 && !is_refusal);
  }

  // Which of the limits it was: libcurl has one code for all.
  [[nodiscard]] std::string timeout_text() const {
    double connected = 0, total = 0;  // CONNECT_TIME is 0 on a kept connection, too
    curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME, &connected);
    curl_easy_getinfo(easy(), CURLINFO_TOTAL_TIME, &total);
    if (connected <= 0) return fmt::format("no connection within {} s", kConnectSeconds);
    if (request_.timeout_s > 0 && total >= request_.timeout_s)
      return fmt::format("no complete answer within {:g} s", request_.timeout_s);
    return fmt::format("nothing moved for {:g} s", request_.stall_s);
  }

  [[nodiscard]] Error error_of(CURLcode code) const {
    const auto url = parse_url(request_.url);
    const std::string host = url ? origin_of(*url) : std::string("the service");
    std::string why = curl_easy_strerror(code);
    if (code == CURLE_COULDNT_CONNECT) why = "cannot connect";
    if (code == CURLE_COULDNT_RESOLVE_HOST) why = "the host's name cannot be resolved";
    if (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR)
      why = "the connection was closed without an answer";
    if (code == CURLE_PARTIAL_FILE) why = "the connection was closed in the middle of the answer";
    if (code == CURLE_OPERATION_TIMEDOUT) why = timeout_text();
    if (code == CURLE_PEER_FAILED_VERIFICATION)
      why = "the TLS certificate is not valid, and is always checked";
    if (code == CURLE_READ_ERROR)
      return Error{ErrorKind::kIo, "the file became unreadable while it was sent", {}, {}, {}};
    return Error{ErrorKind::kNetwork, fmt::format("{}: {}", host, why), {}, {}, {}};
  }

  HttpRequest request_;
  Transport::Done done_;
  HttpReply reply_;
  std::optional<Error> problem_;
  curl_off_t moved_ = 0;  // bytes, both ways, and since when no more
  Moment moved_at_ = std::chrono::steady_clock::now();
  std::unique_ptr<CURL, Deleter> easy_;
  std::unique_ptr<curl_slist, Deleter> headers_;
  std::unique_ptr<curl_mime, Deleter> mime_;  // before easy_, to which it belongs
};

class CurlTransport : public Transport {
 public:
  CurlTransport() : multi_(initialise_curl() ? curl_multi_init() : nullptr) {
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot be initialised");
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 32L);
  }
  ~CurlTransport() override {
    for (auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_, transfer->easy());
    transfers_.clear();
    curl_multi_cleanup(multi_);
  }

  std::uint64_t start(HttpRequest request, Done done) override {
    const std::uint64_t id = ++last_id_;
    auto transfer = std::make_unique<Transfer>(std::move(request), std::move(done));
    curl_multi_add_handle(multi_, transfer->easy());
    transfers_.emplace(id, std::move(transfer));
    return id;
  }

  void cancel(std::uint64_t id) override {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    curl_multi_remove_handle(multi_, found->second->easy());
    transfers_.erase(found);
  }

  [[nodiscard]] bool may_have_arrived(std::uint64_t id) const override {
    const auto found = transfers_.find(id);
    return found != transfers_.end() && found->second->may_have_arrived();
  }

  void wait(double seconds) override {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + std::chrono::duration<double>(std::max(0.0, seconds));
    for (;;) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      if (finish_some() || end_stalled() || woken_.exchange(false)) return;
      const auto left = std::chrono::duration<double, std::milli>(end - steady_clock::now()).count();
      if (left <= 0) return;
      // Rounded up: else the last millisecond is spent in a busy loop.
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(std::min(left + 1, longest_poll_ms())), nullptr);
    }
  }

  void wake() override {
    woken_ = true;
    curl_multi_wakeup(multi_);
  }

 private:
  bool finish_some() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                      [&](const auto& entry) { return entry.second->easy() == easy; });
      if (found == transfers_.end()) continue;
      finish(found, code);
      any = true;
    }
    return any;
  }

  // One at a time: `done` may start and cancel others.
  bool end_stalled() {
    const Moment now = std::chrono::steady_clock::now();
    const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                    [&](const auto& entry) { return entry.second->is_stalled(now); });
    if (found == transfers_.end()) return false;
    finish(found, CURLE_OPERATION_TIMEDOUT);
    return true;
  }

  // Often enough to notice a transfer that stands still.
  [[nodiscard]] double longest_poll_ms() const {
    std::chrono::duration<double, std::milli> least(60'000);
    for (const auto& [id, transfer] : transfers_)
      least = std::min<std::chrono::duration<double, std::milli>>(least, transfer->stall_limit() / 4);
    return std::max(least.count(), 1.0);
  }

  using Transfers = std::map<std::uint64_t, std::unique_ptr<Transfer>>;

  void finish(Transfers::iterator found, CURLcode code) {
    const std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers_.erase(found);
    curl_multi_remove_handle(multi_, transfer->easy());
    transfer->finish(code);
  }

  CURLM* multi_;
  std::uint64_t last_id_ = 0;
  std::atomic<bool> woken_{false};
  Transfers transfers_;
};

}  // namespace

std::string HttpReply::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::unique_ptr<Transport> make_curl_transport() { return std::make_unique<CurlTransport>(); }

}  // namespace meshgate
