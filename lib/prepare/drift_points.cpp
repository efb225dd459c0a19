#include "prepare/drift_points.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>

#include "asset/lanes.h"
#include "core/bit_set.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = std::size_t{1} << 15U;
/// Faces that are looked at together.
constexpr std::size_t kRun = 8;
/// Parts of the surface that are marked at most, about: with more area than that, cells are larger. Halving
/// makes up to kPartsPerCell of them for each cell's area.
constexpr std::size_t kMostParts = 8'000'000;
constexpr double kPartsPerCell = 6;
/// Longest edge of a part, in cells: all of it lies within two thirds of that from its middle.
constexpr double kPartSize = 1.5;

using Corners = std::array<double3, 3>;

// The corners of a face; false when it is not sound.
bool corners_of(const PlacedTriangles& surface, std::size_t face, Corners& corners) {
  for (std::size_t k = 0; k < 3; ++k) {
    const std::uint32_t index = surface.indices[3 * face + k];
    if (index >= surface.positions.size() || !is_finite(surface.positions[index])) return false;
    corners[k] = to_double(surface.positions[index]);
  }
  return true;
}

/// The cells of a grid that a surface goes through.
class OccupiedCells {
 public:
  OccupiedCells(const PlacedTriangles& surface, double area, const std::stop_token& stop)
      : low_(to_double(surface.box.min)) {
    const double3 extent = to_double(surface.box.max) - low_;
    cell_ = std::max(std::max({extent.x, extent.y, extent.z}) / kDriftCells,
                     std::sqrt(kPartsPerCell * area / double{kMostParts}));
    const std::array<double, 3> along{extent.x, extent.y, extent.z};
    std::size_t cells = 1;
    // One more on every side: neighbours of a cell need no test.
    for (std::size_t k = 0; k < 3; ++k) {
      counts_[k] = cell_ > 0 && std::isfinite(cell_) ? static_cast<std::size_t>(along[k] / cell_) + 3 : 3;
      cells *= counts_[k];
    }
    words_.assign(cells / 64 + 1, 0);
    const std::size_t faces = surface.indices.size() / 3;
    const std::size_t parts = std::max(kMostParts / (faces / kPerRange + 1), 4 * kPerRange);
    parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
      Corners corners;
      std::vector<Corners> open;
      std::size_t left = parts;
      for (std::size_t run = begin; run < end; run += kRun) {
        const std::size_t end_of_run = std::min(end, run + kRun);
        if (mark_together(surface, run, end_of_run)) continue;
        for (std::size_t face = run; face < end_of_run; ++face) {
          if (corners_of(surface, face, corners)) mark(corners, open, left);
        }
      }
    });
  }

  /// Whether neither the point's cell nor one beside it is occupied.
  [[nodiscard]] bool far_from(float3 point) const {
    const std::array<double, 3> at = place_of(to_double(point));
    for (std::size_t k = 0; k < 3; ++k) {
      if (!(at[k] >= 0) || !(at[k] < static_cast<double>(counts_[k]))) return true;
    }
    const std::size_t own = number_of(at);
    if (test(own)) return false;
    std::array<std::size_t, 3> first{}, last{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto i = static_cast<std::size_t>(at[k]);
      first[k] = i - std::min<std::size_t>(i, 1);
      last[k] = std::min(i + 1, counts_[k] - 1);
    }
    for (std::size_t z = first[2]; z <= last[2]; ++z) {
      for (std::size_t y = first[1]; y <= last[1]; ++y) {
        for (std::size_t x = first[0]; x <= last[0]; ++x) {
          if (test((z * counts_[1] + y) * counts_[0] + x)) return false;
        }
      }
    }
    return true;
  }

 private:
  [[nodiscard]] std::array<double, 3> place_of(double3 p) const {
    const double3 cells = (p - low_) * (cell_ > 0 ? 1 / cell_ : 0);
    return {cells.x + 1, cells.y + 1, cells.z + 1};
  }
  [[nodiscard]] std::size_t number_of(const std::array<double, 3>& at) const {
    const auto along = [&](std::size_t k) {
      return static_cast<std::size_t>(std::clamp(at[k], 0.0, static_cast<double>(counts_[k] - 1)));
    };
    return (along(2) * counts_[1] + along(1)) * counts_[0] + along(0);
  }
  // Faces of a large mesh that follow each other mostly lie in one cell and those beside it.
  bool mark_together(const PlacedTriangles& surface, std::size_t begin, std::size_t end) {
    LaneBox lanes;
    if (!visit_plain_positions(surface.positions.span(),
                               surface.indices.span().subspan(3 * begin, 3 * (end - begin)),
                               [&](std::size_t, Float4Lanes p) { lanes.add(p); }))
      return false;
    const Box3 box = lanes.box();
    const double3 low = to_double(box.min), extent = to_double(box.max) - low;
    if (!(std::max({extent.x, extent.y, extent.z}) <= 1.98 * cell_)) return false;
    set(number_of(place_of(low + extent * 0.5)));
    return true;
  }
  [[nodiscard]] bool test(std::size_t cell) const { return (words_[cell / 64] >> (cell % 64) & 1U) != 0; }
  void set(std::size_t cell) {
    const std::uint64_t bit = std::uint64_t{1} << (cell % 64);
    const std::atomic_ref<std::uint64_t> word(words_[cell / 64]);
    if ((word.load(std::memory_order_relaxed) & bit) == 0) word.fetch_or(bit, std::memory_order_relaxed);
  }

  [[nodiscard]] double longest_part_sq() const { return kPartSize * kPartSize * cell_ * cell_; }
  void mark_middle(const Corners& part) {
    set(number_of(place_of((part[0] + part[1] + part[2]) * (1.0 / 3))));
  }

  // The cells of the middles of the parts of a triangle, which is halved until no edge is too long, or
  // `parts` are used up.
  void mark(const Corners& triangle, std::vector<Corners>& open, std::size_t& parts) {
    open.assign(1, triangle);
    while (!open.empty()) {
      Corners corners = open.back();
      open.pop_back();
      std::size_t longest = 0;
      double length_sq = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double3 edge = corners[(k + 1) % 3] - corners[k];
        if (dot(edge, edge) > length_sq) longest = k, length_sq = dot(edge, edge);
      }
      if (!(length_sq > longest_part_sq()) || !(cell_ > 0) || parts < 2) {
        mark_middle(corners);
        continue;
      }
      parts -= 2;
      const double3 middle = (corners[longest] + corners[(longest + 1) % 3]) * 0.5;
      open.push_back(corners);
      open.back()[longest] = middle;
      corners[(longest + 1) % 3] = middle;
      open.push_back(corners);
    }
  }

  double3 low_;
  double cell_ = 0;
  std::array<std::size_t, 3> counts_{};
  std::vector<std::uint64_t> words_;
};

BitSet vertices_in_use(const PlacedTriangles& surface) {
  BitSet used(surface.positions.size());
  Corners corners;
  for (std::size_t face = 0; face < surface.indices.size() / 3; ++face) {
    if (!corners_of(surface, face, corners)) continue;
    for (std::size_t k = 0; k < 3; ++k) used.set(surface.indices[3 * face + k]);
  }
  return used;
}

// Vertices far from the other surface, ascending.
std::vector<std::uint32_t> far_vertices(const PlacedTriangles& surface, const PlacedTriangles& other,
                                        double area_of_other, const std::stop_token& stop) {
  const OccupiedCells cells(other, area_of_other, stop);
  const std::size_t count = surface.positions.size();
  std::vector<std::vector<std::uint32_t>> parts(count / kPerRange + 1);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      if (is_finite(surface.positions[v]) && cells.far_from(surface.positions[v]))
        parts[begin / kPerRange].push_back(static_cast<std::uint32_t>(v));
    }
  });
  std::vector<std::uint32_t> far;
  for (const auto& part : parts) far.insert(far.end(), part.begin(), part.end());
  if (far.empty()) return far;
  const BitSet used = vertices_in_use(surface);
  std::erase_if(far, [&](std::uint32_t v) { return !used.test(v); });
  return far;
}

}  // namespace

std::vector<float3> choose_drift_vertices(const PlacedTriangles& surface, const PlacedTriangles& other,
                                          double area_of_other, const std::stop_token& stop) {
  std::vector<float3> chosen;
  if (surface.positions.size() <= kMostDriftVertices) {
    vertices_in_use(surface).for_each([&](std::size_t v) {
      chosen.push_back(surface.positions[v]);
      return true;
    });
    return chosen;
  }
  // A quarter at least is left for the others.
  const std::vector<std::uint32_t> far = far_vertices(surface, other, area_of_other, stop);
  const std::size_t taken = std::min(far.size(), 3 * kMostDriftVertices / 4);
  for (std::size_t i = 0; i < taken; ++i) chosen.push_back(surface.positions[far[i * far.size() / taken]]);
  Corners corners;
  const std::size_t faces = surface.indices.size() / 3, others = std::min(kMostDriftVertices - taken, faces);
  for (std::size_t i = 0; i < others; ++i) {
    const std::size_t face = i * faces / others;
    if (corners_of(surface, face, corners)) chosen.push_back(surface.positions[surface.indices[3 * face]]);
  }
  return chosen;
}

}  // namespace meshgate
