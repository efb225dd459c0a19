// Elements of accessors as arrays of a mesh.
#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "core/buffer.h"
#include "core/parallel.h"
#include "formats/detail/gltf_accessors.h"

namespace meshgate {
namespace {

constexpr std::size_t kElementsPerRange = 1U << 15U;

template <class T>
constexpr std::size_t kWidth = sizeof(T) / sizeof(float);

// Specification section 3.11: how normalized integers become floats.
template <class Component>
float to_float(const std::byte* p, bool normalized) {
  const auto value = load_le<Component>(p);
  if constexpr (std::is_same_v<Component, float>) {
    return value;
  } else {
    const auto number = static_cast<float>(value);
    if (!normalized) return number;
    constexpr auto kGreatest = static_cast<float>(std::numeric_limits<Component>::max());
    return std::max(number / kGreatest, -1.0F);
  }
}

template <class Component, class T>
void convert(const GltfElements& elements, bool normalized, std::size_t width, std::span<T> out,
             const std::stop_token& stop) {
  parallel_ranges(out.size(), kElementsPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::byte* from = elements.bytes.data() + i * elements.stride;
      std::array<float, kWidth<T>> values{};
      values.fill(1.0F);
      for (std::size_t k = 0; k < width; ++k)
        values[k] = to_float<Component>(from + k * sizeof(Component), normalized);
      out[i] = std::bit_cast<T>(values);
    }
  });
}

template <class T>
Array<T> decode(GltfDocument& document, std::uint32_t index) {
  const GltfAccessor* accessor = document.accessor(index);
  if (accessor == nullptr || !accessor->complete()) return {};
  const std::size_t width = component_count(accessor->format.type);
  const bool fits = width == kWidth<T> || (width == 3 && kWidth<T> == 4);
  if (!fits || accessor->format.type == GltfType::kMat2) return {};
  const GltfElements elements = gltf_elements(document, index);
  const bool floats = accessor->format.component == GltfComponent::kFloat;
  const bool aligned = reinterpret_cast<std::uintptr_t>(elements.bytes.data()) % alignof(T) == 0;
  if (floats && !elements.zeros && elements.stride == sizeof(T) && width == kWidth<T> && aligned) {
    return {elements.bytes.owner(), {reinterpret_cast<const T*>(elements.bytes.data()), elements.count}};
  }
  if (!document.budget.take(elements.count, sizeof(T))) return {};
  Buffer<T> out(elements.count);
  const bool normalized = accessor->format.normalized;
  const std::stop_token& stop = document.options.stop;
  if (elements.zeros) {
    std::fill(out.begin(), out.end(), T{});
    return std::move(out).freeze();
  }
  switch (accessor->format.component) {
    case GltfComponent::kInt8:
      convert<std::int8_t>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kUint8:
      convert<std::uint8_t>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kInt16:
      convert<std::int16_t>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kUint16:
      convert<std::uint16_t>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kUint32:
      convert<std::uint32_t>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kFloat:
      convert<float>(elements, normalized, width, out.span(), stop);
      break;
    case GltfComponent::kNone:
      return {};
  }
  return std::move(out).freeze();
}

template <class Component>
void widen(const GltfElements& elements, std::span<std::uint32_t> out, const std::stop_token& stop) {
  parallel_ranges(out.size(), kElementsPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      out[i] = load_le<Component>(elements.bytes.data() + i * elements.stride);
  });
}

Array<std::uint32_t> decode_indices(GltfDocument& document, std::uint32_t index) {
  const GltfAccessor* accessor = document.accessor(index);
  if (accessor == nullptr || !accessor->complete() || accessor->format.type != GltfType::kScalar) return {};
  const GltfElements elements = gltf_elements(document, index);
  const bool aligned = reinterpret_cast<std::uintptr_t>(elements.bytes.data()) % alignof(std::uint32_t) == 0;
  const GltfComponent component = accessor->format.component;
  if (component == GltfComponent::kUint32 && !elements.zeros && elements.stride == 4 && aligned) {
    return {elements.bytes.owner(),
            {reinterpret_cast<const std::uint32_t*>(elements.bytes.data()), elements.count}};
  }
  if (!document.budget.take(elements.count, 4)) return {};
  Buffer<std::uint32_t> out(elements.count);
  if (elements.zeros) {
    std::fill(out.begin(), out.end(), 0U);
  } else if (component == GltfComponent::kUint8) {
    widen<std::uint8_t>(elements, out.span(), document.options.stop);
  } else if (component == GltfComponent::kUint16) {
    widen<std::uint16_t>(elements, out.span(), document.options.stop);
  } else if (component == GltfComponent::kUint32) {
    widen<std::uint32_t>(elements, out.span(), document.options.stop);
  } else {
    return {};  // signed or float: reported as an invalid format
  }
  return std::move(out).freeze();
}

template <class T, class Decode>
Array<T> once(std::map<std::uint32_t, Array<T>>& known, std::uint32_t index, Decode decode_it) {
  const auto found = known.find(index);
  if (found != known.end()) return found->second;
  return known.emplace(index, decode_it()).first->second;
}

}  // namespace

Array<float2> GltfDecoder::float2s(std::uint32_t accessor) {
  return once(float2s_, accessor, [&] { return decode<float2>(document_, accessor); });
}
Array<float3> GltfDecoder::float3s(std::uint32_t accessor) {
  return once(float3s_, accessor, [&] { return decode<float3>(document_, accessor); });
}
Array<float4> GltfDecoder::float4s(std::uint32_t accessor) {
  return once(float4s_, accessor, [&] { return decode<float4>(document_, accessor); });
}
Array<std::uint32_t> GltfDecoder::indices(std::uint32_t accessor) {
  return once(indices_, accessor, [&] { return decode_indices(document_, accessor); });
}

}  // namespace meshgate
