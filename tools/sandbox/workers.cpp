// What goes on between requests: making results, noticing ends, calling back.
#include <fmt/core.h>

#include <chrono>
#include <exception>

#include "core/parallel.h"
#include "core/sha256.h"
#include "core/text.h"
#include "meshgate/output.h"
#include "sandbox/produce.h"
#include "sandbox/service.h"

namespace meshgate::sandbox {
namespace {

constexpr int kCallbackTries = 3;

// Everything that decides the bytes of a result.
std::string product_key(const Task& task) {
  std::string key = task.inputs + " " + task.parameters + " " + task.request.field("mesh_url") +
                    task.request.field("image_url");
  for (const Fault& fault : task.faults) key += fmt::format(" {}={}", fault.kind->name, fault.value);
  return fmt::format("{}-{}", task.request.endpoint->id, sha256_hex(as_bytes(key)));
}

// The inputs that are given by URL, as files. Only this machine is asked.
Result<bool> fetch_inputs(const std::string& folder, TaskRequest& request) {
  for (const char* name : {"mesh_url", "image_url"}) {
    const std::string& url = request.field(name);
    if (url.empty()) continue;
    const std::optional<LoopbackUrl> place = parse_loopback_url(url);
    if (!place) return fail(ErrorKind::kUnsupported, "the sandbox fetches from http://127.0.0.1 only");
    const std::string target = place->target.substr(0, place->target.find('?'));
    FormPart file{name, "fetched" + suffix_of(target), {}, {}, 0, sha256_hex(as_bytes(url))};
    file.path = fmt::format("{}/inputs/{}{}", folder, file.sha256, suffix_of(target));
    MG_TRY(file.bytes, fetch_file(*place, file.path, request.endpoint->max_file_bytes));
    request.files.push_back(std::move(file));
  }
  return true;
}

}  // namespace

bool Service::pause(double seconds, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
  return !stop.stop_requested();
}

void Service::enqueue(const Task& task) {
  {
    const std::scoped_lock lock(work_mutex_);
    waiting_.push_back(task);
    if (find_fault(options_.faults, "false-callback") != nullptr) callbacks_.push_back(task);
  }
  work_changed_.notify_all();
}

void Service::settle() {
  std::vector<Task> closed = store_.take_closed(now());
  if (closed.empty()) return;
  {
    const std::scoped_lock lock(work_mutex_);
    for (Task& task : closed) callbacks_.push_back(std::move(task));
  }
  work_changed_.notify_all();
}

void Service::wait_for_work() {
  std::unique_lock lock(work_mutex_);
  work_changed_.wait(lock, [this] { return waiting_.empty() && busy_ == 0; });
}

void Service::work(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock(work_mutex_);
    if (!work_changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    const std::string key = product_key(task);
    const auto found = made_.find(key);
    std::optional<TaskOutcome> outcome;
    if (found != made_.end()) outcome = found->second;
    lock.unlock();
    if (!outcome) outcome = make_product(task, stop);
    store_.finish(task.id, *outcome);
    lock.lock();
    made_[key] = *outcome;
    --busy_;
    lock.unlock();
    work_changed_.notify_all();
  }
}

TaskOutcome Service::make_product(Task task, const std::stop_token& stop) {
  TaskOutcome outcome;
  const auto failed = [&outcome](std::string why) {
    outcome.failure = std::move(why);
    return outcome;
  };
  try {
    const Result<bool> fetched = fetch_inputs(folder_, task.request);
    if (!fetched) return failed(describe(fetched.error()));
    const Result<Product> product = produce(task.request, task.faults, options_.produce, stop);
    if (!product) return failed(describe(product.error()));
    outcome.suffix = product->suffix;
    outcome.bytes = product->bytes.size();
    outcome.facts = product->facts;
    outcome.file = fmt::format("{}/products/{}", folder_, product_key(task));
    const Result<bool> written = write_file(outcome.file, product->bytes.span());
    if (!written) return failed(describe(written.error()));
    return outcome;
  } catch (const Cancelled&) {
    return failed("the sandbox is ending");
  } catch (const std::exception& problem) {
    return failed(problem.what());
  }
}

void Service::send_callbacks(const std::stop_token& stop) {
  constexpr auto kTick = std::chrono::milliseconds(50);
  while (!stop.stop_requested()) {
    settle();
    std::unique_lock lock(work_mutex_);
    if (!work_changed_.wait_for(lock, stop, kTick, [this] { return !callbacks_.empty(); })) continue;
    const Task task = std::move(callbacks_.front());
    callbacks_.pop_front();
    lock.unlock();
    send_callback(task, stop);
  }
}

void Service::send_callback(const Task& task, const std::stop_token& stop) {
  const std::string& url = task.request.field("callback_url");
  if (url.empty()) return;
  const std::vector<Fault> faults = plan_.take_all(FaultStage::kCallback, "callback");
  if (find_fault(faults, "lost-callback") != nullptr) return store_.count("callback.lost");
  const std::optional<LoopbackUrl> place = parse_loopback_url(url);
  if (!place) return store_.count("callback.not-loopback");
  Answer answer;
  answer.data = task_data(task);
  if (find_fault(faults, "false-callback") != nullptr) {
    answer.data["state"] = "success";
    answer.data["url"] = base_url() + "/results/of/somebody-else.glb";
  }
  if (find_fault(faults, "status-field") != nullptr) {
    answer.data["status"] = answer.data["state"];
    answer.data.erase("state");
  }
  const std::string body = envelope(answer).body;
  for (int i = 0; i < kCallbackTries && !stop.stop_requested(); ++i) {
    if (i > 0 && !pause(0.5, stop)) return;
    if (post_json(*place, body)) return store_.count("callback.sent");
    store_.count("callback.refused");
  }
}

}  // namespace meshgate::sandbox
