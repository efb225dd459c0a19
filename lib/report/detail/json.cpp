#include "report/detail/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace meshgate {
namespace {

// A float printed as a double shows noise digits (0.1 → 0.10000000149011612): go through the shortest text.
Json shortest(float value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double same = 0;
  std::from_chars(text.data(), end, same);
  return same;
}

}  // namespace

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_vector(float3 value) {
  return Json::array({shortest(value.x), shortest(value.y), shortest(value.z)});
}

Json json_evidence(const Evidence& evidence) {
  Json json = Json::object();
  for (const auto& [name, value] : evidence) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      json[name] = *integer;
    } else if (const auto* real = std::get_if<double>(&value)) {
      json[name] = json_number(*real);
    } else {
      json[name] = std::get<std::string>(value);
    }
  }
  return json;
}

std::string dump_json(const Json& json) {
  // Paths and names may hold any bytes.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace meshgate
