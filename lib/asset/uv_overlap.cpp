// Most layouts have no overlap, and that is quickly told. Turned counter-clockwise, the triangles over a
// point are as many on both sides of an edge that two of them share from its two sides; across the edge of a
// single one there is one more on its inner side. So wherever most lie on one another, the place ends at such
// an edge with its triangle on top: if any two overlap, one with an edge of its own overlaps another. Only
// these and what is near them are compared; when they find something, all are.
#include "asset/uv_overlap.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>

#include "asset/pair_search.h"
#include "asset/predicates.h"
#include "asset/topology.h"
#include "asset/triangle_overlap.h"
#include "asset/weld.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = std::size_t{1} << 16U;
constexpr std::size_t kMostCells = 1024;           // on a side of the grid: it fits the caches
constexpr std::uint64_t kLeastForRim = 1U << 11U;  // of fewer faces all are compared as quickly

// The triangles of a UV set in the plane z = 0, counter-clockwise; faces that are not judged have corners
// kNoIndex.
Surface layout_of(const Mesh& mesh, const UvSet& uvs, const std::stop_token& stop) {
  const std::size_t values = uvs.values.size();
  Buffer<float3> stored(values);
  parallel_ranges(values, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) stored[i] = {uvs.values[i].x, uvs.values[i].y, 0};
  });
  Surface layout;
  // Where faces share most values, so do they edges: equal values with several numbers are only more rim.
  Weld weld;
  if (values > mesh.face_count()) {
    weld = weld_positions({reinterpret_cast<const std::byte*>(stored.data()), values}, stop);
    layout.positions = weld.positions;
  } else {
    layout.positions = std::move(stored).freeze();
  }
  const Array<std::uint32_t>& indices = uvs.indices.empty() ? mesh.indices : uvs.indices;
  Buffer<std::uint32_t> corners(3 * mesh.face_count());
  parallel_ranges(mesh.face_count(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      std::uint32_t* const own = corners.data() + 3 * face;
      std::fill(own, own + 3, kNoIndex);
      const std::uint32_t* const from = &indices[3 * face];
      if (from[0] >= values || from[1] >= values || from[2] >= values) continue;
      const FlatTriangle t{uvs.values[from[0]], uvs.values[from[1]], uvs.values[from[2]]};
      const auto finite = [](float2 uv) { return std::isfinite(uv.x) && std::isfinite(uv.y); };
      if (!finite(t[0]) || !finite(t[1]) || !finite(t[2])) continue;
      const int turn = orient2d(t[0], t[1], t[2]);
      if (turn == 0) continue;
      for (std::size_t k = 0; k < 3; ++k) own[k] = weld.indices.empty() ? from[k] : weld.indices[from[k]];
      if (turn < 0) std::swap(own[1], own[2]);
    }
  });
  layout.corners = std::move(corners).freeze();
  return layout;
}

FlatTriangle triangle_of(const Surface& layout, std::size_t face) {
  FlatTriangle flat;
  const std::array<float3, 3> triangle = layout.triangle(face);
  for (std::size_t k = 0; k < 3; ++k) flat[k] = {triangle[k].x, triangle[k].y};
  return flat;
}

template <class Wanted>
std::vector<std::uint32_t> faces_where(const Surface& layout, const std::stop_token& stop, Wanted wanted) {
  return parallel_reduce(
      layout.face_count(), kPerRange, stop, std::vector<std::uint32_t>(),
      [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> part;
        for (std::size_t face = begin; face < end; ++face) {
          if (layout.usable(face) && wanted(face)) part.push_back(static_cast<std::uint32_t>(face));
        }
        return part;
      },
      [](std::vector<std::uint32_t>& total, const std::vector<std::uint32_t>& part) {
        total.insert(total.end(), part.begin(), part.end());
      });
}

// A grid over some boxes that knows which of its cells they reach.
class TouchedCells {
 public:
  TouchedCells(const Surface& layout, const std::vector<std::uint32_t>& faces, std::size_t cells)
      : cells_(cells) {
    for (const std::uint32_t face : faces) bounds_.add(layout.box(face));
    // Where boxes begin and end, then sums over rows and columns: the cost does not depend on their sizes.
    std::vector<std::int32_t> begun((cells_ + 1) * (cells_ + 1), 0);
    for (const std::uint32_t face : faces) {
      const Box3 box = layout.box(face);
      const std::size_t x0 = column(box.min.x), x1 = column(box.max.x) + 1;
      const std::size_t y0 = row(box.min.y), y1 = row(box.max.y) + 1;
      ++begun[at(x0, y0)];
      --begun[at(x1, y0)];
      --begun[at(x0, y1)];
      ++begun[at(x1, y1)];
    }
    add_up(begun);
    // Touched cells to the left of and below each corner of the grid.
    touched_.assign(begun.size(), 0);
    for (std::size_t y = 0; y < cells_; ++y) {
      for (std::size_t x = 0; x < cells_; ++x) touched_[at(x + 1, y + 1)] = begun[at(x, y)] > 0 ? 1 : 0;
    }
    add_up(touched_);
  }

  /// False only when the box touches none of the boxes.
  [[nodiscard]] bool may_touch(const Box3& box) const {
    if (box.min.x > bounds_.max.x || box.max.x < bounds_.min.x || box.min.y > bounds_.max.y ||
        box.max.y < bounds_.min.y)
      return false;
    const std::size_t x0 = column(box.min.x), x1 = column(box.max.x) + 1;
    const std::size_t y0 = row(box.min.y), y1 = row(box.max.y) + 1;
    return touched_[at(x1, y1)] - touched_[at(x0, y1)] - touched_[at(x1, y0)] + touched_[at(x0, y0)] > 0;
  }

 private:
  [[nodiscard]] std::size_t at(std::size_t x, std::size_t y) const { return y * (cells_ + 1) + x; }
  // Rounding keeps the order of coordinates: boxes that touch have a cell in common.
  [[nodiscard]] std::size_t cell(float value, float low, float high) const {
    const double whole = static_cast<double>(high) - static_cast<double>(low);
    if (!(whole > 0)) return 0;
    const double part = (static_cast<double>(value) - static_cast<double>(low)) / whole;
    return static_cast<std::size_t>(
        std::clamp(part * static_cast<double>(cells_), 0.0, static_cast<double>(cells_ - 1)));
  }
  [[nodiscard]] std::size_t column(float x) const { return cell(x, bounds_.min.x, bounds_.max.x); }
  [[nodiscard]] std::size_t row(float y) const { return cell(y, bounds_.min.y, bounds_.max.y); }

  void add_up(std::vector<std::int32_t>& sums) const {
    for (std::size_t y = 0; y <= cells_; ++y) {
      for (std::size_t x = 1; x <= cells_; ++x) sums[at(x, y)] += sums[at(x - 1, y)];
    }
    for (std::size_t y = 1; y <= cells_; ++y) {
      for (std::size_t x = 0; x <= cells_; ++x) sums[at(x, y)] += sums[at(x, y - 1)];
    }
  }

  std::size_t cells_;
  Box3 bounds_;
  std::vector<std::int32_t> touched_;
};

// Marks those of `items` that overlap another one of them. False when there were too many candidates.
bool mark_overlapping(const Surface& layout, std::vector<std::uint32_t> items, BitSet& marks,
                      const std::stop_token& stop) {
  const BoxTree tree(
      std::move(items), [&](std::uint32_t face) { return layout.box(face); }, stop);
  struct Prepared {
    std::uint32_t face = 0;
    FlatTriangle triangle;
  };
  const auto prepare = [&](std::uint32_t face) { return Prepared{face, triangle_of(layout, face)}; };
  const auto overlap = [&](const Prepared& own, std::uint32_t other) {
    if (!flat_overlap_turned(own.triangle, triangle_of(layout, other))) return false;
    marks.set(own.face);
    marks.set(other);
    return true;
  };
  const auto is_marked = [&](std::uint32_t face) { return marks.test(face); };
  return PairSearch(tree, prepare, overlap, is_marked, stop).run();
}

// Whether it is certain that no two triangles overlap; see the top of this file.
bool is_surely_flat(const Surface& layout, std::uint64_t judged, const std::stop_token& stop) {
  if (judged < kLeastForRim || layout.face_count() > kNoIndex / 3) return false;
  const Topology topology = compute_topology(layout, stop);
  // Two triangles on one side of an edge overlap, and of three two are on one side.
  if (topology.non_manifold_edges > 0 || topology.inconsistent_edges > 0) return false;
  const auto has_own_edge = [&](std::size_t face) {
    return topology.open.test(3 * face) || topology.open.test(3 * face + 1) ||
           topology.open.test(3 * face + 2);
  };
  const std::vector<std::uint32_t> rim = faces_where(layout, stop, has_own_edge);
  if (rim.size() > judged / 4) return false;  // then it would be the whole search twice
  const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(judged)));
  const TouchedCells cells(layout, rim, std::min(kMostCells, side));
  std::vector<std::uint32_t> near =
      faces_where(layout, stop, [&](std::size_t face) { return cells.may_touch(layout.box(face)); });
  if (near.size() > judged / 2) return false;
  BitSet marks(layout.face_count());
  return mark_overlapping(layout, std::move(near), marks, stop) && marks.count() == 0;
}

UvOverlap compute_uv_overlap(const Mesh& mesh, const UvSet& uvs, const std::stop_token& stop) {
  const Surface layout = layout_of(mesh, uvs, stop);
  UvOverlap result;
  result.faces = BitSet(mesh.face_count());
  std::vector<std::uint32_t> all = faces_where(layout, stop, [](std::size_t) { return true; });
  result.judged = all.size();
  if (is_surely_flat(layout, result.judged, stop)) return result;
  result.gave_up = !mark_overlapping(layout, std::move(all), result.faces, stop);
  result.count = result.faces.count();
  return result;
}

}  // namespace

std::vector<UvOverlap> compute_uv_overlaps(const Mesh& mesh, const std::stop_token& stop) {
  std::vector<UvOverlap> overlaps;
  std::map<std::pair<const void*, const void*>, std::size_t> known;
  for (std::size_t i = 0; i < mesh.uvs.size(); ++i) {
    const UvSet& uvs = mesh.uvs[i];
    const auto [same, added] = known.emplace(std::make_pair(uvs.values.data(), uvs.indices.data()), i);
    overlaps.push_back(added ? compute_uv_overlap(mesh, uvs, stop) : overlaps[same->second]);
  }
  return overlaps;
}

}  // namespace meshgate
