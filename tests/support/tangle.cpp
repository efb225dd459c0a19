#include "support/tangle.h"

#include <array>
#include <limits>
#include <random>

namespace meshgate::test {
namespace {

class Tangle {
 public:
  explicit Tangle(std::uint32_t seed) : random_(seed) {}

  Shape bodies() {
    Shape all = body();
    for (std::uint32_t more = below(3); more > 0; --more) {
      static constexpr std::array<float3, 5> kPlaces{
          {{4, 0, 0}, {2, 2, 2}, {2, 0, 0}, {0.5F, 0.25F, 0}, {0, 0, 0}}};
      const float scale = below(3) == 0 ? 0.25F : 1;
      Shape next = placed(body(), scale, kPlaces[below(kPlaces.size())]);
      if (below(3) == 0) next = turned_over(std::move(next));
      all = joined(all, next);
    }
    return all;
  }

  void plant(Shape& shape, bool finite) {
    for (std::uint32_t defects = below(6); defects > 0; --defects) {
      const auto face = 3 * std::size_t{below(static_cast<std::uint32_t>(shape.faces()))};
      const auto at = shape.indices.begin() + static_cast<std::ptrdiff_t>(face);
      const std::array<std::uint32_t, 3> corners{at[0], at[1], at[2]};
      switch (below(finite ? 8 : 10)) {
        case 0:
          shape.indices.erase(at, at + 3);
          break;
        case 1:
          std::swap(at[1], at[2]);
          break;
        case 2:
          add(shape, corners[1], corners[2], corners[0]);
          break;
        case 3:
          add(shape, corners[1], corners[0], corners[2]);
          break;
        case 4:
          add(shape, corners[0], corners[0], corners[1]);
          break;
        case 5:  // a fin
          shape.positions.push_back({coordinate(), coordinate(), coordinate()});
          add(shape, corners[0], corners[1], static_cast<std::uint32_t>(shape.positions.size() - 1));
          break;
        case 6:  // a vertex of its own for one corner
          shape.positions.push_back(shape.positions[corners[0]]);
          shape.indices[face] = static_cast<std::uint32_t>(shape.positions.size() - 1);
          break;
        case 7:
          shape.positions.push_back({coordinate(), 0, 0});
          break;
        case 8:
          shape.positions[corners[0]].y = std::numeric_limits<float>::quiet_NaN();
          break;
        default:
          shape.indices[face] = 1'000'000;
      }
    }
  }

  std::uint32_t below(std::size_t count) { return static_cast<std::uint32_t>(random_() % count); }

 private:
  Shape body() {
    switch (below(3)) {
      case 0:
        return cube();
      case 1:
        return sphere(2 + below(4));
      default:
        return torus(4 + below(8), 3 + below(5));
    }
  }
  float coordinate() { return static_cast<float>(below(4001)) / 1000 - 2; }
  static void add(Shape& shape, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    shape.indices.insert(shape.indices.end(), {a, b, c});
  }

  std::mt19937 random_;
};

}  // namespace

Shape tangle(std::uint32_t seed, bool finite) {
  Tangle make(seed);
  Shape shape = make.bodies();
  make.plant(shape, finite);
  return finite ? shuffled(shape, seed) : shape;
}

}  // namespace meshgate::test
