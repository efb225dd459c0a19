#include "formats/detail/glb_nodes.h"

#include <algorithm>
#include <cmath>

#include "asset/decompose.h"
#include "asset/transform.h"

namespace meshgate {
namespace {

using Json = GlbBuilder::Json;

// Well within what the validator takes for a translation, rotation and scale.
constexpr double kStrictSkew = 1e-6;

// A node as it will be written: broken links are cut.
struct Place {
  std::uint32_t parent = kNoIndex;
  Matrix4 local;
  std::vector<std::size_t> children;
};

// Nodes that a walk from the roots reaches; those on a loop and below are not.
std::vector<bool> reached_from_roots(const std::vector<Node>& nodes) {
  std::vector<std::vector<std::uint32_t>> children(nodes.size());
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].parent < nodes.size()) {
      children[nodes[i].parent].push_back(i);
    } else {
      order.push_back(i);
    }
  }
  std::vector<bool> reached(nodes.size());
  for (std::size_t at = 0; at < order.size(); ++at) {
    reached[order[at]] = true;
    order.insert(order.end(), children[order[at]].begin(), children[order[at]].end());
  }
  return reached;
}

std::vector<Place> places_of(const std::vector<Node>& nodes, Losses& losses) {
  const std::vector<bool> reached = reached_from_roots(nodes);
  std::vector<Place> places(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    places[i].local = node.local;
    if (node.parent >= nodes.size()) continue;
    if (reached[i] && node.in_scene == nodes[node.parent].in_scene) {
      places[i].parent = node.parent;
      places[node.parent].children.push_back(i);
      continue;
    }
    // glTF shows whole trees only: what stands alone keeps its place in the world.
    places[i].local = node.world;
    losses.add("node's place in a broken hierarchy", "nodes' places in a broken hierarchy");
  }
  return places;
}

// What a glTF node can have: finite and affine.
Matrix4 allowed(const Matrix4& matrix, Losses& losses) {
  if (!std::all_of(matrix.m.begin(), matrix.m.end(), [](double value) { return std::isfinite(value); })) {
    losses.add("node transform that is not finite", "node transforms that are not finite");
    return {};
  }
  Matrix4 affine = matrix;
  affine.m[3] = affine.m[7] = affine.m[11] = 0;
  affine.m[15] = 1;
  if (!(affine == matrix)) losses.add("perspective of a node", "perspectives of nodes");
  return affine;
}

bool is_unit(const Quaternion& q) { return q == Quaternion{0, 0, 0, 1}; }

}  // namespace

Json write_glb_nodes(const std::vector<Node>& nodes, const std::vector<std::optional<std::size_t>>& meshes,
                     GlbBuilder& glb, Losses& losses) {
  const std::vector<Place> places = places_of(nodes, losses);
  Json roots = Json::array(), inner_nodes = Json::array();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Json node = Json::object(), content = Json::object();
    if (!nodes[i].name.empty()) node["name"] = nodes[i].name;
    if (meshes[i]) content["mesh"] = *meshes[i];
    if (!places[i].children.empty()) content["children"] = places[i].children;
    const Matrix4 local = allowed(places[i].local, losses);
    if (is_identity(local) || is_trs(local, kStrictSkew)) {
      if (!is_identity(local)) node["matrix"] = local.m;
      node.update(content);
    } else {
      // Shear is no transform of glTF, but a turn inside of a scale inside of a turn is shear.
      const Factors factors = factorize(local);
      node["translation"] = {local.m[12], local.m[13], local.m[14]};
      if (!is_unit(factors.outer)) node["rotation"] = factors.outer;
      node["scale"] = factors.scale;
      if (!is_unit(factors.inner)) content["rotation"] = factors.inner;
      node["children"] = Json::array({nodes.size() + inner_nodes.size()});
      inner_nodes.push_back(std::move(content));
    }
    if (places[i].parent == kNoIndex && nodes[i].in_scene) roots.push_back(i);
    glb.append("nodes", std::move(node));
  }
  for (Json& node : inner_nodes) glb.append("nodes", std::move(node));
  return roots;
}

}  // namespace meshgate
