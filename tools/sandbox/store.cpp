#include "sandbox/store.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/sha256.h"

namespace meshgate::sandbox {

std::string_view state_of(const Task& task, double now_s) {
  // A task is seen as `created` for a tenth of its time in the queue.
  if (now_s < task.created_s + (task.queued_until_s - task.created_s) / 10) return "created";
  if (now_s < task.queued_until_s) return "queueing";
  if (task.stuck || now_s < task.due_s || !task.worked) return "processing";
  return task.outcome.failure.empty() ? "success" : "failed";
}

bool is_final(std::string_view state) { return state == "success" || state == "failed"; }

Store::Store(const StoreLimits& limits, std::string seed)
    : limits_(limits), seed_(std::move(seed)), balance_(limits.balance) {}

int Store::in_flight(double now_s) const {
  return static_cast<int>(std::count_if(tasks_.begin(), tasks_.end(), [now_s](const auto& entry) {
    return !entry.second.closed && !is_final(state_of(entry.second, now_s));
  }));
}

Store::Refused Store::add(Task& task, double now_s) {
  const std::scoped_lock lock(mutex_);
  const int unfinished = in_flight(now_s);
  if (limits_.concurrent > 0 && unfinished >= limits_.concurrent) return Refused::kLimit;
  const double price = task.request.endpoint->price;
  if (balance_ < price) return Refused::kMoney;
  balance_ -= price;
  charged_ += price;
  const std::string digest = sha256_hex(as_bytes(fmt::format("{} {}", seed_, created_++)));
  task.id =
      fmt::format("{}.{}.{}", digest.substr(0, 32), task.request.endpoint->service, digest.substr(32, 10));
  Tally& tally = by_input_[{task.inputs, task.parameters}];
  ++tally.created;
  tally.task = task.request.endpoint->id;
  max_in_flight_ = std::max(max_in_flight_, unfinished + 1);
  order_.push_back(task.id);
  tasks_.emplace(task.id, task);
  forget_old();
  return Refused::kNo;
}

void Store::forget_old() {
  if (order_.size() <= limits_.max_tasks) return;
  const auto oldest = std::find_if(order_.begin(), order_.end(),
                                   [this](const std::string& id) { return tasks_.at(id).closed; });
  if (oldest == order_.end()) return;
  tasks_.erase(*oldest);
  order_.erase(oldest);
}

std::optional<Task> Store::find(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = tasks_.find(id);
  if (found == tasks_.end()) return {};
  return found->second;
}

void Store::finish(const std::string& id, const TaskOutcome& outcome) {
  const std::scoped_lock lock(mutex_);
  const auto found = tasks_.find(id);
  if (found == tasks_.end()) return;
  Task& task = found->second;
  const std::string on_purpose = task.outcome.failure;
  task.outcome = outcome;
  if (!on_purpose.empty()) task.outcome.failure = on_purpose;
  task.worked = true;
}

std::vector<Task> Store::take_closed(double now_s) {
  const std::scoped_lock lock(mutex_);
  std::vector<Task> closed;
  for (const std::string& id : order_) {
    Task& task = tasks_.at(id);
    if (task.closed || !is_final(state_of(task, now_s))) continue;
    task.closed = true;
    const double price = task.request.endpoint->price;
    if (!task.outcome.failure.empty()) balance_ += price, charged_ -= price;
    closed.push_back(task);
  }
  return closed;
}

double Store::first_signed(const std::string& id, double now_s) {
  const std::scoped_lock lock(mutex_);
  const auto found = tasks_.find(id);
  if (found == tasks_.end()) return now_s;
  if (found->second.url_signed_s == 0) found->second.url_signed_s = now_s;
  return found->second.url_signed_s;
}

double Store::balance() {
  const std::scoped_lock lock(mutex_);
  return balance_;
}

void Store::count(const std::string& what) {
  const std::scoped_lock lock(mutex_);
  ++counters_[what];
}

nlohmann::ordered_json Store::stats(double now_s) {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, int> states;
  for (const auto& [id, task] : tasks_) ++states[std::string(state_of(task, now_s))];
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array();
  for (const auto& [key, tally] : by_input_) {
    inputs.push_back(
        {{"input", key.first}, {"task", tally.task}, {"parameters", key.second}, {"created", tally.created}});
  }
  return {{"created", created_},   {"in_flight", in_flight(now_s)}, {"max_in_flight", max_in_flight_},
          {"states", states},      {"balance", balance_},           {"charged", charged_},
          {"requests", counters_}, {"tasks", std::move(inputs)}};
}

}  // namespace meshgate::sandbox
