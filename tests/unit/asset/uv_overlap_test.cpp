// Faces that share a part of a texture, against a comparison of all pairs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "asset/predicates.h"
#include "asset/triangle_overlap.h"
#include "asset/uv_overlap.h"
#include "meshgate/mesh.h"

using namespace meshgate;

namespace {

/// Charts of a texture: triangles with corners of their own numbers.
struct Layout {
  std::vector<float2> values;
  std::vector<std::uint32_t> corners;

  /// A grid of n × n squares, two triangles each, from `low` on.
  void add_grid(std::uint32_t n, float2 low, float side, bool mirrored = false) {
    const auto first = static_cast<std::uint32_t>(values.size());
    const float step = side / static_cast<float>(n);
    for (std::uint32_t y = 0; y <= n; ++y) {
      for (std::uint32_t x = 0; x <= n; ++x) {
        const auto column = static_cast<float>(mirrored ? n - x : x);
        values.push_back({low.x + step * column, low.y + step * static_cast<float>(y)});
      }
    }
    for (std::uint32_t y = 0; y < n; ++y) {
      for (std::uint32_t x = 0; x < n; ++x) {
        const std::uint32_t a = first + y * (n + 1) + x, b = a + 1, c = a + n + 1, d = c + 1;
        corners.insert(corners.end(), {a, b, d, a, d, c});
      }
    }
  }

  [[nodiscard]] Mesh mesh() const {
    Mesh mesh;
    mesh.positions = std::vector<float3>(3, float3{});
    mesh.indices = std::vector<std::uint32_t>(corners.size(), 0);
    UvSet set;
    set.values = values;
    set.indices = corners;
    mesh.uvs.push_back(set);
    return mesh;
  }

  [[nodiscard]] bool triangle(std::size_t face, FlatTriangle& t) const {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint32_t corner = corners[3 * face + k];
      if (corner >= values.size() || !std::isfinite(values[corner].x) || !std::isfinite(values[corner].y))
        return false;
      t[k] = values[corner];
    }
    return orient2d(t[0], t[1], t[2]) != 0;
  }

  /// The faces that overlap another one, by comparing all pairs.
  [[nodiscard]] std::vector<bool> overlapping() const {
    struct Item {
      FlatTriangle triangle;
      float left, right, low, high;
      std::size_t face;
    };
    std::vector<Item> items;
    for (std::size_t face = 0; face < corners.size() / 3; ++face) {
      FlatTriangle t;
      if (!triangle(face, t)) continue;
      items.push_back({t, std::min({t[0].x, t[1].x, t[2].x}), std::max({t[0].x, t[1].x, t[2].x}),
                       std::min({t[0].y, t[1].y, t[2].y}), std::max({t[0].y, t[1].y, t[2].y}), face});
    }
    std::vector<bool> marks(corners.size() / 3);
    for (std::size_t i = 0; i < items.size(); ++i) {
      for (std::size_t j = i + 1; j < items.size(); ++j) {
        const Item &a = items[i], &b = items[j];
        if (a.left > b.right || b.left > a.right || a.low > b.high || b.low > a.high) continue;
        if (!flat_overlap(a.triangle, b.triangle)) continue;
        marks[a.face] = marks[b.face] = true;
      }
    }
    return marks;
  }
};

void check_against_all_pairs(const Layout& layout, bool any) {
  const UvOverlap found = compute_uv_overlaps(layout.mesh(), {})[0];
  const std::vector<bool> expected = layout.overlapping();
  CHECK(found.count == static_cast<std::uint64_t>(std::count(expected.begin(), expected.end(), true)));
  CHECK((found.count > 0) == any);
  bool same = true;
  for (std::size_t face = 0; face < expected.size(); ++face)
    same = same && found.faces.test(face) == expected[face];
  CHECK(same);
  CHECK_FALSE(found.gave_up);
}

}  // namespace

TEST_CASE("uv overlap: charts side by side do not", "[uv]") {
  Layout layout;
  layout.add_grid(32, {0, 0}, 0.5F);
  layout.add_grid(8, {0.5F, 0}, 0.25F);  // touches the first along a part of its border
  layout.add_grid(8, {0.75F, 0.5F}, 0.125F, true);
  SECTION("as they are") { check_against_all_pairs(layout, false); }
  SECTION("with faces that are nowhere or have no area") {
    layout.values.push_back({std::nanf(""), 0});
    const auto bad = static_cast<std::uint32_t>(layout.values.size() - 1);
    layout.corners.insert(layout.corners.end(), {0, 1, bad, 0, 1, 9999999, 0, 1, 2, 5, 5, 5});
    check_against_all_pairs(layout, false);
  }
  SECTION("with a face that was left out, and one that fills the hole") {
    const std::vector<std::uint32_t> hole(layout.corners.begin() + 300, layout.corners.begin() + 303);
    layout.corners.erase(layout.corners.begin() + 300, layout.corners.begin() + 303);
    check_against_all_pairs(layout, false);
    layout.corners.insert(layout.corners.end(), hole.begin(), hole.end());
    check_against_all_pairs(layout, false);
    layout.corners.insert(layout.corners.end(), hole.begin(), hole.end());
    check_against_all_pairs(layout, true);
  }
}

TEST_CASE("uv overlap: wherever a chart lies on another one it is found", "[uv]") {
  Layout layout;
  layout.add_grid(36, {0, 0}, 0.5F);
  SECTION("in the middle of it, far from its border") { layout.add_grid(3, {0.2F, 0.21F}, 0.05F); }
  SECTION("the same, mirrored") { layout.add_grid(3, {0.2F, 0.21F}, 0.05F, true); }
  SECTION("in the middle of one of its faces") { layout.add_grid(1, {0.1F, 0.1F}, 0.001F); }
  SECTION("on its border") { layout.add_grid(5, {0.45F, 0.3F}, 0.2F); }
  SECTION("exactly on it") { layout.add_grid(36, {0, 0}, 0.5F); }
  SECTION("around it") { layout.add_grid(2, {-1, -1}, 3); }
  SECTION("folded along an inner line") {
    for (float2& uv : layout.values) {
      if (uv.x > 0.25F) uv.x = 0.5F - uv.x;
    }
  }
  SECTION("by one vertex that went too far") { layout.values[37 * 18 + 18].x += 0.05F; }
  check_against_all_pairs(layout, true);
}

TEST_CASE("uv overlap: layouts with vertices here and there", "[uv]") {
  std::mt19937 random(5);
  for (int round = 0; round < 12; ++round) {
    Layout layout;
    layout.add_grid(32, {0, 0}, 1);
    layout.add_grid(8, {1.25F, 0.25F}, 0.5F, round % 2 == 0);
    // Small moves keep the grid in order, larger ones turn triangles over.
    const float reach = round % 3 == 0 ? 0.3F : round % 3 == 1 ? 0.55F : 3.0F;
    std::uniform_real_distribution<float> move(-reach / 32, reach / 32);
    for (std::size_t i = 0; i < 40; ++i) {
      float2& uv = layout.values[random() % layout.values.size()];
      uv = {uv.x + move(random), uv.y + move(random)};
    }
    const std::vector<bool> expected = layout.overlapping();
    check_against_all_pairs(layout, std::find(expected.begin(), expected.end(), true) != expected.end());
  }
}

TEST_CASE("uv overlap: sets that share their data have the same answer", "[uv]") {
  Layout layout;
  layout.add_grid(4, {0, 0}, 1);
  layout.add_grid(1, {0.3F, 0.3F}, 0.1F);
  Mesh mesh = layout.mesh();
  mesh.uvs.push_back(mesh.uvs[0]);
  const std::vector<UvOverlap> found = compute_uv_overlaps(mesh, {});
  REQUIRE(found.size() == 2);
  CHECK(found[0].count > 0);
  CHECK(found[1].count == found[0].count);
  CHECK(found[1].faces.words() == found[0].faces.words());
}
