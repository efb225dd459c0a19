#pragma once
// What can be computed about one surface, each fact once, on demand.
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "asset/box_tree.h"
#include "asset/lazy.h"
#include "asset/nesting.h"
#include "asset/self_intersection.h"
#include "asset/shells.h"
#include "asset/t_junctions.h"
#include "asset/thickness.h"
#include "asset/topology.h"

namespace meshgate {

class MeshFacts;

/// Facts of the meshes that form one surface. The facts of the meshes must outlive them.
class SurfaceFacts {
 public:
  /// How the surface is used by its scene.
  struct Placing {
    std::optional<double> meters_per_unit;  ///< as far as the format knows
    double scale = 1;  ///< of lengths, by the node that makes it smallest (cube root of the determinant)
  };

  SurfaceFacts(std::vector<const MeshFacts*> meshes, Placing placing, std::stop_token stop)
      : meshes_(std::move(meshes)), placing_(placing), stop_(std::move(stop)) {}

  [[nodiscard]] const std::vector<const MeshFacts*>& meshes() const { return meshes_; }
  [[nodiscard]] const Placing& placing() const { return placing_; }
  /// Path for findings: of the only mesh, or of what the meshes are parts of.
  [[nodiscard]] std::string element() const;

  /// Triangles on welded positions.
  [[nodiscard]] const Surface& surface() const {
    return surface_.get([&] { return compute_surface(meshes_, stop_); });
  }
  /// Edges, fans and duplicate faces.
  [[nodiscard]] const Topology& topology() const {
    return topology_.get([&] { return compute_topology(surface(), stop_); });
  }
  /// Connected parts with their measures.
  [[nodiscard]] const Shells& shells() const {
    return shells_.get([&] { return compute_shells(surface(), topology(), stop_); });
  }
  /// Closed shells inside others.
  [[nodiscard]] const Nesting& nesting() const {
    return nesting_.get([&] { return compute_nesting(surface(), shells(), stop_); });
  }
  /// Corners on open edges of other faces.
  [[nodiscard]] const TJunctions& t_junctions() const {
    return t_junctions_.get([&] { return compute_t_junctions(surface(), topology(), stop_); });
  }
  /// Boxes of the faces that have an area.
  [[nodiscard]] const BoxTree& face_tree() const;
  /// Faces that overlap others.
  [[nodiscard]] const SelfIntersection& self_intersection() const {
    return self_intersection_.get([&] { return compute_self_intersection(surface(), face_tree(), stop_); });
  }
  /// The same when a check asked for it, else null. Only after the checks.
  [[nodiscard]] const SelfIntersection* self_intersection_if_known() const {
    return self_intersection_.if_known();
  }
  /// Thickness of walls behind a choice of faces.
  [[nodiscard]] const std::vector<WallSample>& wall_samples() const {
    return wall_samples_.get([&] { return compute_wall_samples(surface(), face_tree(), stop_); });
  }

 private:
  std::vector<const MeshFacts*> meshes_;
  Placing placing_;
  std::stop_token stop_;
  Lazy<Surface> surface_;
  Lazy<Topology> topology_;
  Lazy<Shells> shells_;
  Lazy<Nesting> nesting_;
  Lazy<TJunctions> t_junctions_;
  Lazy<BoxTree> face_tree_;
  Lazy<SelfIntersection> self_intersection_;
  Lazy<std::vector<WallSample>> wall_samples_;
};

}  // namespace meshgate
