#include "sandbox/geometry/triangulate.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>

using namespace meshgate;
using namespace meshgate::sandbox;

namespace {

Loop2 circle(float x, float y, double radius, int points, bool clockwise, std::mt19937* noise = nullptr) {
  Loop2 loop;
  std::uniform_real_distribution<double> factor(0.6, 1.0);
  for (int i = 0; i < points; ++i) {
    const double angle = 2 * M_PI * (clockwise ? -i : i) / points;
    const double r = radius * (noise == nullptr ? 1.0 : factor(*noise));
    loop.push_back(
        {static_cast<float>(x + r * std::cos(angle)), static_cast<float>(y + r * std::sin(angle))});
  }
  return loop;
}

// What triangulate() promises of loops that do not cross.
void check_triangles(const std::vector<Loop2>& loops) {
  std::vector<float2> points;
  double area = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  for (const Loop2& loop : loops) {
    const auto base = static_cast<std::uint32_t>(points.size()),
               size = static_cast<std::uint32_t>(loop.size());
    // A border edge counts as a use of its other direction: then every edge is used once each way.
    for (std::uint32_t i = 0; i < size; ++i) ++edges[{base + (i + 1) % size, base + i}];
    points.insert(points.end(), loop.begin(), loop.end());
    area += doubled_area(loop);
  }
  const std::vector<std::uint32_t> triangles = triangulate(loops);
  CHECK(triangles.size() == 3 * (points.size() + 2 * (loops.size() - 1) - 2));
  double sum = 0;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    const Loop2 triangle{points[triangles[i]], points[triangles[i + 1]], points[triangles[i + 2]]};
    CHECK(doubled_area(triangle) > 0);
    sum += doubled_area(triangle);
    for (std::size_t k = 0; k < 3; ++k) ++edges[{triangles[i + k], triangles[i + (k + 1) % 3]}];
  }
  CHECK(sum == Approx(area).epsilon(1e-9));
  for (const auto& [edge, uses] : edges) {
    CHECK(uses == 1);
    CHECK(edges.count({edge.second, edge.first}) == 1);
  }
}

}  // namespace

TEST_CASE("triangulate: a square, with corners in the middle of its sides", "[sandbox]") {
  check_triangles({{{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
  check_triangles({{{0, 0}, {1, 0}, {2, 0}, {2, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}});
}

TEST_CASE("triangulate: holes, in a row, close together and nested in bays", "[sandbox]") {
  check_triangles({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{3, 3}, {3, 6}, {6, 6}, {6, 3}}});
  std::vector<Loop2> row{{{0, 0}, {40, 0}, {40, 4}, {0, 4}}};
  for (int i = 0; i < 10; ++i) row.push_back(circle(2 + 4 * static_cast<float>(i), 2, 1.9, 12, true));
  check_triangles(row);
  check_triangles({circle(0, 0, 10, 64, false), circle(0, 0, 9.99, 64, true)});
  check_triangles({{{0, 0}, {10, 0}, {10, 10}, {6, 10}, {6, 2}, {4, 2}, {4, 10}, {0, 10}},
                   {{1, 5}, {1, 6}, {3, 6}, {3, 5}},
                   {{7, 5}, {7, 6}, {9, 6}, {9, 5}}});
}

TEST_CASE("triangulate: random stars with holes", "[sandbox]") {
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    std::vector<Loop2> loops{circle(0, 0, 100, 5 + 9 * round, false, &random)};
    for (int i = 0; i < round % 7; ++i) {
      const double angle = 2 * M_PI * i / 7;
      loops.push_back(circle(static_cast<float>(35 * std::cos(angle)),
                             static_cast<float>(35 * std::sin(angle)), 12, 4 + round, true, &random));
    }
    INFO("round " << round);
    check_triangles(loops);
  }
}

TEST_CASE("triangulate: loops that cross still give triangles that fit together", "[sandbox]") {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> place(-1, 1);
  for (int round = 0; round < 50; ++round) {
    Loop2 loop;
    for (int i = 0; i < 4 + round % 20; ++i) loop.push_back({place(random), place(random)});
    const std::vector<std::uint32_t> triangles = triangulate({loop});
    REQUIRE(triangles.size() == 3 * (loop.size() - 2));
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> balance;
    const auto use = [&balance](std::uint32_t a, std::uint32_t b) {
      balance[std::minmax(a, b)] += a < b ? 1 : -1;
    };
    for (std::uint32_t i = 0; i < loop.size(); ++i) use((i + 1) % static_cast<std::uint32_t>(loop.size()), i);
    for (std::size_t i = 0; i < triangles.size(); ++i)
      use(triangles[i], triangles[i % 3 == 2 ? i - 2 : i + 1]);
    for (const auto& [edge, uses] : balance) CHECK(uses == 0);
  }
}
