#include "jobs/event_json.h"

#include <fmt/core.h>

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/url.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

using Json = nlohmann::json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

// Paths need not be UTF-8, and JSON has to be: such a text becomes {"hex": "636166e9"}.
Json text_value(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return {{"hex", hex}};
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    unsigned value = 0;
    const char* end = hex.data() + at + 2;
    const auto [stop, error] = std::from_chars(hex.data() + at, end, value, 16);
    if (error != std::errc() || stop != end) return {};
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const auto hex = value.is_object() ? value.find("hex") : value.end();
  const bool is_hex = value.is_object() && hex != value.end() && hex->is_string();
  return is_hex ? bytes_of_hex(hex->get_ref<const std::string&>()) : std::string();
}

std::string text_at(const Json& json, const char* name) {
  return json.is_object() && json.contains(name) ? text_of(json.at(name)) : std::string();
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
  for (const auto& [name, value] : fields) json[name] = text_value(value);
  return dumped(json);
}

std::string files_detail(const std::vector<FetchedFile>& files, bool to_compare) {
  Json json = {{"files", Json::array()}};
  if (to_compare) json["compare"] = "yes";
  for (const FetchedFile& file : files) {
    // A later process may look from another folder.
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::absolute(file.path, error);
    json["files"].push_back({{"path", text_value(error ? file.path : whole.lexically_normal().string())},
                             {"format", file.format},
                             {"bytes", file.bytes},
                             {"sha256", file.sha256}});
  }
  return dumped(json);
}

std::string request_json(const TaskRequest& request) {
  Json json = {{"task", request.task},
               {"input", text_value(request.input)},
               {"views", Json::array()},
               {"values", Json::object()}};
  for (const View& view : request.views)
    json["views"].push_back({{"name", view.name}, {"path", text_value(view.path)}});
  for (const auto& [name, value] : request.values)
    json["values"][name] = text_value(without_secrets(name, value));
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
    if (value.is_string() || value.is_object()) request.values[name] = text_of(value);
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
