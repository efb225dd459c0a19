// The node hierarchy (specification section 3.5). Hostile files have cycles and chains of a million nodes:
// nothing here recurses, and every walk is linear.
#include <fmt/core.h>

#include <cmath>

#include "asset/decompose.h"
#include "asset/transform.h"
#include "core/text.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

constexpr double kUnitTolerance4 = 0.00769;  // as the Khronos validator

// Shear shows as an angle off 90°; this is what ten digits of text and float rounding leave.
constexpr double kSkewTolerance = 5e-4;

std::optional<Matrix4> explicit_matrix(Json node) {
  const auto values = gltf_numbers(node, "matrix", 16);
  if (!values) return std::nullopt;
  Matrix4 matrix;
  std::copy(values->begin(), values->end(), matrix.m.begin());
  return matrix;
}

void check_transform(GltfDocument& document, Json node, const std::string& pointer) {
  if (const auto rotation = gltf_numbers(node, "rotation", 4)) {
    double square = 0;
    for (const double component : *rotation) square += component * component;
    if (std::abs(1 - std::sqrt(square)) > kUnitTolerance4) {
      document.issues.add("gltf/rotation-non-unit", pointer + "/rotation",
                          fmt::format("the quaternion has length {:.4g} instead of 1", std::sqrt(square)));
    }
  }
  const std::optional<Matrix4> matrix = explicit_matrix(node);
  if (!matrix) return;
  if (node.has("translation") || node.has("rotation") || node.has("scale")) {
    document.issues.add("gltf/node-matrix-trs", pointer + "/matrix",
                        "the node has a matrix and translation, rotation or scale: only one of them counts");
  }
  if (is_identity(*matrix)) {
    document.issues.add("gltf/node-matrix-default", pointer + "/matrix",
                        "the matrix is the identity: leave it out");
  } else if (!is_trs(*matrix, kSkewTolerance)) {
    document.issues.add(
        "gltf/node-matrix-non-trs", pointer + "/matrix",
        "the matrix is not a translation, rotation and scale: it shears, projects or flattens");
  }
}

void check_node(GltfDocument& document, const GltfModel& model, Json node, std::size_t index) {
  const std::string pointer = fmt::format("/nodes/{}", index);
  check_transform(document, node, pointer);
  const bool has_weights = node.find("weights").is_array() && node.find("weights").size() > 0;
  if (!node.has("mesh")) {
    for (const std::string_view name : {"skin", "weights"}) {
      if (!node.has(name)) continue;
      document.issues.add("gltf/unsatisfied-dependency", fmt::format("{}/{}", pointer, name),
                          fmt::format("{} has a meaning only with mesh", name));
    }
    return;
  }
  const std::uint32_t mesh = gltf_index(node, "mesh");
  if (mesh >= model.meshes.size() || model.meshes[mesh].empty() || !has_weights) return;
  const std::size_t targets = model.meshes[mesh].front().targets;
  if (node.find("weights").size() != targets) {
    document.issues.add("gltf/node-weights-invalid", pointer + "/weights",
                        fmt::format("{} for a mesh with {}", count_of(node.find("weights").size(), "weight"),
                                    count_of(targets, "morph target")));
  }
}

// Nodes on a cycle of parents. Each chain is walked once: 0 = new, 1 = on this walk, 2 = done.
std::vector<bool> find_loops(const std::vector<std::uint32_t>& parents) {
  std::vector<bool> on_loop(parents.size());
  std::vector<std::uint32_t> walk_of(parents.size(), kNoIndex);
  for (std::uint32_t start = 0; start < parents.size(); ++start) {
    std::uint32_t at = start;
    while (at != kNoIndex && walk_of[at] == kNoIndex) {
      walk_of[at] = start;
      at = parents[at];
    }
    if (at == kNoIndex || walk_of[at] != start || on_loop[at]) continue;
    for (std::uint32_t member = at; !on_loop[member]; member = parents[member]) on_loop[member] = true;
  }
  return on_loop;
}

void check_hierarchy(GltfDocument& document, Json nodes) {
  std::vector<bool> has_parent(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Json children = nodes[i].find("children");
    for (std::size_t k = 0; children.is_array() && k < children.size(); ++k) {
      const std::int64_t child = children[k].integer().value_or(-1);
      if (child < 0 || !document.usage.has(GltfCollection::kNodes, static_cast<std::uint64_t>(child)))
        continue;
      if (has_parent[static_cast<std::size_t>(child)]) {
        document.issues.add("gltf/node-parent-override", fmt::format("/nodes/{}/children/{}", i, k),
                            fmt::format("node {} has another parent already", child));
      }
      has_parent[static_cast<std::size_t>(child)] = true;
    }
  }
  const std::vector<bool> loops = find_loops(gltf_parents(document));
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if (loops[i]) {
      document.issues.add("gltf/node-loop", fmt::format("/nodes/{}", i), "the node is an ancestor of itself");
    }
  }
  const Json scenes = document.root.find("scenes");
  for (std::size_t i = 0; scenes.is_array() && i < scenes.size(); ++i) {
    const Json roots = scenes[i].find("nodes");
    for (std::size_t k = 0; roots.is_array() && k < roots.size(); ++k) {
      const std::int64_t root = roots[k].integer().value_or(-1);
      if (root >= 0 && static_cast<std::size_t>(root) < has_parent.size() &&
          has_parent[static_cast<std::size_t>(root)]) {
        document.issues.add("gltf/scene-non-root-node", fmt::format("/scenes/{}/nodes/{}", i, k),
                            fmt::format("node {} is listed as a root but is the child of another", root));
      }
    }
  }
}

}  // namespace

std::vector<std::uint32_t> gltf_parents(const GltfDocument& document) {
  const Json nodes = document.root.find("nodes");
  std::vector<std::uint32_t> parents(nodes.is_array() ? nodes.size() : 0, kNoIndex);
  for (std::size_t i = 0; i < parents.size(); ++i) {
    const Json children = nodes[i].find("children");
    for (std::size_t k = 0; children.is_array() && k < children.size(); ++k) {
      const std::int64_t child = children[k].integer().value_or(-1);
      if (child >= 0 && document.usage.has(GltfCollection::kNodes, static_cast<std::uint64_t>(child))) {
        parents[static_cast<std::size_t>(child)] = static_cast<std::uint32_t>(i);
      }
    }
  }
  return parents;
}

Matrix4 gltf_local_matrix(Json node) {
  if (const std::optional<Matrix4> matrix = explicit_matrix(node)) return *matrix;
  const std::vector<double> t = gltf_numbers(node, "translation", 3).value_or(std::vector<double>{0, 0, 0});
  const std::vector<double> r = gltf_numbers(node, "rotation", 4).value_or(std::vector<double>{0, 0, 0, 1});
  const std::vector<double> s = gltf_numbers(node, "scale", 3).value_or(std::vector<double>{1, 1, 1});
  const double x = r[0], y = r[1], z = r[2], w = r[3];
  Matrix4 matrix;
  matrix.m = {(1 - 2 * (y * y + z * z)) * s[0],
              2 * (x * y + w * z) * s[0],
              2 * (x * z - w * y) * s[0],
              0,
              2 * (x * y - w * z) * s[1],
              (1 - 2 * (x * x + z * z)) * s[1],
              2 * (y * z + w * x) * s[1],
              0,
              2 * (x * z + w * y) * s[2],
              2 * (y * z - w * x) * s[2],
              (1 - 2 * (x * x + y * y)) * s[2],
              0,
              t[0],
              t[1],
              t[2],
              1};
  return matrix;
}

bool gltf_has_transform(Json node) {
  const auto is = [&](std::string_view name, const std::vector<double>& neutral) {
    const auto values = gltf_numbers(node, name, neutral.size());
    return !values || *values == neutral;
  };
  const std::optional<Matrix4> matrix = explicit_matrix(node);
  return !((!matrix || is_identity(*matrix)) && is("translation", {0, 0, 0}) &&
           is("rotation", {0, 0, 0, 1}) && is("scale", {1, 1, 1}));
}

void check_gltf_nodes(GltfDocument& document, const GltfModel& model) {
  const Json nodes = document.root.find("nodes");
  if (!nodes.is_array()) return;
  std::vector<bool> joints(nodes.size());
  const Json skins = document.root.find("skins");
  for (std::size_t i = 0; skins.is_array() && i < skins.size(); ++i) {
    const Json list = skins[i].find("joints");
    for (std::size_t k = 0; list.is_array() && k < list.size(); ++k) {
      const std::int64_t joint = list[k].integer().value_or(-1);
      if (joint >= 0 && static_cast<std::size_t>(joint) < joints.size())
        joints[static_cast<std::size_t>(joint)] = true;
    }
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Json node = nodes[i];
    if (!node.is_object()) continue;
    check_node(document, model, node, i);
    const bool mesh = document.usage.has(GltfCollection::kMeshes, gltf_index(node, "mesh"));
    const bool camera = document.usage.has(GltfCollection::kCameras, gltf_index(node, "camera"));
    const bool children = node.find("children").is_array() && node.find("children").size() > 0;
    const bool extended = node.find("extensions").size() > 0 ||
                          (node.has("extras") && node.find("extras").kind() != JsonKind::kNull);
    if (!mesh && !camera && !children && !extended && !joints[i]) {
      document.issues.add("gltf/node-empty", fmt::format("/nodes/{}", i), "the node holds nothing");
    }
  }
  check_hierarchy(document, nodes);
  const Json meshes = document.root.find("meshes");
  std::vector<bool> weights_used(meshes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint32_t mesh = gltf_index(nodes[i], "mesh");
    if (mesh < weights_used.size() && !nodes[i].find("weights").is_array()) weights_used[mesh] = true;
  }
  for (std::size_t i = 0; i < weights_used.size(); ++i) {
    const Json weights = meshes[i].find("weights");
    const bool used = document.usage.used[static_cast<std::size_t>(GltfCollection::kMeshes)][i];
    if (weights.is_array() && used && !weights_used[i]) {
      document.issues.add("gltf/unused-mesh-weights", fmt::format("/meshes/{}/weights", i),
                          "every node with this mesh has weights of its own");
    }
  }
}

}  // namespace meshgate
