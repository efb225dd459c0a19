// The file of a baseline, schema meshgate-baseline/1: JSON with one line an entry.
#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/source.h"
#include "core/text.h"
#include "meshgate/baseline.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "meshgate-baseline/1";

// The shortest text that gives the same float again, as a number of JSON.
Json shortest(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double same = 0;
  std::from_chars(text.data(), end, same);
  return same;
}

Json entry_json(const BaselineEntry& entry) {
  Json json = {{"path", entry.path},
               {"rule", entry.rule},
               {"element", entry.element},
               {"count", entry.count},
               {"fingerprint", entry.fingerprint}};
  if (!entry.positions.empty()) json["positions"] = Json::array();
  for (const float3 p : entry.positions)
    json["positions"].push_back(Json::array({shortest(p.x), shortest(p.y), shortest(p.z)}));
  return json;
}

// Throws nlohmann's exceptions for what has another type.
BaselineEntry parse_entry(const Json& json) {
  BaselineEntry entry;
  entry.path = json.at("path").get<std::string>();
  entry.rule = json.at("rule").get<std::string>();
  entry.element = json.value("element", std::string());
  entry.count = json.value("count", std::uint64_t{1});
  entry.fingerprint = json.value("fingerprint", std::string());
  if (const auto positions = json.find("positions"); positions != json.end()) {
    for (const Json& p : *positions) {
      // A place that is not finite was written as null: it is near nothing.
      const auto coordinate = [&](std::size_t i) {
        return p.at(i).is_null() ? std::numeric_limits<float>::quiet_NaN() : p.at(i).get<float>();
      };
      entry.positions.push_back({coordinate(0), coordinate(1), coordinate(2)});
    }
  }
  return entry;
}

tl::unexpected<Error> no_baseline(const std::string& path, const std::string& why) {
  return fail(ErrorKind::kConfig, path + ": no baseline of meshgate: " + printable(why, 300) +
                                      ". Restore it, or delete it and use --write-baseline");
}

}  // namespace

std::string render_baseline(const Baseline& baseline) {
  std::string text = "{\n  \"schema\": \"" + std::string(kSchema) + "\",\n  \"entries\": [";
  for (std::size_t i = 0; i < baseline.entries.size(); ++i) {
    text += i == 0 ? "\n    " : ",\n    ";
    text += entry_json(baseline.entries[i]).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text + (baseline.entries.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

Result<Baseline> read_baseline(const std::string& path) {
  MG_TRY(const Source source, Source::open(path));
  Baseline baseline;
  baseline.folder = std::filesystem::path(path).parent_path().string();
  try {
    const Json json = Json::parse(source.text());
    const std::string schema = json.is_object() ? json.value("schema", std::string()) : std::string();
    if (schema != kSchema)
      return no_baseline(path, "its schema is \"" + schema + "\", not \"" + std::string(kSchema) + "\"");
    for (const Json& entry : json.at("entries")) baseline.entries.push_back(parse_entry(entry));
  } catch (const Json::exception& error) {
    return no_baseline(path, error.what());
  }
  std::stable_sort(baseline.entries.begin(), baseline.entries.end(),
                   [](const BaselineEntry& a, const BaselineEntry& b) {
                     return std::tie(a.path, a.rule, a.element) < std::tie(b.path, b.rule, b.element);
                   });
  return baseline;
}

}  // namespace meshgate
