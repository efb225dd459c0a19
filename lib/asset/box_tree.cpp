#include "asset/box_tree.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;
constexpr unsigned kBucketBits = 12;

struct Coded {
  std::uint64_t code;
  std::uint32_t item;
  friend bool operator<(const Coded& a, const Coded& b) {
    return a.code != b.code ? a.code < b.code : a.item < b.item;
  }
};

// Leaves two empty bits between each of the lowest 21.
std::uint64_t spread(std::uint64_t x) {
  x = (x | x << 32U) & 0x1F00000000FFFFU;
  x = (x | x << 16U) & 0x1F0000FF0000FFU;
  x = (x | x << 8U) & 0x100F00F00F00F00FU;
  x = (x | x << 4U) & 0x10C30C30C30C30C3U;
  return (x | x << 2U) & 0x1249249249249249U;
}

// Maps centres of boxes to 63-bit codes.
class MortonCode {
 public:
  explicit MortonCode(const Box3& bounds) : min_(to_double(bounds.min)) {
    const double3 size = to_double(bounds.max) - min_;
    const double largest = std::max({size.x, size.y, size.z});
    // The same step on all axes: cells stay cubes.
    scale_ = largest > 0 ? (kCells - 1) / largest : 0;
  }
  [[nodiscard]] std::uint64_t operator()(const Box3& box) const {
    const double3 centre = box.middle() - min_;
    return spread(cell(centre.x)) | spread(cell(centre.y)) << 1U | spread(cell(centre.z)) << 2U;
  }

 private:
  static constexpr double kCells = 1U << 21U;
  [[nodiscard]] std::uint64_t cell(double x) const {
    return static_cast<std::uint64_t>(std::clamp(x * scale_, 0.0, kCells - 1));
  }
  double3 min_;
  double scale_ = 0;
};

// Where nearly all centres are, with a margin: one corner at 1e30 would put all others into one cell. A
// sample of the items decides, the same in every run.
Box3 usual_range(const std::vector<std::uint32_t>& items, const std::function<Box3(std::uint32_t)>& box_of,
                 const Box3& bounds) {
  constexpr std::size_t kSample = 1024, kCut = 20;
  constexpr float kMargin = 4;
  std::array<std::vector<float>, 3> centres;
  const std::size_t step = std::max<std::size_t>(1, items.size() / kSample);
  for (std::size_t i = 0; i < items.size(); i += step) {
    const Box3 box = box_of(items[i]);
    centres[0].push_back(box.min.x / 2 + box.max.x / 2);
    centres[1].push_back(box.min.y / 2 + box.max.y / 2);
    centres[2].push_back(box.min.z / 2 + box.max.z / 2);
  }
  const auto range = [&](std::vector<float>& values, float& low, float& high) {
    std::sort(values.begin(), values.end());
    const std::size_t cut = values.size() / kCut;
    const float first = values[cut], last = values[values.size() - 1 - cut];
    if (!(last > first)) return;
    low = std::max(low, first - kMargin * (last - first));
    high = std::min(high, last + kMargin * (last - first));
  };
  Box3 usual = bounds;
  range(centres[0], usual.min.x, usual.max.x);
  range(centres[1], usual.min.y, usual.max.y);
  range(centres[2], usual.min.z, usual.max.z);
  return usual;
}

// Sorts entries whose codes agree from bit `shift` on, eight bits at a time while there are many: no
// comparison that the processor would have to guess. `scratch` has room for as many.
void sort_bucket(Coded* entries, std::size_t count, unsigned shift, Coded* scratch) {
  constexpr std::size_t kFew = 48;
  constexpr unsigned kDigitBits = 8;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  if (count <= kFew || shift < kDigitBits) {
    std::sort(entries, entries + count);
    return;
  }
  shift -= kDigitBits;
  const auto digit = [&](const Coded& entry) { return (entry.code >> shift) & (kDigits - 1); };
  std::array<std::uint32_t, kDigits + 1> start{};
  for (std::size_t i = 0; i < count; ++i) ++start[digit(entries[i]) + 1];
  for (std::size_t d = 0; d < kDigits; ++d) start[d + 1] += start[d];
  std::array<std::uint32_t, kDigits + 1> next = start;
  for (std::size_t i = 0; i < count; ++i) scratch[next[digit(entries[i])]++] = entries[i];
  std::copy(scratch, scratch + count, entries);
  for (std::size_t d = 0; d < kDigits; ++d)
    sort_bucket(entries + start[d], start[d + 1] - start[d], shift, scratch + start[d]);
}

// Sorts in place of a full sort: buckets by the highest bits in which codes differ, then each bucket alone.
void sort_codes(Buffer<Coded>& coded, const std::stop_token& stop) {
  const std::size_t count = coded.size();
  constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;
  const std::size_t blocks = (count + kPerRange - 1) / kPerRange;
  const auto bucket_of = [](const Coded& entry) {
    return static_cast<std::size_t>(entry.code >> (63 - kBucketBits));
  };
  std::vector<std::uint32_t> offsets(blocks * kBuckets, 0);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* counts = offsets.data() + begin / kPerRange * kBuckets;
    for (std::size_t i = begin; i < end; ++i) ++counts[bucket_of(coded[i])];
  });
  std::vector<std::size_t> start(kBuckets + 1, 0);
  std::size_t total = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    start[bucket] = total;
    for (std::size_t block = 0; block < blocks; ++block)
      total += std::exchange(offsets[block * kBuckets + bucket], static_cast<std::uint32_t>(total));
  }
  start[kBuckets] = total;
  Buffer<Coded> sorted(count);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* next = offsets.data() + begin / kPerRange * kBuckets;
    for (std::size_t i = begin; i < end; ++i) sorted[next[bucket_of(coded[i])]++] = coded[i];
  });
  parallel_ranges(kBuckets, 16, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t bucket = begin; bucket < end; ++bucket)
      sort_bucket(sorted.data() + start[bucket], start[bucket + 1] - start[bucket], 63 - kBucketBits,
                  coded.data() + start[bucket]);
  });
  coded = std::move(sorted);
}

}  // namespace

void BoxPacket::clear() {
  min_x.fill(std::numeric_limits<float>::infinity());
  min_y = min_z = min_x;
  max_x.fill(-std::numeric_limits<float>::infinity());
  max_y = max_z = max_x;
}

void BoxPacket::set(std::size_t lane, const Box3& box) {
  min_x[lane] = box.min.x;
  min_y[lane] = box.min.y;
  min_z[lane] = box.min.z;
  max_x[lane] = box.max.x;
  max_y[lane] = box.max.y;
  max_z[lane] = box.max.z;
}

Box3 BoxPacket::box(std::size_t lane) const {
  return {{min_x[lane], min_y[lane], min_z[lane]}, {max_x[lane], max_y[lane], max_z[lane]}};
}

Box3 BoxPacket::all() const {
  Box3 whole = box(0);
  for (std::size_t lane = 1; lane < 4; ++lane) {
    const Box3 one = box(lane);
    whole.min = {std::min(whole.min.x, one.min.x), std::min(whole.min.y, one.min.y),
                 std::min(whole.min.z, one.min.z)};
    whole.max = {std::max(whole.max.x, one.max.x), std::max(whole.max.y, one.max.y),
                 std::max(whole.max.z, one.max.z)};
  }
  return whole;
}

std::vector<std::uint32_t> morton_order(std::vector<std::uint32_t> items,
                                        const std::function<Box3(std::uint32_t)>& box_of,
                                        const std::stop_token& stop) {
  const std::size_t count = items.size();
  if (count == 0) return items;
  const Box3 bounds = parallel_reduce(
      count, kPerRange, stop, Box3{},
      [&](std::size_t begin, std::size_t end) {
        Box3 part;
        for (std::size_t i = begin; i < end; ++i) part.add(box_of(items[i]));
        return part;
      },
      [](Box3& total, const Box3& part) { total.add(part); });
  const MortonCode code(usual_range(items, box_of, bounds));
  Buffer<Coded> coded(count);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) coded[i] = {code(box_of(items[i])), items[i]};
  });
  sort_codes(coded, stop);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) items[i] = coded[i].item;
  });
  return items;
}

BoxTree::BoxTree(std::vector<std::uint32_t> items, const std::function<Box3(std::uint32_t)>& box_of,
                 const std::stop_token& stop)
    : items_(morton_order(std::move(items), box_of, stop)) {
  const std::size_t count = items_.size();
  if (count == 0) return;
  for (std::size_t nodes = count; levels_.empty() || nodes > 1;) {
    const std::size_t below = nodes;
    nodes = (nodes + 3) / 4;
    Buffer<BoxPacket> level(nodes);
    parallel_ranges(nodes, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        level[i].clear();
        for (std::size_t lane = 0; lane < 4 && 4 * i + lane < below; ++lane) {
          level[i].set(lane,
                       levels_.empty() ? box_of(items_[4 * i + lane]) : levels_.back()[4 * i + lane].all());
        }
      }
    });
    levels_.push_back(std::move(level));
  }
}

}  // namespace meshgate
