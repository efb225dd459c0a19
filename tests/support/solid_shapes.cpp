#include "support/solid_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

namespace meshgate::test {
namespace {

float3 make(double x, double y, double z) {
  return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)};
}

double3 unit(double3 v) { return v * (1 / length(v)); }

/// Vertices by their place in a grid, shared by the sides of a box.
class GridVertices {
 public:
  GridVertices(Shape& shape, std::uint32_t n, float3 size) : shape_(shape), n_(n), size_(size) {}
  std::uint32_t at(std::array<std::uint32_t, 3> cell) {
    const auto [entry, added] = known_.try_emplace(cell, static_cast<std::uint32_t>(shape_.positions.size()));
    const auto place = [&](std::uint32_t i, float size) {
      return size * (static_cast<float>(i) / static_cast<float>(n_) - 0.5F);
    };
    if (added)
      shape_.positions.push_back({place(cell[0], size_.x), place(cell[1], size_.y), place(cell[2], size_.z)});
    return entry->second;
  }

 private:
  Shape& shape_;
  std::uint32_t n_;
  float3 size_;
  std::map<std::array<std::uint32_t, 3>, std::uint32_t> known_;
};

/// Marching tetrahedra: each cell is six tetrahedra around its diagonal.
class LevelSet {
 public:
  LevelSet(std::uint32_t n, const std::function<double(double, double, double)>& field)
      : n_(n), side_(n + 1) {
    values_.resize(std::size_t{side_} * side_ * side_);
    for (std::uint32_t i = 0; i < values_.size(); ++i) {
      const double3 p = point(i);
      values_[i] = field(p.x, p.y, p.z);
      if (values_[i] == 0) values_[i] = 1e-9;
    }
  }

  Shape run() {
    for (std::uint32_t z = 0; z < n_; ++z) {
      for (std::uint32_t y = 0; y < n_; ++y) {
        for (std::uint32_t x = 0; x < n_; ++x) cell(x, y, z);
      }
    }
    return std::move(shape_);
  }

 private:
  double3 point(std::uint32_t i) const {
    const auto place = [&](std::uint32_t k) { return 2.0 * k / n_ - 1; };
    return {place(i % side_), place(i / side_ % side_), place(i / side_ / side_)};
  }

  void cell(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    static constexpr std::array<std::array<unsigned, 4>, 6> kTetrahedra{
        {{0, 1, 3, 7}, {0, 3, 2, 7}, {0, 2, 6, 7}, {0, 6, 4, 7}, {0, 4, 5, 7}, {0, 5, 1, 7}}};
    for (const auto& tetrahedron : kTetrahedra) {
      std::array<std::uint32_t, 4> v{};
      for (std::size_t i = 0; i < 4; ++i) {
        const unsigned k = tetrahedron[i];
        v[i] = ((z + (k >> 2U)) * side_ + y + (k >> 1U & 1U)) * side_ + x + (k & 1U);
      }
      cut(v);
    }
  }

  void cut(const std::array<std::uint32_t, 4>& v) {
    std::vector<std::uint32_t> in, out;
    for (const std::uint32_t i : v) (values_[i] < 0 ? in : out).push_back(i);
    if (in.empty() || out.empty()) return;
    if (in.size() == 1) {
      triangle(edge(in[0], out[0]), edge(in[0], out[1]), edge(in[0], out[2]), in[0]);
    } else if (out.size() == 1) {
      triangle(edge(in[0], out[0]), edge(in[1], out[0]), edge(in[2], out[0]), in[0]);
    } else {
      const std::uint32_t a = edge(in[0], out[0]), b = edge(in[0], out[1]), c = edge(in[1], out[1]),
                          d = edge(in[1], out[0]);
      triangle(a, b, c, in[0]);
      triangle(a, c, d, in[1]);
    }
  }

  std::uint32_t edge(std::uint32_t a, std::uint32_t b) {
    const auto key = std::minmax(a, b);
    const auto [entry, added] = known_.try_emplace(key, static_cast<std::uint32_t>(shape_.positions.size()));
    if (added) {
      // Not too near to the ends: no needles, no two vertices in one place.
      const double t =
          std::clamp(values_[key.first] / (values_[key.first] - values_[key.second]), 0.05, 0.95);
      const double3 p = point(key.first) * (1 - t) + point(key.second) * t;
      shape_.positions.push_back(make(p.x, p.y, p.z));
    }
    return entry->second;
  }

  void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t inside) {
    const auto at = [&](std::uint32_t i) { return to_double(shape_.positions[i]); };
    const double side = dot(cross(at(b) - at(a), at(c) - at(a)), point(inside) - at(a));
    if (side > 0) std::swap(b, c);
    shape_.indices.insert(shape_.indices.end(), {a, b, c});
  }

  std::uint32_t n_, side_;
  std::vector<double> values_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known_;
  Shape shape_;
};

}  // namespace

Shape grid_box(std::uint32_t n, float3 size) {
  Shape shape;
  GridVertices vertices(shape, n, size);
  for (unsigned axis = 0; axis < 3; ++axis) {
    for (const std::uint32_t level : {0U, n}) {
      for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t j = 0; j < n; ++j) {
          const auto at = [&](std::uint32_t u, std::uint32_t v) {
            std::array<std::uint32_t, 3> cell{};
            cell[axis] = level;
            cell[(axis + 1) % 3] = u;
            cell[(axis + 2) % 3] = v;
            return vertices.at(cell);
          };
          std::uint32_t a = at(i, j), b = at(i + 1, j), c = at(i + 1, j + 1), d = at(i, j + 1);
          if (level == 0) std::swap(b, d);
          shape.indices.insert(shape.indices.end(), {a, b, c, a, c, d});
        }
      }
    }
  }
  return shape;
}

Shape prism(const std::vector<std::array<float, 2>>& outline, float height,
            const std::set<std::uint32_t>& open) {
  Shape shape;
  const auto count = static_cast<std::uint32_t>(outline.size());
  for (const float z : {0.0F, height}) {
    float3 middle{0, 0, z};
    for (const auto& [x, y] : outline) {
      shape.positions.push_back({x, y, z});
      middle.x += x / static_cast<float>(count);
      middle.y += y / static_cast<float>(count);
    }
    shape.positions.push_back(middle);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t next = (i + 1) % count, up = count + 1;
    shape.indices.insert(shape.indices.end(), {count, next, i, count + up, up + i, up + next});
    if (!open.contains(i))
      shape.indices.insert(shape.indices.end(), {i, next, up + next, i, up + next, up + i});
  }
  return shape;
}

Shape grid_square(std::uint32_t n) {
  Shape shape;
  for (std::uint32_t y = 0; y <= n; ++y) {
    for (std::uint32_t x = 0; x <= n; ++x)
      shape.positions.push_back(
          {static_cast<float>(x) / static_cast<float>(n), static_cast<float>(y) / static_cast<float>(n), 0});
  }
  for (std::uint32_t y = 0; y < n; ++y) {
    for (std::uint32_t x = 0; x < n; ++x) {
      const std::uint32_t a = y * (n + 1) + x, b = a + 1, c = b + n + 1, d = a + n + 1;
      shape.indices.insert(shape.indices.end(), {a, b, c, a, c, d});
    }
  }
  return shape;
}

Shape torus_knot(std::uint32_t p, std::uint32_t q, std::uint32_t rings, std::uint32_t sides,
                 float thickness) {
  const auto center = [&](double u) {
    const double r = 2 + std::cos(q * u);
    return double3{r * std::cos(p * u), r * std::sin(p * u), std::sin(q * u)};
  };
  Shape shape;
  for (std::uint32_t i = 0; i < rings; ++i) {
    const double u = 2 * std::numbers::pi * i / rings;
    const double3 c = center(u), along = unit(center(u + 1e-4) - center(u - 1e-4));
    // Away from the tube's torus: closes exactly after a turn, unlike a frame that is carried along.
    const double3 ring{2 * std::cos(p * u), 2 * std::sin(p * u), 0};
    const double3 out = unit((c - ring) - along * dot(c - ring, along)), up = cross(along, out);
    for (std::uint32_t j = 0; j < sides; ++j) {
      const double v = 2 * std::numbers::pi * j / sides;
      const double3 at = c + (out * std::cos(v) + up * std::sin(v)) * double{thickness};
      shape.positions.push_back(make(at.x, at.y, at.z));
    }
  }
  const auto index = [&](std::uint32_t i, std::uint32_t j) { return i % rings * sides + j % sides; };
  for (std::uint32_t i = 0; i < rings; ++i) {
    for (std::uint32_t j = 0; j < sides; ++j) {
      const std::uint32_t a = index(i, j), b = index(i + 1, j), c = index(i + 1, j + 1), d = index(i, j + 1);
      shape.indices.insert(shape.indices.end(), {a, c, b, a, d, c});
    }
  }
  return shape;
}

Shape level_set(std::uint32_t n, const std::function<double(double, double, double)>& field) {
  return LevelSet(n, field).run();
}

Shape blob(std::uint32_t n, std::uint32_t seed, double bumps) {
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * (static_cast<double>(random()) / 4294967296.0);
  };
  std::vector<std::array<double, 4>> balls;
  for (int i = 0; i < 5; ++i)
    balls.push_back({uniform(-0.45, 0.45), uniform(-0.45, 0.45), uniform(-0.45, 0.45), uniform(0.2, 0.4)});
  return level_set(n, [&](double x, double y, double z) {
    double sum = 0;
    for (const auto& [bx, by, bz, r] : balls)
      sum += std::exp(-4 * (((x - bx) * (x - bx) + (y - by) * (y - by) + (z - bz) * (z - bz)) / (r * r) - 1));
    return -std::log(sum + 1e-30) / 8 +
           bumps * std::sin(23 * x) * std::sin(19 * y + 1) * std::sin(21 * z + 2);
  });
}

}  // namespace meshgate::test
