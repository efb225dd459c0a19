#include "gate/witness.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <unordered_set>

#include "asset/placed.h"
#include "formats/detail/glb_builder.h"
#include "meshgate/output.h"

namespace meshgate {
namespace {

constexpr std::size_t kMaxFaces = 100'000;  // of one file

/// Faces and edges of one mesh, by their own numbers.
struct MeshWitness {
  std::set<std::uint32_t> faces;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  ///< vertices of the mesh
};
using Witnesses = std::map<const Mesh*, MeshWitness>;

std::uint64_t edge_key(std::uint32_t a, std::uint32_t b) {
  return std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
}

/// The faces of one surface that a finding is about.
class SurfaceWitness {
 public:
  SurfaceWitness(const SurfaceFacts& facts, Witnesses& witnesses)
      : surface_(facts.surface()), facts_(facts), witnesses_(witnesses) {}

  // All faces at the edges, and the edges themselves.
  void add_edges(const BitSet& half_edges) {
    std::unordered_set<std::uint64_t> keys;
    half_edges.for_each([&](std::size_t edge) {
      keys.insert(edge_key(surface_.corners[edge], surface_.corners[next_corner(edge)]));
      const auto [mesh, face] = owner_of(edge / 3);
      witnesses_[mesh].edges.emplace_back(mesh->indices[3 * face + edge % 3],
                                          mesh->indices[next_corner(3 * face + edge % 3)]);
      return keys.size() < kMaxFaces;
    });
    add_faces_if([&](std::size_t face) {
      for (std::size_t i = 3 * face; i < 3 * face + 3; ++i) {
        if (keys.count(edge_key(surface_.corners[i], surface_.corners[next_corner(i)])) != 0) return true;
      }
      return false;
    });
  }

  // All faces at the vertices of the corners.
  void add_vertices(const BitSet& corners) {
    std::unordered_set<std::uint32_t> vertices;
    corners.for_each([&](std::size_t corner) {
      vertices.insert(surface_.corners[corner]);
      return vertices.size() < kMaxFaces;
    });
    add_faces_if([&](std::size_t face) {
      for (std::size_t i = 3 * face; i < 3 * face + 3; ++i) {
        if (vertices.count(surface_.corners[i]) != 0) return true;
      }
      return false;
    });
  }

  void add_faces(const BitSet& faces) {
    std::size_t count = 0;
    faces.for_each([&](std::size_t face) {
      add_face(face);
      return ++count < kMaxFaces;
    });
  }

  // The shells to which the witnesses belong.
  void add_shells(const Finding& finding) {
    const Shells& shells = facts_.shells();
    for (const Location& location : finding.locations) {
      const std::size_t face = number_of(finding, location);
      if (face == kNoIndex) continue;
      if (shells.of_face.empty()) return add_faces_if([](std::size_t) { return true; });
      const std::uint32_t shell = shells.of_face[face];
      add_faces_if([&](std::size_t other) { return shells.of_face[other] == shell; });
    }
  }

 private:
  std::pair<const Mesh*, std::size_t> owner_of(std::size_t face) const {
    const auto after = std::upper_bound(surface_.first_face.begin(), surface_.first_face.end(), face);
    const auto mesh = static_cast<std::size_t>(after - surface_.first_face.begin()) - 1;
    return {surface_.meshes[mesh], face - surface_.first_face[mesh]};
  }
  std::size_t number_of(const Finding& finding, const Location& location) const {
    const std::string& element = location.element.empty() ? finding.element : location.element;
    if (location.kind != LocationKind::kFace || location.indices.empty()) return kNoIndex;
    for (std::size_t i = 0; i < surface_.meshes.size(); ++i) {
      if (surface_.meshes[i]->element == element && location.indices[0] < surface_.meshes[i]->face_count())
        return surface_.first_face[i] + location.indices[0];
    }
    return kNoIndex;
  }
  void add_face(std::size_t face) {
    const auto [mesh, own] = owner_of(face);
    witnesses_[mesh].faces.insert(static_cast<std::uint32_t>(own));
  }
  template <class Wanted>
  void add_faces_if(Wanted wanted) {
    std::size_t count = 0;
    for (std::size_t face = 0; face < surface_.face_count() && count < kMaxFaces; ++face) {
      if (!surface_.usable(face) || !wanted(face)) continue;
      add_face(face);
      ++count;
    }
  }

  const Surface& surface_;
  const SurfaceFacts& facts_;
  Witnesses& witnesses_;
};

// What the topology knows of all places of a rule, beyond the ten of the finding.
using AddAll = void (*)(const SurfaceFacts&, const Finding&, SurfaceWitness&);
const std::map<std::string_view, AddAll>& rules_with_sets() {
  static const std::map<std::string_view, AddAll> kRules{
      {"mesh/open-edge", [](const SurfaceFacts& facts, const Finding&,
                            SurfaceWitness& out) { out.add_edges(facts.topology().open); }},
      {"mesh/non-manifold-edge", [](const SurfaceFacts& facts, const Finding&,
                                    SurfaceWitness& out) { out.add_edges(facts.topology().non_manifold); }},
      {"mesh/inconsistent-winding",
       [](const SurfaceFacts& facts, const Finding&, SurfaceWitness& out) {
         out.add_edges(facts.topology().inconsistent);
       }},
      {"mesh/non-manifold-vertex", [](const SurfaceFacts& facts, const Finding&,
                                      SurfaceWitness& out) { out.add_vertices(facts.topology().split); }},
      {"mesh/duplicate-face", [](const SurfaceFacts& facts, const Finding&,
                                 SurfaceWitness& out) { out.add_faces(facts.topology().duplicate); }},
      {"mesh/self-intersection",
       [](const SurfaceFacts& facts, const Finding&, SurfaceWitness& out) {
         out.add_faces(facts.self_intersection().crossing);
         out.add_faces(facts.self_intersection().coplanar);
       }},
      {"mesh/inverted-shell",
       [](const SurfaceFacts&, const Finding& finding, SurfaceWitness& out) { out.add_shells(finding); }},
      {"mesh/internal-shell",
       [](const SurfaceFacts&, const Finding& finding, SurfaceWitness& out) { out.add_shells(finding); }},
      {"mesh/tiny-component",
       [](const SurfaceFacts&, const Finding& finding, SurfaceWitness& out) { out.add_shells(finding); }},
  };
  return kRules;
}

// The places that the finding itself names: faces, or those at its vertices.
void add_locations(const AssetFacts& facts, const Finding& finding, Witnesses& witnesses) {
  for (const Location& location : finding.locations) {
    const std::string& element = location.element.empty() ? finding.element : location.element;
    for (const Mesh& mesh : facts.asset().scene.meshes) {
      if (mesh.element != element || location.indices.empty()) continue;
      if (location.kind == LocationKind::kFace && location.indices[0] < mesh.face_count())
        witnesses[&mesh].faces.insert(static_cast<std::uint32_t>(location.indices[0]));
      if (location.kind != LocationKind::kVertex) continue;
      for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
        if (mesh.indices[i] == location.indices[0])
          witnesses[&mesh].faces.insert(static_cast<std::uint32_t>(i / 3));
      }
    }
  }
}

/// Collects vertices of a mesh as they are needed.
class PartBuilder {
 public:
  PartBuilder(const Mesh& mesh, const Matrix4& world, GlbPart& part)
      : mesh_(mesh), world_(world), part_(part) {}

  void add_face(std::uint32_t face) {
    std::array<std::uint32_t, 3> corners{};
    for (std::size_t i = 0; i < 3; ++i) {
      corners[i] = place(mesh_.indices[3 * std::size_t{face} + i]);
      if (corners[i] == kNoIndex) return;
    }
    part_.triangles.insert(part_.triangles.end(), corners.begin(), corners.end());
  }
  void add_edge(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t from = place(a), to = place(b);
    if (from == kNoIndex || to == kNoIndex) return;
    part_.lines.push_back(from);
    part_.lines.push_back(to);
  }

 private:
  // kNoIndex for a vertex that is not there or has no place.
  std::uint32_t place(std::uint32_t vertex) {
    if (vertex >= mesh_.positions.size()) return kNoIndex;
    const auto known = placed_.find(vertex);
    if (known != placed_.end()) return known->second;
    const double3 p = transform_point(world_, to_double(mesh_.positions[vertex]));
    const float3 position{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
    if (!is_finite(position)) return kNoIndex;
    const auto number = static_cast<std::uint32_t>(part_.positions.size());
    part_.positions.push_back(position);
    placed_.emplace(vertex, number);
    return number;
  }

  const Mesh& mesh_;
  const Matrix4& world_;
  GlbPart& part_;
  std::map<std::uint32_t, std::uint32_t> placed_;
};

// `room` is what the file may still have: faces, and as many edges.
std::vector<GlbPart> parts_of(const Scene& scene, const Witnesses& witnesses, std::size_t& room) {
  std::vector<GlbPart> parts;
  for_each_placed(scene, [&](std::uint32_t index, const Matrix4& world) {
    const Mesh& mesh = scene.meshes[index];
    const auto found = witnesses.find(&mesh);
    if (found == witnesses.end()) return;
    GlbPart part;
    part.name = mesh.element.empty() ? "faces" : mesh.element;
    part.color = {0.9F, 0.2F, 0.15F, 1};
    PartBuilder builder(mesh, world, part);
    for (const std::uint32_t face : found->second.faces) {
      if (room == 0) break;
      --room;
      builder.add_face(face);
    }
    for (const auto& [a, b] : found->second.edges) {
      if (part.lines.size() / 2 >= part.triangles.size()) break;  // an edge has a face or more
      builder.add_edge(a, b);
    }
    if (!part.triangles.empty() || !part.lines.empty()) parts.push_back(std::move(part));
  });
  return parts;
}

Witnesses witnesses_of(const AssetFacts& facts, const Finding& finding) {
  Witnesses witnesses;
  const auto all = rules_with_sets().find(finding.rule);
  if (all == rules_with_sets().end()) {
    add_locations(facts, finding, witnesses);
    return witnesses;
  }
  for (const SurfaceFacts& surface : facts.surfaces()) {
    if (surface.element() != finding.element) continue;
    SurfaceWitness collected(surface, witnesses);
    all->second(surface, finding, collected);
  }
  return witnesses;
}

}  // namespace

Result<bool> write_witnesses(const AssetFacts& facts, const InputReport& report, const std::string& folder,
                             const std::string& stem) {
  // One file a rule: its findings are one for each element.
  std::map<std::string, std::vector<GlbPart>> files;
  std::map<std::string, std::size_t> rooms;
  for (const Finding& finding : report.findings) {
    if (!finding.rule.starts_with("mesh/") && !finding.rule.starts_with("uv/")) continue;
    std::vector<GlbPart> parts = parts_of(facts.asset().scene, witnesses_of(facts, finding),
                                          rooms.try_emplace(finding.rule, kMaxFaces).first->second);
    std::vector<GlbPart>& file = files[finding.rule];
    std::move(parts.begin(), parts.end(), std::back_inserter(file));
  }
  for (const auto& [rule, parts] : files) {
    if (parts.empty()) continue;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorKind::kIo, folder + ": " + error.message());
    std::string name = stem + "." + rule + ".glb";
    std::replace(name.begin(), name.end(), '/', '-');
    MG_TRY(const Array<std::byte> bytes, render_glb(parts));
    MG_TRY([[maybe_unused]] const bool written,
           write_file((std::filesystem::path(folder) / name).string(), bytes.span()));
  }
  return true;
}

}  // namespace meshgate
