#include "sandbox/geometry/depth.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meshgate::sandbox {
namespace {

constexpr float kFarthest = 0.15F;

struct Field {
  std::uint32_t width = 0, height = 0;
  std::vector<float> values;
};

Field flipped(const Field& field) {
  Field result = field;
  for (std::uint32_t y = 0; y < field.height; ++y) {
    const auto row = field.values.begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * field.width);
    std::copy(
        row, row + field.width,
        result.values.begin() + static_cast<std::ptrdiff_t>(std::size_t{field.height - 1 - y} * field.width));
  }
  return result;
}

// Three quarters of the width, half of the height.
Field smaller(const Field& field) {
  Field result{std::max(1U, field.width * 3 / 4), std::max(1U, field.height / 2), {}};
  for (std::uint32_t y = 0; y < result.height; ++y) {
    for (std::uint32_t x = 0; x < result.width; ++x) {
      const std::size_t from_y = std::size_t{y} * field.height / result.height;
      const std::size_t from_x = std::size_t{x} * field.width / result.width;
      result.values.push_back(field.values[from_y * field.width + from_x]);
    }
  }
  return result;
}

template <class Map>
Field mapped(Field field, Map map) {
  for (float& value : field.values) value = map(value);
  return field;
}

struct Row {
  std::string_view name;
  Field (*apply)(const Field& field);
};

constexpr std::array<Row, 5> kRows{{
    {"depth-flipped", flipped},
    {"depth-constant", [](const Field& field) { return mapped(field, [](float) { return 0.5F; }); }},
    {"depth-squeezed",
     [](const Field& field) { return mapped(field, [](float v) { return 0.5F + v / 100; }); }},
    {"depth-few-levels",
     [](const Field& field) { return mapped(field, [](float v) { return std::floor(v * 63) / 63; }); }},
    {"depth-small", smaller},
}};

}  // namespace

Image depth_map(Subject subject, bool remove_background, const std::vector<Fault>& faults) {
  if (!remove_background) std::fill(subject.mask.begin(), subject.mask.end(), std::uint8_t{1});
  Field field{subject.width, subject.height,
              smoothed(subject, std::max(subject.width, subject.height) / 256 + 1)};
  float low = 1, high = 0;
  for (std::size_t i = 0; i < field.values.size(); ++i) {
    if (subject.mask[i] == 0) continue;
    low = std::min(low, field.values[i]);
    high = std::max(high, field.values[i]);
  }
  const float range = high > low ? high - low : 1;
  for (std::size_t i = 0; i < field.values.size(); ++i)
    field.values[i] =
        subject.mask[i] == 0 ? 0 : kFarthest + (1 - kFarthest) * (field.values[i] - low) / range;
  for (const Row& row : kRows) {
    const bool wanted = std::any_of(faults.begin(), faults.end(),
                                    [&row](const Fault& fault) { return fault.kind->name == row.name; });
    if (wanted) field = row.apply(field);
  }
  std::vector<std::uint16_t> samples;
  samples.reserve(field.values.size());
  for (const float value : field.values)
    samples.push_back(static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 65535)));
  Image image;
  image.width = field.width;
  image.height = field.height;
  image.channels = image.pixel_channels = 1;
  image.bit_depth = 16;
  image.color_type = ColorType::kGray;
  image.pixels16 = std::move(samples);
  return image;
}

}  // namespace meshgate::sandbox
