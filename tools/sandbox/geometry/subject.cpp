#include "sandbox/geometry/subject.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/parallel.h"

namespace meshgate::sandbox {
namespace {

using Rgba = std::array<float, 4>;

// The picture as it is to be seen: EXIF orientation applied, four channels, 0…1.
class Upright {
 public:
  explicit Upright(const Image& image)
      : image_(image), turned_(image.orientation >= 5 && image.orientation <= 8) {}
  [[nodiscard]] std::uint32_t width() const { return turned_ ? image_.height : image_.width; }
  [[nodiscard]] std::uint32_t height() const { return turned_ ? image_.width : image_.height; }

  [[nodiscard]] Rgba at(std::uint32_t x, std::uint32_t y) const {
    const std::uint32_t w = image_.width - 1, h = image_.height - 1;
    switch (image_.orientation) {
      case 2:
        return stored(w - x, y);
      case 3:
        return stored(w - x, h - y);
      case 4:
        return stored(x, h - y);
      case 5:
        return stored(y, x);
      case 6:
        return stored(y, h - x);
      case 7:
        return stored(w - y, h - x);
      case 8:
        return stored(w - y, x);
      default:
        return stored(x, y);
    }
  }

 private:
  [[nodiscard]] float sample(std::size_t i) const {
    return image_.pixels8.empty() ? static_cast<float>(image_.pixels16[i]) / 65535.0F
                                  : static_cast<float>(image_.pixels8[i]) / 255.0F;
  }
  [[nodiscard]] Rgba stored(std::uint32_t x, std::uint32_t y) const {
    const std::size_t channels = image_.pixel_channels;
    const std::size_t first = (std::size_t{y} * image_.width + x) * channels;
    const float alpha = channels % 2 == 0 ? sample(first + channels - 1) : 1.0F;
    if (channels < 3) return {sample(first), sample(first), sample(first), alpha};
    return {sample(first), sample(first + 1), sample(first + 2), alpha};
  }

  const Image& image_;
  bool turned_;
};

float luminance_of(const Rgba& c) { return 0.2126F * c[0] + 0.7152F * c[1] + 0.0722F * c[2]; }

// The mean colour of a rectangle of the picture, at least one pixel.
Rgba mean_of(const Upright& picture, double x0, double x1, double y0, double y1) {
  const auto clamp = [](double v, std::uint32_t size) {
    return static_cast<std::uint32_t>(std::clamp(v, 0.0, static_cast<double>(size)));
  };
  const std::uint32_t left = std::min(clamp(x0, picture.width()), picture.width() - 1);
  const std::uint32_t top = std::min(clamp(y0, picture.height()), picture.height() - 1);
  const std::uint32_t right = std::max(left + 1, clamp(x1, picture.width()));
  const std::uint32_t bottom = std::max(top + 1, clamp(y1, picture.height()));
  Rgba sum{};
  for (std::uint32_t y = top; y < bottom; ++y) {
    for (std::uint32_t x = left; x < right; ++x) {
      const Rgba c = picture.at(x, y);
      for (std::size_t k = 0; k < 4; ++k) sum[k] += c[k];
    }
  }
  const auto count = static_cast<float>((right - left) * (bottom - top));
  for (float& value : sum) value /= count;
  return sum;
}

float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<std::uint8_t> mask_of(const std::vector<Rgba>& pixels, std::uint32_t width,
                                  std::uint32_t height) {
  std::vector<std::uint8_t> mask(pixels.size(), 1);
  const bool transparent =
      std::any_of(pixels.begin(), pixels.end(), [](const Rgba& c) { return c[3] < 0.5F; });
  std::array<float, 3> border{};
  for (std::size_t k = 0; k < 3; ++k) {
    std::vector<float> values;
    for (std::uint32_t x = 0; x < width; ++x) {
      values.push_back(pixels[x][k]);
      values.push_back(pixels[std::size_t{height - 1} * width + x][k]);
    }
    for (std::uint32_t y = 0; y < height; ++y) {
      values.push_back(pixels[std::size_t{y} * width][k]);
      values.push_back(pixels[std::size_t{y} * width + width - 1][k]);
    }
    border[k] = median(std::move(values));
  }
  constexpr float kDifference = 0.08F;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    bool differs = false;
    for (std::size_t k = 0; k < 3; ++k) differs |= std::abs(pixels[i][k] - border[k]) > kDifference;
    mask[i] = (transparent ? pixels[i][3] >= 0.5F : differs) ? 1 : 0;
  }
  if (std::none_of(mask.begin(), mask.end(), [](std::uint8_t m) { return m != 0; }))
    std::fill(mask.begin(), mask.end(), std::uint8_t{1});
  return mask;
}

// Sums over runs of 2 · radius + 1 along one direction of the picture.
void blur_along(std::vector<float>& values, std::size_t lines, std::size_t line_step, std::size_t count,
                std::size_t step, std::uint32_t radius) {
  std::vector<double> sums(count + 1, 0);
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t first = line * line_step;
    for (std::size_t i = 0; i < count; ++i) sums[i + 1] = sums[i] + double{values[first + i * step]};
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = i > radius ? i - radius : 0, end = std::min(count, i + radius + 1);
      values[first + i * step] =
          static_cast<float>((sums[end] - sums[begin]) / static_cast<double>(end - begin));
    }
  }
}

}  // namespace

Result<Subject> read_subject(const Asset& asset, std::uint32_t long_side, const std::stop_token& stop) {
  if (!asset.image || !asset.image->decoded() || asset.image->pixel_channels == 0)
    return fail(ErrorKind::kMalformed, "the picture cannot be decoded");
  const Upright picture(*asset.image);
  const double scale = static_cast<double>(std::max(picture.width(), picture.height())) / long_side;
  const auto side = [scale](std::uint32_t pixels) {
    return std::max(1U, static_cast<std::uint32_t>(std::lround(pixels / scale)));
  };
  Subject subject{side(picture.width()), side(picture.height()), {}, {}};
  const double step_x = static_cast<double>(picture.width()) / subject.width,
               step_y = static_cast<double>(picture.height()) / subject.height;
  std::vector<Rgba> pixels(std::size_t{subject.width} * subject.height);
  parallel_ranges(subject.height, 16, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin * subject.width; i < end * subject.width; ++i) {
      const auto x = static_cast<double>(i % subject.width), y = static_cast<double>(i / subject.width);
      pixels[i] = mean_of(picture, x * step_x, (x + 1) * step_x, y * step_y, (y + 1) * step_y);
    }
  });
  for (const Rgba& c : pixels) subject.luminance.push_back(luminance_of(c));
  subject.mask = mask_of(pixels, subject.width, subject.height);
  return subject;
}

std::vector<float> smoothed(const Subject& subject, std::uint32_t radius) {
  std::vector<float> values = subject.luminance;
  std::vector<float> weights(subject.mask.begin(), subject.mask.end());
  const std::size_t width = subject.width, height = subject.height;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= weights[i];
    std::vector<float> around = weights;
    for (std::vector<float>* field : {&values, &around}) {
      blur_along(*field, height, width, width, 1, radius);
      blur_along(*field, width, 1, height, width, radius);
    }
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = around[i] > 0 ? values[i] / around[i] : 0;
  }
  return values;
}

}  // namespace meshgate::sandbox
