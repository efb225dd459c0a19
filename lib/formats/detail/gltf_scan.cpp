#include "formats/detail/gltf_scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/parallel.h"

namespace meshgate {
namespace {

// A multiple of 12, so that every range begins with the first component of a vector and the first index of a
// triangle; small enough for the second-level cache, so that further looks at a range cost no memory traffic.
constexpr std::size_t kElementsPerRange = 12 * 1024;

// Rounding of a float unit vector in 8-bit exporters and of quantised normals; the thresholds are those of
// the Khronos validator, so that both agree.
constexpr double kUnitTolerance3 = 0.00674;
constexpr double kUnitTolerance4 = 0.00769;

Location element_location(std::uint64_t index) {
  Location location;
  location.kind = LocationKind::kVertex;
  location.indices = {index};
  return location;
}

template <class T>
double normalized_value(T value, bool normalized) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<double>(value);
  } else {
    const auto number = static_cast<double>(value);
    return normalized ? std::max(number / static_cast<double>(std::numeric_limits<T>::max()), -1.0) : number;
  }
}

template <class T>
class RangeScan {
 public:
  RangeScan(const GltfAccessor& accessor, const GltfElements& elements, const GltfScanRequest& request)
      : elements_(elements), request_(request), normalized_(accessor.format.normalized) {
    components_ = component_count(accessor.format.type);
    for (std::uint32_t i = 0; i < components_; ++i) offsets_[i] = accessor.component_offset(i);
    tight_ = elements.stride == components_ * sizeof(T) &&
             offsets_[components_ - 1] == (components_ - 1) * sizeof(T);
  }

  GltfScan run(std::size_t begin, std::size_t end) const {
    GltfScan scan;
    scan.count = end - begin;
    bounds(begin, end, scan);
    if (request_.unit_vectors) unit_vectors(begin, end, scan);
    if (request_.clamped) clamped(begin, end, scan);
    if (request_.triangles) triangles(begin, end, scan);
    if (request_.restarts) restarts(begin, end, scan);
    if (request_.times) times(begin, end, scan);
    if (request_.quaternions) quaternions(begin, end, scan);
    if (request_.bind_matrices) bind_matrices(begin, end, scan);
    return scan;
  }

 private:
  [[nodiscard]] T load(std::size_t element, std::uint32_t component) const {
    return load_le<T>(elements_.bytes.data() + element * elements_.stride + offsets_[component]);
  }
  [[nodiscard]] double value(std::size_t element, std::uint32_t component) const {
    return normalized_value(load(element, component), normalized_);
  }

  // 12 and 16 lanes hold whole numbers of elements of 1, 2, 3, 4 and 16 components; the lanes become vector
  // registers. Returns whether a float was not finite: its exponent bits are all set.
  template <std::size_t kLanes>
  bool bounds_tight(std::size_t begin, std::size_t end, GltfScan& scan) const {
    std::array<T, kLanes> low{};
    std::array<T, kLanes> high{};
    std::array<std::uint32_t, kLanes> special{};
    const std::byte* from = elements_.bytes.data() + begin * elements_.stride;
    const std::size_t numbers = (end - begin) * components_;
    low.fill(std::numeric_limits<T>::max());
    high.fill(std::numeric_limits<T>::lowest());
    std::size_t at = 0;
    for (; at + kLanes <= numbers; at += kLanes) {
      std::array<T, kLanes> v;
      std::memcpy(v.data(), from + at * sizeof(T), sizeof v);
      for (std::size_t k = 0; k < kLanes; ++k) low[k] = v[k] < low[k] ? v[k] : low[k];
      for (std::size_t k = 0; k < kLanes; ++k) high[k] = v[k] > high[k] ? v[k] : high[k];
      if constexpr (std::is_same_v<T, float>) {
        std::array<std::uint32_t, kLanes> bits;
        std::memcpy(bits.data(), from + at * sizeof(T), sizeof bits);
        for (std::size_t k = 0; k < kLanes; ++k)
          special[k] |= (bits[k] & 0x7F800000U) == 0x7F800000U ? 1U : 0U;
      }
    }
    for (std::size_t k = 0; k < kLanes && at + k < numbers; ++k) {  // the rest, less than one step
      T v;
      std::memcpy(&v, from + (at + k) * sizeof(T), sizeof v);
      low[k] = std::min(low[k], v);
      high[k] = std::max(high[k], v);
      if constexpr (std::is_same_v<T, float>) special[k] |= std::isfinite(v) ? 0U : 1U;
    }
    fold(low, high, scan);
    return std::any_of(special.begin(), special.end(), [](std::uint32_t lane) { return lane != 0; });
  }

  template <std::size_t kLanes>
  void fold(const std::array<T, kLanes>& low, const std::array<T, kLanes>& high, GltfScan& scan) const {
    for (std::uint32_t c = 0; c < components_; ++c) {
      T least = low[c];
      T greatest = high[c];
      for (std::size_t k = c; k < kLanes; k += components_) {
        least = std::min(least, low[k]);
        greatest = std::max(greatest, high[k]);
      }
      scan.min[c] = static_cast<double>(least);
      scan.max[c] = static_cast<double>(greatest);
    }
  }

  void bounds(std::size_t begin, std::size_t end, GltfScan& scan) const {
    const bool lanes12 = components_ <= 4;
    if (tight_ && (lanes12 || components_ == 16)) {
      const bool special = lanes12 ? bounds_tight<12>(begin, end, scan) : bounds_tight<16>(begin, end, scan);
      if (!special) return;
    }
    scan.min.fill(std::numeric_limits<double>::infinity());
    scan.max.fill(-std::numeric_limits<double>::infinity());
    for (std::size_t i = begin; i < end; ++i) {
      for (std::uint32_t c = 0; c < components_; ++c) {
        const auto v = static_cast<double>(load(i, c));
        if (!std::isfinite(v)) {
          scan.non_finite.add([&] { return element_location(i); });
          continue;
        }
        scan.min[c] = std::min(scan.min[c], v);
        scan.max[c] = std::max(scan.max[c], v);
      }
    }
  }

  void unit_vectors(std::size_t begin, std::size_t end, GltfScan& scan) const {
    // Compared squared: a root for every normal would cost more than reading it.
    constexpr double kLow = (1 - kUnitTolerance3) * (1 - kUnitTolerance3);
    constexpr double kHigh = (1 + kUnitTolerance3) * (1 + kUnitTolerance3);
    for (std::size_t i = begin; i < end; ++i) {
      const double x = value(i, 0), y = value(i, 1), z = value(i, 2);
      const double square = x * x + y * y + z * z;
      if (square < kLow || square > kHigh) scan.non_unit.add([&] { return element_location(i); });
      if (request_.signs && std::abs(value(i, 3)) != 1.0)
        scan.bad_sign.add([&] { return element_location(i); });
    }
  }

  void clamped(std::size_t begin, std::size_t end, GltfScan& scan) const {
    bool outside = false;
    for (std::uint32_t c = 0; c < components_; ++c) outside = outside || scan.min[c] < 0 || scan.max[c] > 1;
    if (!outside) return;
    for (std::size_t i = begin; i < end; ++i) {
      for (std::uint32_t c = 0; c < components_; ++c) {
        const double v = value(i, c);
        if (v < 0 || v > 1) scan.not_clamped.add([&] { return element_location(i); });
      }
    }
  }

  void triangles(std::size_t begin, std::size_t end, GltfScan& scan) const {
    std::uint64_t degenerate = 0;
    for (std::size_t i = begin; i + 3 <= end; i += 3) {
      const T a = load(i, 0), b = load(i + 1, 0), c = load(i + 2, 0);
      degenerate += (a == b) | (b == c) | (c == a) ? 1U : 0U;
    }
    scan.degenerate = degenerate;
  }

  void restarts(std::size_t begin, std::size_t end, GltfScan& scan) const {
    constexpr T kRestart = std::numeric_limits<T>::max();
    if (scan.max[0] != static_cast<double>(kRestart)) return;
    for (std::size_t i = begin; i < end; ++i) {
      if (load(i, 0) == kRestart) scan.restart.add([&] { return element_location(i); });
    }
  }

  void times(std::size_t begin, std::size_t end, GltfScan& scan) const {
    for (std::size_t i = begin; i < end; ++i) {
      const double v = value(i, 0);
      if (v < 0) {
        scan.negative_time.add([&] { return element_location(i); });
      } else if (i > 0 && v <= value(i - 1, 0)) {
        scan.not_increasing.add([&] { return element_location(i); });
      }
    }
  }

  void quaternions(std::size_t begin, std::size_t end, GltfScan& scan) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (request_.spline && i % 3 != 1) continue;
      double square = 0;
      for (std::uint32_t c = 0; c < 4; ++c) square += value(i, c) * value(i, c);
      if (std::abs(std::sqrt(square) - 1) > kUnitTolerance4) {
        scan.non_unit_quaternion.add([&] { return element_location(i); });
      }
    }
  }

  void bind_matrices(std::size_t begin, std::size_t end, GltfScan& scan) const {
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::uint32_t c : {3U, 7U, 11U, 15U}) {
        if (value(i, c) != (c == 15 ? 1.0 : 0.0)) scan.bad_matrix.add([&] { return element_location(i); });
      }
    }
  }

  const GltfElements& elements_;
  const GltfScanRequest& request_;
  bool normalized_;
  bool tight_ = false;
  std::uint32_t components_ = 0;
  std::array<std::uint64_t, 16> offsets_{};
};

void fold_scan(GltfScan& total, GltfScan& part) {
  if (part.count == 0) return;
  for (std::size_t c = 0; c < 16; ++c) {
    total.min[c] = total.count == 0 ? part.min[c] : std::min(total.min[c], part.min[c]);
    total.max[c] = total.count == 0 ? part.max[c] : std::max(total.max[c], part.max[c]);
  }
  total.count += part.count;
  total.non_finite.merge(std::move(part.non_finite));
  total.non_unit.merge(std::move(part.non_unit));
  total.bad_sign.merge(std::move(part.bad_sign));
  total.not_clamped.merge(std::move(part.not_clamped));
  total.restart.merge(std::move(part.restart));
  total.negative_time.merge(std::move(part.negative_time));
  total.not_increasing.merge(std::move(part.not_increasing));
  total.non_unit_quaternion.merge(std::move(part.non_unit_quaternion));
  total.bad_matrix.merge(std::move(part.bad_matrix));
  total.degenerate += part.degenerate;
}

// Calls `body` with a value of the component's type.
template <class Body>
auto with_component(GltfComponent component, Body body) {
  switch (component) {
    case GltfComponent::kInt8:
      return body(std::int8_t{});
    case GltfComponent::kUint8:
      return body(std::uint8_t{});
    case GltfComponent::kInt16:
      return body(std::int16_t{});
    case GltfComponent::kUint16:
      return body(std::uint16_t{});
    case GltfComponent::kUint32:
      return body(std::uint32_t{});
    case GltfComponent::kFloat:
    case GltfComponent::kNone:
      break;
  }
  return body(float{});
}

}  // namespace

GltfScan scan_gltf_elements(const GltfAccessor& accessor, const GltfElements& elements,
                            const GltfScanRequest& request, const std::stop_token& stop) {
  if (elements.zeros || elements.count == 0) return {};
  return with_component(accessor.format.component, [&](auto zero) {
    const RangeScan<decltype(zero)> range(accessor, elements, request);
    return parallel_reduce(
        elements.count, kElementsPerRange, stop, GltfScan{},
        [&](std::size_t begin, std::size_t end) { return range.run(begin, end); }, fold_scan);
  });
}

std::uint64_t count_gltf_outside(const GltfAccessor& accessor, const GltfElements& elements,
                                 std::uint32_t component, double low, double high,
                                 const std::stop_token& stop) {
  const std::uint64_t offset = accessor.component_offset(component);
  return with_component(accessor.format.component, [&](auto zero) {
    return parallel_reduce(
        elements.count, kElementsPerRange, stop, std::uint64_t{0},
        [&](std::size_t begin, std::size_t end) {
          std::uint64_t count = 0;
          for (std::size_t i = begin; i < end; ++i) {
            const auto v = static_cast<double>(
                load_le<decltype(zero)>(elements.bytes.data() + i * elements.stride + offset));
            if (std::isfinite(v) && (v < low || v > high)) ++count;
          }
          return count;
        },
        [](std::uint64_t& total, std::uint64_t part) { total += part; });
  });
}

Tally find_gltf_indices_above(const GltfAccessor& accessor, const GltfElements& elements, std::uint64_t limit,
                              const std::stop_token& stop) {
  return with_component(accessor.format.component, [&](auto zero) {
    return parallel_reduce(
        elements.count, kElementsPerRange, stop, Tally{},
        [&](std::size_t begin, std::size_t end) {
          Tally tally;
          for (std::size_t i = begin; i < end; ++i) {
            const auto v = load_le<decltype(zero)>(elements.bytes.data() + i * elements.stride);
            if (static_cast<double>(v) > static_cast<double>(limit))
              tally.add([&] { return element_location(i); });
          }
          return tally;
        },
        [](Tally& total, Tally& part) { total.merge(std::move(part)); });
  });
}

}  // namespace meshgate
