#include "jobs/event_json.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/url.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

using Json = nlohmann::json;

std::string dumped(const Json& json) {
  // Paths need not be UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_at(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : std::string();
}

std::string without_secrets(const std::string& name, const std::string& value) {
  if (!is_url_value(name, value)) return value;
  const auto url = parse_url(value);
  // The path of a callback is what keeps strangers from calling it.
  if (name == "callback_url" && url) return origin_of(*url);
  return without_query(value);
}

}  // namespace

std::string event_detail(const std::vector<std::pair<std::string, std::string>>& fields) {
  Json json = Json::object();
  for (const auto& [name, value] : fields) json[name] = value;
  return dumped(json);
}

std::string files_detail(const std::vector<FetchedFile>& files) {
  Json json = {{"files", Json::array()}};
  for (const FetchedFile& file : files) {
    // A later process may look from another folder.
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::absolute(file.path, error);
    json["files"].push_back({{"path", error ? file.path : whole.lexically_normal().string()},
                             {"format", file.format},
                             {"bytes", file.bytes},
                             {"sha256", file.sha256}});
  }
  return dumped(json);
}

std::string request_json(const TaskRequest& request) {
  Json json = {
      {"task", request.task}, {"input", request.input}, {"views", Json::array()}, {"values", Json::object()}};
  for (const View& view : request.views) json["views"].push_back({{"name", view.name}, {"path", view.path}});
  for (const auto& [name, value] : request.values) json["values"][name] = without_secrets(name, value);
  return dumped(json);
}

TaskRequest parse_task_request(const std::string& text) {
  TaskRequest request;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return request;
  request.task = text_at(json, "task");
  request.input = text_at(json, "input");
  for (const Json& view : json.value("views", Json::array()))
    request.views.push_back({text_at(view, "name"), text_at(view, "path")});
  const Json values = json.value("values", Json::object());
  for (const auto& [name, value] : values.items()) {
    if (value.is_string()) request.values[name] = value.get<std::string>();
  }
  return request;
}

std::string json_text(const std::string& text, const char* name) {
  return text_at(Json::parse(text, nullptr, false), name);
}

std::vector<FetchedFile> parse_result_files(const std::string& text) {
  std::vector<FetchedFile> files;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return files;
  for (const Json& file : json.value("files", Json::array())) {
    const auto bytes = file.is_object() ? file.find("bytes") : file.end();
    files.push_back({text_at(file, "path"), text_at(file, "format"),
                     file.is_object() && bytes != file.end() && bytes->is_number_unsigned()
                         ? bytes->get<std::uint64_t>()
                         : 0,
                     text_at(file, "sha256")});
  }
  return files;
}

}  // namespace meshgate
