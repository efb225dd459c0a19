#include "support/scripted_api.h"

#include <httplib.h>

#include <catch2/catch.hpp>
#include <thread>

#include "support/secrets.h"

namespace meshgate::test {

struct ScriptedApi::Server {
  httplib::Server http;
  std::thread thread;
  int port = 0;
};

std::unique_ptr<ScriptedReply> reply(int status, std::string body,
                                     std::map<std::string, std::string> headers) {
  return std::make_unique<ScriptedReply>(ScriptedReply{status, std::move(body), std::move(headers)});
}

std::unique_ptr<ScriptedReply> dropped() {
  auto reply = std::make_unique<ScriptedReply>();
  reply->drop = true;
  return reply;
}

std::unique_ptr<ScriptedReply> drop_created(const ScriptedRequest& request) {
  return request.kind == "create" ? dropped() : nullptr;
}

ScriptedApi::ScriptedApi() : server_(std::make_unique<Server>()) {
  httplib::Server& http = server_->http;
  http.new_task_queue = [] { return new httplib::ThreadPool(96); };
  http.set_keep_alive_max_count(1000);
  http.set_keep_alive_timeout(1);
  const auto route = [this](const char* kind) {
    return [this, kind](const httplib::Request& request, httplib::Response& response) {
      answer(kind, &request, &response);
    };
  };
  http.Post("/open-api/v1/auth/token", route("token"));
  http.Get("/open-api/v1/balance", route("balance"));
  http.Post("/open-api/v1/(split|segmentation|depth)/create-task", route("create"));
  http.Post("/open-api/v1/submit-task", route("create"));
  http.Get("/open-api/v1/(split|segmentation|depth)/query-task", route("query"));
  http.Get("/open-api/v1/query-task", route("query"));
  http.Get("/files/.*", route("download"));
  server_->port = http.bind_to_any_port("127.0.0.1");
  REQUIRE(server_->port > 0);
  server_->thread = std::thread([&http] { http.listen_after_bind(); });
  while (!http.is_running()) std::this_thread::yield();
}

ScriptedApi::~ScriptedApi() {
  server_->http.stop();
  server_->thread.join();
}

std::string ScriptedApi::base_url() const { return "http://127.0.0.1:" + std::to_string(server_->port); }

std::map<std::string, int> ScriptedApi::created() const {
  const std::lock_guard lock(mutex_);
  return created_;
}

int ScriptedApi::created_total() const {
  int total = 0;
  for (const auto& [content, times] : created()) total += times;
  return total;
}

int ScriptedApi::count(const std::string& kind) const {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(kind);
  return found == counts_.end() ? 0 : found->second;
}

ScriptedRequest ScriptedApi::note(std::string kind, const void* opaque) {
  const auto& request = *static_cast<const httplib::Request*>(opaque);
  ScriptedRequest noted;
  noted.path = request.path;
  noted.authorization = request.get_header_value("Authorization");
  for (const auto& [name, value] : request.headers) noted.headers[name] = value;
  for (const auto& [name, value] : request.params) noted.fields[name] = value;
  for (const auto& [name, part] : request.files) {
    if (part.filename.empty()) {
      noted.fields[name] = part.content;
    } else {
      noted.content += part.content;
    }
  }
  const std::lock_guard lock(mutex_);
  noted.number = ++counts_[kind];
  noted.kind = std::move(kind);
  return noted;
}

ScriptedReply ScriptedApi::usual(const ScriptedRequest& request) {
  const std::lock_guard lock(mutex_);
  if (request.kind == "token")
    return {200, std::string(R"({"code":200,"data":{"accessToken":")") + kPlantedToken +
                     R"(","tokenType":"Bearer"}})"};
  if (request.kind == "balance") return {200, R"({"code":200,"data":{"totalBalance":"123.5"},"msg":"ok"})"};
  if (request.kind == "create") {
    ++created_[request.content];
    const std::string id = "task." + std::to_string(tasks_.size() + 1) + ".abcdef";
    tasks_[id];
    const int now = ++in_flight_;
    if (now > most_in_flight_) most_in_flight_ = now;
    return {200, R"({"code":200,"data":{"task_id":")" + id + R"(","state":"queueing"},"msg":"success"})"};
  }
  if (request.kind == "query") {
    const auto found = tasks_.find(request.fields.at("task_id"));
    if (found == tasks_.end()) return {200, R"({"code":"10031099","data":{},"msg":"no such task"})"};
    Task& task = found->second;
    const bool done = ++task.queries > queries_until_done;
    if (done && !task.over) {
      task.over = true;
      --in_flight_;
    }
    if (!done) return {200, R"({"code":200,"data":{"state":"processing"},"msg":"success"})"};
    return {200, R"({"code":200,"data":{"state":"success","url":")" + base_url() + "/files/" + found->first +
                     ".bin?" + result_query + R"("},"msg":"success"})"};
  }
  return {200, result, {{"Content-Type", "application/octet-stream"}}};
}

void ScriptedApi::answer(const std::string& kind, const void* request, void* response) {
  const ScriptedRequest noted = note(kind, request);
  auto& reply = *static_cast<httplib::Response*>(response);
  std::unique_ptr<ScriptedReply> scripted = before ? before(noted) : nullptr;
  if (!scripted) {
    scripted = std::make_unique<ScriptedReply>(usual(noted));
    if (auto other = after ? after(noted) : nullptr) scripted = std::move(other);
  }
  if (scripted->drop) {
    // A provider that fails makes cpp-httplib close the connection in the middle of the answer.
    reply.set_content_provider(1000, "application/json",
                               [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
    return;
  }
  if (scripted->cut_at != SIZE_MAX) {
    reply.set_header("ETag", "\"one\"");
    reply.set_content_provider(scripted->body.size(), "application/octet-stream",
                               [body = scripted->body, cut = scripted->cut_at](
                                   std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                 if (offset >= cut) return false;
                                 const std::size_t size =
                                     std::min<std::size_t>(1000, std::min(cut, body.size()) - offset);
                                 return sink.write(body.data() + offset, size);
                               });
    return;
  }
  reply.status = scripted->status;
  std::string type = "application/json";
  for (const auto& [name, value] : scripted->headers) {
    if (name == "Content-Type") {
      type = value;
    } else {
      reply.set_header(name, value);
    }
  }
  reply.set_content(scripted->body, type);
}

}  // namespace meshgate::test
