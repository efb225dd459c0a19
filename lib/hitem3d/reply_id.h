#pragma once
// The id of a task in an answer, and how values of an answer are read as texts.
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace meshgate {

/// The first of these members that is a text or a number, as text; empty when there is none.
std::string field_text(const nlohmann::json& object, std::initializer_list<const char*> names);

/// Of `task_id`, or `taskId`, as it came: the service knows it by these bytes only. 0 stands for none. `body`
/// is the text that `object` was read from.
std::string task_id_of(const nlohmann::json& object, std::string_view body);

/// Of an answer that broke off: the id that it names, when that is whole; printable.
std::string id_in_broken(std::string_view body);

/// The id in an answer that spells it otherwise than documented: {"data":{"id":…}}, a list of one, a bare
/// text. Empty when there is none, and when there are several different ones.
std::string other_task_id(const nlohmann::json& answer);

}  // namespace meshgate
