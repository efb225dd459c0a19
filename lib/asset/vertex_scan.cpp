#include "asset/vertex_scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>
#include <vector>

#include "asset/face_scan.h"
#include "core/bit_set.h"
#include "core/endian.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kVerticesPerRange = 1U << 16U;
constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

// All attributes of a vertex as one sequence of 32-bit words, −0 folded into 0.
class VertexRecords {
 public:
  explicit VertexRecords(const Mesh& mesh) {
    add(mesh.positions);
    if (mesh.normal_indices.empty()) add(mesh.normals);
    for (const UvSet& uv : mesh.uvs) {
      if (uv.indices.empty()) add(uv.values);
    }
    add(mesh.colors);
    add(mesh.tangents);
  }

  [[nodiscard]] std::uint64_t hash(std::size_t vertex) const {
    std::uint64_t h = 0;
    for (const Column& column : columns_) {
      for (std::size_t word = 0; word < column.words; ++word) {
        h = (h ^ load(column, vertex, word)) * 0x9E3779B97F4A7C15U;
        h ^= h >> 32U;
      }
    }
    return h;
  }

  [[nodiscard]] bool equal(std::size_t a, std::size_t b) const {
    for (const Column& column : columns_) {
      for (std::size_t word = 0; word < column.words; ++word) {
        if (load(column, a, word) != load(column, b, word)) return false;
      }
    }
    return true;
  }

 private:
  struct Column {
    const std::byte* data;
    std::size_t words;
    std::size_t count;
  };

  template <class T>
  void add(const Array<T>& values) {
    if (!values.empty()) {
      columns_.push_back({reinterpret_cast<const std::byte*>(values.data()), sizeof(T) / 4, values.size()});
    }
  }

  static std::uint32_t load(const Column& column, std::size_t vertex, std::size_t word) {
    if (vertex >= column.count) return 0;  // a short attribute is another rule's finding
    const auto bits = load_le<std::uint32_t>(column.data + 4 * (vertex * column.words + word));
    return bits == 0x80000000U ? 0 : bits;
  }

  std::vector<Column> columns_;
};

using Marks = std::vector<std::atomic<std::uint8_t>>;

Tally tally_marked(const Mesh& mesh, const Marks& marks, std::uint8_t wanted, const std::stop_token& stop) {
  return parallel_reduce(
      marks.size(), kVerticesPerRange, stop, Tally{},
      [&](std::size_t begin, std::size_t end) {
        Tally part;
        for (std::size_t i = begin; i < end; ++i) {
          if (marks[i].load(std::memory_order_relaxed) == wanted)
            part.add([&] { return vertex_location(mesh, i); });
        }
        return part;
      },
      [](Tally& total, Tally& part) { total.merge(std::move(part)); });
}

std::vector<std::uint32_t> vertices_with_repeated_position(const Weld& weld) {
  BitSet seen(weld.positions.size()), repeated(weld.positions.size());
  for (const std::uint32_t position : weld.indices) {
    if (seen.test(position)) repeated.set(position);
    seen.set(position);
  }
  std::vector<std::uint32_t> vertices;
  for (std::size_t v = 0; v < weld.indices.size(); ++v) {
    if (repeated.test(weld.indices[v])) vertices.push_back(static_cast<std::uint32_t>(v));
  }
  return vertices;
}

// The vertices whose position repeats, by all of their attributes. A class of equal vertices is known by its
// smallest one, whatever the order of insertion: so the answers do not depend on the schedule.
class VertexTable {
 public:
  VertexTable(const Mesh& mesh, const Weld& weld, const std::stop_token& stop)
      : records_(mesh),
        candidates_(vertices_with_repeated_position(weld)),
        table_(slots_for(candidates_.size())),
        repeated_(mesh.positions.size()) {
    parallel_ranges(table_.size(), kVerticesPerRange, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) table_[i].store(kEmpty, std::memory_order_relaxed);
    });
    parallel_ranges(candidates_.size(), kVerticesPerRange, stop,
                    [&](std::size_t begin, std::size_t end) { insert_range(begin, end); });
  }

  [[nodiscard]] const Marks& repeated() const { return repeated_; }

  /// The smallest vertex that equals this one, which must be repeated.
  [[nodiscard]] std::uint32_t first_equal(std::uint32_t vertex) const {
    const std::uint64_t hash = records_.hash(vertex);
    for (std::size_t slot = hash & (table_.size() - 1);; slot = (slot + 1) & (table_.size() - 1)) {
      const std::uint64_t held = table_[slot].load(std::memory_order_relaxed);
      if (held >> 32U == hash >> 32U && records_.equal(static_cast<std::uint32_t>(held), vertex))
        return static_cast<std::uint32_t>(held);
    }
  }

 private:
  static std::size_t slots_for(std::size_t entries) {
    std::size_t slots = 64;
    while (slots < 2 * entries) slots *= 2;
    return slots;
  }

  void insert_range(std::size_t begin, std::size_t end) {
    // Slots of a batch are asked for before the first is used: the misses overlap.
    constexpr std::size_t kBatch = 32;
    std::array<std::uint64_t, kBatch> hashes{};
    for (std::size_t first = begin; first < end; first += kBatch) {
      const std::size_t count = std::min(kBatch, end - first);
      for (std::size_t i = 0; i < count; ++i) {
        hashes[i] = records_.hash(candidates_[first + i]);
        __builtin_prefetch(&table_[hashes[i] & (table_.size() - 1)], 1);
      }
      for (std::size_t i = 0; i < count; ++i) insert(hashes[i], candidates_[first + i]);
    }
  }

  // An entry is the upper half of the hash beside the vertex: strangers are told apart without a look at
  // their attributes, which would miss the cache every time. Every member of a class but the smallest is
  // marked exactly once.
  void insert(std::uint64_t hash, std::uint32_t vertex) {
    std::uint64_t entry = (hash >> 32U << 32U) | vertex;
    std::size_t slot = hash & (table_.size() - 1);
    while (true) {
      std::uint64_t held = table_[slot].load(std::memory_order_acquire);
      if (held == kEmpty && table_[slot].compare_exchange_strong(held, entry, std::memory_order_acq_rel))
        return;
      if (held >> 32U != entry >> 32U || !records_.equal(static_cast<std::uint32_t>(held), vertex)) {
        slot = (slot + 1) & (table_.size() - 1);
        continue;
      }
      while (entry < held) {
        if (table_[slot].compare_exchange_weak(held, entry, std::memory_order_acq_rel))
          std::swap(held, entry);
      }
      repeated_[static_cast<std::uint32_t>(entry)].store(1, std::memory_order_relaxed);
      return;
    }
  }

  VertexRecords records_;
  std::vector<std::uint32_t> candidates_;
  std::vector<std::atomic<std::uint64_t>> table_;
  Marks repeated_;
};

}  // namespace

VertexScan compute_vertex_scan(const Mesh& mesh, const std::stop_token& stop) {
  return parallel_reduce(
      mesh.positions.size(), kVerticesPerRange, stop, VertexScan{},
      [&](std::size_t begin, std::size_t end) {
        VertexScan part;
        for (std::size_t i = begin; i < end; ++i) {
          const float3 p = mesh.positions[i];
          if (is_finite(p)) {
            part.bounds.add(p);
          } else {
            part.non_finite.add([&] { return vertex_location(mesh, i); });
          }
        }
        return part;
      },
      [](VertexScan& total, VertexScan& part) {
        total.bounds.add(part.bounds);
        total.non_finite.merge(std::move(part.non_finite));
      });
}

Tally compute_unreferenced_vertices(std::span<const Mesh* const> meshes, const std::stop_token& stop) {
  // One byte a vertex, not one bit: threads then set neighbours without a read-modify-write.
  Marks used(meshes.front()->positions.size());
  for (const Mesh* mesh : meshes) {
    parallel_ranges(mesh->indices.size(), kVerticesPerRange, stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t vertex = mesh->indices[i];
        if (vertex < used.size()) used[vertex].store(1, std::memory_order_relaxed);
      }
    });
  }
  return tally_marked(*meshes.front(), used, 0, stop);
}

Weld compute_position_weld(const Mesh& mesh, const std::stop_token& stop) {
  if (mesh.positions_unique) return {};
  Weld weld = weld_positions(
      {reinterpret_cast<const std::byte*>(mesh.positions.data()), mesh.positions.size()}, stop);
  // Numbers follow first occurrences: without a repetition they are those of the file.
  if (weld.positions.size() == mesh.positions.size()) return {};
  return weld;
}

Tally compute_duplicate_vertices(const Mesh& mesh, const Weld& weld, const std::stop_token& stop) {
  if (weld.indices.empty()) return {};
  return tally_marked(mesh, VertexTable(mesh, weld, stop).repeated(), 1, stop);
}

std::vector<std::uint32_t> compute_first_equals(const Mesh& mesh, const Weld& weld,
                                                const std::stop_token& stop) {
  if (weld.indices.empty()) return {};
  const VertexTable table(mesh, weld, stop);
  std::vector<std::uint32_t> firsts(mesh.positions.size());
  std::atomic<bool> any{false};
  parallel_ranges(firsts.size(), kVerticesPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto vertex = static_cast<std::uint32_t>(i);
      const bool repeated = table.repeated()[i].load(std::memory_order_relaxed) != 0;
      firsts[i] = repeated ? table.first_equal(vertex) : vertex;
      if (repeated) any.store(true, std::memory_order_relaxed);
    }
  });
  return any ? firsts : std::vector<std::uint32_t>();
}

}  // namespace meshgate
