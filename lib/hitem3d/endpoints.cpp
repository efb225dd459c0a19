#include "hitem3d/endpoints.h"

#include <algorithm>

namespace meshgate {

std::string_view to_string(Grade grade) {
  constexpr std::array<std::string_view, 4> kNames{"official", "vendor", "third-party", "inferred"};
  return kNames.at(static_cast<std::size_t>(grade));
}

std::string_view to_string(AuthScheme scheme) { return scheme == AuthScheme::kToken ? "Token" : "Bearer"; }

const Endpoint* find_endpoint(std::string_view id) {
  const auto all = all_endpoints();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Endpoint* one) { return one->id == id; });
  return found == all.end() ? nullptr : *found;
}

std::span<const std::string_view> view_names() {
  static constexpr std::array<std::string_view, 4> kNames{"front", "back", "left", "right"};
  return kNames;
}

bool holds(const Condition& condition, std::string_view value) {
  std::string_view rest = condition.values;
  while (!rest.empty()) {
    const std::size_t bar = rest.find('|');
    if (rest.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) break;
    rest.remove_prefix(bar + 1);
  }
  return false;
}

}  // namespace meshgate
