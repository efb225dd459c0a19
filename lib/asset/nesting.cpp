#include "asset/nesting.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>
#include <utility>

#include "asset/box_tree.h"
#include "asset/winding.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

struct Pair {
  std::uint32_t container;
  std::uint32_t shell;
  bool inside = false;
};

// Pairs of shells, the inner one closed, of which the box of one holds that of the other, by container.
std::vector<Pair> candidate_pairs(const Shells& shells, Nesting& nesting, const std::stop_token& stop) {
  std::vector<std::uint32_t> all(shells.shells.size());
  std::iota(all.begin(), all.end(), 0U);
  const auto box_of = [&](std::uint32_t i) { return shells.shells[i].bounds; };
  const BoxTree tree(all, box_of, stop);
  constexpr std::size_t kPerRange = 256;
  const std::uint64_t most = kMostNestedBoxes + 8 * all.size();
  std::atomic<std::uint64_t> count{0};
  std::vector<std::vector<Pair>> found((all.size() + kPerRange - 1) / kPerRange);
  parallel_ranges(all.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::uint32_t own = static_cast<std::uint32_t>(begin); own < end && count.load() <= most; ++own) {
      if (!shells.shells[own].closed) continue;
      const Box3 box = box_of(own);
      const auto holds = [&](const BoxPacket& boxes) {
        return BoxPacket::mask_of([&](unsigned i) {
          return boxes.min_x[i] <= box.min.x && boxes.max_x[i] >= box.max.x && boxes.min_y[i] <= box.min.y &&
                 boxes.max_y[i] >= box.max.y && boxes.min_z[i] <= box.min.z && boxes.max_z[i] >= box.max.z;
        });
      };
      tree.visit_if(holds, 0, [&](std::size_t packet, unsigned mask) {
        for (; mask != 0; mask &= mask - 1) {
          const std::uint32_t other =
              tree.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
          if (other == own) continue;
          if (!shells.shells[other].closed) {
            nesting.in_open_box.set(own);
          } else {
            found[begin / kPerRange].push_back({other, own});
          }
          if (count.fetch_add(1) >= most) return false;
        }
        return true;
      });
    }
  });
  nesting.gave_up = count.load() > most;
  std::vector<Pair> pairs;
  if (nesting.gave_up) return pairs;
  for (const std::vector<Pair>& part : found) pairs.insert(pairs.end(), part.begin(), part.end());
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::pair(a.container, a.shell) < std::pair(b.container, b.shell);
  });
  return pairs;
}

bool is_inside(const Surface& surface, const Shells& shells, std::uint32_t shell, const BoxTree& container) {
  const std::size_t first = shells.first[shell], corners = 3 * (shells.first[shell + 1] - first);
  const std::size_t step = std::max<std::size_t>(1, corners / kCornersTested);
  for (std::size_t i = 0; i < corners; i += step) {
    const std::size_t corner = 3 * std::size_t{shells.faces[first + i / 3]} + i % 3;
    if (!count_crossings(surface, container, surface.positions[surface.corners[corner]]).inside) return false;
  }
  return true;
}

double box_volume(const Box3& box) {
  const double3 size = to_double(box.max) - to_double(box.min);
  return size.x * size.y * size.z;
}

}  // namespace

std::uint32_t Nesting::depth(std::uint32_t shell) const {
  const auto found = std::lower_bound(nested.begin(), nested.end(), shell,
                                      [](const NestedShell& a, std::uint32_t b) { return a.shell < b; });
  return found != nested.end() && found->shell == shell ? found->depth : 0;
}

Nesting compute_nesting(const Surface& surface, const Shells& shells, const std::stop_token& stop) {
  Nesting nesting;
  nesting.in_open_box = BitSet(shells.shells.size());
  if (shells.shells.size() < 2) return nesting;
  std::vector<Pair> pairs = candidate_pairs(shells, nesting, stop);
  for (std::size_t begin = 0; begin < pairs.size();) {
    const std::uint32_t container = pairs[begin].container;
    std::size_t end = begin;
    while (end < pairs.size() && pairs[end].container == container) ++end;
    const std::vector<std::uint32_t> faces(
        shells.faces.begin() + static_cast<std::ptrdiff_t>(shells.first[container]),
        shells.faces.begin() + static_cast<std::ptrdiff_t>(shells.first[container + 1]));
    const BoxTree tree(
        faces, [&](std::uint32_t face) { return surface.box(face); }, stop);
    parallel_ranges(end - begin, 16, stop, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = begin + first; i < begin + last; ++i)
        pairs[i].inside = is_inside(surface, shells, pairs[i].shell, tree);
    });
    begin = end;
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::pair(a.shell, a.container) < std::pair(b.shell, b.container);
  });
  for (const Pair& pair : pairs) {
    if (!pair.inside) continue;
    if (nesting.nested.empty() || nesting.nested.back().shell != pair.shell)
      nesting.nested.push_back({pair.shell, pair.container, 0});
    NestedShell& last = nesting.nested.back();
    ++last.depth;
    if (box_volume(shells.shells[pair.container].bounds) < box_volume(shells.shells[last.container].bounds))
      last.container = pair.container;
  }
  return nesting;
}

bool is_inverted(const Shells& shells, const Nesting& nesting, std::uint32_t shell) {
  return looks_inwards(shells.shells[shell]) && !nesting.gave_up && !nesting.in_open_box.test(shell) &&
         nesting.depth(shell) % 2 == 0;
}

}  // namespace meshgate
