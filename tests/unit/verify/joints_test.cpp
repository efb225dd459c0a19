// What stands on a cut, each thing by itself: pins and balls of known size between blocks and in the figure.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <optional>

#include "report/detail/describe.h"
#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/solid_shapes.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;

// Something round: radius and height of rings from the face to the top, which is closed by a fan.
using Rings = std::vector<std::array<double, 2>>;

// A ball with its centre half a radius above the face, `extra` larger all around.
Rings ball(double radius, double extra = 0) {
  constexpr int kSteps = 24;
  const double rise = radius / 2, size = radius + extra;
  const double lowest = std::acos(-rise / size);
  Rings profile;
  for (int ring = 0; ring < kSteps; ++ring) {
    const double polar = lowest * (kSteps - ring) / kSteps;
    profile.push_back({size * std::sin(polar), ring == 0 ? 0 : rise + size * std::cos(polar)});
  }
  profile.push_back({0, rise + size});
  return profile;
}
Rings pin(double radius, double height, double extra = 0) {
  return {{radius + extra, 0}, {radius + extra, height + extra}, {0, height + extra}};
}
Rings cone(double foot, double top, double height, double extra = 0) {
  return {{foot + extra, 0}, {top + extra, height + extra}, {0, height + extra}};
}

// What a cell of a face of a block has: out of the block, or into it (`sign` −1).
struct Relief {
  int axis = 2, side = 1;  // the face
  std::array<int, 2> cell{};
  Rings profile;
  double sign = 1;
  std::array<double, 2> shift{};  // off the middle of the cell
};

// An axis-aligned box whose faces are 2 × 2 cells, or another number of them.
class Block {
 public:
  Block(float3 low, float3 high, const std::vector<Relief>& reliefs = {}, int cells = 2)
      : low_{low.x, low.y, low.z}, high_{high.x, high.y, high.z}, cells_(cells) {
    for (int axis = 0; axis < 3; ++axis) {
      for (const int side : {-1, 1}) {
        axis_ = axis;
        side_ = side;
        for (int u = 0; u < cells; ++u) {
          for (int v = 0; v < cells; ++v) add_cell({u, v}, reliefs);
        }
      }
    }
  }
  Shape shape;

 private:
  [[nodiscard]] float3 at(double u, double v, double height) const {
    std::array<float, 3> p{};
    const auto place = static_cast<std::size_t>(axis_);
    p[place] =
        static_cast<float>(static_cast<double>(side_ > 0 ? high_[place] : low_[place]) + side_ * height);
    p[(place + 1) % 3] = static_cast<float>(u);
    p[(place + 2) % 3] = static_cast<float>(v);
    return {p[0], p[1], p[2]};
  }
  [[nodiscard]] double line(int axis, int i) const {
    const auto place = static_cast<std::size_t>(axis % 3);
    const auto low = static_cast<double>(low_[place]), high = static_cast<double>(high_[place]);
    return low + (high - low) * i / cells_;
  }
  void triangle(float3 a, float3 b, float3 c) {
    for (const float3& p : {a, side_ > 0 ? b : c, side_ > 0 ? c : b}) {
      shape.indices.push_back(static_cast<std::uint32_t>(shape.positions.size()));
      shape.positions.push_back(p);
    }
  }
  void add_cell(std::array<int, 2> cell, const std::vector<Relief>& reliefs) {
    const double u0 = line(axis_ + 1, cell[0]), u1 = line(axis_ + 1, cell[0] + 1);
    const double v0 = line(axis_ + 2, cell[1]), v1 = line(axis_ + 2, cell[1] + 1);
    const std::array<float3, 4> corner{at(u0, v0, 0), at(u1, v0, 0), at(u1, v1, 0), at(u0, v1, 0)};
    for (const Relief& relief : reliefs) {
      if (relief.axis == axis_ && relief.side == side_ && relief.cell == cell) {
        add_relief(relief, {(u0 + u1) / 2 + relief.shift[0], (v0 + v1) / 2 + relief.shift[1]}, corner);
        return;
      }
    }
    triangle(corner[0], corner[1], corner[2]);
    triangle(corner[0], corner[2], corner[3]);
  }
  void add_relief(const Relief& relief, std::array<double, 2> middle, const std::array<float3, 4>& corner) {
    constexpr int kSides = 64, kQuarter = kSides / 4;
    const auto ring_at = [&](std::size_t ring, int i) {
      const double turn = 2 * std::numbers::pi * (i % kSides - kQuarter * 1.5) / kSides;
      const auto [radius, height] = relief.profile[ring];
      return at(middle[0] + radius * std::cos(turn), middle[1] + radius * std::sin(turn),
                relief.sign * height);
    };
    for (int i = 0; i < kSides; ++i) {
      const auto quarter = static_cast<std::size_t>(i / kQuarter);
      const std::size_t near = i % kQuarter < kQuarter / 2 ? quarter : (quarter + 1) % 4;
      triangle(corner[near], ring_at(0, i + 1), ring_at(0, i));
      if (i % kQuarter == kQuarter / 2) triangle(corner[quarter], corner[(quarter + 1) % 4], ring_at(0, i));
      for (std::size_t ring = 0; ring + 1 < relief.profile.size(); ++ring) {
        triangle(ring_at(ring, i), ring_at(ring, i + 1), ring_at(ring + 1, i + 1));
        if (ring + 2 < relief.profile.size())
          triangle(ring_at(ring, i), ring_at(ring + 1, i + 1), ring_at(ring + 1, i));
      }
    }
  }

  std::array<float, 3> low_, high_;
  int cells_, axis_ = 0, side_ = 1;
};

Relief socket(Relief relief) {
  relief.side = -relief.side;
  relief.sign = -relief.sign;
  return relief;
}

Asset source_box(float3 low, float3 high) {
  Asset asset = make_asset(Block(low, high).shape);
  asset.path = "box.glb";
  asset.format = "glb";
  return asset;
}

// Two blocks on each other, 40 × 40 × 20 each.
InputReport judge_blocks(const std::vector<Relief>& lower, const std::vector<Relief>& upper,
                         const std::string& joint, double unit_mm = 1) {
  const std::vector<FigurePart> parts{{"lower", Block({0, 0, 0}, {40, 40, 20}, lower).shape},
                                      {"upper", Block({0, 0, 20}, {40, 40, 40}, upper).shape}};
  return judge(source_box({0, 0, 0}, {40, 40, 40}), asset_of_parts(parts), "split:character:f:" + joint,
               unit_mm);
}

// Stands on the lower block, in the cell (0, 0) or (1, 1) of its top.
Relief on_lower(int cell, Rings profile) { return {2, 1, {cell, cell}, std::move(profile)}; }
Relief in_upper(int cell, Rings profile) { return {2, -1, {cell, cell}, std::move(profile), -1}; }

std::string kind_of(const InputReport& report, int joint) {
  const auto* kind = find_metric<std::string>(report, "joints/" + std::to_string(joint) + "/kind");
  return kind == nullptr ? std::string() : *kind;
}
double joint_metric(const InputReport& report, int joint, const std::string& name) {
  return metric_of(report, "joints/" + std::to_string(joint) + "/" + name);
}

}  // namespace

TEST_CASE("joints: a block with reliefs is closed and has their volume", "[verify][joints]") {
  const double plain = volume_of(Block({0, 0, 0}, {40, 40, 20}).shape);
  CHECK(plain == Approx(32000));
  const double round = 64.0 / 2 * std::sin(2 * std::numbers::pi / 64);  // area of the polygon over r²
  CHECK(volume_of(Block({0, 0, 0}, {40, 40, 20}, {on_lower(0, pin(3, 7))}).shape) ==
        Approx(plain + 9 * 7 * round));
  CHECK(volume_of(Block({0, 0, 20}, {40, 40, 40}, {in_upper(1, pin(3, 7))}).shape) ==
        Approx(plain - 9 * 7 * round));
}

TEST_CASE("joints: round pins are pins, with the gap in their hole", "[verify][joints]") {
  const auto [radius, height, gap] = GENERATE(
      table<double, double, double>({{3, 9, 0.5}, {3, 5, 0.2}, {5, 5, 0.2}, {8, 6, 0.5}, {1.5, 6, 0.3}}));
  const InputReport report =
      judge_blocks({on_lower(0, pin(radius, height))}, {in_upper(0, pin(radius, height, gap))}, "pin");
  INFO(radius << " × " << height << "\n" << describe_findings(report));
  CHECK(report.findings.empty());
  REQUIRE(metric_of(report, "joints") == 1);
  CHECK(kind_of(report, 1) == "pin");
  CHECK(joint_metric(report, 1, "male") == 1);
  CHECK(joint_metric(report, 1, "gap_median_mm") == Approx(gap).margin(0.01));
  const InputReport asked_ball =
      judge_blocks({on_lower(0, pin(radius, height))}, {in_upper(0, pin(radius, height, gap))}, "ball");
  CHECK(rules_of(asked_ball) == Rules{"parts/joint-missing"});
}

TEST_CASE("joints: a tapered pin is no ball", "[verify][joints]") {
  const InputReport report =
      judge_blocks({on_lower(0, cone(5, 3, 6))}, {in_upper(0, cone(5, 3, 6, 0.25))}, "pin");
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(kind_of(report, 1) == "pin");
}

TEST_CASE("joints: an ellipsoid is no ball", "[verify][joints]") {
  Rings male = ball(5), female = ball(5, 0.25);
  for (Rings* profile : {&male, &female}) {
    for (auto& ring : *profile) ring[1] *= 1.5;
  }
  const InputReport report = judge_blocks({on_lower(0, male)}, {in_upper(0, female)}, "ball");
  CHECK(rules_of(report) == Rules{"parts/joint-missing"});
  CHECK(kind_of(report, 1) == "pin");
}

TEST_CASE("joints: a pin that is too large for its hole, or has none", "[verify][joints]") {
  const InputReport tight = judge_blocks({on_lower(0, pin(3, 7))}, {in_upper(0, pin(3, 7, -0.1))}, "pin");
  INFO(describe_findings(tight));
  CHECK(rules_of(tight) == Rules{"parts/joint-clearance"});
  expect_fires("parts/joint-clearance", tight.findings);
  CHECK(finding_of_rule(tight, "parts/joint-clearance").severity == Severity::kError);
  CHECK(evidence_of(finding_of_rule(tight, "parts/joint-clearance"), "gap_median_mm") ==
        Approx(-0.1).margin(0.01));
  const InputReport none = judge_blocks({on_lower(0, pin(3, 7))}, {}, "pin");
  INFO(describe_findings(none));
  CHECK(rules_of(none) == Rules{"parts/joint-missing"});
  CHECK(finding_of_rule(none, "parts/joint-missing").message.find("no counterpart") != std::string::npos);
}

TEST_CASE("joints: two balls in one cut are two joints", "[verify][joints]") {
  const std::vector<Relief> balls{on_lower(0, ball(4)), on_lower(1, ball(4))};
  const InputReport clean =
      judge_blocks(balls, {in_upper(0, ball(4, 0.3)), in_upper(1, ball(4, 0.3))}, "ball");
  INFO(describe_findings(clean));
  CHECK(clean.findings.empty());
  REQUIRE(metric_of(clean, "joints") == 2);
  for (int joint = 1; joint <= 2; ++joint) {
    CHECK(joint_metric(clean, joint, "radius_mm") == Approx(4).margin(0.01));
    CHECK(joint_metric(clean, joint, "socket_radius_mm") == Approx(4.3).margin(0.01));
    CHECK(joint_metric(clean, joint, "gap_median_mm") == Approx(0.3).margin(0.01));
  }
  const InputReport tight =
      judge_blocks(balls, {in_upper(0, ball(4, 0.3)), in_upper(1, ball(4, -0.15))}, "ball");
  INFO(describe_findings(tight));
  CHECK(rules_of(tight) == Rules{"parts/joint-clearance"});
  CHECK(evidence_of(finding_of_rule(tight, "parts/joint-clearance"), "gap_median_mm") ==
        Approx(-0.15).margin(0.01));
  const InputReport half = judge_blocks(balls, {in_upper(0, ball(4, 0.3))}, "ball");
  INFO(describe_findings(half));
  CHECK(rules_of(half) == Rules{"parts/joint-missing"});
  expect_fires("parts/joint-missing", half.findings);
  const auto* radius = find_metric<double>(half, "joints/2/socket_radius");
  CHECK(radius == nullptr);
}

TEST_CASE("joints: one pin each way", "[verify][joints]") {
  const Relief up = on_lower(0, pin(3, 6)), down{2, -1, {1, 1}, pin(3, 6), 1};
  const InputReport report =
      judge_blocks({up, {2, 1, {1, 1}, pin(3, 6, 0.25), -1}}, {in_upper(0, pin(3, 6, 0.25)), down}, "pin");
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  expect_silent("parts/joint-missing", report.findings);
  REQUIRE(metric_of(report, "joints") == 2);
  CHECK(joint_metric(report, 1, "male") + joint_metric(report, 2, "male") == 3);
  CHECK(joint_metric(report, 1, "gap_median_mm") == Approx(0.25).margin(0.01));
  CHECK(joint_metric(report, 2, "gap_median_mm") == Approx(0.25).margin(0.01));
}

namespace {

// Pins or balls in cells of a cut of 3 × 3 between tall blocks, as many as there are holes; a hole may be
// missing.
InputReport judge_set(const Rings& male, const std::vector<std::optional<Rings>>& holes,
                      const std::string& joint) {
  std::vector<Relief> lower, upper;
  for (std::size_t i = 0; i < holes.size(); ++i) {
    const std::array<int, 2> cell{static_cast<int>(i % 3), static_cast<int>(i / 3)};
    lower.push_back({2, 1, cell, male});
    if (holes[i]) upper.push_back({2, -1, cell, *holes[i], -1});
  }
  const std::vector<FigurePart> parts{{"lower", Block({0, 0, 0}, {40, 40, 100}, lower, 3).shape},
                                      {"upper", Block({0, 0, 100}, {40, 40, 200}, upper, 3).shape}};
  return judge(source_box({0, 0, 0}, {40, 40, 200}), asset_of_parts(parts), "split:character:f:" + joint, 1);
}

}  // namespace

TEST_CASE("joints: each of many pins on one cut is measured", "[verify][joints]") {
  const auto number = GENERATE(as<std::size_t>(), 1, 2, 3, 4, 6, 8);
  // The first is tight, the second has no hole, the third is loose.
  const std::array<double, 3> first{0.05, -1, 0.9};
  std::vector<std::optional<Rings>> holes;
  for (std::size_t i = 0; i < number; ++i) {
    const double gap = i < first.size() ? first[i] : 0.25;
    holes.push_back(gap > 0 ? std::optional(pin(1.5, 6, gap)) : std::nullopt);
  }
  const InputReport report = judge_set(pin(1.5, 6), holes, "pin");
  INFO(number << " pins\n" << describe_findings(report));
  REQUIRE(metric_of(report, "joints") == static_cast<double>(number));
  std::vector<double> gaps;
  for (int joint = 1; joint <= static_cast<int>(number); ++joint) {
    CHECK(kind_of(report, joint) == "pin");
    const bool alone = *find_metric<bool>(report, "joints/" + std::to_string(joint) + "/one_sided");
    gaps.push_back(alone ? -1 : joint_metric(report, joint, "gap_median_mm"));
  }
  std::sort(gaps.begin(), gaps.end());
  std::vector<double> wanted(number, 0.25);
  for (std::size_t i = 0; i < std::min(number, first.size()); ++i) wanted[i] = first[i];
  std::sort(wanted.begin(), wanted.end());
  for (std::size_t i = 0; i < number; ++i) CHECK(gaps[i] == Approx(wanted[i]).margin(0.01));
  CHECK(report.findings.size() == std::min(number, first.size()));
  CHECK(rules_of(report).contains("parts/joint-missing") == (number > 1));
  CHECK(rules_of(report).contains("parts/overlap") == false);
}

TEST_CASE("joints: many pins are no ball", "[verify][joints]") {
  for (const double height : {2.0, 6.0}) {
    const std::vector<std::optional<Rings>> holes(6, pin(1.5, height, 0.25));
    const InputReport report = judge_set(pin(1.5, height), holes, "ball");
    INFO(height << "\n" << describe_findings(report));
    CHECK(rules_of(report) == Rules{"parts/joint-missing"});
    for (int joint = 1; joint <= 6; ++joint) CHECK(kind_of(report, joint) == "pin");
  }
}

TEST_CASE("joints: balls close to each other are a joint each", "[verify][joints]") {
  const int number = GENERATE(5, 9);
  std::vector<std::optional<Rings>> holes(static_cast<std::size_t>(number), ball(5, 0.3));
  holes.front() = ball(5, 0.1);
  const InputReport report = judge_set(ball(5), holes, "ball");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/joint-clearance"});
  CHECK(report.findings.size() == 1);
  REQUIRE(metric_of(report, "joints") == number);
  int tight = 0;
  for (int joint = 1; joint <= number; ++joint) {
    CHECK(kind_of(report, joint) == "ball");
    CHECK(joint_metric(report, joint, "radius_mm") == Approx(5).margin(0.01));
    tight += joint_metric(report, joint, "gap_median_mm") < 0.15 ? 1 : 0;
  }
  CHECK(tight == 1);
}

namespace {

// Square columns side by side over 5 × 5 fields, which the lines bound: from `low` up to a height of each
// field; a lower one is empty.
using Heights = std::array<std::array<float, 5>, 5>;
Shape columns(const std::array<float, 6>& line, float low, const Heights& heights) {
  Shape shape;
  const auto quad = [&](const std::array<float3, 4>& p) {
    for (const std::size_t i : std::array<std::size_t, 6>{0, 1, 2, 0, 2, 3}) {
      shape.indices.push_back(static_cast<std::uint32_t>(shape.positions.size()));
      shape.positions.push_back(p[i]);
    }
  };
  for (std::size_t x = 0; x < 5; ++x) {
    for (std::size_t y = 0; y < 5; ++y) {
      const float a = line[x], b = line[x + 1], c = line[y], d = line[y + 1], top = heights[x][y];
      if (top <= low) continue;
      quad({{{a, c, top}, {b, c, top}, {b, d, top}, {a, d, top}}});
      quad({{{a, d, low}, {b, d, low}, {b, c, low}, {a, c, low}}});
      const auto wall = [&](bool outside, std::size_t u, std::size_t v, float3 from, float3 to) {
        const float foot = outside ? low : std::max(low, heights[u][v]);
        if (foot < top)
          quad({{{from.x, from.y, foot}, {to.x, to.y, foot}, {to.x, to.y, top}, {from.x, from.y, top}}});
      };
      wall(y == 0, x, y - 1, {a, c, 0}, {b, c, 0});
      wall(x == 4, x + 1, y, {b, c, 0}, {b, d, 0});
      wall(y == 4, x, y + 1, {b, d, 0}, {a, d, 0});
      wall(x == 0, x - 1, y, {a, d, 0}, {a, c, 0});
    }
  }
  return shape;
}

}  // namespace

TEST_CASE("joints: pins through holes right through a plate", "[verify][joints]") {
  // The walls of the holes belong to the skin of the plate.
  for (const float gap : {0.25F, 0.05F}) {
    Heights pins{}, plate{};
    for (std::size_t x = 0; x < 5; ++x) {
      for (std::size_t y = 0; y < 5; ++y) {
        const bool here = x % 2 == 1 && y % 2 == 1;
        pins[x][y] = here ? 26.0F : 20.0F;
        plate[x][y] = here ? 0.0F : 26.0F;
      }
    }
    const Shape lower = columns({0, 8, 16, 24, 32, 40}, 0, pins);
    const Shape upper = columns({0, 8 - gap, 16 + gap, 24 - gap, 32 + gap, 40}, 20, plate);
    CHECK(volume_of(lower) == Approx(40 * 40 * 20 + 4 * 64 * 6));
    const InputReport report =
        judge(source_box({0, 0, 0}, {40, 40, 26}), asset_of_parts({{"lower", lower}, {"upper", upper}}),
              "split:character:f:pin", 1);
    INFO(gap << "\n" << describe_findings(report));
    CHECK(metric_of(report, "joints") == 4);
    for (int joint = 1; joint <= 4; ++joint) {
      CHECK(kind_of(report, joint) == "pin");
      CHECK(joint_metric(report, joint, "gap_median_mm") == Approx(gap).margin(0.01));
    }
    CHECK(rules_of(report).contains("parts/joint-clearance") == (gap < 0.1F));
  }
}

TEST_CASE("joints: parts that meet along an edge are no neighbours", "[verify][joints]") {
  // Four bars around the z axis; each pair with a common face has a ball in one cell of it.
  std::vector<FigurePart> parts;
  const bool joints = GENERATE(true, false);
  const Relief along_x{0, 1, {0, 0}, ball(6)}, along_y{1, 1, {0, 0}, ball(6)};
  const auto hole = [](const Relief& relief) {
    Relief other = socket(relief);
    other.profile = ball(6, 0.3);
    return other;
  };
  for (const int x : {0, 1}) {
    for (const int y : {0, 1}) {
      std::vector<Relief> reliefs;
      if (joints) reliefs = {x == 0 ? along_x : hole(along_x), y == 0 ? along_y : hole(along_y)};
      const auto left = static_cast<float>(50 * x), front = static_cast<float>(50 * y);
      parts.push_back({"bar_" + std::to_string(2 * x + y),
                       Block({left, front, 0}, {left + 50, front + 50, 60}, reliefs).shape});
    }
  }
  const InputReport report = judge(source_box({0, 0, 0}, {100, 100, 60}), asset_of_parts(parts),
                                   joints ? "split:character:c:ball" : "split:character:c:none");
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(metric_of(report, "contacts") == 4);
  CHECK(metric_of(report, "joints") == 4);
}

TEST_CASE("joints: parts on both sides of a thin wedge are no neighbours", "[verify][joints]") {
  // Each by its outline, counter-clockwise; the wedge fills 21° between the others, which share its edge.
  const Asset parts = asset_of_parts({{"left", prism({{0, 0}, {30, 0}, {19, 60}, {0, 60}}, 60)},
                                      {"wedge", prism({{30, 0}, {41, 60}, {19, 60}}, 60)},
                                      {"right", prism({{30, 0}, {60, 0}, {60, 60}, {41, 60}}, 60)}});
  for (const double unit : {0.0, 1.0}) {
    const InputReport report =
        judge(source_box({0, 0, 0}, {60, 60, 60}), parts, "split:general:medium", unit);
    INFO(describe_findings(report));
    CHECK(report.findings.empty());
    CHECK(metric_of(report, "contacts") == 2);
  }
}

TEST_CASE("joints: a small part touches with a share of its own area", "[verify][joints]") {
  // A peg on a block: its foot is less than 0.02 % of the source, and the whole of a crumb is.
  const auto [radius, height] = GENERATE(table<double, double>({{0.8, 3}, {0.2, 0.3}}));
  const Asset source = make_asset(Block({0, 0, 0}, {40, 40, 40}, {on_lower(0, pin(radius, height))}).shape);
  const auto judge_peg = [&, r = radius, h = height](double gap) {
    Shape peg;
    const auto low = static_cast<float>(40 + gap), high = static_cast<float>(40 + h);
    constexpr std::uint32_t kSides = 64;
    for (const float z : {low, high}) {
      for (std::uint32_t i = 0; i < kSides; ++i) {
        const double turn = 2 * std::numbers::pi * (i - 24.0) / kSides;
        peg.positions.push_back(
            {static_cast<float>(10 + r * std::cos(turn)), static_cast<float>(10 + r * std::sin(turn)), z});
      }
    }
    for (std::uint32_t i = 0; i < kSides; ++i) {
      const std::uint32_t next = (i + 1) % kSides;
      peg.indices.insert(peg.indices.end(), {i, next, kSides + next, i, kSides + next, kSides + i});
      if (i == 0 || next == 0) continue;
      peg.indices.insert(peg.indices.end(), {0, next, i, kSides, kSides + i, kSides + next});
    }
    return judge(source, asset_of_parts({{"block", Block({0, 0, 0}, {40, 40, 40}).shape}, {"peg", peg}}),
                 "split:general:medium", 1);
  };
  const InputReport on_it = judge_peg(0);
  INFO(describe_findings(on_it));
  CHECK(on_it.findings.empty());
  CHECK(metric_of(on_it, "contacts") == 1);
  // Its foot was lost: farther away than parts touch.
  if (height > 2) expect_fires("parts/detached", judge_peg(1.5).findings);
}

TEST_CASE("joints: what only an edge holds is detached, and not by no way", "[verify][joints]") {
  const Shape one = Block({0, 0, 0}, {40, 40, 40}).shape, other = Block({40, 40, 0}, {60, 60, 40}).shape;
  const InputReport report = judge(make_asset(joined(one, other)),
                                   asset_of_parts({{"one", one}, {"other", other}}), "split:general:medium");
  for (const Finding& finding : report.findings) {
    INFO(finding.message);
    if (finding.rule == "parts/detached") CHECK(finding.message.find(" 0 ") == std::string::npos);
  }
}

TEST_CASE("joints: a bent cut may touch where no joint was asked for", "[verify][joints]") {
  const auto judge_gap = [](double gap, const std::string& joint) {
    return rules_of(judge_blocks({on_lower(0, ball(5))}, {in_upper(0, ball(5, gap))}, joint));
  };
  CHECK(judge_gap(0, "none").empty());
  CHECK(judge_gap(0.1, "none") == Rules{"parts/joint-clearance"});
  CHECK(judge_gap(0, "ball") == Rules{"parts/joint-clearance"});
}

TEST_CASE("joints: the smallest gap that is allowed is allowed", "[verify][joints]") {
  // Facets take a little of it.
  const auto judge_gap = [](double gap) {
    return rules_of(judge_blocks({on_lower(0, ball(5))}, {in_upper(0, ball(5, gap))}, "ball"));
  };
  CHECK(judge_gap(0.15).empty());
  CHECK(judge_gap(0.6).empty());
  CHECK(judge_gap(0.146) == Rules{"parts/joint-clearance"});
  CHECK(judge_gap(0.61) == Rules{"parts/joint-clearance"});
}

TEST_CASE("joints: a ball that touches its socket is tight, not too large", "[verify][joints]") {
  const InputReport zero = judge_blocks({on_lower(0, ball(5))}, {in_upper(0, ball(5))}, "ball");
  INFO(describe_findings(zero));
  CHECK(rules_of(zero) == Rules{"parts/joint-clearance"});
  CHECK(finding_of_rule(zero, "parts/joint-clearance").severity == Severity::kWarning);
  CHECK(judge_blocks({on_lower(0, ball(5))}, {in_upper(0, ball(5))}, "ball", 0).findings.empty());
  // The limit is 0.02 mm.
  const auto severity_at = [&](double gap) {
    const InputReport report = judge_blocks({on_lower(0, ball(5))}, {in_upper(0, ball(5, gap))}, "ball");
    return finding_of_rule(report, "parts/joint-clearance").severity;
  };
  CHECK(severity_at(-0.015) == Severity::kWarning);
  CHECK(severity_at(-0.025) == Severity::kError);
}

TEST_CASE("joints: a socket beside the ball's centre", "[verify][joints]") {
  Relief beside = in_upper(0, ball(6, 0.3));
  beside.shift = {0.4, 0};
  const InputReport report = judge_blocks({on_lower(0, ball(6))}, {beside}, "ball");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/joint-clearance"});
  const Finding& finding = finding_of_rule(report, "parts/joint-clearance");
  CHECK(finding.severity == Severity::kError);
  CHECK(finding.message.find("not concentric") != std::string::npos);
  CHECK(finding.message.find("larger") == std::string::npos);
  CHECK(joint_metric(report, 1, "socket_offset_mm") == Approx(0.4).margin(0.01));
}

TEST_CASE("joints: no joint is asked for where a cut is too narrow", "[verify][joints]") {
  const auto judge_plates = [](float thick) {
    const std::vector<FigurePart> parts{{"left", Block({0, 0, 0}, {30, 60, thick}).shape},
                                        {"right", Block({30, 0, 0}, {60, 60, thick}).shape}};
    return judge(source_box({0, 0, 0}, {60, 60, thick}), asset_of_parts(parts), "split:character:f:ball");
  };
  CHECK(rules_of(judge_plates(1.8F)).empty());
  CHECK(rules_of(judge_plates(2.3F)) == Rules{"parts/joint-missing"});
}
