#include "prepare/wedge_table.h"

#include <algorithm>
#include <cstring>

#include "core/parallel.h"
#include "prepare/number_table.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
constexpr std::size_t kGrain = 1U << 14U;
/// So many wedges of a point are compared; further ones count as different from all.
constexpr std::size_t kMaxCompared = 32;
/// With more wedges than this for each point, faces have normals of their own.
constexpr double kFlatWedges = 3.5;

bool same_row(const float* a, const float* b, std::size_t stride) {
  for (std::size_t i = 0; i < stride; ++i) {
    if (!(a[i] == b[i]) && std::memcmp(a + i, b + i, sizeof(float)) != 0)
      return false;  // NaN is the same NaN
  }
  return true;
}

/// Finds which rows at a point are the same.
class WedgeChains {
 public:
  WedgeChains(std::size_t vertices, std::size_t points) : numbers_(vertices, points) {}
  /// Returns a known row of the point that equals `row`, or adds `number` and returns it.
  template <class Same>
  std::uint32_t find_or_add(std::uint32_t point, std::uint32_t number, Same same) {
    std::size_t compared = 0;
    const auto fresh = static_cast<std::uint32_t>(first_.size());
    const std::uint32_t at = numbers_.find_or_add(point, fresh);
    if (at == fresh) first_.push_back(kNone);
    for (std::uint32_t w = first_[at]; w != kNone && compared < kMaxCompared; w = next_[w], ++compared) {
      if (same(w)) return w;
    }
    if (next_.size() <= number) next_.resize(std::size_t{number} + 1, kNone);
    next_[number] = first_[at];
    first_[at] = number;
    ++count_;
    return number;
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  NumberTable numbers_;  // of points
  std::vector<std::uint32_t> first_, next_;
  std::size_t count_ = 0;
};

/// The corner's attribute index, or kNoIndex when it has none.
std::uint32_t attribute_index(const Mesh& mesh, const Array<std::uint32_t>& indices, std::size_t corner,
                              std::size_t size) {
  const std::uint32_t index = indices.empty() ? mesh.indices[corner] : indices[corner];
  return index < size ? index : kNoIndex;
}

/// Wedges of one mesh.
class MeshWedges {
 public:
  MeshWedges(const Mesh& mesh, bool with_normals, const std::stop_token& stop) : mesh_(mesh), stop_(stop) {
    const std::size_t vertices = mesh.positions.size();
    const auto take = [&](std::size_t floats) {
      table_.stride += floats;
      return table_.stride - floats;
    };
    const bool indexed_normals = !mesh.normal_indices.empty();
    if (with_normals && !mesh.normals.empty() && (indexed_normals || mesh.normals.size() == vertices)) {
      table_.normal = take(3);
      table_.by_corner |= indexed_normals;
    }
    if (with_normals && mesh.tangents.size() == vertices && vertices != 0) table_.tangent = take(4);
    if (mesh.colors.size() == vertices && vertices != 0) table_.color = take(4);
    for (const UvSet& set : mesh.uvs) {
      const bool usable = !set.values.empty() && (!set.indices.empty() || set.values.size() == vertices);
      table_.uvs.push_back(usable ? take(2) : WedgeTable::kAbsent);
      table_.by_corner |= usable && !set.indices.empty();
    }
  }

  Wedges find(const std::function<std::uint32_t(std::uint32_t)>& point_of, std::size_t points) {
    Wedges out;
    if (table_.stride != 0)
      table_.by_corner ? find_by_corner(point_of, points, out.row_of)
                       : find_by_vertex(point_of, points, out.row_of);
    out.as_numbered = table_.stride != 0 && !table_.by_corner && count_ == mesh_.positions.size();
    out.table = std::move(table_);
    return out;
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  using PointOf = std::function<std::uint32_t(std::uint32_t)>;

  // Nearly all vertices are the first at their point or equal that one: only the others are looked at in
  // order.
  void find_by_vertex(const PointOf& point_of, std::size_t points, std::vector<std::uint32_t>& row_of) {
    const std::size_t vertices = mesh_.positions.size();
    table_.rows = Buffer<float>(vertices * table_.stride);
    row_of.resize(vertices);
    NumberTable firsts(vertices, points);
    for (std::uint32_t v = 0; v < vertices; ++v) {
      row_of[v] = firsts.find_or_add(point_of(v), v);
      count_ += row_of[v] == v;
    }
    parallel_ranges(vertices, kGrain, stop_, [&](std::size_t begin, std::size_t end) {
      for (auto v = static_cast<std::uint32_t>(begin); v < end; ++v)
        fill(table_.row(v), v, table_.normal == WedgeTable::kAbsent ? kNoIndex : v,
             [&](std::size_t) { return v; });
    });
    std::vector<std::vector<std::uint32_t>> others((vertices + kGrain - 1) / kGrain);
    parallel_ranges(vertices, kGrain, stop_, [&](std::size_t begin, std::size_t end) {
      for (auto v = static_cast<std::uint32_t>(begin); v < end; ++v) {
        if (row_of[v] != v && !same_row(table_.row(v), table_.row(row_of[v]), table_.stride))
          others[begin / kGrain].push_back(v);
      }
    });
    WedgeChains chains(0, ~std::size_t{0});
    for (const std::vector<std::uint32_t>& block : others) {
      for (const std::uint32_t v : block) {
        row_of[v] = chains.find_or_add(row_of[v], v, [&](std::uint32_t w) {
          return same_row(table_.row(v), table_.row(w), table_.stride);
        });
      }
    }
    count_ += chains.count();
  }

  void find_by_corner(const PointOf& point_of, std::size_t points, std::vector<std::uint32_t>& row_of) {
    WedgeChains chains(mesh_.positions.size(), points);
    std::vector<float> rows;
    const std::size_t corners = mesh_.indices.size();
    row_of.resize(corners, 0);
    std::vector<float> row(table_.stride);
    for (std::size_t i = 0; i < corners; ++i) {
      const std::uint32_t v = mesh_.indices[i];
      if (v >= mesh_.positions.size()) continue;
      const std::uint32_t normal = attribute_index(mesh_, mesh_.normal_indices, i, mesh_.normals.size());
      const auto uv = [&](std::size_t set) {
        return attribute_index(mesh_, mesh_.uvs[set].indices, i, mesh_.uvs[set].values.size());
      };
      std::uint8_t missing = table_.normal != WedgeTable::kAbsent && normal == kNoIndex ? 1 : 0;
      for (std::size_t set = 0; set < std::min<std::size_t>(table_.uvs.size(), 7); ++set) {
        if (table_.uvs[set] != WedgeTable::kAbsent && uv(set) == kNoIndex)
          missing |= static_cast<std::uint8_t>(2U << set);
      }
      std::fill(row.begin(), row.end(), 0.0F);
      fill(row.data(), v, normal, uv);
      const auto fresh = static_cast<std::uint32_t>(table_.missing.size());
      row_of[i] = chains.find_or_add(point_of(v), fresh, [&](std::uint32_t w) {
        return table_.missing[w] == missing && same_row(row.data(), &rows[w * table_.stride], table_.stride);
      });
      if (row_of[i] != fresh) continue;
      rows.insert(rows.end(), row.begin(), row.end());
      table_.missing.push_back(missing);
    }
    table_.rows = Buffer<float>(rows.size());
    std::copy(rows.begin(), rows.end(), table_.rows.begin());
    count_ = chains.count();
  }

  template <class UvIndex>
  void fill(float* row, std::uint32_t vertex, std::uint32_t normal, UvIndex uv) const {
    if (table_.normal != WedgeTable::kAbsent && normal != kNoIndex)
      std::memcpy(row + table_.normal, &mesh_.normals[normal], sizeof(float3));
    if (table_.tangent != WedgeTable::kAbsent)
      std::memcpy(row + table_.tangent, &mesh_.tangents[vertex], sizeof(float4));
    if (table_.color != WedgeTable::kAbsent)
      std::memcpy(row + table_.color, &mesh_.colors[vertex], sizeof(float4));
    for (std::size_t set = 0; set < table_.uvs.size(); ++set) {
      if (table_.uvs[set] == WedgeTable::kAbsent) continue;
      const std::uint32_t index = uv(set);
      if (index != kNoIndex)
        std::memcpy(row + table_.uvs[set], &mesh_.uvs[set].values[index], sizeof(float2));
    }
  }

  const Mesh& mesh_;
  const std::stop_token& stop_;
  WedgeTable table_;
  std::size_t count_ = 0;
};

}  // namespace

Wedges find_wedges(const Mesh& mesh, const std::function<std::uint32_t(std::uint32_t)>& point_of,
                   std::size_t points, const std::stop_token& stop) {
  MeshWedges all(mesh, true, stop);
  Wedges wedges = all.find(point_of, points);
  // A closed mesh has half as many points as faces.
  if (wedges.table.normal == WedgeTable::kAbsent ||
      static_cast<double>(all.count()) < kFlatWedges * static_cast<double>(mesh.face_count()) / 2)
    return wedges;
  MeshWedges fewer(mesh, false, stop);
  Wedges without = fewer.find(point_of, points);
  if (2 * fewer.count() > all.count()) return wedges;  // seams of something else
  without.flat = true;
  return without;
}

}  // namespace meshgate
