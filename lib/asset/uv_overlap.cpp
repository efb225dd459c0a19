#include "asset/uv_overlap.h"

#include <array>
#include <cmath>
#include <optional>

#include "asset/pair_search.h"
#include "asset/predicates.h"
#include "asset/triangle_overlap.h"

namespace meshgate {
namespace {

std::optional<FlatTriangle> uv_triangle(const Mesh& mesh, const UvSet& uvs, std::size_t face) {
  const Array<std::uint32_t>& indices = uvs.indices.empty() ? mesh.indices : uvs.indices;
  FlatTriangle triangle;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::uint32_t index = indices[3 * face + k];
    if (index >= uvs.values.size()) return std::nullopt;
    triangle[k] = uvs.values[index];
    if (!std::isfinite(triangle[k].x) || !std::isfinite(triangle[k].y)) return std::nullopt;
  }
  if (orient2d(triangle[0], triangle[1], triangle[2]) == 0) return std::nullopt;
  return triangle;
}

UvOverlap compute_uv_overlap(const Mesh& mesh, const UvSet& uvs, const std::stop_token& stop) {
  UvOverlap result;
  result.faces = BitSet(mesh.face_count());
  std::vector<std::uint32_t> items;
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    if (uv_triangle(mesh, uvs, face)) items.push_back(static_cast<std::uint32_t>(face));
  }
  result.judged = items.size();
  const auto box_of = [&](std::uint32_t face) {
    Box3 box;
    const FlatTriangle triangle = *uv_triangle(mesh, uvs, face);
    for (const float2& uv : triangle) box.add(float3{uv.x, uv.y, 0});
    return box;
  };
  const BoxTree tree(std::move(items), box_of, stop);
  struct Prepared {
    std::uint32_t face;
    FlatTriangle triangle;
  };
  const auto prepare = [&](std::uint32_t face) { return Prepared{face, *uv_triangle(mesh, uvs, face)}; };
  const auto overlap = [&](const Prepared& own, std::uint32_t other) {
    if (!flat_overlap(own.triangle, *uv_triangle(mesh, uvs, other))) return false;
    result.faces.set(own.face);
    result.faces.set(other);
    return true;
  };
  const auto is_marked = [&](std::uint32_t face) { return result.faces.test(face); };
  result.gave_up = !PairSearch(tree, prepare, overlap, is_marked, stop).run();
  result.count = result.faces.count();
  return result;
}

}  // namespace

std::vector<UvOverlap> compute_uv_overlaps(const Mesh& mesh, const std::stop_token& stop) {
  std::vector<UvOverlap> overlaps;
  for (const UvSet& uvs : mesh.uvs) overlaps.push_back(compute_uv_overlap(mesh, uvs, stop));
  return overlaps;
}

}  // namespace meshgate
