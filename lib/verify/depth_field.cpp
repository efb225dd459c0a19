#include "verify/depth_field.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

constexpr double kUniformBorder = 0.9;  // share of the border that has its colour
constexpr double kLeastShare = 0.02;    // of subject and of ground, else there is nothing to compare
constexpr float kClear = 0.5F;

struct Place {
  std::uint32_t x, y;
};

// Where a pixel of the upright picture is stored, in a grid of the stored size.
Place stored_place(std::uint32_t x, std::uint32_t y, std::uint32_t width, std::uint32_t height,
                   std::uint32_t orientation) {
  switch (orientation) {
    case 2:
      return {width - 1 - x, y};
    case 3:
      return {width - 1 - x, height - 1 - y};
    case 4:
      return {x, height - 1 - y};
    case 5:
      return {y, x};
    case 6:
      return {y, height - 1 - x};
    case 7:
      return {width - 1 - y, height - 1 - x};
    case 8:
      return {width - 1 - y, x};
    default:
      return {x, y};
  }
}

bool is_turned(std::uint32_t orientation) { return orientation >= 5; }

float sample_of(const Image& image, std::size_t i) {
  if (!image.pixels8.empty()) return static_cast<float>(image.pixels8[i]) / 255.0F;
  if (!image.pixels16.empty()) return static_cast<float>(image.pixels16[i]) / 65535.0F;
  return image.pixels32f[i];
}

std::vector<std::size_t> border_of(std::uint32_t width, std::uint32_t height) {
  std::vector<std::size_t> border;
  for (std::uint32_t x = 0; x < width; ++x) {
    border.push_back(x);
    if (height > 1) border.push_back(std::size_t{height - 1} * width + x);
  }
  for (std::uint32_t y = 1; y + 1 < height; ++y) {
    border.push_back(std::size_t{y} * width);
    if (width > 1) border.push_back(std::size_t{y} * width + width - 1);
  }
  return border;
}

std::array<float, 3> median_color(const SourceGrid& source, const std::vector<std::size_t>& places) {
  std::array<float, 3> median{};
  std::vector<float> values(places.size());
  for (std::size_t c = 0; c < 3; ++c) {
    std::transform(places.begin(), places.end(), values.begin(),
                   [&](std::size_t i) { return source.colors[i][c]; });
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    median[c] = *middle;
  }
  return median;
}

// Everything of this colour that hangs together with the border.
std::vector<std::uint8_t> flood(const SourceGrid& source, const std::array<float, 3>& color, float tolerance,
                                std::vector<std::size_t> open) {
  std::vector<std::uint8_t> reached(source.colors.size(), 0);
  const auto is_near = [&](std::size_t i) { return color_distance(source.colors[i], color) <= tolerance; };
  std::erase_if(open, [&](std::size_t i) { return !is_near(i); });
  for (const std::size_t i : open) reached[i] = 1;
  const auto visit = [&](std::size_t i) {
    if (reached[i] != 0 || !is_near(i)) return;
    reached[i] = 1;
    open.push_back(i);
  };
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    const std::size_t x = i % source.width;
    if (x > 0) visit(i - 1);
    if (x + 1 < source.width) visit(i + 1);
    if (i >= source.width) visit(i - source.width);
    if (i + source.width < reached.size()) visit(i + source.width);
  }
  return reached;
}

bool tells_apart(const Mask& mask) {
  const double share = static_cast<double>(mask.count()) / static_cast<double>(mask.set.size());
  return share >= kLeastShare && share <= 1 - kLeastShare;
}

}  // namespace

std::string_view say_orientation(std::uint32_t orientation) {
  constexpr std::array<std::string_view, 9> kWords{"",
                                                   "upright",
                                                   "mirrored left to right",
                                                   "turned by 180°",
                                                   "upside down (mirrored top to bottom)",
                                                   "mirrored along its diagonal",
                                                   "turned by 90° against the clock",
                                                   "mirrored along its other diagonal",
                                                   "turned by 90° with the clock"};
  return kWords.at(orientation);
}

std::size_t Mask::count() const {
  return static_cast<std::size_t>(
      std::count_if(set.begin(), set.end(), [](std::uint8_t v) { return v != 0; }));
}

double compute_iou(const Mask& a, const Mask& b) {
  std::size_t both = 0, any = 0;
  for (std::size_t i = 0; i < std::min(a.set.size(), b.set.size()); ++i) {
    if (a.set[i] != 0 && b.set[i] != 0) ++both;
    if (a.set[i] != 0 || b.set[i] != 0) ++any;
  }
  return any == 0 ? 1 : static_cast<double>(both) / static_cast<double>(any);
}

Mask inverted(Mask mask) {
  for (std::uint8_t& value : mask.set) value = value == 0 ? 1 : 0;
  return mask;
}

Mask dilated(const Mask& mask, std::uint32_t steps) {
  // Along rows, then along columns: the distance to the last set pixel on either side.
  Mask result = mask;
  const auto spread = [&](std::size_t first, std::size_t stride, std::size_t count) {
    const auto pass = [&](auto index_of) {
      std::size_t since = steps + 1;
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = index_of(k);
        since = result.set[i] == 1 ? 0 : since + 1;
        if (since <= steps && result.set[i] == 0) result.set[i] = 2;
      }
    };
    pass([&](std::size_t k) { return first + k * stride; });
    pass([&](std::size_t k) { return first + (count - 1 - k) * stride; });
  };
  for (std::uint32_t y = 0; y < mask.height; ++y) spread(std::size_t{y} * mask.width, 1, mask.width);
  for (std::uint8_t& value : result.set) value = value != 0 ? 1 : 0;
  for (std::uint32_t x = 0; x < mask.width; ++x) spread(x, mask.width, mask.height);
  for (std::uint8_t& value : result.set) value = value != 0 ? 1 : 0;
  return result;
}

Mask upright(const Mask& mask, std::uint32_t orientation, std::uint32_t width, std::uint32_t height) {
  Mask result{width, height, std::vector<std::uint8_t>(std::size_t{width} * height)};
  const std::uint32_t lying_width = is_turned(orientation) ? mask.height : mask.width;
  const std::uint32_t lying_height = is_turned(orientation) ? mask.width : mask.height;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      // To the size that the mask has when it stands upright, then to where it is stored.
      const auto ux = static_cast<std::uint32_t>(std::uint64_t{x} * lying_width / width);
      const auto uy = static_cast<std::uint32_t>(std::uint64_t{y} * lying_height / height);
      const Place from = stored_place(ux, uy, mask.width, mask.height, orientation);
      result.set[std::size_t{y} * width + x] = mask.at(from.x, from.y) ? 1 : 0;
    }
  }
  return result;
}

std::array<std::uint32_t, 2> upright_size(const Image& image) {
  if (is_turned(image.orientation)) return {image.height, image.width};
  return {image.width, image.height};
}

SourceGrid sample_source(const Image& image, std::uint32_t side) {
  const auto [width, height] = upright_size(image);
  const std::uint32_t longest = std::max(width, height);
  const double scale = longest > side ? static_cast<double>(side) / longest : 1.0;
  SourceGrid grid;
  grid.width = std::max(1U, static_cast<std::uint32_t>(std::lround(width * scale)));
  grid.height = std::max(1U, static_cast<std::uint32_t>(std::lround(height * scale)));
  const std::size_t channels = image.pixel_channels;
  const bool gray = channels < 3, has_alpha = channels == 2 || channels == 4;
  if (has_alpha) grid.alpha.reserve(std::size_t{grid.width} * grid.height);
  for (std::uint32_t y = 0; y < grid.height; ++y) {
    for (std::uint32_t x = 0; x < grid.width; ++x) {
      const auto ux =
          static_cast<std::uint32_t>((std::uint64_t{x} * 2 + 1) * width / (2 * std::uint64_t{grid.width}));
      const auto uy =
          static_cast<std::uint32_t>((std::uint64_t{y} * 2 + 1) * height / (2 * std::uint64_t{grid.height}));
      const Place from = stored_place(ux, uy, image.width, image.height, image.orientation);
      const std::size_t at = (std::size_t{from.y} * image.width + from.x) * channels;
      const float alpha = has_alpha ? sample_of(image, at + channels - 1) : 1.0F;
      std::array<float, 3> color{};
      for (std::size_t c = 0; c < 3; ++c)
        color[c] = 0.5F + (sample_of(image, at + (gray ? 0 : c)) - 0.5F) * alpha;
      grid.colors.push_back(color);
      if (has_alpha) grid.alpha.push_back(alpha);
    }
  }
  return grid;
}

float color_distance(const std::array<float, 3>& a, const std::array<float, 3>& b) {
  float most = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const float distance = std::abs(a[c] - b[c]);
    if (std::isnan(distance)) return distance;
    most = std::max(most, distance);
  }
  return most;
}

SubjectMask find_subject(const SourceGrid& source, float tolerance) {
  SubjectMask subject;
  subject.mask = {source.width, source.height, std::vector<std::uint8_t>(source.colors.size())};
  if (!source.alpha.empty()) {
    for (std::size_t i = 0; i < source.alpha.size(); ++i)
      subject.mask.set[i] = source.alpha[i] >= kClear ? 1 : 0;
    if (tells_apart(subject.mask)) {
      subject.source = MaskSource::kAlpha;
      return subject;
    }
  }
  const std::vector<std::size_t> border = border_of(source.width, source.height);
  subject.ground = median_color(source, border);
  const auto same = std::count_if(border.begin(), border.end(), [&](std::size_t i) {
    return color_distance(source.colors[i], subject.ground) <= tolerance;
  });
  if (static_cast<double>(same) < kUniformBorder * static_cast<double>(border.size())) return subject;
  const std::vector<std::uint8_t> ground = flood(source, subject.ground, tolerance, border);
  for (std::size_t i = 0; i < ground.size(); ++i) subject.mask.set[i] = ground[i] == 0 ? 1 : 0;
  if (tells_apart(subject.mask)) subject.source = MaskSource::kSegmented;
  return subject;
}

std::vector<float> depth_values(const Image& image) {
  const std::size_t pixels = std::size_t{image.width} * image.height;
  std::vector<float> values(pixels);
  for (std::size_t i = 0; i < pixels; ++i) values[i] = sample_of(image, i * image.pixel_channels);
  return values;
}

Grid sample_depth(const std::vector<float>& values, std::uint32_t width, std::uint32_t height,
                  std::uint32_t to_width, std::uint32_t to_height) {
  Grid grid{to_width, to_height, {}};
  grid.values.reserve(std::size_t{to_width} * to_height);
  for (std::uint32_t y = 0; y < to_height; ++y) {
    const auto from_y =
        static_cast<std::size_t>((std::uint64_t{y} * 2 + 1) * height / (2 * std::uint64_t{to_height}));
    for (std::uint32_t x = 0; x < to_width; ++x) {
      const auto from_x =
          static_cast<std::size_t>((std::uint64_t{x} * 2 + 1) * width / (2 * std::uint64_t{to_width}));
      grid.values.push_back(values[from_y * width + from_x]);
    }
  }
  return grid;
}

}  // namespace meshgate
