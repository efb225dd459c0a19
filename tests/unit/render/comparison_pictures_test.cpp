// Pictures of the figure's parts: what is planted is drawn, and nothing else is.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/parallel.h"
#include "render/camera.h"
#include "render/comparison_pictures.h"
#include "render/joint_picture.h"
#include "render/parts_drawing.h"
#include "render/shade.h"
#include "support/figure.h"
#include "support/files.h"
#include "verify/comparison.h"

using namespace meshgate;
using namespace meshgate::test;
using Catch::Matchers::Contains;

namespace {

constexpr double kCell = 5;

const Asset& source() {
  static const Asset kSource = make_asset(figure(kCell));
  return kSource;
}

std::vector<FigurePart> ball_parts() {
  FigureSpec spec;
  spec.cell = kCell;
  spec.joint = FigureJoint::kBall;
  static const std::vector<FigurePart> kParts = figure_parts(spec);
  return kParts;
}

/// A comparison and the result that it looks at.
struct Compared {
  explicit Compared(const std::vector<FigurePart>& parts) : result(asset_of_parts(parts)) {
    ComparisonOptions options;
    options.expectation = parse_expectation("split:character:a:ball").value();
    options.mm_per_unit = 1;
    options.samples = 20'000;
    comparison = compare_parts(source(), {{"parts.glb", &result, {}}}, options);
  }
  Asset result;
  Comparison comparison;
};

/// The figure with all its parts; compared once, since that takes longer than drawing.
const Compared& clean() {
  static const Compared kClean(ball_parts());
  return kClean;
}

std::size_t count_marks(const Drawing& drawing, Mark mark) {
  return static_cast<std::size_t>(
      std::count_if(drawing.points.begin(), drawing.points.end(),
                    [&](const MarkedPoint& point) { return point.mark == mark; }));
}

std::string svg_of(const Picture& picture) {
  return {reinterpret_cast<const char*>(picture.bytes.data()), picture.bytes.size()};
}

const Picture* find(const std::vector<Picture>& pictures, std::string_view name) {
  const auto found = std::find_if(pictures.begin(), pictures.end(),
                                  [&](const Picture& picture) { return picture.name.starts_with(name); });
  return found == pictures.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("comparison pictures: a clean split is drawn assembled, apart, and each joint cut open",
          "[render][verify]") {
  const std::vector<Picture> pictures = render_comparison(clean().comparison, {});
  REQUIRE(find(pictures, "assembled") != nullptr);
  REQUIRE(find(pictures, "exploded") != nullptr);
  CHECK(find(pictures, "missing") == nullptr);
  CHECK_FALSE(Contains("missing").match(find(pictures, "assembled")->caption));
  CHECK_THAT(svg_of(*find(pictures, "exploded")), Contains(ball_parts()[0].name));
  const auto joints = std::count_if(pictures.begin(), pictures.end(),
                                    [](const Picture& picture) { return picture.name.starts_with("joint"); });
  CHECK(static_cast<std::size_t>(joints) == clean().comparison.assembly.joints.size());
  CHECK(joints == 5);
  for (const Picture& picture : pictures) {
    CHECK(picture.mime_type == "image/svg+xml");
    CHECK(picture.bytes.size() < 120'000);
    CHECK_THAT(svg_of(picture), Catch::Matchers::EndsWith("</svg>"));
  }
  const Picture& joint = *find(pictures, "joint");
  CHECK_THAT(joint.caption, Contains("ball") && Contains("gap 0.") && Contains(" mm"));
  CHECK_FALSE(Contains("cannot be put together").match(svg_of(joint)));
}

TEST_CASE("comparison pictures: colours are those of the parts, marks those of the faults",
          "[render][verify]") {
  const Drawing whole = compute_parts_drawing(clean().comparison, 0, 1'000'000);
  CHECK(whole.points.empty());
  CHECK(whole.paints.size() == whole.indices.size() / 3);
  CHECK(*std::max_element(whole.paints.begin(), whole.paints.end()) == ball_parts().size());
  CHECK(compute_parts_drawing(clean().comparison, 0, 100).indices.size() == 300);

  std::vector<FigurePart> parts = ball_parts();
  parts.pop_back();
  const Compared fewer(parts);
  const Drawing lacking = compute_parts_drawing(fewer.comparison, 0, 1'000'000);
  CHECK(count_marks(lacking, Mark::kOpen) > 100);
  CHECK(count_marks(lacking, Mark::kNonManifold) == 0);
  CHECK(lacking.point_radius > 0);
  const std::vector<Picture> pictures = render_comparison(fewer.comparison, {});
  REQUIRE(find(pictures, "missing") != nullptr);
  CHECK_THAT(find(pictures, "missing")->caption, Contains("missing in 1 region"));

  parts = ball_parts();
  parts.push_back({"blob", placed(sphere(12), 8, {60, 60, 60})});
  CHECK(count_marks(compute_parts_drawing(Compared(parts).comparison, 0, 1'000'000), Mark::kNonManifold) >
        10);
}

TEST_CASE("comparison pictures: parts that are apart do not hide each other", "[render][verify]") {
  const std::vector<float3> together = part_middles(clean().comparison, 0),
                            apart = part_middles(clean().comparison, 0.8);
  REQUIRE(together.size() == ball_parts().size());
  const Drawing drawing = compute_parts_drawing(clean().comparison, 0.8, 1'000'000);
  for (const float3 p : drawing.positions) CHECK(length(to_double(p)) < 1.001);
}

TEST_CASE("comparison pictures: they do not depend on threads, and can be stopped",
          "[render][verify][parallel]") {
  const auto bytes = [&](int threads) {
    std::string all;
    run_with_threads(threads, [&] {
      for (const Picture& picture : render_comparison(clean().comparison, {})) all += svg_of(picture);
    });
    return all;
  };
  CHECK(bytes(1) == bytes(4));
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(render_comparison(clean().comparison, stop.get_token()), Cancelled);
}
