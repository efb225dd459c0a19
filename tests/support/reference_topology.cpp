#include "support/reference_topology.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace meshgate::test {
namespace {

using Face = std::array<std::size_t, 3>;

std::size_t count_groups(std::size_t size, const std::vector<std::pair<std::size_t, std::size_t>>& links) {
  std::vector<std::size_t> group(size);
  std::iota(group.begin(), group.end(), std::size_t{0});
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : links) {
      const std::size_t least = std::min(group[a], group[b]);
      changed = changed || group[a] != least || group[b] != least;
      group[a] = group[b] = least;
    }
  }
  return std::set<std::size_t>(group.begin(), group.end()).size();
}

}  // namespace

ReferenceTopology reference_topology(const Shape& shape) {
  std::map<std::tuple<float, float, float>, std::size_t> known;
  std::vector<Face> faces;
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    Face face{};
    for (std::size_t k = 0; k < 3; ++k) {
      const float3 p = shape.positions[shape.indices[i + k]];
      face[k] = known.try_emplace({p.x + 0.0F, p.y + 0.0F, p.z + 0.0F}, known.size()).first->second;
    }
    if (face[0] != face[1] && face[1] != face[2] && face[2] != face[0]) faces.push_back(face);
  }
  ReferenceTopology result;
  result.faces = faces.size();

  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::pair<std::size_t, bool>>> edges;
  std::map<std::size_t, std::vector<std::size_t>> around;  // vertex to faces
  std::map<std::set<std::size_t>, std::vector<bool>> copies;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t a = faces[f][k], b = faces[f][(k + 1) % 3];
      edges[std::minmax(a, b)].emplace_back(f, a < b);
      around[a].push_back(f);
    }
    const auto lowest =
        static_cast<std::size_t>(std::min_element(faces[f].begin(), faces[f].end()) - faces[f].begin());
    copies[{faces[f].begin(), faces[f].end()}].push_back(faces[f][(lowest + 1) % 3] <
                                                         faces[f][(lowest + 2) % 3]);
  }
  result.vertices = around.size();
  result.edges = edges.size();
  std::vector<std::pair<std::size_t, std::size_t>> across;
  for (const auto& [edge, sides] : edges) {
    result.open_edges += sides.size() == 1;
    result.non_manifold_edges += sides.size() > 2;
    if (sides.size() != 2) continue;
    result.inconsistent_edges += sides[0].second == sides[1].second;
    across.emplace_back(sides[0].first, sides[1].first);
  }
  result.shells = count_groups(faces.size(), across);
  std::vector<std::pair<std::size_t, std::size_t>> touching;
  for (const auto& [vertex, fan] : around) {
    std::vector<std::pair<std::size_t, std::size_t>> links;
    for (std::size_t i = 0; i < fan.size(); ++i) {
      touching.emplace_back(fan[0], fan[i]);
      for (std::size_t j = 0; j < i; ++j) {
        const auto shared = std::count_if(faces[fan[i]].begin(), faces[fan[i]].end(), [&](std::size_t v) {
          return std::find(faces[fan[j]].begin(), faces[fan[j]].end(), v) != faces[fan[j]].end();
        });
        if (shared >= 2) links.emplace_back(i, j);
      }
    }
    result.non_manifold_vertices += count_groups(fan.size(), links) > 1;
  }
  result.components = count_groups(faces.size(), touching);
  for (const auto& [corners, sides] : copies) {
    result.duplicate_faces += sides.size() - 1;
    result.opposite_faces +=
        static_cast<std::uint64_t>(std::count(sides.begin(), sides.end(), !sides.front()));
  }
  return result;
}

}  // namespace meshgate::test
