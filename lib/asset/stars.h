#pragma once
// Every vertex with the corners around it: the one sweep that edge, fan and duplicate questions share.
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "asset/surface.h"

namespace meshgate {

/// One corner of a face, seen from its vertex.
struct StarCorner {
  std::uint32_t vertex;
  std::uint32_t next;    ///< vertex of the next corner of the face
  std::uint32_t prev;    ///< vertex of the previous corner
  std::uint32_t corner;  ///< 3 × face + corner; also the half-edge from `vertex` to `next`
};

/// Number of parts in which for_each_star_part visits this surface.
std::size_t star_part_count(const Surface& surface);

/// Calls `visit(part, corners)` for each part of the vertices, where `corners` are all corners of usable
/// faces at vertices of that part, grouped by ascending vertex and in file order inside a group.
///
/// Parts are visited in parallel, in any order. Cost: O(F), about 16 bytes for a quarter of the corners;
/// every part fits the second-level cache, whatever the order of faces in the file.
void for_each_star_part(const Surface& surface, const std::stop_token& stop,
                        const std::function<void(std::size_t part, std::span<const StarCorner>)>& visit);

/// Calls `visit(star)` for each vertex's corners in a part.
template <class Visit>
void for_each_star(std::span<const StarCorner> corners, Visit visit) {
  for (std::size_t begin = 0; begin < corners.size();) {
    std::size_t end = begin + 1;
    while (end < corners.size() && corners[end].vertex == corners[begin].vertex) ++end;
    visit(corners.subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace meshgate
