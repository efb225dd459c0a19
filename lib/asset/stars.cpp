// Corners are scattered to parts of a few thousand vertices, a quarter of all parts at a time: 256 streams of
// writes keep to the cache, and the memory is a quarter of what all corners would take.
#include "asset/stars.h"

#include <algorithm>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kFacesPerBlock = 1U << 16U;
constexpr std::size_t kPartsPerRound = 256;
constexpr std::size_t kMaxParts = 1024;

// log2 of the vertices in a part.
unsigned part_shift(std::size_t vertices) {
  unsigned shift = 11;
  while ((vertices >> shift) >= kMaxParts) ++shift;
  return shift;
}

class Sweep {
 public:
  Sweep(const Surface& surface, const std::stop_token& stop)
      : surface_(surface),
        stop_(stop),
        shift_(part_shift(surface.positions.size())),
        parts_(star_part_count(surface)),
        blocks_((surface.face_count() + kFacesPerBlock - 1) / kFacesPerBlock) {}

  void run(const std::function<void(std::size_t, std::span<const StarCorner>)>& visit) {
    count();
    for (std::size_t first = 0; first < parts_; first += kPartsPerRound) {
      const std::size_t last = std::min(parts_, first + kPartsPerRound);
      scatter(first, last);
      parallel_ranges(last - first, 1, stop_, [&](std::size_t i, std::size_t) {
        const std::size_t part = first + i;
        visit(part, group_by_vertex(part, std::span<const StarCorner>(records_.data() + start_[part],
                                                                      start_[part + 1] - start_[part])));
      });
    }
  }

 private:
  template <class Use>
  void for_each_corner(std::size_t block, Use use) const {
    const std::size_t end = std::min(surface_.face_count(), (block + 1) * kFacesPerBlock);
    const std::uint32_t* corners = surface_.corners.data();
    for (std::size_t face = block * kFacesPerBlock; face < end; ++face) {
      const std::uint32_t a = corners[3 * face], b = corners[3 * face + 1], c = corners[3 * face + 2];
      if (a == b || b == c || c == a) continue;
      const auto corner = static_cast<std::uint32_t>(3 * face);
      use(StarCorner{a, b, c, corner});
      use(StarCorner{b, c, a, corner + 1});
      use(StarCorner{c, a, b, corner + 2});
    }
  }

  // How many corners each block gives to each part.
  void count() {
    counts_.assign(blocks_ * parts_, 0);
    parallel_ranges(blocks_, 1, stop_, [&](std::size_t block, std::size_t) {
      std::uint32_t* counts = counts_.data() + block * parts_;
      for_each_corner(block, [&](const StarCorner& corner) { ++counts[corner.vertex >> shift_]; });
    });
  }

  void scatter(std::size_t first, std::size_t last) {
    start_.assign(parts_ + 1, 0);
    std::vector<std::size_t> offsets(blocks_ * (last - first));
    std::size_t total = 0;
    for (std::size_t part = first; part < last; ++part) {
      start_[part] = total;
      for (std::size_t block = 0; block < blocks_; ++block) {
        offsets[block * (last - first) + part - first] = total;
        total += counts_[block * parts_ + part];
      }
      start_[part + 1] = total;
    }
    if (records_.size() < total) records_ = Buffer<StarCorner>(total);
    parallel_ranges(blocks_, 1, stop_, [&](std::size_t block, std::size_t) {
      std::size_t* next = offsets.data() + block * (last - first);
      for_each_corner(block, [&](const StarCorner& corner) {
        const std::size_t part = (corner.vertex >> shift_) - first;
        if (part < last - first) records_[next[part]++] = corner;
      });
    });
  }

  std::span<const StarCorner> group_by_vertex(std::size_t part, std::span<const StarCorner> records) const {
    thread_local std::vector<std::uint32_t> next;
    thread_local std::vector<StarCorner> grouped;
    const auto base = static_cast<std::uint32_t>(part << shift_);
    next.assign((std::size_t{1} << shift_) + 1, 0);
    grouped.resize(std::max(grouped.size(), records.size()));
    for (const StarCorner& record : records) ++next[record.vertex - base + 1];
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    for (const StarCorner& record : records) grouped[next[record.vertex - base]++] = record;
    return {grouped.data(), records.size()};
  }

  const Surface& surface_;
  const std::stop_token& stop_;
  unsigned shift_;
  std::size_t parts_;
  std::size_t blocks_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::size_t> start_;
  Buffer<StarCorner> records_;
};

}  // namespace

std::size_t star_part_count(const Surface& surface) {
  const unsigned shift = part_shift(surface.positions.size());
  return (surface.positions.size() + (std::size_t{1} << shift) - 1) >> shift;
}

void for_each_star_part(const Surface& surface, const std::stop_token& stop,
                        const std::function<void(std::size_t, std::span<const StarCorner>)>& visit) {
  Sweep(surface, stop).run(visit);
}

}  // namespace meshgate
