// Scaling pictures: a separable Lanczos filter, in linear light and weighted by alpha for colours.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "asset/image_ops.h"
#include "asset/srgb.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr double kLobes = 3;
constexpr std::size_t kStripRows = 64;  // of the result; a strip is one thread's work

double lanczos(double x) {
  if (x == 0) return 1;
  if (std::abs(x) >= kLobes) return 0;
  const double a = std::numbers::pi * x;
  return kLobes * std::sin(a) * std::sin(a / kLobes) / (a * a);
}

/// The samples that make one sample of the result, along one side.
struct Taps {
  std::size_t first = 0;
  std::vector<float> weights;
};

std::vector<Taps> taps_for(std::size_t from, std::size_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to), wide = std::max(scale, 1.0);
  std::vector<Taps> all(to);
  for (std::size_t i = 0; i < to; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale;
    const double low = std::max(0.0, std::floor(center - kLobes * wide));
    const double high = std::min(static_cast<double>(from), std::ceil(center + kLobes * wide));
    Taps& taps = all[i];
    taps.first = static_cast<std::size_t>(low);
    double sum = 0;
    std::vector<double> weights;
    for (double at = low; at < high; ++at) {
      weights.push_back(lanczos((at + 0.5 - center) / wide));
      sum += weights.back();
    }
    for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / sum));
  }
  return all;
}

/// Stored samples to what is mixed, and back.
class Transfer {
 public:
  Transfer(bool wide, bool linear) : full_(wide ? 65535U : 255U), linear_(linear), to_light_(full_ + 1U) {
    for (std::size_t i = 0; i < to_light_.size(); ++i) {
      const float value = static_cast<float>(i) / static_cast<float>(full_);
      to_light_[i] = linear ? srgb_to_linear(value) : value;
    }
    if (!linear || wide) return;
    // Fine enough that the steepest part of the curve moves by 0.05 of a step from entry to entry.
    to_stored_.resize(65536);
    for (std::size_t i = 0; i < to_stored_.size(); ++i)
      to_stored_[i] = linear_to_srgb(static_cast<float>(i) / 65535.0F) * 255.0F;
  }
  [[nodiscard]] float light(std::size_t stored) const { return to_light_[stored]; }
  [[nodiscard]] float alpha(std::size_t stored) const {
    return static_cast<float>(stored) / static_cast<float>(full_);
  }
  [[nodiscard]] std::uint32_t stored(float light) const {
    const float value = std::clamp(light, 0.0F, 1.0F);
    if (!to_stored_.empty())
      return static_cast<std::uint32_t>(to_stored_[static_cast<std::size_t>(value * 65535.0F + 0.5F)] + 0.5F);
    return stored_alpha(linear_ ? linear_to_srgb(value) : value);
  }
  [[nodiscard]] std::uint32_t stored_alpha(float alpha) const {
    return static_cast<std::uint32_t>(std::clamp(alpha, 0.0F, 1.0F) * static_cast<float>(full_) + 0.5F);
  }

 private:
  std::uint32_t full_;
  bool linear_;
  std::vector<float> to_light_;
  std::vector<float> to_stored_;
};

template <class T>
class Resizer {
 public:
  Resizer(const Image& image, const Array<T>& samples, ImageSize to, SampleUse use)
      : samples_(samples),
        from_width_(image.width),
        to_(to),
        channels_(image.pixel_channels),
        weighted_(use == SampleUse::kColor && channels_ % 2 == 0),
        transfer_(sizeof(T) == 2, use == SampleUse::kColor),
        columns_(taps_for(image.width, to.width)),
        rows_(taps_for(image.height, to.height)) {}

  Array<T> run(const std::stop_token& stop) const {
    Buffer<T> out(std::size_t{to_.width} * to_.height * channels_);
    parallel_ranges(to_.height, kStripRows, stop,
                    [&](std::size_t begin, std::size_t end) { make_strip(begin, end, out.data()); });
    return std::move(out).freeze();
  }

 private:
  void make_strip(std::size_t begin, std::size_t end, T* out) const {
    const std::size_t first = rows_[begin].first;
    const std::size_t last = rows_[end - 1].first + rows_[end - 1].weights.size();
    const std::size_t stride = std::size_t{to_.width} * channels_;
    std::vector<float> line(std::size_t{from_width_} * channels_), scaled((last - first) * stride);
    for (std::size_t y = first; y < last; ++y) {
      load_line(y, line);
      scale_line(line, &scaled[(y - first) * stride]);
    }
    std::vector<float> sum(stride);
    for (std::size_t y = begin; y < end; ++y) {
      std::fill(sum.begin(), sum.end(), 0.0F);
      for (std::size_t k = 0; k < rows_[y].weights.size(); ++k) {
        const float weight = rows_[y].weights[k];
        const float* row = &scaled[(rows_[y].first + k - first) * stride];
        for (std::size_t i = 0; i < stride; ++i) sum[i] += weight * row[i];
      }
      store_line(sum, out + y * stride);
    }
  }

  void load_line(std::size_t y, std::vector<float>& line) const {
    const T* row = &samples_[y * from_width_ * channels_];
    if (!weighted_) {
      for (std::size_t i = 0; i < line.size(); ++i) line[i] = transfer_.light(row[i]);
      if (channels_ % 2 == 0) {
        for (std::size_t i = channels_ - 1; i < line.size(); i += channels_)
          line[i] = transfer_.alpha(row[i]);
      }
      return;
    }
    for (std::size_t i = 0; i < line.size(); i += channels_) {
      const float alpha = transfer_.alpha(row[i + channels_ - 1]);
      for (std::size_t k = 0; k + 1 < channels_; ++k) line[i + k] = transfer_.light(row[i + k]) * alpha;
      line[i + channels_ - 1] = alpha;
    }
  }

  void scale_line(const std::vector<float>& line, float* out) const {
    for (std::size_t x = 0; x < to_.width; ++x) {
      const Taps& taps = columns_[x];
      std::array<float, 4> sum{};
      const float* in = &line[taps.first * channels_];
      for (const float weight : taps.weights) {
        for (std::size_t k = 0; k < channels_; ++k) sum[k] += weight * in[k];
        in += channels_;
      }
      for (std::size_t k = 0; k < channels_; ++k) out[x * channels_ + k] = sum[k];
    }
  }

  void store_line(const std::vector<float>& sum, T* out) const {
    const bool alpha = channels_ % 2 == 0;
    const std::size_t colors = alpha ? channels_ - 1 : channels_;
    for (std::size_t i = 0; i < sum.size(); i += channels_) {
      const float a = alpha ? std::clamp(sum[i + colors], 0.0F, 1.0F) : 1.0F;
      const float undo = !weighted_ ? 1.0F : a > 0 ? 1 / a : 0.0F;
      for (std::size_t k = 0; k < colors; ++k)
        out[i + k] = static_cast<T>(transfer_.stored(sum[i + k] * undo));
      if (alpha) out[i + colors] = static_cast<T>(transfer_.stored_alpha(a));
    }
  }

  const Array<T>& samples_;
  std::uint32_t from_width_;
  ImageSize to_;
  std::size_t channels_;
  bool weighted_;  // colours count by their alpha
  Transfer transfer_;
  std::vector<Taps> columns_, rows_;
};

}  // namespace

Image resized(const Image& image, std::uint32_t width, std::uint32_t height, SampleUse use,
              const std::stop_token& stop) {
  Image out = image;
  out.width = width;
  out.height = height;
  if (width == image.width && height == image.height) return out;
  const ImageSize to{width, height};
  if (!image.pixels8.empty()) out.pixels8 = Resizer<std::uint8_t>(image, image.pixels8, to, use).run(stop);
  if (!image.pixels16.empty())
    out.pixels16 = Resizer<std::uint16_t>(image, image.pixels16, to, use).run(stop);
  return out;
}

}  // namespace meshgate
