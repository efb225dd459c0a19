#include "support/depth_scene.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "checks/check.h"
#include "meshgate/format.h"
#include "meshgate/profile.h"
#include "render/depth_pictures.h"
#include "support/exr_builder.h"
#include "support/invariants.h"
#include "verify/depth.h"

namespace meshgate::test {
namespace {

constexpr int kWidth = kSceneWidth, kHeight = kSceneHeight;

bool in_step(double x, double y) { return x > 90 && x < 190 && y > 80 && y < 160; }
bool in_box(double x, double y) { return x > 290 && x < 360 && y > 180 && y < 260; }

}  // namespace

bool in_disc(double x, double y) { return std::hypot(x - 150, y - 140) < 100; }
bool in_subject(double x, double y) { return in_disc(x, y) || in_box(x, y); }

// Near is bright; the background is 0.
double depth_at(double x, double y) {
  if (in_box(x, y)) return 0.3 + (x - 290) / 400;
  if (!in_disc(x, y)) return 0;
  const double slope = 0.4 + x / 2000 + y / 3000;
  return in_step(x, y) ? slope + 0.35 : slope;
}

// Grey where the subject is, brighter on the step: the edges of the depth are edges of the picture.
int gray_at(double x, double y) {
  if (!in_subject(x, y)) return 20;
  return in_step(x, y) && in_disc(x, y) ? 220 : 120;
}

std::string write_source(const TemporaryFolder& folder, bool alpha) {
  const Bytes png =
      make_png8(kWidth, kHeight, alpha ? 6 : 2, [](std::uint32_t x, std::uint32_t y, std::uint32_t c) {
        return c == 3 ? (in_subject(x, y) ? 255 : 0) : gray_at(x, y);
      });
  const auto path = folder.path() / "source.png";
  write_binary(path, png);
  return path.string();
}

// A map whose pixels are those of `depth` at the source's coordinates.
std::string write_map(const TemporaryFolder& folder, const MapSpec& spec, const DepthOf& depth) {
  const auto at = [&](int x, int y) {
    return depth((x + 0.5) * kWidth / spec.width, (y + 0.5) * kHeight / spec.height);
  };
  if (spec.type <= 2) {
    ExrPartSpec part;
    part.data = {0, 0, spec.width - 1, spec.height - 1};
    for (const std::string& name : spec.channels) part.channels.push_back({name, spec.type});
    const auto path = folder.path() / "map.exr";
    Bytes bytes = make_exr(part, [&](auto, std::size_t channel, int x, int y) {
      return at(x, y) * (spec.channels.size() == 3 ? 1 - 0.3 * static_cast<double>(channel) : 1);
    });
    bytes.resize(static_cast<std::size_t>(static_cast<double>(bytes.size()) * spec.kept));
    write_binary(path, bytes);
    return path.string();
  }
  PngSpec png;
  png.width = static_cast<std::uint32_t>(spec.width);
  png.height = static_cast<std::uint32_t>(spec.height);
  png.depth = static_cast<std::uint8_t>(spec.type);
  png.color_type = 0;
  Bytes rows;
  for (int y = 0; y < spec.height; ++y) {
    rows.push_back(std::byte{0});
    for (int x = 0; x < spec.width; ++x) {
      const auto value = static_cast<unsigned>(std::lround(at(x, y) * (spec.type == 16 ? 65535 : 255)));
      if (spec.type == 16) rows.push_back(static_cast<std::byte>(value >> 8U));
      rows.push_back(static_cast<std::byte>(value & 0xFFU));
    }
  }
  const auto path = folder.path() / "map.png";
  write_binary(path, make_png(png, rows, spec.chunks));
  return path.string();
}

// What `meshgate verify` does with `--expect depth:base:rmbg` and the like.
DepthVerdict judge_depth(const std::string& source, const std::string& map, const std::string& expect,
                         const std::vector<Setting>& settings) {
  Profile profile = load_profile("asset").value();
  for (const Setting& setting : settings)
    profile.rules[setting.rule].parameters[setting.parameter] = setting.value;
  const Result<Asset> picture = read_asset(source), result = read_asset(map);
  REQUIRE(picture);
  DepthOptions options;
  options.long_side = expect.find("pro") != std::string::npos ? 2048 : 1024;
  options.remove_background = expect.ends_with(":rmbg");
  const DepthComparison comparison = compare_depth(
      *picture, result ? &*result : nullptr, result ? std::string() : describe(result.error()), options);
  CheckContext context(profile, {});
  for (const Check* check : all_checks()) {
    if (const auto* run = std::get_if<DepthCheck>(&check->run)) (*run)(comparison, context);
  }
  const std::vector<Finding> findings = std::move(context.out).take();
  check_invariants(findings, 0);
  return {findings, context.not_checked, render_depth_pictures(comparison, {})};
}

const std::vector<DepthFault>& depth_faults() {
  static const std::vector<DepthFault> kFaults = [] {
    Bytes gamma = png_chunk("gAMA", {std::byte{0}, std::byte{0}, std::byte{0xB1}, std::byte{0x8F}});
    const auto nan_spot = [](double x, double y) {
      return std::hypot(x - 150.5, y - 140.5) < 3 ? std::numeric_limits<double>::quiet_NaN() : depth_at(x, y);
    };
    const auto elsewhere = [](double x, double y) {
      if (!in_disc(x, y)) return depth_at(x, y);
      return 0.4 + x / 2000 + y / 3000 + (x > 105 && x < 215 && y > 100 && y < 215 ? 0.35 : 0.0);
    };
    return std::vector<DepthFault>{
        {"depth/damaged", "half of the file is missing", {.kept = 0.5}, depth_at},
        {"depth/size-mismatch", "the map is squeezed from 300 to 280 rows", {.height = 280}, depth_at},
        {"depth/channels", "a coloured picture of the map", {.channels = {"B", "G", "R"}}, depth_at},
        {"depth/low-precision", "the map in half precision", {.type = 1}, depth_at},
        {"depth/few-levels",
         "8 bits of depth in a PNG of 16",
         {.type = 16},
         [](double x, double y) { return std::floor(depth_at(x, y) * 255) / 255; }},
        {"depth/non-finite", "a spot of NaN on the nose", {}, nan_spot},
        {"depth/constant", "the same value everywhere", {}, [](double, double) { return 0.5; }},
        {"depth/range-squeezed",
         "all depth in a hundredth of the range",
         {},
         [](double x, double y) { return 0.5 + depth_at(x, y) / 100; }},
        {"depth/background",
         "a wall behind the subject",
         {},
         [](double x, double y) { return in_subject(x, y) ? depth_at(x, y) : 0.05 + x / 4000 + y / 4000; }},
        {"depth/mask-mismatch",
         "the map is shifted by 25 pixels",
         {},
         [](double x, double y) { return depth_at(x - 25, y); }},
        {"depth/flipped",
         "rows from the bottom",
         {},
         [](double x, double y) { return depth_at(x, kHeight - y); }},
        {"depth/edge-mismatch", "the step lies elsewhere than in the picture", {}, elsewhere},
        {"depth/color-profile", "a PNG with a gAMA chunk", {.type = 16, .chunks = gamma}, depth_at},
    };
  }();
  return kFaults;
}

}  // namespace meshgate::test
