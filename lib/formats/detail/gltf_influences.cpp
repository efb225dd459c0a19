// Joints and weights of vertices: for each vertex up to four joints a set, with weights that sum up to one.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

constexpr std::size_t kVerticesPerRange = 1U << 14U;
// More sets are allowed by the specification; no exporter writes them.
constexpr std::size_t kMaxSets = 16;
// Rounding of one 32-bit float weight; as the Khronos validator.
constexpr double kRoundingOfOneWeight = 2e-7;

struct InfluenceSet {
  GltfElements joints;
  GltfElements weights;
  GltfComponent joint_type = GltfComponent::kNone;
  GltfFormat weight_format;

  [[nodiscard]] std::uint32_t joint(std::size_t vertex, std::size_t i) const {
    if (joints.zeros) return 0;
    const std::byte* element = joints.bytes.data() + vertex * joints.stride;
    return joint_type == GltfComponent::kUint8 ? std::to_integer<std::uint32_t>(element[i])
                                               : load_le<std::uint16_t>(element + 2 * i);
  }
  [[nodiscard]] float weight(std::size_t vertex, std::size_t i) const {
    if (weights.zeros) return 0;
    const std::byte* element = weights.bytes.data() + vertex * weights.stride;
    switch (weight_format.component) {
      case GltfComponent::kUint8:
        return static_cast<float>(std::to_integer<std::uint8_t>(element[i])) / 255.0F;
      case GltfComponent::kUint16:
        return static_cast<float>(load_le<std::uint16_t>(element + 2 * i)) / 65535.0F;
      default:
        return load_le<float>(element + 4 * i);
    }
  }
};

struct InfluenceTallies {
  Tally out_of_range;
  Tally duplicate;
  Tally zero_weight;
  Tally negative;
  Tally not_normalized;
};

Location vertex_place(std::uint64_t vertex) {
  Location location;
  location.kind = LocationKind::kVertex;
  location.indices = {vertex};
  return location;
}

void check_vertex(const std::vector<InfluenceSet>& sets, std::uint32_t joint_count, std::size_t vertex,
                  InfluenceTallies& tallies) {
  std::array<std::uint32_t, 4 * kMaxSets> seen;
  std::size_t used = 0;
  float sum = 0;
  double tolerance = 0;
  const auto place = [&] { return vertex_place(vertex); };
  for (const InfluenceSet& set : sets) {
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint32_t joint = set.joint(vertex, i);
      if (joint >= joint_count) {
        tallies.out_of_range.add(place);
        continue;
      }
      const float weight = set.weight(vertex, i);
      if (weight == 0) {
        if (joint != 0) tallies.zero_weight.add(place);
        continue;
      }
      const bool repeated = std::find(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(used),
                                      joint) != seen.begin() + static_cast<std::ptrdiff_t>(used);
      if (repeated) {
        tallies.duplicate.add(place);
      } else {
        seen[used++] = joint;
      }
      if (weight < 0) {
        tallies.negative.add(place);
      } else if (!repeated) {
        sum += weight;
        tolerance += kRoundingOfOneWeight;
      }
    }
  }
  if (!(std::abs(static_cast<double>(sum) - 1.0) <= tolerance)) {
    for (std::size_t i = 0; i < sets.size(); ++i) tallies.not_normalized.add(place);
  }
}

std::vector<InfluenceSet> read_sets(GltfDocument& document, const GltfPrimitive& primitive) {
  std::vector<InfluenceSet> sets;
  for (std::size_t i = 0; i < std::min(primitive.joints, kMaxSets); ++i) {
    const std::uint32_t joints = primitive.attribute(fmt::format("JOINTS_{}", i));
    const std::uint32_t weights = primitive.attribute(fmt::format("WEIGHTS_{}", i));
    const GltfAccessor* joint_accessor = document.accessor(joints);
    const GltfAccessor* weight_accessor = document.accessor(weights);
    if (joint_accessor == nullptr || weight_accessor == nullptr) return {};
    const GltfFormat& joint_format = joint_accessor->format;
    const GltfFormat& weight_format = weight_accessor->format;
    const bool right = joint_format.type == GltfType::kVec4 && weight_format.type == GltfType::kVec4 &&
                       (joint_format.component == GltfComponent::kUint8 ||
                        joint_format.component == GltfComponent::kUint16) &&
                       (weight_format.component == GltfComponent::kFloat ||
                        weight_format.component == GltfComponent::kUint8 ||
                        weight_format.component == GltfComponent::kUint16);
    if (!right) return {};  // reported as an invalid format
    InfluenceSet set{gltf_elements(document, joints), gltf_elements(document, weights),
                     joint_format.component, weight_format};
    if (set.joints.count < primitive.vertices || set.weights.count < primitive.vertices) return {};
    if (set.joints.zeros || set.weights.zeros) return {};
    sets.push_back(std::move(set));
  }
  return sets;
}

void report(GltfDocument& document, std::string_view rule, const std::string& element, Tally& tally,
            const std::string& message) {
  if (tally.empty()) return;
  const std::string text = fmt::format("{} of {}", group_digits(tally.count), message);
  document.issues.add(rule, Where{element, std::move(tally), {}}, text);
}

void check_primitive(GltfDocument& document, const GltfPrimitive& primitive, std::uint32_t joint_count) {
  const std::vector<InfluenceSet> sets = read_sets(document, primitive);
  if (sets.empty()) return;
  InfluenceTallies tallies = parallel_reduce(
      primitive.vertices, kVerticesPerRange, document.options.stop, InfluenceTallies{},
      [&](std::size_t begin, std::size_t end) {
        InfluenceTallies part;
        for (std::size_t vertex = begin; vertex < end; ++vertex)
          check_vertex(sets, joint_count, vertex, part);
        return part;
      },
      [](InfluenceTallies& total, InfluenceTallies& part) {
        total.out_of_range.merge(std::move(part.out_of_range));
        total.duplicate.merge(std::move(part.duplicate));
        total.zero_weight.merge(std::move(part.zero_weight));
        total.negative.merge(std::move(part.negative));
        total.not_normalized.merge(std::move(part.not_normalized));
      });
  const std::string element = primitive.pointer();
  report(document, "gltf/accessor-joints-index-oob", element, tallies.out_of_range,
         fmt::format("the joint numbers are beyond the last joint, {}", joint_count - 1));
  report(document, "gltf/accessor-joints-index-duplicate", element, tallies.duplicate,
         "the joint numbers repeat another joint of the same vertex");
  report(document, "gltf/accessor-joints-used-zero-weight", element, tallies.zero_weight,
         "the joint numbers are not 0 although their weight is");
  report(document, "gltf/accessor-weights-negative", element, tallies.negative, "the weights are negative");
  report(document, "gltf/accessor-weights-non-normalized", element, tallies.not_normalized,
         "the sets of weights belong to a vertex whose weights do not sum up to 1");
}

}  // namespace

void check_gltf_influences(GltfDocument& document, const GltfModel& model) {
  const Json nodes = document.root.find("nodes");
  const Json skins = document.root.find("skins");
  // Fewest joints of the skins with which a mesh is used; 0 = not used with one.
  std::vector<std::uint32_t> joints(model.meshes.size());
  for (std::size_t i = 0; nodes.is_array() && i < nodes.size(); ++i) {
    const std::uint32_t mesh = gltf_index(nodes[i], "mesh");
    const std::uint32_t skin = gltf_index(nodes[i], "skin");
    if (mesh >= joints.size() || !document.usage.has(GltfCollection::kSkins, skin)) continue;
    const auto count = static_cast<std::uint32_t>(skins[skin].find("joints").size());
    if (count > 0 && (joints[mesh] == 0 || count < joints[mesh])) joints[mesh] = count;
  }
  for (std::size_t i = 0; i < model.meshes.size(); ++i) {
    if (joints[i] == 0) continue;
    for (const GltfPrimitive& primitive : model.meshes[i]) check_primitive(document, primitive, joints[i]);
  }
}

}  // namespace meshgate
