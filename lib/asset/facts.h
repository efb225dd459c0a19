#pragma once
// What can be computed about an asset, each fact once, on demand. Checks ask; nothing is computed unasked.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <stop_token>
#include <vector>

#include "asset/face_scan.h"
#include "asset/image_stats.h"
#include "asset/lazy.h"
#include "asset/surface_facts.h"
#include "asset/uv_overlap.h"
#include "asset/uv_scan.h"
#include "asset/vertex_scan.h"
#include "asset/world_measures.h"
#include "meshgate/asset.h"

namespace meshgate {

/// Facts of one mesh. The mesh must outlive them.
class MeshFacts : public SharedFacts<MeshFacts> {
 public:
  /// `same`, if not null, are the facts of a mesh with the same positions and indices, bit for bit, or with
  /// the same faces on other vertices: they answer what neither attributes nor places in the file have to do
  /// with. `sharing` are the meshes that use the same stored vertices, as the primitives of a glTF mesh may:
  /// this one and others, in the order of the asset; empty when there is no other.
  MeshFacts(const Mesh& mesh, std::stop_token stop, const MeshFacts* same = nullptr,
            Likeness likeness = Likeness::kSame, std::vector<const Mesh*> sharing = {})
      : SharedFacts(same, likeness), mesh_(&mesh), stop_(std::move(stop)), sharing_(std::move(sharing)) {
    if (sharing_.empty()) sharing_.push_back(mesh_);
  }

  [[nodiscard]] const Mesh& mesh() const { return *mesh_; }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }
  /// The meshes that use the same stored vertices, this one among them.
  [[nodiscard]] const std::vector<const Mesh*>& sharing() const { return sharing_; }
  /// Whether this is the first of them: it tells what is to be said of the vertices, once.
  [[nodiscard]] bool speaks_for_vertices() const { return sharing_.front() == mesh_; }

  /// Bounds and non-finite positions; one pass over the vertices.
  [[nodiscard]] const VertexScan& vertices() const {
    return ask(
        &MeshFacts::vertices_, About::kVertexNumbers, [&] { return compute_vertex_scan(*mesh_, stop_); },
        [](const VertexScan& scan) { return scan.non_finite.empty(); });
  }
  /// Index range, degenerate faces, area and volume; one pass over the faces.
  [[nodiscard]] const FaceScan& faces() const {
    return ask(
        &MeshFacts::faces_, About::kFaces, [&] { return compute_face_scan(*mesh_, stop_); },
        [](const FaceScan& scan) { return scan.out_of_range.empty() && scan.degenerate.empty(); });
  }
  /// Vertices that no face uses, of any mesh that shares them; of these meshes the first answers.
  [[nodiscard]] const Tally& unreferenced_vertices() const {
    const auto compute = [&] {
      return speaks_for_vertices() ? compute_unreferenced_vertices(sharing_, stop_) : Tally();
    };
    // What others share with others says nothing about these.
    if (sharing_.size() > 1 || (same() != nullptr && same()->sharing_.size() > 1))
      return unreferenced_.get(compute);
    return ask(&MeshFacts::unreferenced_, About::kVertexNumbers, compute,
               [](const Tally& tally) { return tally.empty(); });
  }
  /// Positions without repetition; empty when all positions of the mesh differ.
  [[nodiscard]] const Weld& weld() const {
    return ask(&MeshFacts::weld_, About::kVertexNumbers,
               [&] { return compute_position_weld(*mesh_, stop_); });
  }
  /// Vertices that equal an earlier one in every attribute, bit for bit (−0 = 0); of meshes that share
  /// vertices the first answers.
  [[nodiscard]] const Tally& duplicate_vertices() const {
    return duplicates_.get(
        [&] { return speaks_for_vertices() ? compute_duplicate_vertices(*mesh_, weld(), stop_) : Tally(); });
  }
  /// Texture coordinates, one entry for each set of the mesh.
  [[nodiscard]] const std::vector<UvScan>& uvs() const {
    return uvs_.get([&] { return compute_uv_scans(*mesh_, stop_); });
  }
  /// Faces that share a part of the texture, one entry for each set of the mesh.
  [[nodiscard]] const std::vector<UvOverlap>& uv_overlaps() const {
    return uv_overlaps_.get([&] { return compute_uv_overlaps(*mesh_, stop_); });
  }

 private:
  friend class SharedFacts<MeshFacts>;

  const Mesh* mesh_;
  std::stop_token stop_;
  std::vector<const Mesh*> sharing_;
  Lazy<VertexScan> vertices_;
  Lazy<FaceScan> faces_;
  Lazy<Tally> unreferenced_;
  Lazy<Weld> weld_;
  Lazy<Tally> duplicates_;
  Lazy<std::vector<UvScan>> uvs_;
  Lazy<std::vector<UvOverlap>> uv_overlaps_;
};

/// Facts of one decoded picture. The image must outlive them.
class ImageFacts {
 public:
  ImageFacts(const Image& image, std::stop_token stop) : image_(&image), stop_(std::move(stop)) {}
  [[nodiscard]] const Image& image() const { return *image_; }
  /// Histogram, levels, sharpness, foreground. Ask only when the image is decoded.
  [[nodiscard]] const ImageStats& stats() const {
    return stats_.get([&] { return compute_image_stats(*image_, stop_); });
  }

 private:
  const Image* image_;
  std::stop_token stop_;
  Lazy<ImageStats> stats_;
};

/// Facts of a whole asset. The asset must outlive them.
class AssetFacts {
 public:
  /// `known`, if not null, are the facts of another asset, which must outlive these. Meshes are compared with
  /// those there, byte by byte, or else corner by corner; what is known of the same geometry is not computed
  /// again.
  AssetFacts(const Asset& asset, const std::stop_token& stop, const AssetFacts* known = nullptr);

  [[nodiscard]] const Asset& asset() const { return *asset_; }
  [[nodiscard]] const std::deque<MeshFacts>& meshes() const { return meshes_; }
  /// Meshes that form one surface, in the order of their numbers; those without a face are left out.
  [[nodiscard]] const std::deque<SurfaceFacts>& surfaces() const { return surfaces_; }
  /// One entry for a picture, none for a model.
  [[nodiscard]] const std::deque<ImageFacts>& images() const { return images_; }
  /// Whether anything is asked of the known facts.
  [[nodiscard]] bool shares() const {
    const auto has_same = [](const auto& facts) { return facts.same() != nullptr; };
    return std::any_of(meshes_.begin(), meshes_.end(), has_same) ||
           std::any_of(surfaces_.begin(), surfaces_.end(), has_same);
  }
  /// Size of the scene as it is placed.
  [[nodiscard]] const WorldMeasures& world() const;

 private:
  void find_surfaces(const std::stop_token& stop, const AssetFacts* known);

  const Asset* asset_;
  std::deque<MeshFacts> meshes_;
  std::deque<ImageFacts> images_;
  std::deque<SurfaceFacts> surfaces_;
  Lazy<WorldMeasures> world_;
};

}  // namespace meshgate
