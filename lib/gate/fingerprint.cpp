#include "gate/fingerprint.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace meshgate {
namespace {

// FNV-1a: short, stable over versions and platforms. Identity, not security.
class Fnv {
 public:
  void mix(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0xFF);
  }
  void mix(std::int64_t value) {
    for (int shift = 0; shift < 64; shift += 8) step(static_cast<unsigned char>(value >> shift));
  }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  void step(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001B3U; }
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

using Cell = std::array<std::int64_t, 3>;

// Cells of 1/4096 of the diagonal. The offset keeps what models are full of, round numbers, off their
// borders.
Cell cell_of(float3 p, double diagonal) {
  const auto coordinate = [&](float value) {
    const double cell = std::floor(static_cast<double>(value) / diagonal * 4096 + 0.37);
    return std::abs(cell) < 1e15 ? static_cast<std::int64_t>(cell) : std::int64_t{0};
  };
  return {coordinate(p.x), coordinate(p.y), coordinate(p.z)};
}

}  // namespace

std::string fingerprint_of(const Finding& finding, double diagonal) {
  Fnv fnv;
  fnv.mix(finding.rule);
  fnv.mix(finding.element);
  std::vector<Cell> cells;
  for (const Location& location : finding.locations) {
    if (const auto& place = shown_position(location))
      cells.push_back(cell_of(*place, diagonal > 0 ? diagonal : 1));
  }
  // Which ten witnesses a longer list has depends on the order of the file.
  if (cells.size() == finding.count) {
    std::sort(cells.begin(), cells.end());
    for (const Cell& cell : cells) {
      for (const std::int64_t coordinate : cell) fnv.mix(coordinate);
    }
  }
  return fmt::format("{:016x}", fnv.hash());
}

double diagonal_of(const InputReport& report) {
  const float3* min = nullptr;
  const float3* max = nullptr;
  for (const auto& [name, value] : report.metrics) {
    if (name == "bbox_min") min = std::get_if<float3>(&value);
    if (name == "bbox_max") max = std::get_if<float3>(&value);
  }
  if (min == nullptr || max == nullptr) return 0;
  const double length = std::hypot(static_cast<double>(max->x) - static_cast<double>(min->x),
                                   static_cast<double>(max->y) - static_cast<double>(min->y),
                                   static_cast<double>(max->z) - static_cast<double>(min->z));
  return std::isfinite(length) ? length : 0;
}

}  // namespace meshgate
