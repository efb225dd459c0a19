#include "prepare/size_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meshgate {
namespace {

// The estimate aims this far below the limit.
constexpr double kAim = 0.98;
constexpr double kGoodEnough = 0.95;

}  // namespace

std::optional<std::uint32_t> SizeSearch::next() const {
  if (tries_ >= kMostTries || small_.size + 1 >= large_.size) return std::nullopt;
  if (small_.size > 0 && small_.bytes >= kGoodEnough * limit_) return std::nullopt;
  const Try& other = small_.size > 0 ? small_ : larger_;
  double power = power_;
  if (other.size > 0 && other.bytes > 0)
    power = std::log(large_.bytes / other.bytes) / std::log(double(large_.size) / other.size);
  const double share = std::pow(kAim * limit_ / large_.bytes, 1 / std::max(power, 0.25));
  // Never next to a size that is known: the rest of the interval would stay as it is. What is below is not
  // known while nothing fits.
  const double low = small_.size, width = large_.size - low;
  const double size =
      std::clamp(share * large_.size, low + width / (small_.size > 0 ? 16 : 64), large_.size - width / 16);
  return std::clamp(static_cast<std::uint32_t>(size), small_.size + 1, large_.size - 1);
}

bool SizeSearch::take(std::uint32_t size, double bytes) {
  ++tries_;
  if (bytes <= limit_) {
    if (size <= small_.size) return false;
    small_ = {size, bytes};
    return true;
  }
  if (size >= large_.size) return false;
  larger_ = std::exchange(large_, {size, bytes});
  return small_.size == 0;
}

}  // namespace meshgate
