// One pass reads the pixels: it fills a histogram of luminance and a copy scaled to at most 1024 pixels a
// side. Sharpness and foreground are measured on the copy, so that they mean the same for a thumbnail and a
// 50 MP photo.
//
// Sharpness follows Crété et al., "The blur effect" (2007): blurring a sharp picture once more takes away
// most of the difference between neighbours, blurring a blurred one takes away little. With a box of 9 pixels
// the difference of neighbours after blurring is |F(x+4) − F(x−5)| / 9, so nothing has to be blurred.
// Differences below 0.02 are noise and do not count.
#include "asset/image_stats.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include "asset/display_image.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kWorkingSide = 1024;
constexpr std::size_t kTile = 2048;  // pixels of a row at a time: the sums stay in the first-level cache
constexpr std::size_t kRowsPerFlush = 256;  // 32-bit sums of 16-bit samples cannot overflow
constexpr std::size_t kMaxRanges = 16;      // a 16-bit histogram for each: bounded whatever the picture
constexpr std::uint32_t kFull = 65535;      // scale of working samples
constexpr std::uint32_t kEdge = kFull / 50;
constexpr std::uint32_t kBackgroundTolerance = kFull * 8 / 100;

// Read-only look at pixels of one sample type.
template <class T>
struct Pixels {
  const T* data = nullptr;
  std::size_t width = 0;
  std::size_t height = 0;
};

// The picture scaled by a whole number, samples 0…kFull, composed over middle grey where it is transparent.
struct Working {
  std::size_t factor = 1;
  std::size_t width = 0, height = 0, colors = 1;
  std::vector<std::uint16_t> samples;    // `colors` a pixel
  std::vector<std::uint16_t> luminance;  // empty when colors = 1: the samples are it
  std::vector<std::uint8_t> visible;     // empty without alpha

  [[nodiscard]] const std::vector<std::uint16_t>& luma() const { return colors == 1 ? samples : luminance; }
};

struct Part {
  std::vector<std::uint64_t> histogram;  // of visible pixels
  std::uint64_t invisible = 0;           // alpha below 1/255
  std::uint64_t weak = 0;                // alpha below 1/2
};

std::uint32_t luminance_of(std::uint32_t r, std::uint32_t g, std::uint32_t b) {
  return (54 * r + 183 * g + 19 * b + 128) >> 8U;  // weights sum to 256: grey stays itself
}

template <class T, std::size_t kChannels>
class Pass {
 public:
  static constexpr std::size_t kColors = kChannels >= 3 ? 3 : 1;
  static constexpr bool kAlpha = kChannels == 2 || kChannels == 4;
  static constexpr std::uint32_t kMax = std::numeric_limits<T>::max();
  static constexpr std::uint32_t kInvisible = kMax / 255;  // alpha below this
  static constexpr std::size_t kLevels = std::size_t{kMax} + 1;
  static constexpr std::size_t kSums = kColors + (kAlpha ? 1 : 0);

  Pass(const Pixels<T>& pixels, Working& working) : pixels_(pixels), working_(&working) {}

  // Reads the rows of the working rows [begin, end).
  Part run(std::size_t begin, std::size_t end) {
    Part part;
    // Four histograms in turn: equal neighbours do not wait for each other. The last bin is for invisible
    // pixels.
    for (auto& bins : bins_) bins.assign(kLevels + 1, 0);
    part.histogram.assign(kLevels, 0);
    for (std::size_t row = begin; row < end; ++row) read_band(row, part);
    add_bins(part);
    return part;
  }

 private:
  void read_band(std::size_t row, Part& part) {
    const std::size_t first = row * working_->factor;
    const std::size_t last = std::min(pixels_.height, first + working_->factor);
    totals_.assign(working_->width * kSums, 0);
    for (std::size_t x = 0; x < pixels_.width; x += kTile) {
      const std::size_t count = std::min(kTile, pixels_.width - x);
      for (std::size_t y = first; y < last; y += kRowsPerFlush) {
        sums_.fill(0);
        const std::size_t stop = std::min(last, y + kRowsPerFlush);
        for (std::size_t i = y; i < stop; ++i) {
          read_row(pixels_.data + (i * pixels_.width + x) * kChannels, count, part);
        }
        flush(x, count);
      }
      // 32-bit bins: empty them before they can overflow.
      counted_ += count * (last - first);
      if (counted_ > std::size_t{1} << 31U) add_bins(part);
    }
    write_row(row, last - first);
  }

  void read_row(const T* in, std::size_t count, Part& part) {
    for (std::size_t i = 0; i < count; ++i) {
      const T* p = in + i * kChannels;
      if constexpr (kColors == 3) {
        levels_[i] = luminance_of(p[0], p[1], p[2]);
      } else {
        levels_[i] = p[0];
      }
    }
    if constexpr (kAlpha) {
      std::uint32_t weak = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t alpha = in[i * kChannels + kColors];
        weak += alpha <= kMax / 2 ? 1U : 0U;
        levels_[i] = alpha < kInvisible ? static_cast<std::uint32_t>(kLevels) : levels_[i];
        const std::uint32_t weight = alpha + (alpha >> (8 * sizeof(T) - 1));  // kMax becomes a power of two
        for (std::size_t k = 0; k < kColors; ++k) {
          sums_[i * kSums + k] += (in[i * kChannels + k] * weight) >> (8 * sizeof(T));
        }
        sums_[i * kSums + kColors] += alpha;
      }
      part.weak += weak;
    } else {
      for (std::size_t i = 0; i < count * kChannels; ++i) sums_[i] += in[i];
    }
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
      ++bins_[0][levels_[i]];
      ++bins_[1][levels_[i + 1]];
      ++bins_[2][levels_[i + 2]];
      ++bins_[3][levels_[i + 3]];
    }
    for (; i < count; ++i) ++bins_[0][levels_[i]];
  }

  // Adds the sums of a tile to the working pixels that it covers.
  void flush(std::size_t x, std::size_t count) {
    const std::size_t factor = working_->factor;
    for (std::size_t i = 0; i < count;) {
      const std::size_t out = (x + i) / factor;
      const std::size_t stop = std::min(count, (out + 1) * factor - x);
      for (; i < stop; ++i) {
        for (std::size_t k = 0; k < kSums; ++k) totals_[out * kSums + k] += sums_[i * kSums + k];
      }
    }
  }

  void write_row(std::size_t row, std::size_t rows) {
    const std::size_t factor = working_->factor;
    for (std::size_t x = 0; x < working_->width; ++x) {
      const std::size_t columns = std::min(factor, pixels_.width - x * factor);
      // A product instead of a 64-bit division for each sample: exact enough, and the same everywhere.
      const double scale = static_cast<double>(kFull) / (static_cast<double>(rows * columns) * kMax);
      const std::uint64_t* sum = totals_.data() + x * kSums;
      const auto scaled = [&](std::uint64_t total) {
        return static_cast<std::uint32_t>(static_cast<double>(total) * scale + 0.5);
      };
      std::uint32_t under = 0;
      const std::size_t at = row * working_->width + x;
      if constexpr (kAlpha) {
        const std::uint32_t cover = std::min(kFull, scaled(sum[kColors]));
        under = (kFull - cover) / 2;
        working_->visible[at] = cover > kFull / 2 ? 1 : 0;
      }
      std::array<std::uint32_t, 3> color{};
      for (std::size_t k = 0; k < kColors; ++k) {
        color[k] = std::min(kFull, scaled(sum[k]) + under);
        working_->samples[at * kColors + k] = static_cast<std::uint16_t>(color[k]);
      }
      if constexpr (kColors == 3) {
        working_->luminance[at] = static_cast<std::uint16_t>(luminance_of(color[0], color[1], color[2]));
      }
    }
  }

  void add_bins(Part& part) {
    for (auto& bins : bins_) {
      for (std::size_t i = 0; i < kLevels; ++i) part.histogram[i] += bins[i];
      part.invisible += bins[kLevels];
      std::fill(bins.begin(), bins.end(), 0U);
    }
    counted_ = 0;
  }

  Pixels<T> pixels_;
  Working* working_;
  std::array<std::vector<std::uint32_t>, 4> bins_;
  std::array<std::uint32_t, kTile> levels_{};
  std::array<std::uint32_t, kTile * kSums> sums_{};
  std::vector<std::uint64_t> totals_;
  std::size_t counted_ = 0;
};

template <class T, std::size_t kChannels>
Part read_pixels(const Pixels<T>& pixels, Working& working, const std::stop_token& stop) {
  using ThisPass = Pass<T, kChannels>;
  working.colors = ThisPass::kColors;
  const std::size_t count = working.width * working.height;
  working.samples.resize(count * working.colors);
  if (working.colors == 3) working.luminance.resize(count);
  if (ThisPass::kAlpha) working.visible.resize(count);
  const std::size_t grain = (working.height + kMaxRanges - 1) / kMaxRanges;
  return parallel_reduce(
      working.height, grain, stop, Part{},
      [&](std::size_t begin, std::size_t end) {
        return std::make_unique<ThisPass>(pixels, working)->run(begin, end);
      },
      [](Part& total, Part& part) {
        if (total.histogram.empty()) total.histogram.resize(part.histogram.size());
        for (std::size_t i = 0; i < part.histogram.size(); ++i) total.histogram[i] += part.histogram[i];
        total.invisible += part.invisible;
        total.weak += part.weak;
      });
}

template <class T>
Part read_any(const Pixels<T>& pixels, std::uint32_t channels, Working& working,
              const std::stop_token& stop) {
  switch (channels) {
    case 1:
      return read_pixels<T, 1>(pixels, working, stop);
    case 2:
      return read_pixels<T, 2>(pixels, working, stop);
    case 3:
      return read_pixels<T, 3>(pixels, working, stop);
    default:
      return read_pixels<T, 4>(pixels, working, stop);
  }
}

struct Edges {
  std::uint64_t before = 0;  // differences of neighbours
  std::uint64_t lost = 0;    // the part that blurring takes away, in ninths
};

// The step from one working pixel to the next, and the same after blurring: the difference of the pixels five
// before and four behind.
void add_step(const Working& working, std::size_t from, std::size_t to, std::size_t far_from,
              std::size_t far_to, Edges& edges) {
  const std::vector<std::uint16_t>& luma = working.luma();
  const auto before = static_cast<std::uint32_t>(std::abs(luma[to] - luma[from]));
  if (before < kEdge) return;
  // The outline of a cut-out says nothing about the picture in it.
  if (!working.visible.empty() && (working.visible[from] == 0 || working.visible[to] == 0)) return;
  const auto after = static_cast<std::uint32_t>(std::abs(luma[far_to] - luma[far_from]));
  edges.before += before;
  if (9 * before > after) edges.lost += 9 * before - after;
}

double compute_sharpness(const Working& working, const std::stop_token& stop) {
  constexpr std::size_t kGrain = 64;
  const std::size_t width = working.width, height = working.height;
  const auto back = [](std::size_t i) { return i < 5 ? 0 : i - 5; };
  const auto ahead = [](std::size_t i, std::size_t count) { return std::min(count - 1, i + 4); };
  const Edges total = parallel_reduce(
      height, kGrain, stop, Edges{},
      [&](std::size_t begin, std::size_t end) {
        Edges edges;
        for (std::size_t y = begin; y < end; ++y) {
          const std::size_t row = y * width;
          for (std::size_t x = 1; x < width; ++x) {
            add_step(working, row + x - 1, row + x, row + back(x), row + ahead(x, width), edges);
          }
          if (y == 0) continue;
          const std::size_t above = back(y) * width, below = ahead(y, height) * width;
          for (std::size_t x = 0; x < width; ++x)
            add_step(working, row - width + x, row + x, above + x, below + x, edges);
        }
        return edges;
      },
      [](Edges& sum, const Edges& part) {
        sum.before += part.before;
        sum.lost += part.lost;
      });
  // An ideal step loses 8/9: that is 1.
  return total.before == 0
             ? 0
             : std::min(1.0, static_cast<double>(total.lost) / (8.0 * static_cast<double>(total.before)));
}

std::array<std::uint16_t, 3> border_color(const Working& working) {
  std::array<std::uint16_t, 3> median{};
  std::vector<std::uint16_t> values;
  for (std::size_t k = 0; k < working.colors; ++k) {
    values.clear();
    const auto add = [&](std::size_t x, std::size_t y) {
      values.push_back(working.samples[(y * working.width + x) * working.colors + k]);
    };
    for (std::size_t x = 0; x < working.width; ++x) {
      add(x, 0);
      add(x, working.height - 1);
    }
    for (std::size_t y = 0; y < working.height; ++y) {
      add(0, y);
      add(working.width - 1, y);
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    median[k] = *middle;
  }
  return median;
}

double compute_foreground(const Working& working, const std::stop_token& stop) {
  constexpr std::size_t kGrain = std::size_t{1} << 16U;
  const std::array<std::uint16_t, 3> background = border_color(working);
  const std::size_t count = working.width * working.height;
  const std::uint64_t different = parallel_reduce(
      count, kGrain, stop, std::uint64_t{0},
      [&](std::size_t begin, std::size_t end) {
        std::uint64_t found = 0;
        for (std::size_t i = begin; i < end; ++i) {
          bool differs = false;
          for (std::size_t k = 0; k < working.colors; ++k) {
            const int distance = std::abs(working.samples[i * working.colors + k] - background[k]);
            differs = differs || distance > static_cast<int>(kBackgroundTolerance);
          }
          found += differs ? 1U : 0U;
        }
        return found;
      },
      [](std::uint64_t& total, std::uint64_t part) { total += part; });
  return static_cast<double>(different) / static_cast<double>(count);
}

void set_levels(const std::vector<std::uint64_t>& histogram, ImageStats& stats) {
  const auto scale = static_cast<double>(histogram.size() - 1);
  std::uint64_t count = 0, sum = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    if (histogram[i] == 0) continue;
    if (stats.levels++ == 0) stats.min = static_cast<double>(i) / scale;
    stats.max = static_cast<double>(i) / scale;
    count += histogram[i];
    sum += histogram[i] * i;
  }
  if (count > 0) stats.mean = static_cast<double>(sum) / static_cast<double>(count) / scale;
}

}  // namespace

ImageStats compute_image_stats(const Image& image, const std::stop_token& stop) {
  ImageStats stats;
  if (!image.decoded()) return stats;
  if (!image.pixels32f.empty()) return compute_image_stats(display_image(image), stop);
  Working working;
  const std::uint32_t side = std::max(image.width, image.height);
  working.factor = (side + kWorkingSide - 1) / kWorkingSide;
  working.width = (image.width + working.factor - 1) / working.factor;
  working.height = (image.height + working.factor - 1) / working.factor;
  const Part part = image.pixels16.empty()
                        ? read_any(Pixels<std::uint8_t>{image.pixels8.data(), image.width, image.height},
                                   image.pixel_channels, working, stop)
                        : read_any(Pixels<std::uint16_t>{image.pixels16.data(), image.width, image.height},
                                   image.pixel_channels, working, stop);
  set_levels(part.histogram, stats);
  const double pixels = static_cast<double>(image.width) * image.height;
  stats.transparent_fraction = static_cast<double>(part.invisible) / pixels;
  stats.foreground_fraction =
      part.weak > 0 ? 1.0 - static_cast<double>(part.weak) / pixels : compute_foreground(working, stop);
  stats.sharpness = compute_sharpness(working, stop);
  return stats;
}

}  // namespace meshgate
