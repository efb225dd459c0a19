#include "prepare/side_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meshgate {
namespace {

// The estimate aims this far below the limit.
constexpr double kAim = 0.97;
constexpr double kGoodEnough = 0.9;

}  // namespace

std::optional<std::uint32_t> SideSearch::next() const {
  if (tries_ >= kMostTries || small_.side + 1 >= large_.side) return std::nullopt;
  if (small_.side > 0 && small_.bytes >= kGoodEnough * limit_) return std::nullopt;
  const Try& other = small_.side > 0 ? small_ : larger_;
  double power = 2;
  if (other.side > 0 && other.bytes > 0)
    power = std::log(large_.bytes / other.bytes) / std::log(double(large_.side) / other.side);
  const double share = std::pow(kAim * limit_ / large_.bytes, 1 / std::max(power, 0.25));
  // Never next to a side that is known: the rest of the interval would stay as it is.
  const double low = small_.side, width = large_.side - low;
  const double side = std::clamp(share * large_.side, low + width / 16, large_.side - width / 16);
  return std::clamp(static_cast<std::uint32_t>(side), small_.side + 1, large_.side - 1);
}

bool SideSearch::take(std::uint32_t side, double bytes) {
  ++tries_;
  if (bytes <= limit_) {
    if (side <= small_.side) return false;
    small_ = {side, bytes};
    return true;
  }
  if (side >= large_.side) return false;
  larger_ = std::exchange(large_, {side, bytes});
  return small_.side == 0;
}

}  // namespace meshgate
