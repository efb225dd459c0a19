// Creating, querying and handing out.
#include <fmt/core.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "core/sha256.h"
#include "core/text.h"
#include "sandbox/service.h"

namespace meshgate::sandbox {
namespace {

// What decides a task's result, readable in the stats.
std::string parameters_of(const TaskRequest& request) {
  std::string text;
  for (const auto& [name, value] : request.fields) {
    if (value.empty() || name == "callback_url" || name == "mesh_url" || name == "image_url") continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, value);
  }
  return text;
}

std::string inputs_of(const TaskRequest& request) {
  std::string text;
  for (const FormPart& file : request.files) text += (text.empty() ? "" : "+") + file.sha256;
  for (const char* name : {"mesh_url", "image_url"}) {
    const std::string& url = request.field(name);
    if (!url.empty()) text += (text.empty() ? "" : "+") + sha256_hex(as_bytes(url));
  }
  return text;
}

// The place for `at`, which is bytes or a part of the whole.
std::uint64_t place_in(std::uint64_t bytes, const Fault& fault) {
  const Fault::Amount at = fault.amount();
  return static_cast<std::uint64_t>(at.relative ? at.value * static_cast<double>(bytes) : at.value);
}

HttpReply refused_download(int status, std::string_view code) {
  HttpReply reply{.status = status};
  reply.content_type = "application/xml";
  reply.body =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code></Error>\n", code);
  return reply;
}

std::string content_type_of(const std::string& suffix) {
  if (suffix == ".glb") return "model/gltf-binary";
  if (suffix == ".png") return "image/png";
  return suffix == ".zip" ? "application/zip" : "application/octet-stream";
}

// Faults of the file itself. Returns a reply to send instead of it.
std::optional<HttpReply> spoil_download(const std::vector<Fault>& faults, const HttpRequest& request,
                                        int port, HttpReply& reply) {
  if (find_fault(faults, "expired-url") != nullptr) return refused_download(403, "AccessDenied");
  if (find_fault(faults, "html-result") != nullptr) {
    HttpReply page{.status = 200};
    page.content_type = "text/html";
    page.body = "<!DOCTYPE html><html><body>Please log in to this network.</body></html>\n";
    return page;
  }
  if (find_fault(faults, "redirect-download") != nullptr) {
    HttpReply moved{.status = 302};
    std::string query;
    for (const auto& [name, value] : request.query) query += (query.empty() ? "?" : "&") + name + "=" + value;
    moved.headers.emplace_back("Location", fmt::format("http://localhost:{}{}{}", port, request.path, query));
    return moved;
  }
  if (const Fault* pad = find_fault(faults, "pad-result"))
    reply.file_bytes = std::max(reply.file_bytes, place_in(reply.file_bytes, *pad));
  if (const Fault* part = find_fault(faults, "short-result"))
    reply.file_bytes = std::min(reply.file_bytes, place_in(reply.file_bytes, *part));
  reply.ignore_range = find_fault(faults, "no-range") != nullptr;
  for (const auto& [name, ending] :
       {std::pair{"cut-download", Ending::kCut}, {"stall-download", Ending::kStall}}) {
    const Fault* fault = find_fault(faults, name);
    if (fault == nullptr) continue;
    reply.ending = ending;
    reply.end_at = place_in(reply.file_bytes, *fault);
  }
  return {};
}

}  // namespace

HttpReply Service::create(const TaskEndpoint& endpoint, const HttpRequest& request,
                          const std::vector<Fault>& faults) {
  Task task;
  task.request.any_format = options_.any_format;
  if (const std::optional<Refusal> refusal = read_form(endpoint, request, task.request))
    return envelope({.code = refusal->code, .text = refusal->text}, faults);
  const std::string name = fmt::format("{}.create", endpoint.id);
  task.faults = plan_.take_all(FaultStage::kCreate, name);
  for (Fault& fault : plan_.take_all(FaultStage::kResult, name)) task.faults.push_back(std::move(fault));
  task.inputs = inputs_of(task.request);
  task.parameters = parameters_of(task.request);
  // Uploads end with their request; those of a task stay, one file for the same bytes.
  for (FormPart& file : task.request.files) {
    const std::string kept = fmt::format("{}/inputs/{}{}", folder_, file.sha256, suffix_of(file.file_name));
    if (std::rename(file.path.c_str(), kept.c_str()) != 0)
      return envelope({.code = 10000000, .text = "the upload cannot be kept"}, faults);
    file.path = kept;
  }
  task.created_s = now();
  task.queued_until_s = task.created_s + options_.task_s / 2;
  task.due_s = task.created_s + options_.task_s;
  if (const Fault* slow = find_fault(task.faults, "slow-queue")) {
    task.queued_until_s += slow->amount().value;
    task.due_s += slow->amount().value;
  }
  task.stuck = find_fault(task.faults, "stuck") != nullptr;
  if (find_fault(task.faults, "generate-failed") != nullptr) task.outcome.failure = "a fault of the sandbox";

  switch (store_.add(task, now())) {
    case Store::Refused::kLimit:
      return envelope({.code = 429, .text = "too many concurrent tasks", .http_status = 429}, faults);
    case Store::Refused::kMoney:
      return envelope({.code = 30010000, .text = "insufficient balance"}, faults);
    default:
      break;
  }
  enqueue(task);
  if (find_fault(task.faults, "drop-after-accept") != nullptr) {
    HttpReply reply;
    reply.ending = Ending::kDrop;
    return reply;
  }
  if (find_fault(task.faults, "500-after-accept") != nullptr)
    return envelope({.code = 10000000, .text = "system error", .http_status = 500}, faults);
  Answer answer;
  answer.data["task_id"] = task.id;
  if (endpoint.kind == TaskKind::kSplit) answer.data["state"] = "queueing";
  return envelope(answer, faults);
}

Answer Service::query(const TaskEndpoint& endpoint, const HttpRequest& request) {
  const auto wanted = request.query.find("task_id");
  const std::optional<Task> task =
      wanted == request.query.end() ? std::optional<Task>() : store_.find(wanted->second);
  if (!task || task->request.endpoint->kind != endpoint.kind)
    return {.code = 10031099, .text = "no such task"};  // the documentation has no code for it
  Answer answer;
  answer.data = task_data(*task);
  if (answer.data["state"] == "failed") {
    answer.code = endpoint.kind == TaskKind::kGenerate ? 50010001 : 5001001;
    answer.text = "generate failed, credits are refunded: " + task->outcome.failure;
  }
  spoil_query(fmt::format("{}.query", endpoint.id), *task, answer.data);
  return answer;
}

Json Service::task_data(const Task& task) {
  Json data = {{"task_id", task.id}, {"state", state_of(task, now())}, {"id", task.id}, {"url", ""}};
  if (data["state"] != "success") return data;
  data["url"] = signed_url(task, now(), task.outcome.suffix);
  for (const auto& [name, value] : task.outcome.facts) data["stand_in"][name] = value;
  return data;
}

void Service::spoil_query(const std::string& endpoint, const Task& task, Json& data) {
  const std::vector<Fault> faults = plan_.take_all(FaultStage::kQuery, endpoint);
  if (find_fault(faults, "unknown-state") != nullptr) {
    data["state"] = "rendering";
    data["url"] = "";
  }
  if (data["url"] == "") return;
  const Fault* suffix = find_fault(faults, "wrong-suffix");
  if (find_fault(faults, "no-renewal") != nullptr)
    data["url"] = signed_url(task, store_.first_signed(task.id, now()), task.outcome.suffix);
  if (suffix != nullptr) data["url"] = signed_url(task, now(), suffix->value);
  if (find_fault(faults, "foreign-url") != nullptr) data["url"] = "file:///etc/passwd";
  const Json url = data["url"];
  if (find_fault(faults, "array-of-urls") != nullptr) data["url"] = Json::array({url});
  if (find_fault(faults, "object-of-urls") != nullptr) data["url"] = {{"model", url}};
  if (find_fault(faults, "success-without-url") != nullptr) data.erase("url");
}

std::string Service::signature(const std::string& path, const std::string& expires) const {
  return sha256_hex(as_bytes(fmt::format("{} {} {}", seed_, path, expires))).substr(0, 40);
}

std::string Service::signed_url(const Task& task, double signed_s, const std::string& suffix) {
  const std::string path = fmt::format("/results/{}/result{}", task.id, suffix);
  const std::string expires = fmt::format("{:.3f}", signed_s + options_.url_life_s);
  return fmt::format("{}{}?Expires={}&Signature={}", base_url(), path, expires, signature(path, expires));
}

HttpReply Service::download(const HttpRequest& request) {
  const auto value = [&](const char* name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
  };
  const std::string expires = value("Expires");
  double expires_s = 0;
  std::from_chars(expires.data(), expires.data() + expires.size(), expires_s);
  if (value("Signature") != signature(request.path, expires))
    return refused_download(403, "SignatureDoesNotMatch");
  if (expires_s <= now()) return refused_download(403, "AccessDenied");
  const std::string_view below = std::string_view(request.path).substr(std::string_view("/results/").size());
  const std::optional<Task> task = store_.find(std::string(below.substr(0, below.find('/'))));
  if (!task || task->outcome.file.empty()) return refused_download(404, "NoSuchKey");
  HttpReply reply;
  reply.content_type = content_type_of(task->outcome.suffix);
  reply.file = task->outcome.file;
  reply.file_bytes = task->outcome.bytes;
  const std::vector<Fault> faults = plan_.take_all(FaultStage::kDownload, "download");
  std::optional<HttpReply> instead = spoil_download(faults, request, port(), reply);
  return instead ? std::move(*instead) : std::move(reply);
}

}  // namespace meshgate::sandbox
