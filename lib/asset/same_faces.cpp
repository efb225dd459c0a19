#include "asset/same_faces.h"

#include <algorithm>
#include <atomic>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kCornersPerRange = std::size_t{3} << 15U;

std::size_t corners_of(std::span<const Mesh* const> meshes) {
  std::size_t corners = 0;
  for (const Mesh* mesh : meshes) corners += mesh->indices.size();
  return corners;
}

// `count` corners of two meshes from a corner of each on.
bool same_corners(const Mesh& one, std::size_t first, const Mesh& other, std::size_t other_first,
                  std::size_t count, const std::stop_token& stop) {
  std::atomic<bool> same{true};
  parallel_ranges(count, kCornersPerRange, stop, [&](std::size_t begin, std::size_t end) {
    if (!same.load(std::memory_order_relaxed)) return;
    bool equal = true;
    for (std::size_t i = begin; i < end && equal; ++i) {
      const std::uint32_t a = one.indices[first + i], b = other.indices[other_first + i];
      equal =
          a < one.positions.size() && b < other.positions.size() && one.positions[a] == other.positions[b];
    }
    if (!equal) same.store(false, std::memory_order_relaxed);
  });
  return same;
}

}  // namespace

bool have_same_faces(std::span<const Mesh* const> ones, std::span<const Mesh* const> others,
                     const std::stop_token& stop) {
  if (corners_of(ones) != corners_of(others)) return false;
  std::size_t at = 0, other_at = 0;  // corners that were compared of the first meshes in the lists
  while (!ones.empty() && !others.empty()) {
    const std::size_t left = ones.front()->indices.size() - at;
    const std::size_t other_left = others.front()->indices.size() - other_at;
    const std::size_t count = std::min(left, other_left);
    if (!same_corners(*ones.front(), at, *others.front(), other_at, count, stop)) return false;
    at += count;
    other_at += count;
    if (count == left) {
      ones = ones.subspan(1);
      at = 0;
    }
    if (count == other_left) {
      others = others.subspan(1);
      other_at = 0;
    }
  }
  return true;
}

}  // namespace meshgate
