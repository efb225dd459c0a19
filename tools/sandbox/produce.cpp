#include "sandbox/produce.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/source.h"
#include "meshgate/format.h"
#include "sandbox/geometry/assemble.h"
#include "sandbox/geometry/depth.h"
#include "sandbox/geometry/inflate.h"
#include "sandbox/geometry/result_faults.h"
#include "sandbox/geometry/segment.h"
#include "sandbox/geometry/split.h"

namespace meshgate::sandbox {
namespace {

constexpr double kClearance = 0.001, kSmallestJoint = 0.004;  // of the diagonal

const Fault* find(const std::vector<Fault>& faults, std::string_view kind) {
  const auto found = std::find_if(faults.begin(), faults.end(),
                                  [kind](const Fault& fault) { return fault.kind->name == kind; });
  return found == faults.end() ? nullptr : &*found;
}

Result<Asset> read_input(const TaskRequest& task, AssetKind kind, const std::stop_token& stop) {
  if (task.files.empty()) return fail(ErrorKind::kNotFound, "the task has no input");
  ReadOptions options;
  options.stop = stop;
  MG_TRY(Asset asset, read_asset(task.files.front().path, options));
  if (asset.kind != kind)
    return fail(ErrorKind::kUnsupported,
                kind == AssetKind::kMesh ? "the file is no model" : "the file is no picture");
  return asset;
}

// Parts of the templates a to f.
std::size_t template_parts(const std::string& part) {
  constexpr std::array<std::size_t, 6> kParts{6, 5, 4, 4, 3, 2};
  return kParts.at(static_cast<std::size_t>(part.front() - 'a'));
}

std::size_t level_parts(const std::string& level) { return level == "low" ? 3 : level == "high" ? 12 : 6; }

SplitPlan split_plan(const TaskRequest& task, const std::vector<Fault>& faults, const ProduceOptions& options,
                     double diagonal) {
  SplitPlan plan;
  const bool is_character = task.field("model") == "character";
  plan.parts = is_character ? template_parts(task.field("part")) : level_parts(task.field("level"));
  const std::string& joint = task.field("joint");
  plan.joint.kind = !is_character || joint == "none" ? JointKind::kNone
                    : joint == "ball"                ? JointKind::kBall
                                                     : JointKind::kDovetail;
  plan.joint.clearance = options.clearance > 0 ? options.clearance : kClearance * diagonal;
  plan.joint.smallest = std::max(kSmallestJoint * diagonal, 4 * plan.joint.clearance);
  plan.joint.loose = is_character && task.field("merge") == "no";
  if (find(faults, "joint-missing") != nullptr) plan.joint.kind = JointKind::kNone;
  if (const Fault* tight = find(faults, "joint-too-tight"))
    plan.joint.clearance = length_of(*tight, diagonal);
  plan.joint.no_socket = find(faults, "joint-without-socket") != nullptr;
  return plan;
}

Result<Product> finish(std::vector<Part> parts, const Asset& source, const TaskRequest& task,
                       const std::vector<Fault>& faults, double diagonal, const std::stop_token& stop) {
  spoil_parts(faults, diagonal, parts);
  const std::string_view suffix = result_suffix(task);
  if (suffix == ".stl") part_ways(parts);
  return encode(assemble(parts, source.scene), suffix, stop);
}

Result<Product> produce_split(const TaskRequest& task, const std::vector<Fault>& faults,
                              const ProduceOptions& options, const std::stop_token& stop) {
  MG_TRY(const Asset source, read_input(task, AssetKind::kMesh, stop));
  MG_TRY(const Body body, body_of(source.scene));
  MG_TRY([[maybe_unused]] const bool closed, require_closed(body, stop));
  const double diagonal = diagonal_of(box_of(body));
  const SplitPlan plan = split_plan(task, faults, options, diagonal);
  MG_TRY(SplitResult result, split(body, plan, stop));
  const auto parts = static_cast<double>(result.parts.size());
  MG_TRY(Product product, finish(std::move(result.parts), source, task, faults, diagonal, stop));
  product.facts = {{"parts", parts}, {"joints", static_cast<double>(result.seats.size())}};
  if (!result.seats.empty()) product.facts.emplace_back("clearance", plan.joint.clearance);
  return product;
}

Result<Product> produce_segmentation(const TaskRequest& task, const std::vector<Fault>& faults,
                                     const std::stop_token& stop) {
  MG_TRY(const Asset source, read_input(task, AssetKind::kMesh, stop));
  MG_TRY(const Body body, body_of(source.scene));
  const std::string& level = task.field("seg_level");
  SegmentOptions options{.angle_deg = 60, .smallest_area = 0.02};
  if (level == "low") options = {.angle_deg = 80, .smallest_area = 0.05};
  if (level == "high") options = {.angle_deg = 40, .smallest_area = 0.005};
  const std::vector<std::uint32_t> label = segments_of(body, options, stop);
  const std::uint32_t count = *std::max_element(label.begin(), label.end()) + 1;
  std::vector<Part> parts;
  for (std::uint32_t segment = 0; segment < count; ++segment) {
    std::vector<bool> keep(label.size());
    for (std::size_t face = 0; face < label.size(); ++face) keep[face] = label[face] == segment;
    parts.push_back({fmt::format("segment_{}", segment + 1), extract(body, keep)});
  }
  const double diagonal = diagonal_of(box_of(body));
  MG_TRY(Product product, finish(std::move(parts), source, task, faults, diagonal, stop));
  product.facts = {{"segments", static_cast<double>(count)}};
  return product;
}

Result<Product> produce_depth(const TaskRequest& task, const std::vector<Fault>& faults,
                              const std::stop_token& stop) {
  MG_TRY(const Asset source, read_input(task, AssetKind::kImage, stop));
  const std::uint32_t long_side = task.field("model_type") == "base" ? 1024 : 2048;
  MG_TRY(Subject subject, read_subject(source, long_side, stop));
  Asset map;
  map.kind = AssetKind::kImage;
  map.image = depth_map(std::move(subject), task.field("rmbg") != "0", faults);
  const auto width = static_cast<double>(map.image->width), height = static_cast<double>(map.image->height);
  MG_TRY(Product product, encode(map, result_suffix(task), stop));
  product.facts = {{"width", width}, {"height", height}};
  return product;
}

// A material with the picture on it, when the model can carry it.
void add_picture(const TaskRequest& task, const Asset& picture, Scene& scene) {
  Material material;
  material.name = "picture";
  if (task.field("request_type") != "1") {
    const Result<Source> file = Source::open(task.files.front().path);
    if (file) {
      TextureImage image;
      image.name = "front";
      image.format = picture.format;
      image.available = true;
      image.image = *picture.image;
      image.image.pixels8 = {};
      image.image.pixels16 = {};
      image.bytes = file->size();
      image.encoded = file->slice(0, file->size());
      scene.images.push_back(std::move(image));
      TextureUse use;
      use.role = TextureRole::kBaseColor;
      use.image = 0;
      material.textures.push_back(use);
    }
  }
  scene.materials.push_back(std::move(material));
}

// The front view, blown up; other views would be looked at by the service.
Result<Product> produce_generate(const TaskRequest& task, const std::vector<Fault>& faults,
                                 const ProduceOptions& options, const std::stop_token& stop) {
  MG_TRY(Asset picture, read_input(task, AssetKind::kImage, stop));
  double faces = options.max_generated_faces;
  if (!task.field("face").empty()) faces = std::min(faces, std::stod(task.field("face")));
  // Four triangles a pixel, if the subject filled the square.
  const auto side = static_cast<std::uint32_t>(std::max(16.0, std::sqrt(faces / 4.2)));
  MG_TRY(const Subject subject, read_subject(picture, side, stop));
  MG_TRY(Body body, inflate(subject));
  Asset source;
  source.scene.up_axis = 'Y';
  source.scene.meshes.emplace_back();
  source.scene.meshes.front().uvs.emplace_back();
  add_picture(task, picture, source.scene);
  const double diagonal = diagonal_of(box_of(body));
  const auto count = static_cast<double>(body.face_count());
  std::vector<Part> parts{{"model", std::move(body)}};
  MG_TRY(Product product, finish(std::move(parts), source, task, faults, diagonal, stop));
  product.facts = {{"faces", count}};
  return product;
}

}  // namespace

Result<Product> produce(const TaskRequest& task, const std::vector<Fault>& faults,
                        const ProduceOptions& options, const std::stop_token& stop) {
  switch (task.endpoint->kind) {
    case TaskKind::kSplit:
      return produce_split(task, faults, options, stop);
    case TaskKind::kSegmentation:
      return produce_segmentation(task, faults, stop);
    case TaskKind::kDepth:
      return produce_depth(task, faults, stop);
    default:
      return produce_generate(task, faults, options, stop);
  }
}

}  // namespace meshgate::sandbox
