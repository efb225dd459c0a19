// Skins (specification section 3.7.3.3) and the joints and weights of vertices.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_buffers.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

std::vector<std::uint32_t> node_list(const GltfDocument& document, Json array) {
  std::vector<std::uint32_t> nodes;
  for (std::size_t i = 0; array.is_array() && i < array.size(); ++i) {
    const std::int64_t node = array[i].integer().value_or(-1);
    if (node >= 0 && document.usage.has(GltfCollection::kNodes, static_cast<std::uint64_t>(node))) {
      nodes.push_back(static_cast<std::uint32_t>(node));
    }
  }
  return nodes;
}

// The forest of nodes: which tree a node is in, whether one node is above another, whether a parent is
// transformed. Nodes on or below a cycle belong to no tree. Everything linear, nothing recursive.
class Forest {
 public:
  explicit Forest(const GltfDocument& document) : parents_(gltf_parents(document)) {
    const std::size_t count = parents_.size();
    tree_.resize(count, kNoIndex);
    enter_.resize(count);
    leave_.resize(count);
    moved_.resize(count);
    const Json nodes = document.root.find("nodes");
    std::vector<std::vector<std::uint32_t>> children(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (parents_[i] != kNoIndex) children[parents_[i]].push_back(i);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      if (parents_[i] == kNoIndex) walk(i, children, nodes);
    }
  }
  [[nodiscard]] std::uint32_t parent(std::uint32_t node) const { return parents_[node]; }
  [[nodiscard]] std::uint32_t tree(std::uint32_t node) const { return tree_[node]; }
  [[nodiscard]] bool above_or_same(std::uint32_t upper, std::uint32_t node) const {
    return tree_[upper] != kNoIndex && tree_[upper] == tree_[node] && enter_[upper] <= enter_[node] &&
           leave_[node] <= leave_[upper];
  }
  /// Whether an ancestor has a transform of its own.
  [[nodiscard]] bool moved_by_parent(std::uint32_t node) const { return moved_[node]; }

 private:
  void walk(std::uint32_t root, const std::vector<std::vector<std::uint32_t>>& children, Json nodes) {
    std::vector<std::pair<std::uint32_t, std::size_t>> stack{{root, 0}};
    tree_[root] = root;
    enter_[root] = clock_++;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == children[node].size()) {
        leave_[node] = clock_++;
        stack.pop_back();
        continue;
      }
      const std::uint32_t child = children[node][next++];
      tree_[child] = root;
      enter_[child] = clock_++;
      moved_[child] = moved_[node] || gltf_has_transform(nodes[node]);
      stack.emplace_back(child, 0);
    }
  }

  std::vector<std::uint32_t> parents_;
  std::vector<std::uint32_t> tree_;
  std::vector<std::uint64_t> enter_;
  std::vector<std::uint64_t> leave_;
  std::vector<bool> moved_;
  std::uint64_t clock_ = 0;
};

struct SkinFacts {
  std::vector<std::uint32_t> joints;
  std::uint32_t tree = kNoIndex;  // common root of all joints
};

void check_bind_matrices(GltfDocument& document, GltfModel& model, Json skin, std::size_t index,
                         std::size_t joints) {
  const std::uint32_t matrices = gltf_index(skin, "inverseBindMatrices");
  const GltfAccessor* accessor = document.accessor(matrices);
  if (accessor == nullptr) return;
  const std::string element = fmt::format("/skins/{}", index);
  const std::string pointer = element + "/inverseBindMatrices";
  use_gltf_accessor(document, matrices, GltfAccessorUse::kInverseBindMatrices, pointer);
  use_gltf_view(document, accessor->view, GltfViewUse::kInverseBindMatrices, pointer);
  if (const GltfBufferView* view = document.view(accessor->view); view != nullptr && view->stride != 0) {
    document.issues.add("gltf/skin-ibm-accessor-with-bytestride", pointer,
                        "bind matrices cannot have a stride");
  }
  if (!accessor->complete()) return;
  if (accessor->format != GltfFormat{GltfType::kMat4, GltfComponent::kFloat, false}) {
    document.issues.add(
        "gltf/skin-ibm-invalid-format", pointer,
        fmt::format("bind matrices are {}, expected MAT4 of FLOAT", describe(accessor->format)));
  } else {
    model.scan({GltfScanUse::Kind::kBindMatrices, matrices, element, pointer, 0}).bind_matrices = true;
  }
  if (accessor->count < joints) {
    document.issues.add("gltf/invalid-ibm-accessor-count", pointer,
                        fmt::format("{} for {}", count_of(accessor->count, "bind matrix", "bind matrices"),
                                    count_of(joints, "joint")));
  }
}

SkinFacts check_skin(GltfDocument& document, GltfModel& model, const Forest& forest, Json skin,
                     std::size_t index) {
  SkinFacts facts;
  const Json joints = skin.find("joints");
  facts.joints = node_list(document, joints);
  bool common = !facts.joints.empty();
  for (const std::uint32_t joint : facts.joints) {
    common =
        common && forest.tree(joint) != kNoIndex && forest.tree(joint) == forest.tree(facts.joints.front());
  }
  if (common) facts.tree = forest.tree(facts.joints.front());
  if (!common && joints.is_array() && joints.size() > 0) {
    document.issues.add("gltf/skin-no-common-root", fmt::format("/skins/{}/joints", index),
                        "the joints are not in one tree of nodes");
  }
  check_bind_matrices(document, model, skin, index, joints.size());
  const std::uint32_t skeleton = gltf_index(skin, "skeleton");
  if (document.usage.has(GltfCollection::kNodes, skeleton) &&
      !std::all_of(facts.joints.begin(), facts.joints.end(),
                   [&](std::uint32_t joint) { return forest.above_or_same(skeleton, joint); })) {
    document.issues.add("gltf/skin-skeleton-invalid", fmt::format("/skins/{}/skeleton", index),
                        fmt::format("node {} is not above all joints", skeleton));
  }
  return facts;
}

// Scenes whose list names the node or an ancestor; with very many scenes nobody compares them.
constexpr std::size_t kMaxComparedScenes = 256;

std::vector<std::set<std::uint32_t>> scene_roots(const GltfDocument& document) {
  const Json scenes = document.root.find("scenes");
  std::vector<std::set<std::uint32_t>> roots;
  for (std::size_t i = 0; scenes.is_array() && i < scenes.size() && scenes.size() <= kMaxComparedScenes;
       ++i) {
    const std::vector<std::uint32_t> list = node_list(document, scenes[i].find("nodes"));
    roots.emplace_back(list.begin(), list.end());
  }
  return roots;
}

void check_skinned_node(GltfDocument& document, const Forest& forest, std::uint32_t node,
                        const SkinFacts& skin, const std::vector<std::set<std::uint32_t>>& scenes) {
  const std::string pointer = fmt::format("/nodes/{}", node);
  if (gltf_has_transform(document.root.find("nodes")[node])) {
    document.issues.add("gltf/node-skinned-mesh-local-transforms", pointer,
                        "the node has a transform, which does not move its skinned mesh");
  }
  if (forest.parent(node) != kNoIndex) {
    if (forest.moved_by_parent(node)) {
      document.issues.add("gltf/node-skinned-mesh-parent-transforms", pointer,
                          "a parent has a transform, which does not move the skinned mesh");
    }
    document.issues.add("gltf/node-skinned-mesh-non-root", pointer,
                        "a node with a skinned mesh should be a root");
  }
  if (skin.tree == kNoIndex || forest.tree(node) == kNoIndex) return;
  for (const auto& roots : scenes) {
    // Only roots of trees are looked at: other entries are gltf/scene-non-root-node.
    if (roots.count(forest.tree(node)) != 0 && roots.count(skin.tree) == 0) {
      document.issues.add("gltf/node-skin-no-scene", pointer,
                          "the mesh is in a scene without the joints of its skin");
      return;
    }
  }
}

void check_use(GltfDocument& document, const GltfModel& model, Json node, std::size_t index,
               bool skin_exists) {
  const std::uint32_t mesh = gltf_index(node, "mesh");
  if (mesh >= model.meshes.size() || model.meshes[mesh].empty()) return;
  const auto& primitives = model.meshes[mesh];
  const bool any =
      std::any_of(primitives.begin(), primitives.end(), [](const auto& p) { return p.joints != 0; });
  const std::string pointer = fmt::format("/nodes/{}", index);
  if (skin_exists && !any) {
    document.issues.add("gltf/node-skin-with-non-skinned-mesh", pointer,
                        "the node has a skin, its mesh has no joints");
  } else if (!skin_exists && any) {
    document.issues.add("gltf/node-skinned-mesh-without-skin", pointer,
                        "the mesh has joints, the node has no skin");
  }
}

}  // namespace

void check_gltf_skins(GltfDocument& document, GltfModel& model) {
  const Json skins = document.root.find("skins");
  const Json nodes = document.root.find("nodes");
  std::vector<SkinFacts> facts;
  const bool any = skins.is_array() && skins.size() > 0;
  const Forest forest(document);
  for (std::size_t i = 0; any && i < skins.size(); ++i) {
    facts.push_back(check_skin(document, model, forest, skins[i], i));
  }
  const auto scenes = any ? scene_roots(document) : std::vector<std::set<std::uint32_t>>{};
  for (std::uint32_t i = 0; nodes.is_array() && i < nodes.size(); ++i) {
    const std::uint32_t skin = gltf_index(nodes[i], "skin");
    const bool exists = document.usage.has(GltfCollection::kSkins, skin);
    check_use(document, model, nodes[i], i, exists);
    if (exists) check_skinned_node(document, forest, i, facts[skin], scenes);
  }
}

}  // namespace meshgate
