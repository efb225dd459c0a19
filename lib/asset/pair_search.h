#pragma once
// Which items of a box tree meet another one: the search that self-intersection and UV overlap share.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <stop_token>

#include "asset/box_tree.h"
#include "core/bit_set.h"
#include "core/parallel.h"

namespace meshgate {

/// Candidate pairs (boxes that touch) looked at before the search gives up: for each item on average, besides
/// a number that any search may use. A clean surface has about 13 an item; a fan of a million faces around
/// one vertex has half a million.
inline constexpr std::uint64_t kMostCandidatesPerItem = 250;
inline constexpr std::uint64_t kMostCandidates = 200'000'000;

/// Finds the items that meet another one. `prepare(item)` collects what is needed of an item to compare it
/// with many, `meets(prepared, other)` tells, and marks both when they do; both are called from several
/// threads.
///
/// An item that met `kEnough` others stops looking for more, and those that it left unmarked look for it: so
/// that a hundred layers on one another cost a hundred times kEnough, not the square. The answer is the same
/// for any number of threads as long as the marks only ever grow.
template <class Prepare, class Meets, class IsMarked>
class PairSearch {
 public:
  PairSearch(const BoxTree& tree, Prepare prepare, Meets meets, IsMarked is_marked,
             const std::stop_token& stop)
      : tree_(tree),
        prepare_(prepare),
        meets_(meets),
        is_marked_(is_marked),
        stop_(stop),
        most_(kMostCandidates + kMostCandidatesPerItem * tree.size()),
        settled_(tree.size()) {}

  /// Returns false when there were too many candidates: then the marks are not complete.
  bool run() {
    if (tree_.size() == 0) return true;
    parallel_ranges(tree_.leaves().size(), kPacketsPerRange, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end && !gave_up(); i += kPacketsPerGroup)
        count_candidates(search_group(i, std::min(end, i + kPacketsPerGroup)));
    });
    if (any_settled_.load() && !gave_up()) look_back();
    return !gave_up();
  }

 private:
  static constexpr std::size_t kPacketsPerRange = 1U << 10U;
  static constexpr std::size_t kPacketsPerGroup = 4;
  static constexpr std::size_t kMostNear = 128;
  static constexpr std::uint32_t kEnough = 8;

  // Packets that lie together: the way through the tree to what touches them is gone once for all, unless
  // there is so much that most of it will not be asked for.
  std::uint64_t search_group(std::size_t begin, std::size_t end) {
    Box3 whole;
    for (std::size_t packet = begin; packet < end; ++packet) whole.add(tree_.leaves()[packet].all());
    std::array<std::size_t, kMostNear> near;
    std::size_t count = 0;
    bool fits = true;
    tree_.visit_touching(whole, begin, [&](std::size_t packet, unsigned) {
      fits = count < kMostNear;
      if (fits) near[count++] = packet;
      return fits;
    });
    std::uint64_t candidates = 0;
    for (std::size_t packet = begin; packet < end; ++packet) {
      candidates += search_packet(packet, [&](const Box3& box, auto visit) {
        if (!fits) return tree_.visit_touching(box, packet, visit);
        for (std::size_t i = 0; i < count; ++i) {
          if (near[i] < packet) continue;
          const unsigned mask = tree_.leaves()[near[i]].touching(box);
          if (mask != 0 && !visit(near[i], mask)) return;
        }
      });
    }
    return candidates;
  }

  // Pairs of each item in the packet with items in later slots. `visit_touching(box, visit)` is as that of
  // the tree, from this packet on.
  template <class VisitTouching>
  std::uint64_t search_packet(std::size_t packet, VisitTouching visit_touching) {
    const BoxPacket& own = tree_.leaves()[packet];
    const std::size_t lanes = std::min<std::size_t>(4, tree_.size() - 4 * packet);
    std::array<std::uint32_t, 4> hits{};
    std::array<decltype(prepare_(0)), 4> prepared;
    for (std::size_t lane = 0; lane < lanes; ++lane) prepared[lane] = prepare_(tree_.item(4 * packet + lane));
    std::uint64_t candidates = 0;
    visit_touching(own.all(), [&](std::size_t other, unsigned) {
      const BoxPacket& boxes = tree_.leaves()[other];
      bool looking = false;
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        if (hits[lane] >= kEnough) continue;
        looking = true;
        unsigned mask = boxes.touching(own.box(lane));
        if (other == packet) mask &= ~((2U << lane) - 1);
        for (; mask != 0; mask &= mask - 1, ++candidates) {
          const std::size_t slot = 4 * other + static_cast<std::size_t>(std::countr_zero(mask));
          hits[lane] += meets_(prepared[lane], tree_.item(slot));
        }
      }
      return looking;
    });
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      if (hits[lane] < kEnough) continue;
      settled_.set(4 * packet + lane);
      any_settled_.store(true, std::memory_order_relaxed);
    }
    return candidates;
  }

  void look_back() {
    parallel_ranges(tree_.size(), 4 * kPacketsPerRange, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t slot = begin; slot < end && !gave_up(); ++slot) {
        if (!is_marked_(tree_.item(slot))) count_candidates(look_back_from(slot));
      }
    });
  }

  std::uint64_t look_back_from(std::size_t slot) {
    const auto prepared = prepare_(tree_.item(slot));
    std::uint64_t candidates = 0;
    tree_.visit_touching(tree_.box(slot), 0, [&](std::size_t packet, unsigned mask) {
      for (; mask != 0; mask &= mask - 1, ++candidates) {
        const std::size_t other = 4 * packet + static_cast<std::size_t>(std::countr_zero(mask));
        if (settled_.test(other) && meets_(prepared, tree_.item(other))) return false;
      }
      return true;
    });
    return candidates;
  }

  void count_candidates(std::uint64_t more) {
    if (candidates_.fetch_add(more, std::memory_order_relaxed) + more > most_)
      gave_up_.store(true, std::memory_order_relaxed);
  }
  [[nodiscard]] bool gave_up() const { return gave_up_.load(std::memory_order_relaxed); }

  const BoxTree& tree_;
  Prepare prepare_;
  Meets meets_;
  IsMarked is_marked_;
  const std::stop_token& stop_;
  std::uint64_t most_;
  BitSet settled_;
  std::atomic<std::uint64_t> candidates_{0};
  std::atomic<bool> any_settled_{false}, gave_up_{false};
};

}  // namespace meshgate
