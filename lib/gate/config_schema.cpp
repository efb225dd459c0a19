// JSON schemas of meshgate.toml and of profiles, for editors (taplo, Even Better TOML): made from the same
// tables as the readers.
#include <nlohmann/json.hpp>

#include "gate/toml_names.h"
#include "meshgate/config.h"
#include "meshgate/emitter.h"
#include "meshgate/format.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

Json text(std::string_view doc) { return {{"type", "string"}, {"description", doc}}; }

Json list_of(Json items, std::string_view doc) {
  return {{"type", "array"}, {"items", std::move(items)}, {"description", doc}};
}

// A text, or a list of texts.
Json texts(const Json& item, std::string_view doc) {
  return {{"oneOf", {item, {{"type", "array"}, {"items", item}}}}, {"description", doc}};
}

Json object(Json properties, std::string_view doc) {
  return {{"type", "object"},
          {"description", doc},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Json severity() { return {{"enum", {"error", "warning", "info", "off"}}}; }

Json limits() {
  const Json bytes = {{"type", "number"}, {"minimum", 0}};
  const Json table = object({{"value", bytes},
                             {"source", text("where the number was published")},
                             {"date", text("ISO date of the look-up")}},
                            "a number with its source");
  Json properties = Json::object();
  for (const std::string_view name : limit_names())
    properties[std::string(name)] = {{"oneOf", {bytes, table}}, {"description", "bytes"}};
  return object(std::move(properties), "sizes that the target accepts");
}

Json rule(const Rule& rule) {
  Json properties = {{"severity", severity()}};
  for (const Parameter& parameter : rule.parameters) {
    std::string doc(parameter.doc);
    if (!parameter.unit.empty()) doc += " (" + std::string(parameter.unit) + ")";
    properties[std::string(parameter.name)] = {{"type", "number"},
                                               {"minimum", parameter.min},
                                               {"maximum", parameter.max},
                                               {"default", parameter.value},
                                               {"description", doc}};
  }
  return {{"description", rule.summary},
          {"oneOf", {severity(), object(std::move(properties), rule.summary)}}};
}

Json rules() {
  Json properties = Json::object();
  for (const Rule* record : all_rules()) properties[std::string(record->id)] = rule(*record);
  Json json = object(std::move(properties), "severity and parameters of rules; a glob takes a severity");
  json["patternProperties"] = {{"[*?]", severity()}};
  return json;
}

Json profile_name() {
  Json names = Json::array();
  for (const std::string& name : profile_names()) names.push_back(name);
  return {{"anyOf", {{{"enum", names}}, {{"type", "string"}, {"pattern", "\\.toml$"}}}}};
}

Json formats(AssetKind kind, std::string_view doc) {
  Json names = Json::array();
  for (const Format* format : all_formats()) {
    if (format->kind == kind) names.push_back(format->id);
  }
  return list_of({{"enum", names}}, doc);
}

Json option(const ConfigOption& option) {
  using Type = ConfigOption::Type;
  Json json = {{"type", "string"}};
  switch (option.type) {
    case Type::kProfile:
      json = profile_name();
      break;
    case Type::kLevel:
      json = {{"enum", {"error", "warning", "info", "never"}}};
      break;
    case Type::kReports: {
      std::string names;
      for (const Emitter* emitter : all_emitters())
        names += (names.empty() ? "" : "|") + std::string(emitter->id);
      return texts({{"type", "string"}, {"pattern", "^(" + names + ")(=.+)?$"}}, option.doc);
    }
    case Type::kRuleGlobs:
      return texts({{"type", "string"}}, option.doc);
    case Type::kCount:
      json = {{"type", "integer"}, {"minimum", 1}};
      break;
    case Type::kNumber:
      json = {{"type", "number"}, {"exclusiveMinimum", 0}};
      break;
    case Type::kBytes:
      json = {{"oneOf", {{{"type", "integer"}, {"minimum", 1}}, {{"type", "string"}}}}};
      break;
    case Type::kPath:
      break;
  }
  json["description"] = option.doc;
  return json;
}

Json overrides() {
  Json item = object({{"path", texts({{"type", "string"}}, "globs, relative to this folder")},
                      {"rules", {{"$ref", "#/definitions/rules"}}},
                      {"limits", {{"$ref", "#/definitions/limits"}}}},
                     "settings for inputs whose path matches");
  item["required"] = Json::array({"path"});
  return list_of(std::move(item), "settings for a part of the inputs; later ones replace earlier ones");
}

Json suppressions() {
  const Json date = {{"type", "string"},
                     {"description", "last day on which it holds: 2027-03-01, with or without quotes"}};
  Json item = object({{"rule", text("id or glob of the rules")},
                      {"path", text("glob, relative to this folder; absent = every input")},
                      {"reason", text("why the finding is accepted")},
                      {"expires", date}},
                     "a finding that is accepted");
  item["required"] = Json::array({"rule", "reason"});
  return list_of(std::move(item), "findings that are accepted, for a reason and for a time");
}

std::string schema(std::string_view title, Json properties) {
  Json json = {{"$schema", "http://json-schema.org/draft-07/schema#"},
               {"title", title},
               {"type", "object"},
               {"additionalProperties", false},
               {"properties", std::move(properties)},
               {"definitions", {{"limits", limits()}, {"rules", rules()}}}};
  return json.dump(2) + "\n";
}

}  // namespace

std::string render_config_schema() {
  Json properties = Json::object();
  for (const ConfigOption& record : config_options()) properties[std::string(record.name)] = option(record);
  properties["exclude"] =
      texts({{"type", "string"}}, "globs, relative to this folder: inputs that are left out");
  properties["limits"] = {{"$ref", "#/definitions/limits"}};
  properties["rules"] = {{"$ref", "#/definitions/rules"}};
  properties["override"] = overrides();
  properties["suppress"] = suppressions();
  return schema("meshgate.toml", std::move(properties));
}

std::string render_profile_schema() {
  Json properties = {
      {"name", text("how reports call it")},
      {"summary", text("one line for `meshgate profiles`")},
      {"extends", profile_name()},
      {"mesh-formats", formats(AssetKind::kMesh, "accepted formats of models; absent = all")},
      {"image-formats", formats(AssetKind::kImage, "accepted formats of pictures; absent = all")},
      {"limits", {{"$ref", "#/definitions/limits"}}},
      {"rules", {{"$ref", "#/definitions/rules"}}}};
  return schema("meshgate profile", std::move(properties));
}

}  // namespace meshgate
