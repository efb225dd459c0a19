#include "hitem3d/reply_id.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"

namespace meshgate {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer() || value.is_number_unsigned()) return value.dump();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    return number == std::floor(number) && std::abs(number) < 1e15 ? fmt::format("{:.0f}", number)
                                                                   : value.dump();
  }
  return {};
}

// nlohmann reads an integer of more than 64 bits as a rounded number: its digits are taken from the text.
class WholeNumber : public nlohmann::json_sax<Json> {
 public:
  std::string found;

  bool key(std::string& name) override {
    is_id_ = name == "task_id" || name == "taskId";
    return true;
  }
  bool number_float(double /*value*/, const std::string& text) override {
    const bool is_whole = text.find_first_not_of("0123456789") == std::string::npos;
    if (is_id_ && is_whole && found.empty()) found = text;
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool string(std::string& /*text*/) override { return true; }
  bool binary(Json::binary_t& /*bytes*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  bool is_id_ = false;
};

// "task-id", "TaskID".
std::string plain_name(std::string_view name) {
  std::string plain = to_lower(name);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return plain;
}

// Ids by how clearly they are called the task's.
struct Candidates {
  std::set<std::string> called_task_id, called_id;
};

// A word of some length, or a number that no rounding has changed.
std::string id_text(const Json& value) {
  if (value.is_number_integer() && value != 0) return value.dump();
  if (!value.is_string()) return {};
  constexpr std::size_t kLongest = 300;
  const auto& text = value.get_ref<const std::string&>();
  const bool is_word = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return is_word && text.size() <= kLongest ? text : std::string();
}

void add_ids(const Json& value, std::set<std::string>& ids) {
  if (value.is_array()) {
    for (const Json& one : value) add_ids(one, ids);
  } else if (const std::string id = id_text(value); !id.empty()) {
    ids.insert(id);
  }
}

void look_for_ids(const Json& value, Candidates& found, int depth = 0) {
  constexpr int kMaxDepth = 3;
  if (depth > kMaxDepth) return;
  if (value.is_array()) {
    for (const Json& one : value) look_for_ids(one, found, depth + 1);
  }
  if (!value.is_object()) return;
  for (const auto& [name, child] : value.items()) {
    const std::string plain = plain_name(name);
    if (plain == "taskid" || plain == "taskids") {
      add_ids(child, found.called_task_id);
    } else if (plain == "id" || plain == "ids" || plain == "task" || plain == "tasks") {
      add_ids(child, found.called_id);
    }
    look_for_ids(child, found, depth + 1);
  }
}

}  // namespace

std::string field_text(const Json& object, std::initializer_list<const char*> names) {
  if (!object.is_object()) return {};
  for (const char* name : names) {
    const auto found = object.find(name);
    if (found == object.end()) continue;
    std::string text = text_of(*found);
    if (!text.empty()) return text;
  }
  return {};
}

std::string task_id_of(const Json& object, std::string_view body) {
  for (const char* name : {"task_id", "taskId"}) {
    if (!object.is_object() || !object.contains(name) || !object.at(name).is_number_float()) continue;
    WholeNumber digits;
    Json::sax_parse(body, &digits);
    if (!digits.found.empty()) return digits.found;
  }
  std::string id = field_text(object, {"task_id", "taskId"});
  return id == "0" ? std::string() : id;
}

std::string id_in_broken(std::string_view body) {
  for (const std::string_view name : {"\"task_id\"", "\"taskId\""}) {
    std::size_t at = body.find(name);
    if (at == std::string_view::npos) continue;
    at = body.find_first_not_of(" \t\r\n:", at + name.size());
    if (at == std::string_view::npos || body[at] != '"') continue;
    const std::size_t end = body.find_first_of("\"\\", at + 1);
    const bool is_whole = end != std::string_view::npos && body[end] == '"' && end > at + 1;
    if (is_whole) return printable(body.substr(at + 1, end - at - 1));
  }
  return {};
}

std::string other_task_id(const Json& answer) {
  if (!answer.contains("data")) return {};
  const Json& data = answer.at("data");
  Candidates found;
  look_for_ids(data, found);
  const bool holds_digit =
      data.is_string() && data.get_ref<const std::string&>().find_first_of("0123456789") != std::string::npos;
  if (holds_digit) add_ids(data, found.called_id);  // "ok" is none
  const std::set<std::string>& ids = found.called_task_id.empty() ? found.called_id : found.called_task_id;
  return ids.size() == 1 ? *ids.begin() : std::string();
}

}  // namespace meshgate
