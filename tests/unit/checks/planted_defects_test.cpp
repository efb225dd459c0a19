// One defect at a time in a clean model, as STL, OBJ and GLB: exactly the expected rules fire, with the
// expected counts, and nothing else.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "meshgate/gate.h"
#include "support/gltf_builder.h"
#include "support/mesh_files.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Counts = std::map<std::string, std::uint64_t>;

struct Written {
  const char* name;
  std::vector<std::byte> (*write)(const Shape&);
};
constexpr Written kFormats[] = {{"model.stl", binary_stl}, {"model.obj", obj_text}, {"model.glb", glb_file}};

InputReport check(const Written& format, const Shape& shape) {
  CheckOptions options;
  options.profile = load_profile("asset").value();
  return check_bytes(format.name, format.write(shape), options).value();
}

std::string text_of(const Counts& counts) {
  std::string text;
  for (const auto& [rule, count] : counts) text += rule + " " + std::to_string(count) + "\n";
  return text;
}

Counts counts_of(const InputReport& report) {
  Counts counts;
  for (const Finding& finding : report.findings) counts[finding.rule] += finding.count;
  for (const NotChecked& rule : report.not_checked) counts["not checked: " + rule.rule] = 1;
  return counts;
}

// The same rules for all formats, besides those that a format has of its own.
void expect(const Shape& shape, const Counts& expected, const std::map<std::string, Counts>& own = {}) {
  for (const Written& format : kFormats) {
    Counts all = expected;
    if (const auto extra = own.find(format.name); extra != own.end())
      all.insert(extra->second.begin(), extra->second.end());
    INFO(format.name);
    CHECK(text_of(counts_of(check(format, shape))) == text_of(all));
  }
}

Shape without_face(Shape shape, std::size_t face) {
  const auto at = shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face);
  shape.indices.erase(at, at + 3);
  return shape;
}

Shape with_face(Shape shape, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  shape.indices.insert(shape.indices.end(), {a, b, c});
  return shape;
}

Shape with_flipped(Shape shape, std::size_t face) {
  std::swap(shape.indices[3 * face + 1], shape.indices[3 * face + 2]);
  return shape;
}

const Shape kBody = sphere(10);  // 800 faces, 402 vertices

}  // namespace

TEST_CASE("planted: nothing fires on the clean model", "[planted]") {
  expect(kBody, {});
  expect(torus(40, 24), {});
  expect(shuffled(kBody, 4), {});
}

TEST_CASE("planted: a removed triangle", "[planted]") {
  expect(without_face(kBody, 37), {{"mesh/open-edge", 3}});
}

TEST_CASE("planted: flipped triangles", "[planted]") {
  expect(with_flipped(kBody, 37), {{"mesh/inconsistent-winding", 3}});
  expect(with_flipped(with_flipped(kBody, 37), 550), {{"mesh/inconsistent-winding", 6}});
}

TEST_CASE("planted: a body inside out", "[planted]") {
  expect(turned_over(kBody), {{"mesh/inverted-shell", 1}});
  expect(joined(kBody, turned_over(placed(kBody, 1, {4, 0, 0}))), {{"mesh/inverted-shell", 1}});
}

TEST_CASE("planted: a fin", "[planted]") {
  Shape shape = kBody;
  const float3 a = shape.positions[shape.indices[0]], b = shape.positions[shape.indices[1]];
  shape.positions.push_back({a.x + b.x, a.y + b.y, a.z + b.z});
  expect(with_face(shape, shape.indices[0], shape.indices[1], 402),
         {{"mesh/non-manifold-edge", 1}, {"mesh/open-edge", 2}});
}

TEST_CASE("planted: two bodies that touch in one vertex", "[planted]") {
  // STL has no vertices that could be stored twice.
  const Counts stored_twice{{"mesh/duplicate-vertex", 1}};
  expect(joined(cube(), placed(cube(), 1, {2, 2, 2})), {{"mesh/non-manifold-vertex", 1}},
         {{"model.obj", stored_twice}, {"model.glb", stored_twice}});
}

TEST_CASE("planted: faces stored again", "[planted]") {
  const Shape& s = kBody;
  expect(with_face(s, s.indices[31], s.indices[32], s.indices[30]),
         {{"mesh/duplicate-face", 1}, {"mesh/non-manifold-edge", 3}});
  expect(with_face(s, s.indices[31], s.indices[30], s.indices[32]),
         {{"mesh/duplicate-face", 1}, {"mesh/non-manifold-edge", 3}});
  // Everything twice.
  for (const Written& format : kFormats) {
    const Counts counts = counts_of(check(format, joined(kBody, kBody)));
    CHECK(counts.at("mesh/duplicate-face") == 800);
    CHECK(counts.at("mesh/non-manifold-edge") == 1200);
    CHECK(counts.count("mesh/self-intersection") == 0);
  }
}

TEST_CASE("planted: faces without an area", "[planted]") {
  expect(with_face(kBody, 5, 5, 9), {{"mesh/degenerate-face", 1}},
         {{"model.glb", {{"gltf/accessor-index-triangle-degenerate", 1}}}});
  // An edge of the cube divided in the middle, the crack filled with a triangle that has no area.
  Shape shape = cube();
  shape.positions.push_back({0, -1, -1});  // between 0 and 1
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    // Face (0, 1, 5) becomes (0, 8, 5) and (8, 1, 5); its neighbour across the edge keeps 0–1.
    if (shape.indices[i] == 0 && shape.indices[i + 1] == 1) shape.indices[i + 1] = 8;
  }
  shape = with_face(with_face(shape, 8, 1, 5), 0, 1, 8);
  expect(shape, {{"mesh/degenerate-face", 1}});
}

TEST_CASE("planted: a region pushed through another one", "[planted]") {
  // The north pole goes through the south.
  Shape shape = kBody;
  for (float3& p : shape.positions) {
    if (p.z == 1.0F) p.z = -1.5F;
  }
  for (const Written& format : kFormats) {
    const InputReport report = check(format, shape);
    const Counts counts = counts_of(report);
    INFO(format.name);
    REQUIRE(counts.count("mesh/self-intersection") == 1);
    // Four faces of the spike cross four of the south pole; no other rule fires.
    CHECK(counts == Counts{{"mesh/self-intersection", 8}});
  }
}

TEST_CASE("planted: a nested body, a cavity and a crumb", "[planted]") {
  const Shape inner = placed(sphere(3), 0.25F, {0.1F, 0, 0});
  expect(joined(kBody, inner), {{"mesh/internal-shell", 1}});
  expect(joined(kBody, turned_over(inner)), {{"mesh/internal-shell", 1}});
  expect(joined(kBody, placed(cube(), 0.0078125F, {3, 0, 0})), {{"mesh/tiny-component", 1}});
}

TEST_CASE("planted: a T-junction", "[planted]") {
  Shape shape = cube();
  shape.positions.push_back({0, -1, -1});
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    if (shape.indices[i] == 0 && shape.indices[i + 1] == 1) shape.indices[i + 1] = 8;
  }
  expect(with_face(shape, 8, 1, 5), {{"mesh/open-edge", 3}, {"mesh/t-junction", 1}});
}

TEST_CASE("planted: the same surface has the same numbers in every format", "[planted]") {
  Shape shape = joined(joined(without_face(torus(30, 20), 5), placed(cube(), 0.5F, {8, 0, 0})),
                       turned_over(placed(sphere(4), 1, {12, 0, 0})));
  shape = with_flipped(shape, 100);
  const InputReport stl = check(kFormats[0], shape);
  const std::vector<std::string> names{"triangles",
                                       "welded_vertices",
                                       "components",
                                       "shells",
                                       "boundary_edges",
                                       "boundary_loops",
                                       "nonmanifold_edges",
                                       "degenerate_faces",
                                       "duplicate_faces",
                                       "inconsistent_edges",
                                       "closed",
                                       "manifold",
                                       "oriented",
                                       "watertight",
                                       "surface_area",
                                       "bbox_min",
                                       "bbox_max",
                                       "nonmanifold_vertices",
                                       "self_intersecting_faces"};
  for (const Written& format : kFormats) {
    const InputReport other = check(format, shape);
    INFO(format.name);
    for (const std::string& name : names) {
      INFO(name);
      const auto of = [&](const InputReport& report) {
        for (const auto& [key, value] : report.metrics) {
          if (key == name) return value;
        }
        return MetricValue(std::string("missing"));
      };
      CHECK(of(other) != MetricValue(std::string("missing")));
      CHECK(of(other) == of(stl));
    }
  }
}

TEST_CASE("planted: moving, scaling, renumbering and turning change no verdict", "[planted]") {
  Shape shape = joined(without_face(kBody, 7), placed(cube(), 0.5F, {0.75F, 0.25F, 0.125F}));
  shape = with_flipped(shape, 90);
  const Counts expected = counts_of(check(kFormats[0], shape));
  CHECK(expected.count("mesh/self-intersection") == 1);
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    for (const Written& format : kFormats) {
      INFO(format.name);
      CHECK(counts_of(check(format, shuffled(shape, seed))) == expected);
      CHECK(counts_of(check(format, placed(shape, 64, {0, 0, 0}))) == expected);
      CHECK(counts_of(check(format, placed(shape, -1, {0, 0, 0}))) != expected);  // a mirror turns it over
    }
  }
  // A quarter turn about z is exact.
  Shape turned = shape;
  for (float3& p : turned.positions) p = {-p.y, p.x, p.z};
  CHECK(counts_of(check(kFormats[0], turned)) == expected);
}

TEST_CASE("planted: every rule of the surface by its name", "[planted]") {
  const auto of = [](const Shape& shape) { return check(kFormats[0], shape).findings; };
  const Shape inner = placed(sphere(3), 0.25F, {0.1F, 0, 0});
  const std::vector<Finding> clean = of(kBody);
  expect_silent("mesh/open-edge", clean);
  expect_fires("mesh/open-edge", of(without_face(kBody, 0)));
  expect_silent("mesh/non-manifold-edge", clean);
  expect_fires("mesh/non-manifold-edge", of(joined(kBody, kBody)));
  expect_silent("mesh/non-manifold-vertex", clean);
  expect_silent("mesh/non-manifold-vertex", of(joined(cube(), placed(cube(), 1, {2, 2, 0}))));  // an edge
  expect_fires("mesh/non-manifold-vertex", of(joined(cube(), placed(cube(), 1, {2, 2, 2}))));
  expect_silent("mesh/inconsistent-winding", of(turned_over(kBody)));
  expect_fires("mesh/inconsistent-winding", of(with_flipped(kBody, 0)));
  expect_silent("mesh/inverted-shell", of(joined(kBody, turned_over(inner))));
  expect_fires("mesh/inverted-shell", of(turned_over(joined(kBody, placed(inner, 1, {9, 0, 0})))));
  expect_silent("mesh/duplicate-face", clean);
  expect_fires("mesh/duplicate-face", of(joined(kBody, turned_over(kBody))));
  expect_silent("mesh/t-junction", of(without_face(kBody, 0)));
  expect_silent("mesh/self-intersection", of(joined(kBody, inner)));
  expect_fires("mesh/self-intersection", of(joined(kBody, placed(inner, 1, {0.9F, 0, 0}))));
  expect_silent("mesh/internal-shell", of(joined(kBody, placed(kBody, 1, {3, 0, 0}))));
  expect_fires("mesh/internal-shell", of(joined(kBody, inner)));
  expect_silent("mesh/tiny-component", of(joined(kBody, placed(inner, 1, {9, 0, 0}))));

  Shape crack;
  crack.positions = {{0, 0, 0}, {2, 0, 0}, {1, 2, 0}, {1, -2, 0}, {1, 0, 0}};
  crack.indices = {0, 1, 2, 0, 3, 4, 4, 3, 1};
  expect_fires("mesh/t-junction", of(crack));
}

TEST_CASE("planted: a cavity of an open body is not inside out", "[planted]") {
  const Shape hollow = joined(without_face(kBody, 0), turned_over(placed(sphere(3), 0.5F, {0, 0, 0})));
  expect(hollow, {{"mesh/open-edge", 3}});
}

TEST_CASE("planted: tiny means below the fraction", "[planted]") {
  // The box of the whole is 8 long; crumbs are cubes of edge 2 · scale.
  const auto of = [](float scale) {
    return check(kFormats[0], joined(placed(kBody, 4, {0, 0, 0}), placed(cube(), scale, {2, 3.5F, 2})))
        .findings;
  };
  expect_fires("mesh/tiny-component", of(0.0390625F));     // 0.078 of 8 is below 0.01
  expect_silent("mesh/tiny-component", of(0.041015625F));  // 0.082 is above
}

TEST_CASE("planted: walls around the limit", "[planted]") {
  const auto of = [](float thickness_mm) {
    Shape plate = placed(cube(), 10, {0, 0, 0});
    for (float3& p : plate.positions) p.z *= thickness_mm / 20;
    CheckOptions options;
    options.profile = load_profile("print-fdm").value();
    return check_bytes("plate.stl", binary_stl(plate), options).value().findings;
  };
  expect_fires("mesh/thin-wall", of(0.79F));
  expect_silent("mesh/thin-wall", of(0.81F));
}

TEST_CASE("planted: islands of a texture that overlap", "[planted]") {
  const auto of = [](const std::string& uvs) {
    const std::string text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nv 0 2 0\nv 1 2 0\n" + uvs +
                             "f 1/1 2/2 3/3\nf 2/4 4/5 3/6\nf 3/7 4/8 5/9\n";
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    CheckOptions options;
    options.profile = load_profile("asset").value();
    return check_bytes("sheet.obj", {bytes, bytes + text.size()}, options).value().findings;
  };
  // Side by side, with edges in common; then the third one moved into the first.
  const std::string apart = "vt 0 0\nvt 1 0\nvt 0 1\nvt 1 0\nvt 1 1\nvt 0 1\nvt 0 1\nvt 1 1\nvt 0 2\n";
  expect_silent("uv/overlap", of(apart));
  const std::string moved = "vt 0 0\nvt 1 0\nvt 0 1\nvt 1 0\nvt 1 1\nvt 0 1\nvt .1 .1\nvt .2 .1\nvt .1 .2\n";
  const std::vector<Finding> findings = of(moved);
  expect_fires("uv/overlap", findings);
  for (const Finding& finding : findings) {
    if (finding.rule == "uv/overlap") CHECK(finding.count == 2);
  }
}

TEST_CASE("planted defects: a model that is empty since its reader found an error has that error only",
          "[checks]") {
  GltfFile file = gltf_of(cube());
  const auto findings_of = [&](Severity of_reason) {
    CheckOptions options;
    options.profile = load_profile("asset").value();
    options.profile.rules["gltf/unknown-asset-major-version"].severity = of_reason;
    return counts_of(check_bytes("model.glb", file.glb(), options).value());
  };
  file.json["asset"]["version"] = "1.0";
  CHECK(text_of(findings_of(Severity::kError)) == "gltf/unknown-asset-major-version 1\n");
  // What does not count as an error explains nothing.
  CHECK(findings_of(Severity::kOff).contains("mesh/empty"));
  file = gltf_of(cube());
  file.json["scenes"][0].erase("nodes");
  CHECK(findings_of(Severity::kError).contains("mesh/empty"));
}
