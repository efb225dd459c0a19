#pragma once
// A tree of boxes: over faces, edges, shells or triangles of a texture.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/buffer.h"
#include "meshgate/geometry.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace meshgate {

/// Four boxes side by side, so that one comparison serves all. Unused ones are empty.
struct BoxPacket {
  alignas(16) std::array<float, 4> min_x, min_y, min_z, max_x, max_y, max_z;

  void clear();
  void set(std::size_t lane, const Box3& box);
  [[nodiscard]] Box3 box(std::size_t lane) const;
  [[nodiscard]] Box3 all() const;

  /// Bit i is set when `test(lane)` holds.
  template <class Test>
  static unsigned mask_of(Test test) {
    unsigned mask = 0;
    for (unsigned lane = 0; lane < 4; ++lane) mask |= static_cast<unsigned>(test(lane)) << lane;
    return mask;
  }

  /// Bit i is set when box i and `box` touch or overlap.
  [[nodiscard]] unsigned touching(const Box3& box) const {
#if defined(__SSE2__)
    const auto at_most = [](const std::array<float, 4>& a, float b) {
      return _mm_cmple_ps(_mm_load_ps(a.data()), _mm_set1_ps(b));
    };
    const auto at_least = [](const std::array<float, 4>& a, float b) {
      return _mm_cmpge_ps(_mm_load_ps(a.data()), _mm_set1_ps(b));
    };
    const __m128 x = _mm_and_ps(at_most(min_x, box.max.x), at_least(max_x, box.min.x));
    const __m128 y = _mm_and_ps(at_most(min_y, box.max.y), at_least(max_y, box.min.y));
    const __m128 z = _mm_and_ps(at_most(min_z, box.max.z), at_least(max_z, box.min.z));
    return static_cast<unsigned>(_mm_movemask_ps(_mm_and_ps(_mm_and_ps(x, y), z)));
#else
    return mask_of([&](unsigned i) {
      return min_x[i] <= box.max.x && max_x[i] >= box.min.x && min_y[i] <= box.max.y &&
             max_y[i] >= box.min.y && min_z[i] <= box.max.z && max_z[i] >= box.min.z;
    });
#endif
  }
};

/// The items in the order of a Morton curve through the centres of their boxes, which must be finite; equal
/// places by number. O(n log n), parallel, the same for any number of threads.
std::vector<std::uint32_t> morton_order(std::vector<std::uint32_t> items,
                                        const std::function<Box3(std::uint32_t item)>& box_of,
                                        const std::stop_token& stop);

/// A tree with four children a node and without pointers: items are sorted along a Morton curve, node i of a
/// level covers nodes 4i … 4i+3 of the level below. Slots are positions on the curve.
class BoxTree {
 public:
  BoxTree() = default;
  /// Over `items`, whose boxes must be finite; `box_of` is called three times an item, from several threads.
  /// O(n log n), parallel, the same for any number of threads; 36 bytes an item.
  BoxTree(std::vector<std::uint32_t> items, const std::function<Box3(std::uint32_t item)>& box_of,
          const std::stop_token& stop);

  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] std::uint32_t item(std::size_t slot) const { return items_[slot]; }
  [[nodiscard]] Box3 box(std::size_t slot) const { return leaves()[slot / 4].box(slot % 4); }
  [[nodiscard]] Box3 bounds() const { return levels_.empty() ? Box3{} : levels_.back()[0].all(); }
  /// Packets of the lowest level: packet i holds the boxes of slots 4i … 4i+3.
  [[nodiscard]] const Buffer<BoxPacket>& leaves() const { return levels_.front(); }
  /// All levels, the lowest first; node i of a level covers nodes 4i … 4i+3 of the one below. For searches
  /// with an order of their own; empty when the tree is.
  [[nodiscard]] const std::vector<Buffer<BoxPacket>>& levels() const { return levels_; }

  /// Calls `visit(packet, mask)` for each lowest packet from number `first` on with boxes that touch `box`
  /// (the bits of `mask`), in ascending order; `visit` returns false to stop.
  template <class Visit>
  void visit_touching(const Box3& box, std::size_t first, Visit visit) const {
    visit_if([&](const BoxPacket& packet) { return packet.touching(box); }, first, visit);
  }

  /// The same for any test of boxes: `test(packet)` returns a mask of the lanes to go into.
  template <class Test, class Visit>
  void visit_if(Test test, std::size_t first, Visit visit) const {
    if (levels_.empty()) return;
    struct Entry {
      std::uint32_t node;
      std::uint32_t level;
    };
    std::array<Entry, 4 * 17> stack;  // a level adds at most three more; 4^17 exceeds any number of items
    std::size_t top = 0;
    stack[top++] = {0, static_cast<std::uint32_t>(levels_.size()) - 1};
    while (top > 0) {
      const Entry entry = stack[--top];
      // Lanes without a box are cut off here: not every test refuses an empty one.
      const std::size_t below = entry.level == 0 ? items_.size() : levels_[entry.level - 1].size();
      const std::size_t lanes = std::min<std::size_t>(4, below - 4 * std::size_t{entry.node});
      const unsigned mask = test(levels_[entry.level][entry.node]) & ((1U << lanes) - 1);
      if (mask == 0) continue;
      if (entry.level == 0) {
        if (!visit(std::size_t{entry.node}, mask)) return;
        continue;
      }
      const std::uint32_t shift = 2 * (entry.level - 1);
      for (int lane = 3; lane >= 0; --lane) {
        if ((mask >> static_cast<unsigned>(lane) & 1U) == 0) continue;
        const std::uint32_t child = 4 * entry.node + static_cast<std::uint32_t>(lane);
        const std::size_t last_leaf = ((std::size_t{child} + 1) << shift) - 1;
        if (last_leaf >= first) stack[top++] = {child, entry.level - 1};
      }
    }
  }

 private:
  std::vector<std::uint32_t> items_;
  std::vector<Buffer<BoxPacket>> levels_;  // lowest first
};

}  // namespace meshgate
