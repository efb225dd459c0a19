// Nodes and instances of a scene.
#include "formats/detail/gltf_reader.h"

namespace meshgate {
namespace {

// Roots of the scene that is shown: the default one, else the first; without scenes, every root.
std::vector<std::uint32_t> shown_roots(const GltfDocument& document, const std::vector<Node>& nodes) {
  std::vector<std::uint32_t> roots;
  const Json scenes = document.root.find("scenes");
  if (!scenes.is_array() || scenes.size() == 0) {
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].parent == kNoIndex) roots.push_back(i);
    }
    return roots;
  }
  const std::uint32_t chosen = gltf_index(document.root, "scene");
  const Json list = scenes[chosen < scenes.size() ? chosen : 0].find("nodes");
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    const std::int64_t node = list[i].integer().value_or(-1);
    if (node >= 0 && static_cast<std::size_t>(node) < nodes.size())
      roots.push_back(static_cast<std::uint32_t>(node));
  }
  return roots;
}

// Marks what can be reached from the roots and multiplies transforms on the way; nodes on cycles are not
// reached.
void propagate(std::vector<Node>& nodes, const std::vector<std::uint32_t>& shown) {
  std::vector<std::vector<std::uint32_t>> children(nodes.size());
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    nodes[i].in_scene = false;
    if (nodes[i].parent == kNoIndex) {
      nodes[i].world = nodes[i].local;
      order.push_back(i);
    } else {
      children[nodes[i].parent].push_back(i);
    }
  }
  for (std::size_t at = 0; at < order.size(); ++at) {
    for (const std::uint32_t child : children[order[at]]) {
      nodes[child].world = nodes[order[at]].world * nodes[child].local;
      order.push_back(child);
    }
  }
  for (const std::uint32_t root : shown) nodes[root].in_scene = true;
  for (const std::uint32_t node : order) {
    const std::uint32_t parent = nodes[node].parent;
    if (parent != kNoIndex && nodes[parent].in_scene) nodes[node].in_scene = true;
  }
}

}  // namespace

void gltf_build_nodes(GltfDocument& document, const std::vector<std::uint32_t>& first_mesh, Scene& scene) {
  const Json list = document.root.find("nodes");
  const std::vector<std::uint32_t> parents = gltf_parents(document);
  if (!document.budget.take(parents.size() * (sizeof(Node) + 64))) return;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    Node node;
    node.name = list[i].find("name").text();
    node.parent = parents[i];
    node.local = gltf_local_matrix(list[i]);
    scene.nodes.push_back(std::move(node));
  }
  propagate(scene.nodes, shown_roots(document, scene.nodes));
  for (std::uint32_t i = 0; i < parents.size(); ++i) {
    const std::uint32_t mesh = gltf_index(list[i], "mesh");
    if (mesh == kNoIndex || std::size_t{mesh} + 1 >= first_mesh.size()) continue;
    const std::uint32_t count = first_mesh[mesh + 1] - first_mesh[mesh];
    if (!document.budget.take(std::uint64_t{count} * sizeof(Instance))) return;
    for (std::uint32_t k = 0; k < count; ++k) scene.instances.push_back({first_mesh[mesh] + k, i});
  }
}

}  // namespace meshgate
