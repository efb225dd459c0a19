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
class SurfaceFacts : public SharedFacts<SurfaceFacts> {
 public:
  /// How the surface is used by its scene.
  struct Placing {
    std::optional<double> meters_per_unit;  ///< as far as the format knows
    double scale = 1;  ///< of lengths, by the node that makes it smallest (cube root of the determinant)
  };

  /// `same`, if not null, are the facts of a surface of the same geometry, bit for bit, or of the same faces
  /// on other vertices: they answer all that is no place in the file.
  SurfaceFacts(std::vector<const MeshFacts*> meshes, Placing placing, std::stop_token stop,
               const SurfaceFacts* same = nullptr, Likeness likeness = Likeness::kSame)
      : SharedFacts(same, likeness), meshes_(std::move(meshes)), placing_(placing), stop_(std::move(stop)) {}

  [[nodiscard]] const std::vector<const MeshFacts*>& meshes() const { return meshes_; }
  [[nodiscard]] const Placing& placing() const { return placing_; }
  /// Path for findings: of the only mesh, or of what the meshes are parts of.
  [[nodiscard]] std::string element() const;

  /// Triangles on welded positions.
  [[nodiscard]] const Surface& surface() const {
    return surface_.get([&] { return compute_or_share_surface(); });
  }
  /// The same when somebody asked for it, else null. Not beside surface().
  [[nodiscard]] const Surface* surface_if_known() const {
    return find_known(&SurfaceFacts::surface_, About::kVertexNumbers);
  }
  /// Edges, fans and duplicate faces.
  [[nodiscard]] const Topology& topology() const {
    return ask(&SurfaceFacts::topology_, About::kFaces, [&] { return compute_topology(surface(), stop_); });
  }
  /// Connected parts with their measures.
  [[nodiscard]] const Shells& shells() const {
    return ask(&SurfaceFacts::shells_, About::kFaces,
               [&] { return compute_shells(surface(), topology(), stop_); });
  }
  /// Closed shells inside others.
  [[nodiscard]] const Nesting& nesting() const {
    return ask(&SurfaceFacts::nesting_, About::kFaces,
               [&] { return compute_nesting(surface(), shells(), stop_); });
  }
  /// Corners on open edges of other faces.
  [[nodiscard]] const TJunctions& t_junctions() const {
    return ask(&SurfaceFacts::t_junctions_, About::kVertexNumbers,
               [&] { return compute_t_junctions(surface(), topology(), stop_); });
  }
  /// Boxes of the faces that have an area.
  [[nodiscard]] const BoxTree& face_tree() const;
  /// Faces that overlap others.
  [[nodiscard]] const SelfIntersection& self_intersection() const {
    return ask(&SurfaceFacts::self_intersection_, About::kFaces,
               [&] { return compute_self_intersection(surface(), face_tree(), stop_); });
  }
  /// The same when a check asked for it, else null. Only after the checks.
  [[nodiscard]] const SelfIntersection* self_intersection_if_known() const {
    return find_known(&SurfaceFacts::self_intersection_);
  }
  /// Thickness of walls behind a choice of faces.
  [[nodiscard]] const std::vector<WallSample>& wall_samples() const {
    return ask(&SurfaceFacts::wall_samples_, About::kFaces,
               [&] { return compute_wall_samples(surface(), face_tree(), stop_); });
  }

 private:
  friend class SharedFacts<SurfaceFacts>;
  [[nodiscard]] Surface compute_or_share_surface() const;

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
