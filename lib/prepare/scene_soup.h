#pragma once
// From the meshes of a scene to one soup, and back.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meshgate/scene.h"
#include "prepare/soup.h"
#include "prepare/wedge_table.h"

namespace meshgate {

class AssetFacts;

/// A soup and what is needed to make meshes of it.
struct SceneSoup {
  Soup soup;
  std::vector<WedgeTable> tables;                ///< one a mesh
  std::vector<std::uint32_t> first_label;        ///< one a mesh, and the number of labels
  std::vector<std::vector<std::uint32_t>> cuts;  ///< by mesh: first face of each of its labels
  std::uint64_t dropped = 0;
  std::vector<std::uint32_t> flat_meshes;
};

/// Welds, finds wedges and labels, leaves out what is no triangle. O(V + F). Welds that are in `known`, facts
/// of an asset with this scene, are not made again.
SceneSoup make_scene_soup(const Scene& scene, const std::stop_token& stop, const AssetFacts* known = nullptr);

/// Interpolates attributes; the lists may be worked on side by side.
void apply_blends(SceneSoup& scene_soup, const std::vector<std::vector<WedgeBlend>>& blends,
                  const std::stop_token& stop);

/// Makes the meshes, ordered for vertex cache and fetch. Everything but geometry and attributes is taken from
/// the scene's meshes.
std::vector<Mesh> make_meshes(const Scene& scene, const SceneSoup& scene_soup, const std::stop_token& stop);

}  // namespace meshgate
