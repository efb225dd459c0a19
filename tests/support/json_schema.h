#pragma once
// JSON documents against JSON schemas.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace meshgate::test {

/// Problems of a document against the schema (draft 7) in a file of the source tree; empty when it is valid.
std::string schema_problems(const nlohmann::json& document, std::string_view schema_file);

}  // namespace meshgate::test
