// A synthetic subject on its background, its exact depth, and one fault at a time: each raises exactly its
// rule.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "meshgate/format.h"
#include "render/depth_pictures.h"
#include "support/depth_scene.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/pictures.h"
#include "support/rule_cases.h"
#include "verify/depth.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// The long side of these maps is no 1024: that is not the point here.
std::vector<Finding> findings(const std::string& source, const std::string& map,
                              const std::string& expect = "depth:base:rmbg",
                              const std::vector<Setting>& settings = {}) {
  std::vector<Finding> found = judge_depth(source, map, expect, settings).findings;
  std::erase_if(found, [](const Finding& finding) {
    return finding.rule == "depth/size-mismatch" && finding.severity == Severity::kWarning;
  });
  return found;
}

std::vector<Finding> judge(const MapSpec& spec, const DepthOf& depth,
                           const std::vector<Setting>& settings = {}, bool alpha = true,
                           const std::string& expect = "depth:base:rmbg") {
  const TemporaryFolder folder;
  return findings(write_source(folder, alpha), write_map(folder, spec, depth), expect, settings);
}

std::vector<std::string> rules_of_findings(const std::vector<Finding>& found) {
  std::vector<std::string> rules;
  for (const Finding& finding : found) rules.push_back(finding.rule);
  return rules;
}
using Rules = std::vector<std::string>;

double number(const std::vector<Finding>& found, std::string_view name) {
  for (const Finding& finding : found) {
    for (const auto& [key, value] : finding.evidence) {
      if (key == name && std::holds_alternative<double>(value)) return std::get<double>(value);
    }
  }
  FAIL("no evidence " << name);
  return 0;
}

}  // namespace

TEST_CASE("depth: the exact map raises nothing", "[depth]") {
  const bool alpha = GENERATE(true, false);
  const int type = GENERATE(2, 16);
  INFO(alpha << " " << type);
  const std::vector<Finding> found = judge({.type = type}, depth_at, {}, alpha);
  CHECK(rules_of_findings(found) == Rules{});
  expect_silent("depth/damaged", found);
  expect_silent("depth/size-mismatch", found);
  expect_silent("depth/channels", found);
  expect_silent("depth/low-precision", found);
  expect_silent("depth/few-levels", found);
  expect_silent("depth/non-finite", found);
  expect_silent("depth/constant", found);
  expect_silent("depth/range-squeezed", found);
  expect_silent("depth/background", found);
  expect_silent("depth/mask-mismatch", found);
  expect_silent("depth/flipped", found);
  expect_silent("depth/edge-mismatch", found);
  expect_silent("depth/color-profile", found);
}

TEST_CASE("depth: each fault raises exactly its rule", "[depth]") {
  for (const DepthFault& fault : depth_faults()) {
    INFO(fault.what);
    CHECK(rules_of_findings(judge(fault.spec, fault.depth)) == Rules{fault.rule});
  }
}

TEST_CASE("depth: another size with the same shape is right", "[depth]") {
  CHECK(rules_of_findings(judge({.width = 1024, .height = 768}, depth_at)) == Rules{});
  // Within a pixel.
  CHECK(rules_of_findings(judge({.width = 401, .height = 300}, depth_at)) == Rules{});
}

TEST_CASE("depth: a wrong shape", "[depth]") {
  const std::vector<Finding> found = judge({.width = 400, .height = 280}, depth_at);
  expect_fires("depth/size-mismatch", found);
  CHECK(rules_of_findings(found) == Rules{"depth/size-mismatch"});
  CHECK(rules_of_findings(judge({.width = 403, .height = 300}, depth_at)) == Rules{"depth/size-mismatch"});
  CHECK(rules_of_findings(judge({.width = 403, .height = 300}, depth_at,
                                {{"depth/size-mismatch", "tolerance-pixels", 3}})) == Rules{});
}

TEST_CASE("depth: a map that was cut at a side", "[depth]") {
  // Its outline is another one as well.
  const auto cut = [](double x, double y) { return depth_at(40 + x * 0.9, y); };
  for (const bool alpha : {true, false}) {
    const std::vector<Finding> found = judge({.width = 360, .height = 300}, cut, {}, alpha);
    CHECK(rules_of_findings(found) == Rules{"depth/size-mismatch"});
    expect_silent("depth/mask-mismatch", found);
  }
}

TEST_CASE("depth: a long side that was not asked for is a warning", "[depth]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true);
  const std::string map = write_map(folder, {.width = 1024, .height = 768}, depth_at);
  CHECK(judge_depth(source, map, "depth:base:rmbg").findings.empty());
  const std::vector<Finding> pro = judge_depth(source, map, "depth:pro:rmbg").findings;
  REQUIRE(pro.size() == 1);
  CHECK(pro[0].rule == "depth/size-mismatch");
  CHECK(pro[0].severity == Severity::kWarning);
}

TEST_CASE("depth: files that cannot be read", "[depth]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true);
  const std::string map = write_map(folder, {}, depth_at);
  const Bytes good = read_bytes(map);
  write_binary(map, {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2)});
  const std::vector<Finding> cut = findings(source, map);
  expect_fires("depth/damaged", cut);
  CHECK(rules_of_findings(cut) == Rules{"depth/damaged"});
  CHECK(cut[0].message.find("end of the file") != std::string::npos);
  write_text(map, "<html>expired</html>");
  CHECK(rules_of_findings(findings(source, map)) == Rules{"depth/damaged"});
  CHECK(rules_of_findings(findings(source, (folder.path() / "absent.exr").string())) ==
        Rules{"depth/damaged"});
}

TEST_CASE("depth: coloured maps and unnamed channels", "[depth]") {
  const std::vector<Finding> colored = judge({.channels = {"B", "G", "R"}}, depth_at);
  expect_fires("depth/channels", colored);
  CHECK(rules_of_findings(colored) == Rules{"depth/channels"});
  CHECK(number(colored, "channel_spread") == Approx(0.3).epsilon(0.02));
  CHECK(rules_of_findings(judge({.channels = {"mask"}}, depth_at)) == Rules{"depth/channels"});
  CHECK(rules_of_findings(judge({.channels = {"normal.X", "normal.Y", "normal.Z"}}, depth_at)) ==
        Rules{"depth/channels"});
  for (const char* name : {"Y", "R", "Z", "layer.Z"}) CHECK(judge({.channels = {name}}, depth_at).empty());
}

TEST_CASE("depth: too few bits", "[depth]") {
  const std::vector<Finding> half = judge({.type = 1}, depth_at);
  expect_fires("depth/low-precision", half);
  CHECK(rules_of_findings(half) == Rules{"depth/low-precision"});
  CHECK(rules_of_findings(judge({.type = 8}, depth_at)) == Rules{"depth/low-precision"});
}

TEST_CASE("depth: the values of a coarser map", "[depth]") {
  const auto steps = [](double count) {
    return [count](double x, double y) { return std::floor(depth_at(x, y) * count) / count; };
  };
  const std::vector<Finding> found = judge({.type = 16}, steps(255));
  expect_fires("depth/few-levels", found);
  CHECK(rules_of_findings(found) == Rules{"depth/few-levels"});
  CHECK(rules_of_findings(judge({.type = 16}, steps(4095))) == Rules{});
  CHECK(rules_of_findings(judge({.type = 16}, steps(255), {{"depth/few-levels", "max-levels", 20}})) ==
        Rules{});
}

TEST_CASE("depth: NaN", "[depth]") {
  const std::vector<Finding> found = judge({}, [](double x, double y) {
    return std::hypot(x - 150.5, y - 140.5) < 3 ? std::numeric_limits<double>::quiet_NaN() : depth_at(x, y);
  });
  expect_fires("depth/non-finite", found);
  CHECK(rules_of_findings(found) == Rules{"depth/non-finite"});
  CHECK(found[0].count == 25);
  REQUIRE(found[0].locations.size() == 1);
  CHECK(found[0].locations[0].indices == std::vector<std::uint64_t>{148, 138});
}

TEST_CASE("depth: nothing but one value", "[depth]") {
  const std::vector<Finding> found = judge({}, [](double, double) { return 0.5; });
  expect_fires("depth/constant", found);
  CHECK(rules_of_findings(found) == Rules{"depth/constant"});
  CHECK(rules_of_findings(judge({.type = 16}, [](double x, double y) {
          return in_subject(x, y) ? 0.5 : 0.0;
        })) == Rules{"depth/constant"});
}

TEST_CASE("depth: a squeezed range", "[depth]") {
  const auto squeezed = [](double share) {
    return [share](double x, double y) { return 0.5 + depth_at(x, y) * share; };
  };
  const std::vector<Finding> found = judge({}, squeezed(0.01));
  expect_fires("depth/range-squeezed", found);
  CHECK(rules_of_findings(found) == Rules{"depth/range-squeezed"});
  // The values of the subject cover about 0.6 before they are squeezed.
  CHECK(rules_of_findings(judge({}, squeezed(0.1))) == Rules{});
  CHECK(rules_of_findings(judge({}, squeezed(0.1), {{"depth/range-squeezed", "min-share", 0.1}})) ==
        Rules{"depth/range-squeezed"});
  // A range of its own, with one outlier: metres.
  CHECK(rules_of_findings(judge({}, [](double x, double y) {
          return std::hypot(x - 150, y - 140) < 2 ? 1000.0 : 3 + 2 * depth_at(x, y);
        })) == Rules{"depth/range-squeezed"});
}

TEST_CASE("depth: a background that was kept", "[depth]") {
  const auto wall = [](double x, double y) {
    return in_subject(x, y) ? depth_at(x, y) : 0.05 + x / 4000 + y / 4000;
  };
  const std::vector<Finding> found = judge({}, wall);
  expect_fires("depth/background", found);
  CHECK(rules_of_findings(found) == Rules{"depth/background"});
  // Without rmbg it belongs there.
  CHECK(rules_of_findings(judge({}, wall, {}, true, "depth:base")) == Rules{});
  // A blob far from subject and border, of 3 to 4 % of the ground.
  const auto blob = [](double x, double y) {
    return std::hypot(x - 330, y - 80) < 28 ? 0.2 : depth_at(x, y);
  };
  const std::vector<Finding> loose = judge({}, blob);
  CHECK(rules_of_findings(loose) == Rules{"depth/background"});
  const double share = number(loose, "outside_varying");
  CHECK(rules_of_findings(judge({}, blob, {{"depth/background", "max-share", share * 1.01}})) == Rules{});
  CHECK(rules_of_findings(judge({}, blob, {{"depth/background", "max-share", share * 0.99}})) ==
        Rules{"depth/background"});
}

TEST_CASE("depth: the outline of another picture", "[depth]") {
  const auto shifted = [](double by) { return [by](double x, double y) { return depth_at(x - by, y); }; };
  const bool alpha = GENERATE(true, false);
  const std::vector<Finding> found = judge({}, shifted(25), {}, alpha);
  expect_fires("depth/mask-mismatch", found);
  CHECK(rules_of_findings(found) == Rules{"depth/mask-mismatch"});
  const double iou = number(found, "iou");
  CHECK(iou == Approx(0.69).margin(0.05));
  const char* parameter = alpha ? "min-iou-alpha" : "min-iou-segmented";
  CHECK(rules_of_findings(judge({}, shifted(25), {{"depth/mask-mismatch", parameter, iou + 0.001}}, alpha)) ==
        Rules{"depth/mask-mismatch"});
  expect_silent("depth/mask-mismatch",
                judge({}, shifted(25), {{"depth/mask-mismatch", parameter, iou - 0.001}}, alpha));
  CHECK(rules_of_findings(judge({}, shifted(2), {}, alpha)) == Rules{});
}

namespace {

constexpr double kLightX = 150, kLightY = 140, kLightRadius = 100;

// A ball and a smaller one that touches it, lit from the left above, as white as `light` where it is
// brightest.
double dome_at(double x, double y, double from_x, double from_y, double radius) {
  const double r = std::hypot(x - from_x, y - from_y) / radius;
  return r < 1 ? std::sqrt(1 - r * r) : 0;
}
double ball_at(double x, double y) { return dome_at(x, y, kLightX, kLightY, kLightRadius); }
double ears_at(double x, double y) { return dome_at(x, y, 265, 170, 50); }

double light_depth(double x, double y) {
  const double z = std::max(ball_at(x, y) * kLightRadius, ears_at(x, y) * 50);
  return z > 0 ? 0.2 + 0.7 * z / kLightRadius : 0;
}

double lit(double x, double y, double from_x, double from_y, double radius, double z, double light) {
  const double shade = -0.65 * (x - from_x) / radius - 0.65 * (y - from_y) / radius + 0.39 * z;
  return light * (0.82 + 0.18 * std::clamp(shade, 0.0, 1.0));
}

// The picture of the two, on a ground of one value.
std::string write_light_source(const TemporaryFolder& folder, int ground, double light) {
  const auto at = [&](double x, double y) {
    const double ball = ball_at(x, y), ears = ears_at(x, y);
    if (std::max(ball, ears) <= 0) return ground;
    const double value = ball * kLightRadius >= ears * 50
                             ? lit(x, y, kLightX, kLightY, kLightRadius, ball, light)
                             : lit(x, y, 265, 170, 50, ears, light);
    return static_cast<int>(std::lround(std::min(value, 255.0)));
  };
  const auto path = folder.path() / "light.png";
  write_binary(
      path, make_png8(kSceneWidth, kSceneHeight, 2,
                      [&](std::uint32_t x, std::uint32_t y, std::uint32_t) { return at(x + 0.5, y + 0.5); }));
  return path.string();
}

}  // namespace

// rx8 F11: the flood of the ground runs into the lit skin.
TEST_CASE("depth: a light subject on a light ground", "[depth]") {
  const TemporaryFolder folder;
  const std::string light = write_light_source(folder, 252, 250);
  const auto judge_map = [&](const std::string& source, const DepthOf& depth) {
    return findings(source, write_map(folder, {}, depth));
  };
  CHECK(rules_of_findings(judge_map(light, light_depth)) == Rules{});
  const DepthOf wrong[] = {
      [](double x, double y) { return light_depth(x + 30, y); },
      [](double x, double y) { return light_depth(x, y + 30); },
      [](double x, double y) { return x < 190 ? light_depth(x, y) : 0; },
      [](double x, double y) { return light_depth((x - 150) * 1.5 + 150, (y - 140) * 1.5 + 140); },
      // Of the ground, exactly.
      [](double x, double y) {
        return x > 9 && x < 391 && y > 245 && y < 295 ? 0.3 + x / 1000 : light_depth(x, y);
      },
      [](double x, double y) { return std::hypot(x - 210, y - 150) < 140 ? 0.3 + x / 1000 : 0; },
  };
  for (std::size_t i = 0; i < std::size(wrong); ++i) {
    INFO(i);
    const std::vector<Finding> found = judge_map(light, wrong[i]);
    REQUIRE_FALSE(found.empty());
    CHECK(found[0].severity == Severity::kError);
  }
}

TEST_CASE("depth: a subject that fades into a white ground is not decided", "[depth]") {
  const TemporaryFolder folder;
  const std::string white = write_light_source(folder, 255, 275);
  const auto judge_map = [&](const std::string& source, const DepthOf& depth) {
    return findings(source, write_map(folder, {}, depth));
  };
  const std::vector<Finding> open = judge_map(white, light_depth);
  REQUIRE(rules_of_findings(open) == Rules{"depth/mask-mismatch"});
  CHECK(open[0].severity == Severity::kInfo);
  CHECK(open[0].message.find("fades into its ground") != std::string::npos);
  // What the map lacks, and what lies elsewhere, is told all the same.
  for (const DepthOf& wrong : {DepthOf([](double x, double y) { return light_depth(x + 30, y); }),
                               DepthOf([](double x, double y) { return x < 170 ? light_depth(x, y) : 0; })}) {
    const std::vector<Finding> found = judge_map(white, wrong);
    REQUIRE(rules_of_findings(found) == Rules{"depth/mask-mismatch"});
    CHECK(found[0].severity == Severity::kError);
  }
  // A dark subject has a sharp outline on white: a map that is larger is that of another picture.
  const std::string dark = write_light_source(folder, 255, 120);
  CHECK(rules_of_findings(judge_map(dark, light_depth)) == Rules{});
  const std::vector<Finding> larger = judge_map(
      dark, [](double x, double y) { return std::hypot(x - 200, y - 150) < 145 ? 0.3 + x / 1000 : 0; });
  REQUIRE(rules_of_findings(larger) == Rules{"depth/mask-mismatch"});
  CHECK(larger[0].severity == Severity::kError);
}

namespace {

// A map that lies in one of the eight ways: where its pixels come from.
struct Lying {
  std::uint32_t orientation;  // as EXIF counts them
  std::array<double, 2> (*from)(double x, double y);
  bool turned;  // a quarter: the sides change places
};

const std::vector<Lying>& other_ways() {
  constexpr double kW = kSceneWidth, kH = kSceneHeight;
  using P = std::array<double, 2>;
  static const std::vector<Lying> kWays{
      {2,
       [](double x, double y) {
         return P{kW - x, y};
       },
       false},
      {3,
       [](double x, double y) {
         return P{kW - x, kH - y};
       },
       false},
      {4,
       [](double x, double y) {
         return P{x, kH - y};
       },
       false},
      {5,
       [](double x, double y) {
         return P{y * kW / kH, x * kH / kW};
       },
       true},
      {6,
       [](double x, double y) {
         return P{kW - y * kW / kH, x * kH / kW};
       },
       true},
      {7,
       [](double x, double y) {
         return P{kW - y * kW / kH, kH - x * kH / kW};
       },
       true},
      {8,
       [](double x, double y) {
         return P{y * kW / kH, kH - x * kH / kW};
       },
       true},
  };
  return kWays;
}

std::vector<Finding> judge_lying(const Lying& way, const DepthOf& depth, const std::string& expect,
                                 const std::vector<Setting>& settings = {}) {
  MapSpec spec;
  if (way.turned) std::swap(spec.width, spec.height);
  const auto lying = [&](double x, double y) {
    const auto [from_x, from_y] = way.from(x, y);
    return depth(from_x, from_y);
  };
  return judge(spec, lying, settings, true, expect);
}

void check_orientation(const Lying& way, const std::vector<Finding>& found) {
  expect_fires("depth/flipped", found);
  CHECK(rules_of_findings(found) == Rules{"depth/flipped"});
  for (const auto& [name, value] : found[0].evidence) {
    if (name != "orientation") continue;
    // 6 and 8 undo each other: the finding says how to turn the map back.
    const std::uint32_t back = way.orientation == 6 ? 8 : way.orientation == 8 ? 6 : way.orientation;
    CHECK((std::get<std::int64_t>(value) == way.orientation || std::get<std::int64_t>(value) == back));
  }
}

}  // namespace

TEST_CASE("depth: every way in which a map can lie is told", "[depth]") {
  const Lying way = GENERATE(from_range(other_ways()));
  INFO("orientation " << way.orientation);
  const std::vector<Finding> found = judge_lying(way, depth_at, "depth:base:rmbg");
  check_orientation(way, found);
  CHECK(number(found, "iou_turned_back") > 0.97);
  const double gain = number(found, "iou_turned_back") - number(found, "iou");
  expect_silent("depth/flipped",
                judge_lying(way, depth_at, "depth:base:rmbg", {{"depth/flipped", "min-gain", gain + 0.001}}));
}

TEST_CASE("depth: with its background, too", "[depth]") {
  const auto wall = [](double x, double y) {
    return in_subject(x, y) ? depth_at(x, y) : 0.05 + x / 4000 + y / 4000;
  };
  const Lying way = GENERATE(from_range(other_ways()));
  INFO("orientation " << way.orientation);
  const std::vector<Finding> found = judge_lying(way, wall, "depth:base");
  check_orientation(way, found);
  CHECK(number(found, "score_turned_back") > 0.9);
  const double gain = number(found, "score_turned_back") - number(found, "score");
  // Then it is told by what else is wrong.
  const Rules others =
      way.turned ? Rules{"depth/edge-mismatch", "depth/size-mismatch"} : Rules{"depth/edge-mismatch"};
  CHECK(rules_of_findings(judge_lying(way, wall, "depth:base",
                                      {{"depth/flipped", "min-edge-gain", gain + 0.001}})) == others);
}

// A subject before a wall of tiles: edges everywhere, and no border of one colour that tells the subject.
TEST_CASE("depth: a mirrored map of a busy picture", "[depth]") {
  const TemporaryFolder folder;
  const auto tile = [](std::uint32_t x, std::uint32_t y) {
    return static_cast<int>((x / 20 * 7919 + y / 20 * 104729) % 251);
  };
  const auto source = folder.path() / "source.png";
  write_binary(source,
               make_png8(kSceneWidth, kSceneHeight, 2, [&](std::uint32_t x, std::uint32_t y, std::uint32_t) {
                 return in_subject(x, y) ? gray_at(x, y) : tile(x, y);
               }));
  const auto judge_map = [&](const DepthOf& depth) {
    return findings(source.string(), write_map(folder, {}, depth));
  };
  CHECK(rules_of_findings(judge_map(depth_at)) == Rules{});
  const std::vector<Finding> found =
      judge_map([](double x, double y) { return depth_at(kSceneWidth - x, y); });
  CHECK(rules_of_findings(found) == Rules{"depth/flipped"});
  CHECK(number(found, "score_turned_back") > 0.9);
}

// Another way makes it fit better, but not well: it is no map of this picture.
TEST_CASE("depth: a map of another picture is not told as flipped", "[depth]") {
  const auto other = [](double x, double y) {
    return std::hypot((x - 230) / 1.6, y - 170) < 95 ? 0.3 + x / 1000 : 0.0;
  };
  const std::vector<Finding> found = judge({}, other);
  CHECK(rules_of_findings(found) == Rules{"depth/mask-mismatch"});
  CHECK(rules_of_findings(
            judge({}, other, {{"depth/flipped", "min-iou", 0.3}, {"depth/flipped", "min-gain", 0.05}})) ==
        Rules{"depth/flipped"});
}

TEST_CASE("depth: steps where the picture has none", "[depth]") {
  // The step of the subject lies elsewhere; the outline is right.
  const auto smeared = [](double x, double y) {
    if (!in_disc(x, y)) return depth_at(x, y);
    return 0.4 + x / 2000 + y / 3000 + (x > 105 && x < 215 && y > 100 && y < 215 ? 0.35 : 0.0);
  };
  const std::vector<Finding> found = judge({}, smeared);
  expect_fires("depth/edge-mismatch", found);
  CHECK(rules_of_findings(found) == Rules{"depth/edge-mismatch"});
  const double score = number(found, "score");
  CHECK(rules_of_findings(judge({}, smeared, {{"depth/edge-mismatch", "min-score", score - 0.01}})) ==
        Rules{});
  CHECK(rules_of_findings(judge({}, smeared, {{"depth/edge-mismatch", "min-score", score + 0.01}})) ==
        Rules{"depth/edge-mismatch"});
}

TEST_CASE("depth: chunks that bend the values", "[depth]") {
  Bytes chunks;
  append(chunks, png_chunk("gAMA", {std::byte{0}, std::byte{0}, std::byte{0xB1}, std::byte{0x8F}}));
  const std::vector<Finding> found = judge({.type = 16, .chunks = chunks}, depth_at);
  expect_fires("depth/color-profile", found);
  CHECK(rules_of_findings(found) == Rules{"depth/color-profile"});
}

TEST_CASE("depth: what cannot be compared is said", "[depth]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true);
  const std::string map = write_map(folder, {}, [](double, double) { return 0.5; });
  const std::vector<NotChecked> open = judge_depth(source, map).not_checked;
  CHECK(std::any_of(open.begin(), open.end(), [](const NotChecked& rule) {
    return rule.rule == "depth/mask-mismatch" && rule.reason == "not-applicable";
  }));
}

TEST_CASE("depth: pictures for reports", "[depth][render]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true);
  const std::string map = write_map(folder, {}, [](double x, double y) { return depth_at(x - 40, y); });
  const DepthVerdict judged = judge_depth(source, map);
  std::vector<std::string> names;
  for (const Picture& picture : judged.pictures) {
    names.push_back(picture.name);
    CHECK_FALSE(picture.bytes.empty());
    CHECK_FALSE(picture.caption.empty());
  }
  CHECK(names == std::vector<std::string>{"source", "depth", "mask-difference"});
  CHECK(depth_color(0)[0] < depth_color(1)[0]);
  CHECK(depth_color(-5) == depth_color(0));
}

TEST_CASE("depth: the source is turned by its EXIF first", "[depth]") {
  // Stored on its side, with the mark that says so; the map is upright.
  const Bytes png =
      make_png8(kSceneHeight, kSceneWidth, 2, [](std::uint32_t x, std::uint32_t y, std::uint32_t) {
        return gray_at(y, kSceneHeight - 1.0 - x);  // orientation 8: turned against the clock to be seen
      });
  Bytes chunk = png_chunk("eXIf", exif_block(8, true));
  const TemporaryFolder folder;
  const auto source = folder.path() / "source.png";
  write_binary(source, with_inserted(png, 33, chunk));
  const std::string map = write_map(folder, {}, depth_at);
  CHECK(rules_of_findings(findings(source.string(), map)) == Rules{});
}
