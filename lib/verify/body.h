#pragma once
// A source or one part of a result with everything that comparing asks of it, each fact once, on demand.
#include <optional>
#include <stop_token>

#include "asset/closest_point.h"
#include "asset/facts.h"
#include "asset/lazy.h"
#include "verify/flat_mesh.h"
#include "verify/winding_number.h"

namespace meshgate {

/// Not copied: facts look at the mesh.
class Body {
 public:
  Body(FlatMesh flat, const std::stop_token& stop, SurfaceFacts::Placing placing = {});
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  [[nodiscard]] const FlatMesh& flat() const { return flat_; }
  [[nodiscard]] std::span<const float3> positions() const { return flat_.positions; }
  [[nodiscard]] std::span<const std::uint32_t> indices() const { return flat_.indices; }
  /// No face has an area.
  [[nodiscard]] bool empty() const { return !(area() > 0); }
  /// Of the faces that can be used; empty when there is none.
  [[nodiscard]] Box3 bounds() const { return closest().tree().bounds(); }
  /// Square units.
  [[nodiscard]] double area() const { return mesh_facts_.faces().surface_area; }
  /// Vertices and faces as they are stored.
  [[nodiscard]] const MeshFacts& mesh() const { return mesh_facts_; }
  /// Triangles on welded positions, topology, shells.
  [[nodiscard]] const SurfaceFacts& surface() const { return surface_facts_; }
  /// No edge is open.
  [[nodiscard]] bool closed() const { return surface().topology().closed(); }
  /// Closed, and neighbours agree on the side that they face: then the volume means something.
  [[nodiscard]] bool has_volume() const { return closed() && surface().topology().oriented(); }
  /// Sum over the faces, positive when they look outwards; a volume only when has_volume().
  [[nodiscard]] double signed_volume() const { return mesh_facts_.faces().signed_volume; }
  [[nodiscard]] const ClosestPoint& closest() const {
    return closest_.get([&] { return ClosestPoint(positions(), indices(), stop_); });
  }
  /// Generalised winding number: right for open surfaces too.
  [[nodiscard]] const WindingNumber& winding() const {
    return winding_.get([&] { return WindingNumber(closest(), stop_); });
  }
  /// Open edges, as the segments that they are.
  [[nodiscard]] const ClosestPoint& rims() const {
    return rims_.get([&] { return rims_of(surface(), stop_); });
  }
  /// Whether a point is inside: for a closed body by faces crossed, those of shells that share space counting
  /// together, whatever way it faces; else by a winding number above one half. A sheet has no inside.
  [[nodiscard]] bool contains(float3 point) const;
  /// An open surface that is meant to be one, as clothes around a figure. Not to be changed while others ask.
  [[nodiscard]] bool sheet() const { return sheet_; }
  void set_sheet(bool sheet) { sheet_ = sheet; }
  /// How many shells of a closed body have the point inside; more than 1 where it overlaps itself.
  [[nodiscard]] std::uint64_t layers_at(float3 point) const;
  /// Computes what contains() and closest() need. To be called before loops of several threads ask: a thread
  /// that waits for a fact must not be given a task that asks for the same one.
  void prepare_queries() const;
  /// Unit normal of a face as its corners are stored; zero for one without area.
  [[nodiscard]] double3 stored_normal(std::size_t face) const;
  /// Unit normal of a face, out of the material also where the body is inside out; zero for one without area.
  [[nodiscard]] double3 normal(std::size_t face) const;

 private:
  static ClosestPoint rims_of(const SurfaceFacts& facts, const std::stop_token& stop);
  [[nodiscard]] bool inside_out() const {
    return inside_out_.get([&] { return has_volume() && signed_volume() < 0; });
  }

  FlatMesh flat_;
  std::stop_token stop_;
  Mesh mesh_;
  MeshFacts mesh_facts_;
  SurfaceFacts surface_facts_;
  Lazy<bool> inside_out_;
  Lazy<ClosestPoint> closest_, rims_;
  Lazy<WindingNumber> winding_;
  bool sheet_ = false;
};

}  // namespace meshgate
