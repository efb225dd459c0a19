#include "formats/detail/unify_corners.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 16U;
constexpr std::size_t kMaxOthers = 8;

// Index arrays besides the positions' own.
using Others = std::vector<const Array<std::uint32_t>*>;

Others others_of(const Mesh& mesh) {
  Others others;
  if (!mesh.normal_indices.empty()) others.push_back(&mesh.normal_indices);
  for (const UvSet& set : mesh.uvs) {
    if (!set.indices.empty() && others.size() < kMaxOthers) others.push_back(&set.indices);
  }
  return others;
}

bool equal(const Array<std::uint32_t>& a, const Array<std::uint32_t>& b, const std::stop_token& stop) {
  if (a.size() != b.size()) return false;
  if (a.data() == b.data()) return true;
  const auto differs = [&](std::size_t begin, std::size_t end) -> std::size_t {
    const int order = std::memcmp(a.data() + begin, b.data() + begin, (end - begin) * sizeof(std::uint32_t));
    return order == 0 ? 0U : 1U;
  };
  return parallel_reduce(a.size(), 16 * kGrain, stop, std::size_t{0}, differs,
                         [](std::size_t& total, std::size_t part) { total += part; }) == 0;
}

// Whether the other attributes could share the positions' indices as they are.
bool shares_indices(const Mesh& mesh, const Others& others, const std::stop_token& stop) {
  const std::size_t vertices = mesh.positions.size();
  if (!mesh.normal_indices.empty() && mesh.normals.size() != vertices) return false;
  for (const UvSet& set : mesh.uvs) {
    if (!set.indices.empty() && set.values.size() != vertices) return false;
  }
  return std::all_of(others.begin(), others.end(),
                     [&](const auto* other) { return equal(*other, mesh.indices, stop); });
}

// Vertices of the unified mesh: where each part of one comes from.
struct Unified {
  std::vector<std::uint32_t> positions;                       // by vertex
  std::array<std::vector<std::uint32_t>, kMaxOthers> others;  // by vertex, kNoIndex = missing
  Buffer<std::uint32_t> indices;                              // by corner
};

// Vertices of one position form a chain: it is short, and its parts lie where the caches have just been.
Unified unify(const Mesh& mesh, const Others& others, const std::stop_token& stop) {
  Unified unified;
  unified.indices = Buffer<std::uint32_t>(mesh.indices.size());
  unified.positions.reserve(mesh.positions.size());
  for (std::size_t k = 0; k < others.size(); ++k) unified.others[k].reserve(mesh.positions.size());
  std::vector<std::uint32_t> first(mesh.positions.size(), kNoIndex), next;
  next.reserve(mesh.positions.size());
  const auto is = [&](std::uint32_t vertex, std::size_t corner) {
    for (std::size_t k = 0; k < others.size(); ++k) {
      if (unified.others[k][vertex] != (*others[k])[corner]) return false;
    }
    return true;
  };
  for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
    if (corner % kGrain == 0 && stop.stop_requested()) throw Cancelled{};
    std::uint32_t* link = &first[mesh.indices[corner]];
    while (*link != kNoIndex && !is(*link, corner)) link = &next[*link];
    if (*link == kNoIndex) {
      const auto vertex = static_cast<std::uint32_t>(unified.positions.size());
      *link = vertex;
      next.push_back(kNoIndex);
      unified.positions.push_back(mesh.indices[corner]);
      for (std::size_t k = 0; k < others.size(); ++k) unified.others[k].push_back((*others[k])[corner]);
      unified.indices[corner] = vertex;
    } else {
      unified.indices[corner] = *link;
    }
  }
  return unified;
}

template <class T>
Array<T> gather(const Array<T>& values, const std::vector<std::uint32_t>& from, const std::stop_token& stop) {
  if (values.empty()) return {};
  Buffer<T> out(from.size());
  parallel_ranges(from.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) out[i] = from[i] == kNoIndex ? T{} : values[from[i]];
  });
  return std::move(out).freeze();
}

}  // namespace

Mesh unify_corners(const Mesh& mesh, const std::stop_token& stop) {
  Mesh out = mesh;
  out.normal_indices = {};
  if (out.uvs.size() > kMaxOthers - 1) out.uvs.resize(kMaxOthers - 1);
  for (UvSet& set : out.uvs) set.indices = {};
  const Others others = others_of(mesh);
  if (others.empty() || shares_indices(mesh, others, stop)) return out;
  Unified unified = unify(mesh, others, stop);
  out.indices = std::move(unified.indices).freeze();
  out.positions = gather(mesh.positions, unified.positions, stop);
  out.colors = gather(mesh.colors, unified.positions, stop);
  out.tangents = gather(mesh.tangents, unified.positions, stop);
  std::size_t other = 0;
  const auto from = [&](bool own) -> const std::vector<std::uint32_t>& {
    return own ? unified.others[other++] : unified.positions;
  };
  out.normals = gather(mesh.normals, from(!mesh.normal_indices.empty()), stop);
  for (std::size_t i = 0; i < out.uvs.size(); ++i)
    out.uvs[i].values = gather(mesh.uvs[i].values, from(!mesh.uvs[i].indices.empty()), stop);
  out.positions_unique = false;
  out.stored_vertices = out.positions.size();
  return out;
}

}  // namespace meshgate
