#include "support/planted.h"

#include <algorithm>
#include <array>

namespace meshgate::test {
namespace {

constexpr double kCell = 6;
constexpr const char* kBall = "split:character:a:ball";
constexpr const char* kPlain = "split:character:a:none";
constexpr const char* kSegments = "segmentation:medium";

using Parts = std::vector<FigurePart>;

FigureSpec spec_of(FigureJoint joint) {
  FigureSpec spec;
  spec.cell = kCell;
  spec.joint = joint;
  spec.ball_sides = 24;  // few faces: these results are compared in every format
  return spec;
}

const Parts& ball_parts() {
  static const Parts kParts = figure_parts(spec_of(FigureJoint::kBall));
  return kParts;
}

const Shape& whole_figure() {
  static const Shape kWhole = figure(kCell);
  return kWhole;
}

FigurePart& part_of(Parts& parts, const std::string& name) {
  return *std::find_if(parts.begin(), parts.end(), [&](const FigurePart& part) { return part.name == name; });
}

Asset painted(const Parts& parts, int shift = 0) {
  Asset asset = asset_of_parts(parts);
  paint(asset, shift);
  return asset;
}

// A fault that is done to the parts with ball joints.
Planted in_parts(const std::string& rule, const std::string& what, std::function<void(Parts&)> spoil) {
  return {rule, what, kBall, [spoil = std::move(spoil)] {
            Parts parts = ball_parts();
            spoil(parts);
            return painted(parts);
          }};
}

Planted in_joints(const std::string& rule, const std::string& what, const std::string& expect,
                  FigureSpec spec) {
  return {rule, what, expect, [spec] { return painted(figure_parts(spec)); }};
}

// Columns are the images of the axes; the last one is the offset.
Matrix4 matrix_of(float3 x, float3 y, float3 z, float3 offset) {
  Matrix4 matrix;
  const std::array<float3, 4> columns{x, y, z, offset};
  for (std::size_t column = 0; column < 4; ++column) {
    matrix.m[4 * column] = static_cast<double>(columns[column].x);
    matrix.m[4 * column + 1] = static_cast<double>(columns[column].y);
    matrix.m[4 * column + 2] = static_cast<double>(columns[column].z);
  }
  return matrix;
}

// A fault of place: the painted parts, of which those with this name (empty: all) are mapped. Texture
// coordinates stay those of the right place.
Planted in_place(const std::string& rule, const std::string& what, const std::string& name,
                 float3 (*map)(float3), const std::optional<Matrix4>& back, bool turns_over = false) {
  Planted fault{rule, what, kBall, [=] {
                  Asset asset = painted(ball_parts());
                  for (Mesh& mesh : asset.scene.meshes) {
                    if (!name.empty() && mesh.name != name) continue;
                    std::vector<float3> positions(mesh.positions.begin(), mesh.positions.end());
                    for (float3& p : positions) p = map(p);
                    mesh.positions = Array<float3>(std::move(positions));
                    if (!turns_over) continue;
                    std::vector<std::uint32_t> indices(mesh.indices.begin(), mesh.indices.end());
                    for (std::size_t i = 0; i < indices.size(); i += 3)
                      std::swap(indices[i + 1], indices[i + 2]);
                    mesh.indices = Array<std::uint32_t>(std::move(indices));
                  }
                  return asset;
                }};
  fault.back = back;
  return fault;
}

Parts segments() {
  const Shape& whole = whole_figure();
  Parts parts;
  for (const char* name : {"torso", "head", "arm_l", "arm_r", "leg_l", "leg_r"}) parts.push_back({name, {}});
  for (FigurePart& part : parts) part.shape.positions = whole.positions;
  for (std::size_t face = 0; face < whole.faces(); ++face) {
    double3 middle;
    for (std::size_t i = 0; i < 3; ++i)
      middle = middle + to_double(whole.positions[whole.indices[3 * face + i]]) * (1.0 / 3);
    const std::size_t part = middle.y > 57    ? 1
                             : middle.x < -36 ? 2
                             : middle.x > 36  ? 3
                             : middle.y < -46 ? (middle.x < 0 ? 4 : 5)
                                              : 0;
    for (std::size_t i = 0; i < 3; ++i) parts[part].shape.indices.push_back(whole.indices[3 * face + i]);
  }
  return parts;
}

// The torso without the faces that lie in the planes of the cuts.
Shape without_caps(const Shape& torso) {
  Shape open;
  open.positions = torso.positions;
  for (std::size_t face = 0; face < torso.faces(); ++face) {
    Box3 box;
    for (std::size_t i = 0; i < 3; ++i) box.add(torso.positions[torso.indices[3 * face + i]]);
    if (box.min.x == box.max.x || (box.min.y == box.max.y && (box.min.y > 57 || box.min.y < -46))) continue;
    for (std::size_t i = 0; i < 3; ++i) open.indices.push_back(torso.indices[3 * face + i]);
  }
  return open;
}

Planted in_segments(const std::string& rule, const std::string& what, std::function<void(Parts&)> spoil) {
  return {rule, what, kSegments, [spoil = std::move(spoil)] {
            Parts parts = segments();
            spoil(parts);
            return painted(parts);
          }};
}

double skin_of_head() {
  const Shape& head = ball_parts()[1].shape;
  Shape skin = head;
  skin.indices.clear();
  for (std::size_t face = 0; face < head.faces(); ++face) {
    const auto corner = [&](std::size_t i) { return head.indices[3 * face + i]; };
    const auto below = [&](std::size_t i) { return head.positions[corner(i)].y <= 57.04F; };
    if (below(0) && below(1) && below(2)) continue;  // the cut face and the ball below it
    for (std::size_t i = 0; i < 3; ++i) skin.indices.push_back(corner(i));
  }
  return area_of(skin);
}

void add_place_faults(std::vector<Planted>& faults) {
  constexpr float3 kX{1, 0, 0}, kY{0, 1, 0}, kZ{0, 0, 1};
  faults.push_back(in_place(
      "parts/frame-changed", "the left arm lies 25 mm away from its place", "arm_l",
      [](float3 p) {
        return float3{p.x - 20, p.y + 15, p.z + 3};
      },
      matrix_of(kX, kY, kZ, {20, -15, -3})));
  constexpr float kSmaller = 1 / 1.2F;
  faults.push_back(in_place(
      "parts/frame-changed", "the head is a fifth larger", "head",
      [](float3 p) {
        return float3{p.x * 1.2F, p.y * 1.2F, p.z * 1.2F};
      },
      matrix_of({kSmaller, 0, 0}, {0, kSmaller, 0}, {0, 0, kSmaller}, {})));
  faults.push_back(in_place(
      "parts/frame-changed", "the axes were exchanged", "",
      [](float3 p) {
        return float3{p.z, p.x, p.y};
      },
      matrix_of(kZ, kX, kY, {})));
  faults.push_back(in_place(
      "parts/mirrored", "left and right were exchanged", "",
      [](float3 p) {
        return float3{-p.x, p.y, p.z};
      },
      std::nullopt, true));
}

void add_body_faults(std::vector<Planted>& faults) {
  Planted dropped = in_parts("parts/missing-surface", "the head was left out",
                             [](Parts& parts) { parts.erase(parts.begin() + 1); });
  dropped.also = {"parts/count"};
  const double skin = skin_of_head();
  dropped.numbers = {{"parts/missing-surface", "missing_area", skin, 0.02 * skin}};
  faults.push_back(dropped);
  faults.push_back(in_parts("parts/duplicate", "the right arm is there twice",
                            [](Parts& parts) { parts.push_back(part_of(parts, "arm_r")); }));
  faults.push_back(in_parts("parts/not-watertight", "two faces of the torso were left out", [](Parts& parts) {
    std::vector<std::uint32_t>& faces = part_of(parts, "torso").shape.indices;
    faces.erase(faces.begin(), faces.begin() + 6);
  }));
  faults.push_back(in_parts("parts/foreign-geometry", "a ball floats beside the figure", [](Parts& parts) {
    parts.push_back({"blob", placed(sphere(8), 12, {60, 70, 0})});
  }));
  faults.push_back(in_parts("parts/contained", "a ball is inside of the torso", [](Parts& parts) {
    parts.push_back({"core", placed(sphere(6), 9, {0, 10, 0})});
  }));
  faults.push_back(in_parts("parts/inverted", "the faces of the head look inwards", [](Parts& parts) {
    part_of(parts, "head").shape = turned_over(part_of(parts, "head").shape);
  }));
  faults.back().needs_nodes = true;  // without them faces turned alike at one place make one body
  faults.push_back(in_parts("parts/multiple-shells", "left leg and right arm are one part", [](Parts& parts) {
    part_of(parts, "leg_l").shape = joined(part_of(parts, "leg_l").shape, part_of(parts, "arm_r").shape);
    parts.erase(parts.begin() + 3);
  }));
  faults.back().needs_nodes = true;
  faults.push_back(in_parts("parts/name-collision", "both arms have one name",
                            [](Parts& parts) { part_of(parts, "arm_l").name = "arm_r"; }));
  faults.back().needs_nodes = true;
  faults.push_back(in_parts("parts/empty", "a part without faces", [](Parts& parts) {
    Shape flat;
    flat.positions = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
    flat.indices = {0, 1, 2};
    parts.push_back({"nothing", flat});
  }));
  faults.back().needs_nodes = true;
  faults.push_back(in_parts("parts/one-piece", "all parts are one mesh", [](Parts& parts) {
    Shape all;
    for (const FigurePart& part : parts) all = joined(all, part.shape);
    parts = {{"all", all}};
  }));
  faults.back().needs_nodes = true;
  faults.push_back(in_parts("parts/volume-mismatch", "the torso was hollowed", [](Parts& parts) {
    Shape& torso = part_of(parts, "torso").shape;
    torso = joined(torso, turned_over(placed(sphere(12), 17, {0, 8, 0})));
  }));
  faults.back().needs_nodes = true;
}

void add_fit_faults(std::vector<Planted>& faults) {
  FigureSpec spec = spec_of(FigureJoint::kNone);
  spec.arm_overlap = 0.8;
  faults.push_back(in_joints("parts/overlap", "the left arm reaches 0.8 mm into the torso", kPlain, spec));
  faults.back().numbers = {{"parts/overlap", "depth_mm", 0.8, 0.05 * 0.8}};
  faults.back().needs_nodes = true;  // without them bodies that share edges are one
  spec.arm_overlap = 0;
  spec.arm_gap = 1.8;
  faults.push_back(
      in_joints("parts/detached", "a slice of 1.8 mm is missing below the left arm", kPlain, spec));
  spec = spec_of(FigureJoint::kBall);
  spec.socket = false;
  faults.push_back(
      in_joints("parts/joint-missing", "balls stand on the parts, the torso has no sockets", kBall, spec));
  spec = spec_of(FigureJoint::kNone);
  faults.push_back(in_joints("parts/joint-missing", "the cuts are plane", kBall, spec));
  spec = spec_of(FigureJoint::kBall);
  spec.clearance = -0.15;
  faults.push_back(
      in_joints("parts/joint-clearance", "the balls are 0.15 mm larger than their sockets", kBall, spec));
  spec.clearance = 0.08;
  faults.push_back(
      in_joints("parts/joint-clearance", "the balls have 0.08 mm in their sockets", kBall, spec));
  Planted stripped{"parts/texture-lost", "the head has no texture coordinates", kBall, [] {
                     Asset asset = painted(ball_parts());
                     asset.scene.meshes[1].uvs.clear();
                     return asset;
                   }};
  stripped.needs_nodes = stripped.needs_textures = true;
  faults.push_back(stripped);
  Planted drifted{"parts/color-drift", "all colours are a tenth lighter", kBall,
                  [] { return painted(ball_parts(), 25); }};
  drifted.needs_textures = true;
  faults.push_back(drifted);
}

void add_segment_faults(std::vector<Planted>& faults) {
  faults.push_back({"segments/count", "one mesh without colours or materials", kSegments, [] {
                      return painted({{"all", whole_figure()}});
                    }});
  faults.push_back(
      in_segments("segments/duplicate-surface", "the head is part of the torso, too", [](Parts& parts) {
        std::vector<std::uint32_t>& torso = parts[0].shape.indices;
        torso.insert(torso.end(), parts[1].shape.indices.begin(), parts[1].shape.indices.end());
      }));
  faults.push_back(in_segments("segments/sliver", "one face is a segment of its own", [](Parts& parts) {
    std::vector<std::uint32_t>& torso = parts[0].shape.indices;
    FigurePart crumb{"crumb", {}};
    crumb.shape.positions = parts[0].shape.positions;
    crumb.shape.indices.assign(torso.begin(), torso.begin() + 3);
    torso.erase(torso.begin(), torso.begin() + 3);
    parts.push_back(crumb);
  }));
  faults.push_back({"segments/area-mismatch", "head, arms and legs were closed with caps", kSegments, [] {
                      Parts parts = figure_parts(spec_of(FigureJoint::kNone));
                      parts[0].shape = without_caps(parts[0].shape);
                      return painted(parts);
                    }});
}

}  // namespace

const Asset& planted_source() {
  static const Asset kSource = [] {
    Asset asset = make_asset(whole_figure());
    asset.path = "figure.glb";
    asset.format = "glb";
    paint(asset);
    return asset;
  }();
  return kSource;
}

const std::vector<Planted>& planted_faults() {
  static const std::vector<Planted> kFaults = [] {
    std::vector<Planted> faults;
    const auto add = [&](FaultGroup group, void (*add_faults)(std::vector<Planted>&)) {
      const std::size_t first = faults.size();
      add_faults(faults);
      for (std::size_t i = first; i < faults.size(); ++i) faults[i].group = group;
    };
    add(FaultGroup::kPlace, add_place_faults);
    add(FaultGroup::kBodies, add_body_faults);
    add(FaultGroup::kFit, add_fit_faults);
    add(FaultGroup::kSegments, add_segment_faults);
    return faults;
  }();
  return kFaults;
}

std::vector<TrueNumber> clean_numbers(const std::string& expect) {
  const double source = volume_of(whole_figure());
  if (expect.starts_with("segmentation")) return {};
  std::vector<TrueNumber> numbers{{"", "source_volume", source, 1e-3 * source}};
  double sum = 0;
  const bool ball = expect.ends_with("ball");
  for (const FigurePart& part : ball ? ball_parts() : figure_parts(spec_of(FigureJoint::kNone)))
    sum += volume_of(part.shape);
  numbers.push_back({"", "result_volume", sum, 1e-3 * sum});
  const FigureSpec spec;
  for (int joint = 1; ball && joint <= 5; ++joint)
    numbers.push_back({"", "joints/" + std::to_string(joint) + "/gap_median_mm", spec.clearance, 0.02});
  return numbers;
}

Asset clean_result(const std::string& expect) {
  if (expect.starts_with("segmentation")) return painted(segments());
  const bool tail = expect.ends_with("dovetail"), plain = expect.ends_with("none");
  return painted(figure_parts(spec_of(tail    ? FigureJoint::kDovetail
                                      : plain ? FigureJoint::kNone
                                              : FigureJoint::kBall)));
}

}  // namespace meshgate::test
