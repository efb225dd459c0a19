#include "sandbox/service.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

#include "core/base64.h"
#include "core/sha256.h"
#include "core/text.h"
#include "meshgate/version.h"

namespace meshgate::sandbox {
namespace {

constexpr std::string_view kApi = "/open-api/v1";
constexpr std::string_view kHonest = "a stand-in by meshgate on loopback, not the Hitem3D service";
constexpr std::string_view kPage =
    "<!DOCTYPE html><html><head><title>503</title></head><body><h1>Service unavailable</h1></body></html>\n";
constexpr std::size_t kMaxTokens = 10'000;

std::string random_seed() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

double machine_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// "split.create", "token", "download", …; empty for what is no part of the API.
std::string endpoint_of(const HttpRequest& request) {
  if (request.path == "/sandbox/stats") return "stats";
  if (request.path.starts_with("/results/")) return "download";
  if (!request.path.starts_with(kApi)) return {};
  const std::string_view path = std::string_view(request.path).substr(kApi.size());
  const bool is_post = request.method == "POST";
  if (is_post && path == "/auth/token") return "token";
  if (!is_post && path == "/balance") return "balance";
  for (const TaskEndpoint& task : task_endpoints()) {
    if (is_post && path == task.create_path) return fmt::format("{}.create", task.id);
    if (!is_post && path == task.query_path) return fmt::format("{}.query", task.id);
  }
  return {};
}

HttpReply html_page(int status) {
  HttpReply reply{.status = status};
  reply.content_type = "text/html";
  reply.body = kPage;
  return reply;
}

// Faults that take the place of an answer.
std::optional<HttpReply> instead_of_answer(const std::vector<Fault>& faults) {
  if (find_fault(faults, "drop") != nullptr) {
    HttpReply reply;
    reply.ending = Ending::kDrop;
    return reply;
  }
  if (const Fault* limit = find_fault(faults, "429")) {
    HttpReply reply = envelope({.code = 429, .text = "too many requests", .http_status = 429}, faults);
    reply.headers.emplace_back("Retry-After", limit->value);
    return reply;
  }
  if (find_fault(faults, "500") != nullptr)
    return envelope({.code = 10000000, .text = "system error", .http_status = 500}, faults);
  if (find_fault(faults, "503") != nullptr) return html_page(503);
  if (find_fault(faults, "html-reply") != nullptr) return html_page(200);
  if (find_fault(faults, "system-error") != nullptr)
    return envelope({.code = 10000000, .text = "system error"}, faults);
  if (find_fault(faults, "no-credits") != nullptr)
    return envelope({.code = 30010000, .text = "insufficient balance"}, faults);
  return {};
}

}  // namespace

const Fault* find_fault(const std::vector<Fault>& faults, std::string_view kind) {
  const auto found = std::find_if(faults.begin(), faults.end(),
                                  [kind](const Fault& fault) { return fault.kind->name == kind; });
  return found == faults.end() ? nullptr : &*found;
}

HttpReply envelope(const Answer& answer, const std::vector<Fault>& faults) {
  Json body;
  if (find_fault(faults, "string-codes") != nullptr) {
    body["code"] = std::to_string(answer.code);
  } else {
    body["code"] = answer.code;
  }
  body["data"] = answer.data;
  if (answer.code != 200 && find_fault(faults, "data-null") != nullptr) body["data"] = nullptr;
  body[find_fault(faults, "message-field") != nullptr ? "message" : "msg"] = answer.text;
  body["stand_in"] = kHonest;
  if (find_fault(faults, "unknown-fields") != nullptr) {
    body["trace"] = {{"span", "7f"}, {"hops", Json::array({1, "two", nullptr})}};
    if (body["data"].is_object()) body["data"]["eta"] = {{"seconds", 12.5}};
  }
  HttpReply reply{.status = answer.http_status};
  reply.body = body.dump();
  return reply;
}

Service::Service(SandboxOptions options)
    : options_(std::move(options)),
      seed_(options_.seed.empty() ? random_seed() : options_.seed),
      store_({.concurrent = options_.concurrent, .balance = options_.balance}, seed_),
      plan_(options_.faults) {
  if (!options_.now_s) options_.now_s = machine_seconds;
}

Result<bool> Service::start() {
  namespace fs = std::filesystem;
  std::error_code error;
  std::string folder = (fs::temp_directory_path(error) / "meshgate-sandbox-XXXXXX").string();
  if (error || ::mkdtemp(folder.data()) == nullptr)
    return fail(ErrorKind::kIo, "no temporary folder for uploads can be made: " + folder);
  folder_ = folder;
  for (const char* name : {"/uploads", "/inputs", "/products"}) fs::create_directory(folder_ + name, error);
  HttpServerOptions http{.port = options_.port, .threads = options_.threads};
  http.upload_folder = folder_ + "/uploads";
  MG_TRY(HttpServer server,
         HttpServer::start(http, [this](const HttpRequest& request) { return handle(request); }));
  server_.emplace(std::move(server));
  const std::stop_token stop = stop_.get_token();
  for (std::size_t i = 0; i < options_.workers; ++i) threads_.emplace_back([this, stop] { work(stop); });
  threads_.emplace_back([this, stop] { send_callbacks(stop); });
  return true;
}

Service::~Service() {
  stop_.request_stop();
  server_.reset();
  threads_.clear();
  std::error_code error;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, error);
}

HttpReply Service::handle(const HttpRequest& request) {
  settle();
  const std::string endpoint = endpoint_of(request);
  HttpReply reply;
  if (endpoint == "stats") {
    Json body = stats();
    body["stand_in"] = kHonest;
    reply.body = body.dump(2) + "\n";
  } else if (endpoint.empty()) {
    reply = envelope(
        {.code = 404, .text = "no such endpoint: " + printable(request.path, 100), .http_status = 404});
  } else {
    store_.count(endpoint);
    const std::vector<Fault> faults = plan_.take_all(FaultStage::kReply, endpoint);
    if (const Fault* slow = find_fault(faults, "slow-reply")) pause(slow->amount().value, stop_.get_token());
    std::optional<HttpReply> instead = instead_of_answer(faults);
    reply = instead ? std::move(*instead) : route(request, endpoint, faults);
  }
  reply.headers.emplace_back("X-Meshgate-Sandbox", kHonest);
  return reply;
}

HttpReply Service::route(const HttpRequest& request, const std::string& endpoint,
                         const std::vector<Fault>& faults) {
  if (endpoint == "download") return download(request);
  if (endpoint == "token") return envelope(make_token(request), faults);
  if (const std::optional<Answer> refusal = refuse_token(request, endpoint))
    return envelope(*refusal, faults);
  if (endpoint == "balance") {
    Answer answer;
    answer.data["totalBalance"] = store_.balance();
    return envelope(answer, faults);
  }
  for (const TaskEndpoint& task : task_endpoints()) {
    if (endpoint == fmt::format("{}.create", task.id)) return create(task, request, faults);
    if (endpoint == fmt::format("{}.query", task.id)) return envelope(query(task, request), faults);
  }
  return envelope({.code = 404, .text = "no such endpoint", .http_status = 404}, faults);
}

Answer Service::make_token(const HttpRequest& request) {
  const auto header = request.headers.find("authorization");
  const std::string expected = "Basic " + base64(as_bytes(options_.client_id + ":" + options_.client_secret));
  if (header == request.headers.end() || header->second != expected)
    return {.code = 40010000, .text = "client_id or client_secret is wrong"};
  const std::scoped_lock lock(token_mutex_);
  const std::string token = sha256_hex(as_bytes(fmt::format("{} token {}", seed_, tokens_made_++)));
  if (tokens_.size() >= kMaxTokens) tokens_.clear();
  tokens_[token] = now() + options_.token_life_s;
  Answer answer;
  answer.data = {{"accessToken", token}, {"tokenType", "Bearer"}, {"nonce", token.substr(0, 16)}};
  return answer;
}

std::optional<Answer> Service::refuse_token(const HttpRequest& request, const std::string& endpoint) {
  const std::vector<Fault> faults = plan_.take_all(FaultStage::kAuth, endpoint);
  const auto header = request.headers.find("authorization");
  const std::string given = header == request.headers.end() ? std::string() : header->second;
  const std::size_t blank = std::min(given.find(' '), given.size());
  const std::string scheme = given.substr(0, blank), token = given.substr(std::min(blank + 1, given.size()));
  const int status = find_fault(faults, "auth-401-body") != nullptr ? 200 : 401;
  const auto refuse = [status](std::string text) {
    return Answer{.code = 401, .text = std::move(text), .http_status = status};
  };
  if (scheme != "Bearer" && scheme != "Token") return refuse("no token, or of an unknown scheme");
  if (scheme == "Bearer" && find_fault(faults, "token-only") != nullptr)
    return refuse("scheme Bearer is not taken");
  if (scheme == "Token" && find_fault(faults, "bearer-only") != nullptr)
    return refuse("scheme Token is not taken");
  const std::scoped_lock lock(token_mutex_);
  const auto found = tokens_.find(token);
  if (found == tokens_.end()) return refuse("unknown token");
  if (find_fault(faults, "token-expired") != nullptr) found->second = now();
  if (found->second <= now()) return refuse("the token has expired");
  return {};
}

// --- Sandbox -----------------------------------------------------------------------------------------------

Sandbox::Sandbox(std::unique_ptr<Service> service) : service_(std::move(service)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

Result<Sandbox> Sandbox::start(SandboxOptions options) {
  auto service = std::make_unique<Service>(std::move(options));
  MG_TRY([[maybe_unused]] const bool started, service->start());
  return Sandbox(std::move(service));
}

int Sandbox::port() const { return service_->port(); }
std::string Sandbox::base_url() const { return service_->base_url(); }
std::string Sandbox::stats_json() const { return service_->stats().dump(); }
void Sandbox::wait_for_work() const { service_->wait_for_work(); }

}  // namespace meshgate::sandbox
