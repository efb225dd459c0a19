// Animations (specification section 3.11).
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_buffers.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

using T = GltfType;
using K = GltfComponent;

constexpr auto kVectors = std::to_array<GltfFormat>({{T::kVec3, K::kFloat}});
constexpr auto kRotations = std::to_array<GltfFormat>({{T::kVec4, K::kFloat},
                                                       {T::kVec4, K::kUint8, true},
                                                       {T::kVec4, K::kInt8, true},
                                                       {T::kVec4, K::kUint16, true},
                                                       {T::kVec4, K::kInt16, true}});
constexpr auto kWeights = std::to_array<GltfFormat>({{T::kScalar, K::kFloat},
                                                     {T::kScalar, K::kUint8, true},
                                                     {T::kScalar, K::kInt8, true},
                                                     {T::kScalar, K::kUint16, true},
                                                     {T::kScalar, K::kInt16, true}});

std::span<const GltfFormat> formats_of(std::string_view path) {
  if (path == "translation" || path == "scale") return kVectors;
  if (path == "rotation") return kRotations;
  if (path == "weights") return kWeights;
  return {};
}

class AnimationCheck {
 public:
  AnimationCheck(GltfDocument& document, GltfModel& model, Json animation, std::size_t index)
      : document_(document),
        model_(model),
        samplers_(animation.find("samplers")),
        channels_(animation.find("channels")),
        pointer_(fmt::format("/animations/{}", index)) {}

  void run() {
    if (!samplers_.is_array() || !channels_.is_array()) return;
    for (std::size_t i = 0; i < samplers_.size(); ++i) {
      check_input(i);
      check_output(i);
    }
    std::vector<bool> used(samplers_.size());
    for (std::size_t i = 0; i < channels_.size(); ++i) {
      const std::uint32_t sampler = gltf_index(channels_[i], "sampler");
      check_target(i);
      if (sampler == kNoIndex) continue;
      if (sampler >= samplers_.size()) {
        report("gltf/unresolved-reference", fmt::format("/channels/{}/sampler", i),
               fmt::format("there is no sampler {}: the animation has {}", sampler, samplers_.size()));
      } else {
        used[sampler] = true;
        check_channel(i, sampler);
      }
      check_duplicate(i);
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (!used[i])
        report("gltf/unused-object", fmt::format("/samplers/{}", i), "no channel uses this sampler");
    }
  }

 private:
  void report(std::string_view rule, const std::string& place, std::string message) {
    document_.issues.add(rule, pointer_ + place, std::move(message));
  }
  std::string_view interpolation(std::size_t sampler) const {
    const Json value = samplers_[sampler].find("interpolation");
    return value ? std::string_view(value.text()) : "LINEAR";
  }

  void refuse_stride(const GltfAccessor& accessor, const std::string& place) {
    const GltfBufferView* view = document_.view(accessor.view);
    use_gltf_view(document_, accessor.view, GltfViewUse::kOther, pointer_ + place);
    if (view != nullptr && view->stride != 0) {
      report("gltf/animation-sampler-accessor-with-bytestride", place, "animation data cannot have a stride");
    }
  }

  void check_input(std::size_t i) {
    const std::uint32_t input = gltf_index(samplers_[i], "input");
    const GltfAccessor* accessor = document_.accessor(input);
    if (accessor == nullptr) return;
    const std::string place = fmt::format("/samplers/{}/input", i);
    use_gltf_accessor(document_, input, GltfAccessorUse::kInput, pointer_ + place);
    refuse_stride(*accessor, place);
    if (accessor->complete() && accessor->format != GltfFormat{T::kScalar, K::kFloat, false}) {
      report("gltf/animation-sampler-input-accessor-invalid-format", place,
             fmt::format("times are {}, expected SCALAR of FLOAT", describe(accessor->format)));
    } else if (accessor->complete()) {
      model_.scan({GltfScanUse::Kind::kTimes, input, pointer_, pointer_ + place, 0}).times = true;
    }
    if (!accessor->min || !accessor->max) {
      report("gltf/animation-sampler-input-accessor-without-bounds", place, "times need min and max");
    }
    if (interpolation(i) == "CUBICSPLINE" && accessor->count < 2) {
      report("gltf/animation-sampler-input-accessor-too-few-elements", place,
             "a spline needs at least two times");
    }
  }

  void check_output(std::size_t i) {
    const std::uint32_t output = gltf_index(samplers_[i], "output");
    const GltfAccessor* accessor = document_.accessor(output);
    if (accessor == nullptr) return;
    const std::string place = fmt::format("/samplers/{}/output", i);
    use_gltf_accessor(document_, output, GltfAccessorUse::kOutput, pointer_ + place);
    refuse_stride(*accessor, place);
  }

  // Morph targets of the mesh of a node, nothing when it has none.
  std::optional<std::size_t> targets_of(std::uint32_t node) const {
    const std::uint32_t mesh = gltf_index(document_.root.find("nodes")[node], "mesh");
    if (mesh >= model_.meshes.size() || model_.meshes[mesh].empty()) return std::nullopt;
    const std::size_t targets = model_.meshes[mesh].front().targets;
    return targets == 0 ? std::nullopt : std::optional(targets);
  }

  void check_target(std::size_t i) {
    const Json target = channels_[i].find("target");
    const std::uint32_t index = gltf_index(target, "node");
    if (!document_.usage.has(GltfCollection::kNodes, index)) return;
    const std::string place = fmt::format("/channels/{}/target", i);
    const Json node = document_.root.find("nodes")[index];
    const std::string& path = target.find("path").text();
    if (path == "weights") {
      if (!targets_of(index)) {
        report("gltf/animation-channel-target-node-weights-no-morphs", place,
               "the mesh of the node has no morph targets to weigh");
      }
      return;
    }
    if (formats_of(path).empty()) return;
    if (gltf_numbers(node, "matrix", 16)) {
      report("gltf/animation-channel-target-node-matrix", place,
             "the node has a matrix, so its translation, rotation and scale cannot be animated");
    }
    if (document_.usage.has(GltfCollection::kSkins, gltf_index(node, "skin"))) {
      report("gltf/animation-channel-target-node-skin", place + "/path",
             "transforms of the node do not move its skinned mesh");
    }
  }

  void check_channel(std::size_t i, std::uint32_t sampler) {
    const Json target = channels_[i].find("target");
    const std::string& path = target.find("path").text();
    const std::uint32_t output = gltf_index(samplers_[sampler], "output");
    const GltfAccessor* accessor = document_.accessor(output);
    if (accessor == nullptr || !accessor->complete() || !target.is_object()) return;
    const std::string place = fmt::format("/channels/{}/sampler", i);
    const std::span<const GltfFormat> formats = formats_of(path);
    const bool right = std::find(formats.begin(), formats.end(), accessor->format) != formats.end();
    if (!formats.empty() && !right) {
      report("gltf/animation-sampler-output-accessor-invalid-format", place,
             fmt::format("values of {} are {}, expected {}", path, describe(accessor->format),
                         describe(formats[0])));
    }
    const bool spline = interpolation(sampler) == "CUBICSPLINE";
    if (path == "rotation" && right) {
      GltfScanRequest& request =
          model_.scan({GltfScanUse::Kind::kRotations, output, pointer_, pointer_ + place, 0});
      request.quaternions = true;
      request.spline = spline;
    }
    check_count(i, sampler, *accessor, path);
  }

  void check_count(std::size_t i, std::uint32_t sampler, const GltfAccessor& output, std::string_view path) {
    const GltfAccessor* input = document_.accessor(gltf_index(samplers_[sampler], "input"));
    if (input == nullptr || input->count == 0 || formats_of(path).empty()) return;
    std::uint64_t expected = std::min<std::uint64_t>(input->count, std::uint64_t{1} << 40U);
    if (interpolation(sampler) == "CUBICSPLINE") expected *= 3;
    if (path == "weights") {
      const std::uint32_t node = gltf_index(channels_[i].find("target"), "node");
      if (!document_.usage.has(GltfCollection::kNodes, node)) return;
      const std::optional<std::size_t> targets = targets_of(node);
      if (!targets) return;
      expected *= std::min<std::size_t>(*targets, 1U << 20U);
    }
    if (expected != output.count) {
      report("gltf/animation-sampler-output-accessor-invalid-count", fmt::format("/channels/{}/sampler", i),
             fmt::format("{} of {} for {}, expected {}", count_of(output.count, "value"), path,
                         count_of(input->count, "time"), group_digits(expected)));
    }
  }

  void check_duplicate(std::size_t i) {
    const Json target = channels_[i].find("target");
    const std::uint32_t node = gltf_index(target, "node");
    if (node == kNoIndex) return;
    const auto [known, fresh] = targets_.try_emplace({node, target.find("path").text()}, i);
    if (fresh) return;
    report("gltf/animation-duplicate-targets", fmt::format("/channels/{}/target", known->second),
           fmt::format("channel {} animates the same property of the same node", i));
  }

  GltfDocument& document_;
  GltfModel& model_;
  Json samplers_;
  Json channels_;
  std::string pointer_;
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> targets_;
};

}  // namespace

void check_gltf_animations(GltfDocument& document, GltfModel& model) {
  const Json animations = document.root.find("animations");
  for (std::size_t i = 0; animations.is_array() && i < animations.size(); ++i) {
    if (animations[i].is_object()) AnimationCheck(document, model, animations[i], i).run();
  }
}

}  // namespace meshgate
