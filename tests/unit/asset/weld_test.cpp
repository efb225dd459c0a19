#include "asset/weld_again.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

PositionRecords records_of(const std::vector<float3>& positions) {
  return {reinterpret_cast<const std::byte*>(positions.data()), positions.size(), 1, sizeof(float3)};
}

// The obvious quadratic program.
Weld reference_weld(const std::vector<float3>& positions) {
  std::vector<float3> unique;
  std::vector<std::uint32_t> indices;
  for (const float3 p : positions) {
    const auto found = std::find(unique.begin(), unique.end(), p);
    indices.push_back(static_cast<std::uint32_t>(found - unique.begin()));
    if (found == unique.end()) unique.push_back(p);
  }
  return {Array<float3>(unique), Array<std::uint32_t>(indices)};
}

bool same(const Array<float3>& a, const Array<float3>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}
bool same(const Array<std::uint32_t>& a, const Array<std::uint32_t>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("weld: equals the sequential reference in order of first occurrence", "[weld]") {
  std::mt19937 random(7);
  for (const std::uint32_t distinct : {1U, 2U, 10U, 500U}) {
    std::vector<float3> positions(3000);
    for (float3& p : positions)
      p = {static_cast<float>(random() % distinct), static_cast<float>(random() % 3), 0.5F};
    const Weld weld = weld_positions(records_of(positions), {});
    const Weld expected = reference_weld(positions);
    CHECK(same(weld.positions, expected.positions));
    CHECK(same(weld.indices, expected.indices));
  }
}

TEST_CASE("weld: many blocks in shuffled order give every corner its position back", "[weld][parallel]") {
  Shape shape = unshared(torus(300, 200));  // 360 000 corners: several blocks
  std::shuffle(shape.positions.begin(), shape.positions.end(), std::mt19937(3));
  Weld one, many;
  run_with_threads(1, [&] { one = weld_positions(records_of(shape.positions), {}); });
  run_with_threads(8, [&] { many = weld_positions(records_of(shape.positions), {}); });
  CHECK(one.positions.size() == 60000);
  CHECK(same(one.positions, many.positions));
  CHECK(same(one.indices, many.indices));
  bool all_equal = true;
  std::uint32_t next = 0;
  bool first_occurrence_order = true;
  for (std::size_t i = 0; i < shape.positions.size(); ++i) {
    all_equal = all_equal && one.positions[one.indices[i]] == shape.positions[i];
    first_occurrence_order = first_occurrence_order && one.indices[i] <= next;
    next += one.indices[i] == next;
  }
  CHECK(all_equal);
  CHECK(first_occurrence_order);
}

TEST_CASE("weld: minus zero is zero, neighbours in float are not, equal NaN are one", "[weld]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float3> positions{
      {0, 1, 2}, {-0.0F, 1, 2}, {0, std::nextafter(1.0F, 2.0F), 2}, {nan, 0, 0}, {nan, 0, 0}};
  const Weld weld = weld_positions(records_of(positions), {});
  CHECK(std::vector<std::uint32_t>(weld.indices.begin(), weld.indices.end()) ==
        std::vector<std::uint32_t>{0, 0, 1, 2, 2});
}

TEST_CASE("weld: nothing in, nothing out; a stop request ends it", "[weld]") {
  CHECK(weld_positions({}, {}).positions.empty());
  std::stop_source stop;
  stop.request_stop();
  const std::vector<float3> positions(10);
  CHECK_THROWS_AS(weld_positions(records_of(positions), stop.get_token()), Cancelled);
}

TEST_CASE("weld: what was expected is welded to the same numbers", "[weld][parallel]") {
  std::mt19937 random(3);
  for (int round = 0; round < 6; ++round) {
    // Large enough for several blocks, in some order, with unused positions and zeros of both signs.
    Shape shape = shuffled(round % 2 == 0 ? torus(300, 180) : sphere(90), static_cast<std::uint32_t>(round));
    for (float3& p : shape.positions) {
      if (random() % 50 == 0) p.x = random() % 2 == 0 ? 0.0F : -0.0F;
    }
    const Weld once = weld_positions(records_of(shape.positions), {});
    Weld expected{once.positions, {}};
    std::vector<std::uint32_t> corners;
    std::vector<float3> stored;
    for (const std::uint32_t vertex : shape.indices) {
      corners.push_back(once.indices[vertex]);
      stored.push_back(shape.positions[vertex]);
    }
    expected.indices = corners;
    const Weld anew = weld_positions(records_of(stored), {});
    for (const int threads : {1, 4}) {
      run_with_threads(threads, [&] {
        std::vector<std::uint8_t> seen(stored.size(), 0);
        const auto again =
            weld_as_expected(records_of(stored), expected, {}, [&](std::size_t first, std::size_t count) {
              std::fill_n(seen.begin() + static_cast<std::ptrdiff_t>(first), count, std::uint8_t{1});
            });
        REQUIRE(again);
        CHECK(same(again->positions, anew.positions));
        CHECK(same(again->indices, anew.indices));
        CHECK(std::none_of(again->positions.begin(), again->positions.end(),
                           [](float3 p) { return p.x == 0 && std::signbit(p.x); }));
        CHECK(std::count(seen.begin(), seen.end(), 0) == 0);
      });
    }
    // One coordinate that differs, an index that does not exist, another number of records.
    std::vector<float3> other = stored;
    other[other.size() / 2].y += 1;
    CHECK_FALSE(weld_as_expected(records_of(other), expected, {}, {}));
    other[other.size() / 2].y = std::nanf("");
    CHECK_FALSE(weld_as_expected(records_of(other), expected, {}, {}));
    corners.back() = static_cast<std::uint32_t>(once.positions.size());
    CHECK_FALSE(weld_as_expected(records_of(stored), {once.positions, corners}, {}, {}));
    corners.pop_back();
    CHECK_FALSE(weld_as_expected(records_of(stored), {once.positions, corners}, {}, {}));
  }
}

TEST_CASE("weld: groups of records in an order are numbered in that order", "[weld]") {
  const Shape shape = unshared(torus(40, 30));
  std::vector<std::uint32_t> order(shape.faces());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937(4));
  std::vector<float3> sorted;
  for (const std::uint32_t face : order) {
    for (std::size_t k = 0; k < 3; ++k) sorted.push_back(shape.positions[3 * std::size_t{face} + k]);
  }
  PositionRecords records{reinterpret_cast<const std::byte*>(shape.positions.data()), shape.positions.size(),
                          3, 3 * sizeof(float3)};
  records.order = order.data();
  const Weld weld = weld_positions(records, {}), expected = weld_positions(records_of(sorted), {});
  CHECK(same(weld.positions, expected.positions));
  CHECK(same(weld.indices, expected.indices));
}
