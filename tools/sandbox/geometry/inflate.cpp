#include "sandbox/geometry/inflate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meshgate::sandbox {
namespace {

// A mask with a border of nothing around it.
struct Grid {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> cells;
  [[nodiscard]] std::uint8_t& at(std::size_t x, std::size_t y) { return cells[y * width + x]; }
  [[nodiscard]] std::uint8_t at(std::size_t x, std::size_t y) const { return cells[y * width + x]; }
};

Grid grid_of(const Subject& subject) {
  Grid grid{subject.width + std::size_t{2}, subject.height + std::size_t{2}, {}};
  grid.cells.assign(grid.width * grid.height, 0);
  for (std::size_t y = 0; y < subject.height; ++y) {
    for (std::size_t x = 0; x < subject.width; ++x)
      grid.at(x + 1, y + 1) = subject.mask[y * subject.width + x];
  }
  return grid;
}

// Only the largest part that hangs together across sides of cells.
void keep_largest(Grid& grid) {
  std::vector<std::uint32_t> label(grid.cells.size(), 0);
  std::uint32_t count = 0, best = 0;
  std::size_t most = 0;
  for (std::size_t seed = 0; seed < label.size(); ++seed) {
    if (grid.cells[seed] == 0 || label[seed] != 0) continue;
    std::vector<std::size_t> stack{seed};
    label[seed] = ++count;
    std::size_t size = 0;
    while (!stack.empty()) {
      const std::size_t cell = stack.back();
      stack.pop_back();
      ++size;
      for (const std::size_t next : {cell - 1, cell + 1, cell - grid.width, cell + grid.width}) {
        if (grid.cells[next] == 0 || label[next] != 0) continue;
        label[next] = count;
        stack.push_back(next);
      }
    }
    if (size > most) most = size, best = count;
  }
  for (std::size_t i = 0; i < label.size(); ++i) grid.cells[i] = label[i] != 0 && label[i] == best ? 1 : 0;
}

// Cells that touch at a corner only would share an edge of four walls: one more cell joins them.
void join_corners(Grid& grid) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t y = 1; y + 1 < grid.height; ++y) {
      for (std::size_t x = 1; x + 1 < grid.width; ++x) {
        const bool a = grid.at(x, y) != 0, b = grid.at(x + 1, y) != 0, c = grid.at(x, y + 1) != 0,
                   d = grid.at(x + 1, y + 1) != 0;
        if (a != d || b != c || a == b) continue;
        // The border of the grid stays empty: x and y are never on it.
        grid.at(x, y) = 1;
        if (x + 2 < grid.width) grid.at(x + 1, y) = 1;
        changed = true;
      }
    }
  }
}

// Steps to the nearest cell outside, along and across (5–7 chamfer over 5).
std::vector<float> distance_inside(const Grid& grid) {
  std::vector<int> distance(grid.cells.size());
  const std::size_t w = grid.width;
  for (std::size_t i = 0; i < distance.size(); ++i) distance[i] = grid.cells[i] == 0 ? 0 : 1 << 24;
  for (std::size_t i = w + 1; i + w + 1 < distance.size(); ++i) {
    distance[i] = std::min({distance[i], distance[i - 1] + 5, distance[i - w] + 5, distance[i - w - 1] + 7,
                            distance[i - w + 1] + 7});
  }
  for (std::size_t i = distance.size() - w - 2; i > w; --i) {
    distance[i] = std::min({distance[i], distance[i + 1] + 5, distance[i + w] + 5, distance[i + w + 1] + 7,
                            distance[i + w - 1] + 7});
  }
  std::vector<float> steps;
  for (const int d : distance) steps.push_back(static_cast<float>(d) / 5.0F);
  return steps;
}

class Inflater {
 public:
  explicit Inflater(const Grid& grid)
      : grid_(grid),
        distance_(distance_inside(grid)),
        longest_(*std::max_element(distance_.begin(), distance_.end())),
        unit_(1.0F / static_cast<float>(std::max(grid.width, grid.height))) {}

  Body run() {
    for (std::size_t y = 1; y + 1 < grid_.height; ++y) {
      for (std::size_t x = 1; x + 1 < grid_.width; ++x) {
        if (grid_.at(x, y) == 0) continue;
        quad({corner(x, y + 1, 1), corner(x + 1, y + 1, 1), corner(x + 1, y, 1), corner(x, y, 1)});
        quad({corner(x, y, -1), corner(x + 1, y, -1), corner(x + 1, y + 1, -1), corner(x, y + 1, -1)});
        if (grid_.at(x - 1, y) == 0) wall(x, y, x, y + 1);
        if (grid_.at(x + 1, y) == 0) wall(x + 1, y + 1, x + 1, y);
        if (grid_.at(x, y - 1) == 0) wall(x + 1, y, x, y);
        if (grid_.at(x, y + 1) == 0) wall(x, y + 1, x + 1, y + 1);
      }
    }
    return welded(std::move(body_));
  }

 private:
  struct Corner {
    float3 position;
    float2 uv;
  };

  // The corner of four cells, on the front (side 1) or the back.
  [[nodiscard]] Corner corner(std::size_t x, std::size_t y, int side) const {
    const std::size_t i = y * grid_.width + x, w = grid_.width;
    const float depth = (distance_[i] + distance_[i - 1] + distance_[i - w] + distance_[i - w - 1]) / 4;
    // A round section: the height over the border grows as on a circle.
    const float t = std::min(depth / longest_, 1.0F);
    const float height = 0.5F + 0.7F * longest_ * std::sqrt(t * (2 - t));
    const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
    return {
        {(fx - 1) * unit_, (static_cast<float>(grid_.height) - 1 - fy) * unit_,
         static_cast<float>(side) * height * unit_},
        {(fx - 1) / static_cast<float>(grid_.width - 2), (fy - 1) / static_cast<float>(grid_.height - 2)}};
  }

  void quad(const std::array<Corner, 4>& c) {
    for (const std::array<std::size_t, 3>& order : {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 3}}) {
      for (const std::size_t i : order) {
        body_.corners.push_back(static_cast<std::uint32_t>(body_.positions.size()));
        body_.positions.push_back(c[i].position);
        body_.uvs.push_back(c[i].uv);
      }
      body_.material.push_back(0);
    }
  }

  void wall(std::size_t x0, std::size_t y0, std::size_t x1, std::size_t y1) {
    quad({corner(x0, y0, -1), corner(x1, y1, -1), corner(x1, y1, 1), corner(x0, y0, 1)});
  }

  const Grid& grid_;
  std::vector<float> distance_;
  float longest_, unit_;
  Body body_;
};

}  // namespace

Result<Body> inflate(const Subject& subject) {
  Grid grid = grid_of(subject);
  keep_largest(grid);
  join_corners(grid);
  constexpr std::ptrdiff_t kFewest = 16;
  if (std::count(grid.cells.begin(), grid.cells.end(), 1) < kFewest)
    return fail(ErrorKind::kMalformed, "no subject is found in the picture");
  return Inflater(grid).run();
}

}  // namespace meshgate::sandbox
