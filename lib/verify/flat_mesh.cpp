#include "verify/flat_mesh.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "asset/facts.h"
#include "asset/nearest_float.h"
#include "asset/placed.h"
#include "core/parallel.h"
#include "verify/body.h"
#include "verify/cavities.h"
#include "verify/piece_rims.h"
#include "verify/solids.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

struct Placed {
  std::uint32_t mesh;
  std::uint32_t node;
  Matrix4 world;
};

std::vector<Placed> placed_meshes(const Scene& scene) {
  static const Matrix4 kIdentity;
  std::vector<Placed> placed;
  for (const Instance& instance : scene.instances) {
    const bool on_node = instance.node != kNoIndex;
    if (instance.mesh >= scene.meshes.size() || (on_node && !scene.nodes[instance.node].in_scene)) continue;
    placed.push_back({instance.mesh, instance.node, on_node ? scene.nodes[instance.node].world : kIdentity});
  }
  return placed;
}

void transform_positions(std::span<const float3> from, std::span<float3> to, const Matrix4& matrix,
                         const std::stop_token& stop) {
  const bool moves = matrix != Matrix4();
  parallel_ranges(from.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      // Rounding to the largest float would make a place of what is none.
      to[i] =
          moves && is_finite(from[i]) ? nearest_float(transform_point(matrix, to_double(from[i]))) : from[i];
    }
  });
}

// Adds faces [first, last) of a placed mesh with all its positions.
void append(const Scene& scene, const Placed& placed, std::size_t first, std::size_t last, FlatMesh& flat,
            const std::stop_token& stop) {
  const Mesh& mesh = scene.meshes[placed.mesh];
  const bool turned = determinant3(placed.world) < 0;
  const std::size_t base = flat.positions.size(), start = flat.face_count();
  flat.runs.push_back({&scene, placed.mesh, start, turned});
  flat.positions.resize(base + mesh.positions.size());
  transform_positions(mesh.positions.span(), std::span(flat.positions).subspan(base), placed.world, stop);
  flat.indices.resize(3 * (start + last - first));
  flat.source_faces.resize(start + last - first);
  parallel_ranges(last - first, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t from = 3 * (first + i), to = 3 * (start + i);
      for (std::size_t corner = 0; corner < 3; ++corner) {
        const std::uint32_t index = mesh.indices[from + corner];
        flat.indices[to + corner] =
            index < mesh.positions.size() ? static_cast<std::uint32_t>(base + index) : kNoIndex;
      }
      if (turned) std::swap(flat.indices[to + 1], flat.indices[to + 2]);
      flat.source_faces[start + i] = static_cast<std::uint32_t>(first + i);
    }
  });
}

// A stretch of faces that the file keeps together.
struct Piece {
  std::string name;
  std::size_t placed;
  std::size_t first, last;  // faces of the mesh
};

std::vector<Piece> pieces_of(const Scene& scene, const std::vector<Placed>& placed) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const Mesh& mesh = scene.meshes[placed[i].mesh];
    std::size_t next = 0;
    for (const FaceRange& group : mesh.groups) {
      const std::size_t first = std::max<std::size_t>(group.first_face, next);
      const std::size_t last =
          std::min<std::size_t>(std::size_t{group.first_face} + group.face_count, mesh.face_count());
      if (first > next) pieces.push_back({mesh.name, i, next, first});
      if (last < first) continue;
      pieces.push_back({group.name, i, first, last});
      next = last;
    }
    if (next < mesh.face_count() || mesh.groups.empty())
      pieces.push_back({mesh.name, i, next, mesh.face_count()});
  }
  return pieces;
}

std::string element_of(const Scene& scene, const Placed& placed) {
  return placed.node == kNoIndex ? scene.meshes[placed.mesh].element
                                 : "/nodes/" + std::to_string(placed.node);
}

// Drops positions that no face uses, so that a part of a large mesh is as small as it looks.
void compact(FlatMesh& flat) {
  std::vector<std::uint32_t> renamed(flat.positions.size(), kNoIndex);
  std::vector<float3> kept;
  for (std::uint32_t& index : flat.indices) {
    if (index == kNoIndex) continue;
    if (renamed[index] == kNoIndex) {
      renamed[index] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(flat.positions[index]);
    }
    index = renamed[index];
  }
  flat.positions = std::move(kept);
}

// Names are unique among siblings only, as in "torso/mesh" and "head/mesh". Parts of one name get that of the
// nearest nodes above which tells them apart; without such they keep it.
void name_by_ancestors(const Scene& scene, const std::vector<std::uint32_t>& nodes,
                       std::vector<FlatMesh>& parts) {
  constexpr int kLevels = 8;
  std::map<std::string, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < parts.size(); ++i) same[parts[i].name].push_back(i);
  for (const auto& [name, members] : same) {
    std::vector<std::uint32_t> above;
    for (const std::size_t i : members) above.push_back(nodes[i]);
    for (int level = 0; members.size() > 1 && level < kLevels; ++level) {
      std::set<std::string> names;
      for (std::uint32_t& node : above) {
        node = node == kNoIndex ? kNoIndex : scene.nodes[node].parent;
        if (node != kNoIndex && !scene.nodes[node].name.empty()) names.insert(scene.nodes[node].name);
      }
      if (names.size() < members.size()) continue;
      for (std::size_t i = 0; i < members.size(); ++i) parts[members[i]].name = scene.nodes[above[i]].name;
      break;
    }
  }
}

PartList parts_by_node(const Scene& scene, const std::vector<Placed>& placed, const std::stop_token& stop) {
  PartList list;
  std::map<std::uint32_t, std::size_t> part_of_node;
  for (const Placed& one : placed) {
    const auto [known, added] = part_of_node.try_emplace(one.node, list.parts.size());
    if (added) {
      list.parts.emplace_back();
      list.parts.back().name = scene.nodes[one.node].name;
      list.parts.back().element = element_of(scene, one);
    }
    append(scene, one, 0, scene.meshes[one.mesh].face_count(), list.parts[known->second], stop);
  }
  std::vector<std::uint32_t> nodes(list.parts.size());
  for (const auto& [node, part] : part_of_node) nodes[part] = node;
  name_by_ancestors(scene, nodes, list.parts);
  return list;
}

PartList parts_by_piece(const Scene& scene, const std::vector<Placed>& placed,
                        const std::vector<Piece>& pieces, const std::stop_token& stop) {
  PartList list;
  list.kind = PartKind::kGroups;
  for (const Piece& piece : pieces) {
    FlatMesh part;
    part.name = piece.name;
    part.element = element_of(scene, placed[piece.placed]);
    append(scene, placed[piece.placed], piece.first, piece.last, part, stop);
    compact(part);
    list.parts.push_back(std::move(part));
  }
  return list;
}

// Whether every solid lies within one piece: then the pieces are what the file means by its parts.
bool pieces_keep_solids(const std::vector<Piece>& pieces, const Solids& solids) {
  std::vector<std::size_t> piece_of(solids.count, pieces.size());
  std::size_t face = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t k = pieces[i].first; k < pieces[i].last; ++k, ++face) {
      const std::uint32_t solid = solids.of_face[face];
      if (solid == kNoIndex) continue;
      if (piece_of[solid] == pieces.size()) piece_of[solid] = i;
      if (piece_of[solid] != i) return false;
    }
  }
  return true;
}

// The piece of each face of the whole scene.
std::vector<std::uint32_t> piece_of_face(const std::vector<Piece>& pieces) {
  std::vector<std::uint32_t> piece_of;
  for (std::uint32_t i = 0; i < pieces.size(); ++i)
    piece_of.resize(piece_of.size() + pieces[i].last - pieces[i].first, i);
  return piece_of;
}

}  // namespace

std::string_view to_string(PartKind kind) {
  switch (kind) {
    case PartKind::kNodes:
      return "nodes";
    case PartKind::kGroups:
      return "groups";
    case PartKind::kComponents:
      return "components";
    case PartKind::kFiles:
      return "files";
  }
  return "";
}

const FlatRun& FlatMesh::run_of(std::size_t face) const {
  const auto after = std::upper_bound(runs.begin(), runs.end(), face,
                                      [](std::size_t f, const FlatRun& run) { return f < run.first_face; });
  return *(after - 1);
}

FlatMesh flatten_scene(const Scene& scene, const std::stop_token& stop) {
  FlatMesh flat;
  for (const Placed& one : placed_meshes(scene))
    append(scene, one, 0, scene.meshes[one.mesh].face_count(), flat, stop);
  return flat;
}

PartList split_into_parts(const Scene& scene, PartShape shape, const std::stop_token& stop) {
  const std::vector<Placed> placed = placed_meshes(scene);
  std::set<std::uint32_t> nodes;
  for (const Placed& one : placed) nodes.insert(one.node);
  if (nodes.size() > 1 && !nodes.contains(kNoIndex)) return parts_by_node(scene, placed, stop);
  const std::vector<Piece> pieces = pieces_of(scene, placed);
  if (pieces.size() > 1 && shape == PartShape::kSurface) return parts_by_piece(scene, placed, pieces, stop);
  FlatMesh whole = flatten_scene(scene, stop);
  if (whole.face_count() == 0) return {};
  const Body body(std::move(whole), stop);
  const Surface& surface = body.surface().surface();
  const Topology& topology = body.surface().topology();
  Solids solids = compute_solids(surface, topology, stop);
  keep_cavities(body.surface(), solids);
  // The primitives of a node tell its materials apart, wherever they end.
  const bool named = pieces.size() > 1 && nodes.contains(kNoIndex);
  if (pieces.size() > 1 && (pieces_keep_solids(pieces, solids) ||
                            (named && pieces_end_at_rims(surface, topology, piece_of_face(pieces), stop))))
    return parts_by_piece(scene, placed, pieces, stop);
  return {PartKind::kComponents, split_faces(body.flat(), solids.of_face, solids.count)};
}

double face_area(const FlatMesh& flat, std::size_t face) {
  std::array<double3, 3> p;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t index = flat.indices[3 * face + i];
    if (index >= flat.positions.size() || !is_finite(flat.positions[index])) return 0;
    p[i] = to_double(flat.positions[index]);
  }
  return length(cross(p[1] - p[0], p[2] - p[0])) / 2;
}

std::vector<FlatMesh> split_faces(const FlatMesh& whole, std::span<const std::uint32_t> part_of_face,
                                  std::size_t count) {
  std::vector<FlatMesh> parts(count);
  for (std::size_t face = 0; face < whole.face_count(); ++face) {
    if (part_of_face[face] >= count) continue;
    FlatMesh& part = parts[part_of_face[face]];
    const FlatRun& run = whole.run_of(face);
    if (part.runs.empty() || part.runs.back().scene != run.scene || part.runs.back().mesh != run.mesh ||
        part.runs.back().turned != run.turned)
      part.runs.push_back({run.scene, run.mesh, part.face_count(), run.turned});
    for (std::size_t corner = 0; corner < 3; ++corner)
      part.indices.push_back(whole.indices[3 * face + corner]);
    part.source_faces.push_back(whole.source_faces[face]);
  }
  // One scratch table for all: a table a part would cost parts × vertices.
  std::vector<std::uint32_t> renamed(whole.positions.size());
  std::vector<std::uint32_t> owner(whole.positions.size(), kNoIndex);
  for (std::uint32_t number = 0; number < count; ++number) {
    FlatMesh& part = parts[number];
    for (std::uint32_t& index : part.indices) {
      if (index >= owner.size()) continue;
      if (owner[index] != number) {
        owner[index] = number;
        renamed[index] = static_cast<std::uint32_t>(part.positions.size());
        part.positions.push_back(whole.positions[index]);
      }
      index = renamed[index];
    }
  }
  return parts;
}

void transform(FlatMesh& mesh, const Matrix4& matrix, const std::stop_token& stop) {
  const std::vector<float3> before = std::move(mesh.positions);
  mesh.positions.resize(before.size());
  transform_positions(before, mesh.positions, matrix, stop);
  if (determinant3(matrix) >= 0) return;
  for (std::size_t face = 0; face < mesh.face_count(); ++face)
    std::swap(mesh.indices[3 * face + 1], mesh.indices[3 * face + 2]);
  for (FlatRun& run : mesh.runs) run.turned = !run.turned;
}

}  // namespace meshgate
