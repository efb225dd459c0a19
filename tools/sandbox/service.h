#pragma once
// What answers: the endpoints over the store, the workers, and the clerk who sends callbacks.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "sandbox/http_server.h"
#include "sandbox/sandbox.h"
#include "sandbox/store.h"

namespace meshgate::sandbox {

using Json = nlohmann::ordered_json;

/// What an answer says, before faults of the reply have their way with it.
struct Answer {
  int code = 200;
  std::string text = "success";
  Json data = Json::object();
  int http_status = 200;
};

class Service {
 public:
  explicit Service(SandboxOptions options);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  Result<bool> start();
  [[nodiscard]] int port() const { return server_->port(); }
  [[nodiscard]] std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  [[nodiscard]] Json stats() { return store_.stats(now()); }
  void wait_for_work();

 private:
  [[nodiscard]] double now() const { return options_.now_s(); }

  // service.cpp: one request.
  HttpReply handle(const HttpRequest& request);
  HttpReply route(const HttpRequest& request, const std::string& endpoint, const std::vector<Fault>& faults);
  std::optional<Answer> refuse_token(const HttpRequest& request, const std::string& endpoint);
  Answer make_token(const HttpRequest& request);

  // service_tasks.cpp: tasks, results.
  HttpReply create(const TaskEndpoint& endpoint, const HttpRequest& request,
                   const std::vector<Fault>& faults);
  Answer query(const TaskEndpoint& endpoint, const HttpRequest& request);
  HttpReply download(const HttpRequest& request);
  Json task_data(const Task& task);
  void spoil_query(const std::string& endpoint, const Task& task, Json& data);
  std::string signed_url(const Task& task, double signed_s, const std::string& suffix);
  std::string signature(const std::string& path, const std::string& expires) const;

  // workers.cpp: what goes on behind.
  void enqueue(const Task& task);
  void settle();
  void work(const std::stop_token& stop);
  TaskOutcome make_product(Task task, const std::stop_token& stop);
  void send_callbacks(const std::stop_token& stop);
  void send_callback(const Task& task, const std::stop_token& stop);
  bool pause(double seconds, const std::stop_token& stop);

  SandboxOptions options_;
  std::string folder_, seed_;
  Store store_;
  FaultPlan plan_;
  std::stop_source stop_;

  std::mutex token_mutex_;
  std::map<std::string, double> tokens_;  ///< token → when it expires
  int tokens_made_ = 0;

  std::mutex work_mutex_;
  std::condition_variable_any work_changed_;
  std::deque<Task> waiting_, callbacks_;
  std::size_t busy_ = 0;
  std::map<std::string, TaskOutcome> made_;  ///< by what decides the bytes of a result

  std::optional<HttpServer> server_;
  std::vector<std::jthread> threads_;
};

/// The envelope of the API around an answer, and the marks of a stand-in.
HttpReply envelope(const Answer& answer, const std::vector<Fault>& faults = {});
const Fault* find_fault(const std::vector<Fault>& faults, std::string_view kind);

}  // namespace meshgate::sandbox
