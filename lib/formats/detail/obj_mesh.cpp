#include "formats/detail/obj_mesh.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "core/buffer.h"
#include "core/parallel.h"
#include "formats/detail/polygon_cut.h"

namespace meshgate {
namespace {

// Point-in-triangle tests for all polygons of a file, a few seconds of work: a real file needs far fewer, a
// hostile one gets no more. Chunks have a share by the corners of their large polygons, which no thread can
// change.
constexpr std::uint64_t kCutBudget = 1'000'000'000;
constexpr std::uint64_t kCutBudgetOfChunk = 2'000'000;

std::vector<std::uint64_t> cut_budgets(const std::vector<ObjChunk>& chunks) {
  std::vector<std::uint64_t> corners(chunks.size(), 0);
  double total = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (const std::uint32_t size : chunks[i].face_sizes.span()) corners[i] += size > 4 ? size : 0;
    total += static_cast<double>(corners[i]);
  }
  for (std::uint64_t& share : corners) {
    const double part = total > 0 ? static_cast<double>(share) / total : 0;
    share = kCutBudgetOfChunk + static_cast<std::uint64_t>(static_cast<double>(kCutBudget) * part);
  }
  return corners;
}

std::vector<ObjCounts> prefix_counts(const std::vector<ObjChunk>& chunks) {
  std::vector<ObjCounts> bases(chunks.size() + 1);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    bases[i + 1] = bases[i];
    bases[i + 1].add(chunks[i]);
  }
  return bases;
}

// The index that a reference means, or kObjInvalid; kNoIndex stays.
std::uint32_t resolve(std::uint32_t reference, std::uint64_t base, std::uint64_t total) {
  if (reference == kNoIndex) return kNoIndex;
  if ((reference & kObjRelative) == 0) return reference < total ? reference : kObjInvalid;
  const std::int64_t index = static_cast<std::int64_t>(base) + (reference & ~kObjRelative) - kObjRelativeBias;
  return index < 0 || index >= static_cast<std::int64_t>(total) ? kObjInvalid
                                                                : static_cast<std::uint32_t>(index);
}

// Resolves an optional reference in place and counts one that leads nowhere.
bool resolve_optional(std::uint32_t& reference, std::uint64_t base, std::uint64_t total,
                      std::uint64_t& lost) {
  reference = resolve(reference, base, total);
  if (reference != kObjInvalid) return true;
  reference = kNoIndex;
  ++lost;
  return false;
}

// The slow look at a chunk with relative or impossible references: resolves all, compacts what is kept.
void resolve_chunk(ObjChunk& chunk, const ObjCounts& base, const ObjCounts& total) {
  std::size_t from = 0, to = 0, kept = 0, event = 0;
  for (std::size_t face = 0; face < chunk.face_count(); ++face) {
    for (; event < chunk.events.size() && chunk.events[event].face <= face; ++event)
      chunk.events[event].face = kept;
    const std::uint32_t size = chunk.face_sizes.empty() ? 3 : chunk.face_sizes[face];
    bool keep = true, sound = true;
    for (std::uint32_t i = 0; i < size; ++i) {
      std::uint32_t& position = chunk.corner_positions[from + i];
      position = resolve(position, base.positions, total.positions);
      keep = keep && position != kObjInvalid;
    }
    if (!keep) ++chunk.remarks.dropped_faces;
    for (std::uint32_t i = 0; keep && i < size; ++i) {
      chunk.corner_positions[to + i] = chunk.corner_positions[from + i];
      if (!chunk.corner_uvs.empty()) {
        std::uint32_t uv = chunk.corner_uvs[from + i];
        sound = resolve_optional(uv, base.uvs, total.uvs, chunk.remarks.lost_uvs) && sound;
        chunk.corner_uvs[to + i] = uv;
      }
      if (!chunk.corner_normals.empty()) {
        std::uint32_t normal = chunk.corner_normals[from + i];
        sound = resolve_optional(normal, base.normals, total.normals, chunk.remarks.lost_normals) && sound;
        chunk.corner_normals[to + i] = normal;
      }
    }
    const std::uint32_t line = chunk.face_lines[face];
    if (!keep || !sound)
      chunk.remarks.out_of_range.add([&] { return at_line(line).tally.witnesses.front(); });
    from += size;
    if (!keep) continue;
    to += size;
    chunk.face_lines[kept] = line;
    if (!chunk.face_sizes.empty()) chunk.face_sizes[kept] = size;
    ++kept;
  }
  for (; event < chunk.events.size(); ++event) chunk.events[event].face = kept;
  chunk.corner_positions.truncate(to);
  chunk.corner_uvs.truncate(to);
  chunk.corner_normals.truncate(to);
  chunk.face_lines.truncate(kept);
  chunk.face_sizes.truncate(kept);
}

struct Parts {
  bool colors = false, uvs = false, normals = false, polygons = false;
  /// All corners have the number of their position there as well, as exporters of indexed meshes write them:
  /// one array serves both.
  bool uvs_as_positions = false, normals_as_positions = false;

  [[nodiscard]] bool own_uv_indices() const { return uvs && !uvs_as_positions; }
  [[nodiscard]] bool own_normal_indices() const { return normals && !normals_as_positions; }
};

bool same_numbers(const Growing<std::uint32_t>& a, const Growing<std::uint32_t>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.bytes()) == 0);
}

// Whether `numbers` of each chunk are those of the positions.
bool are_as_positions(const std::vector<ObjChunk>& chunks, Growing<std::uint32_t> ObjChunk::*numbers,
                      const std::stop_token& stop) {
  const auto others = parallel_reduce(
      chunks.size(), 1, stop, std::size_t{0},
      [&](std::size_t begin, std::size_t) {
        return same_numbers(chunks[begin].*numbers, chunks[begin].corner_positions) ? 0U : 1U;
      },
      [](std::size_t& all, std::size_t part) { all += part; });
  return others == 0;
}

struct Target {
  Buffer<float3> positions, normals;
  Buffer<float2> uvs;
  Buffer<float4> colors;
  Buffer<std::uint32_t> indices, uv_indices, normal_indices, face_lines, face_polygons;

  Target(const ObjCounts& total, const Parts& parts)
      : positions(total.positions),
        normals(parts.normals ? total.normals : 0),
        uvs(parts.uvs ? total.uvs : 0),
        colors(parts.colors ? total.positions : 0),
        indices(3 * total.triangles()),
        uv_indices(parts.own_uv_indices() ? 3 * total.triangles() : 0),
        normal_indices(parts.own_normal_indices() ? 3 * total.triangles() : 0),
        face_lines(total.triangles()),
        face_polygons(parts.polygons ? total.triangles() : 0) {}
};

// Bytes of a Target.
std::uint64_t target_bytes(const ObjCounts& total, const Parts& parts) {
  const std::uint64_t index_arrays =
      1U + (parts.own_uv_indices() ? 1U : 0U) + (parts.own_normal_indices() ? 1U : 0U);
  return total.positions * (parts.colors ? 28 : 12) + (parts.uvs ? 8 * total.uvs : 0) +
         (parts.normals ? 12 * total.normals : 0) +
         total.triangles() * (12 * index_arrays + 4 + (parts.polygons ? 4 : 0));
}

template <class T>
void move_to(Growing<T>& from, Buffer<T>& to, std::size_t at) {
  if (!from.empty()) std::memcpy(static_cast<void*>(to.data() + at), from.data(), from.bytes());
  from = Growing<T>();
}

void move_vertices(ObjChunk& chunk, const ObjCounts& base, const Parts& parts, Target& target) {
  if (parts.colors) {
    chunk.colors.fill_to(chunk.positions.size(), float4{1, 1, 1, 1});
    move_to(chunk.colors, target.colors, base.positions);
  }
  move_to(chunk.positions, target.positions, base.positions);
  if (parts.uvs) move_to(chunk.uvs, target.uvs, base.uvs);
  if (parts.normals) move_to(chunk.normals, target.normals, base.normals);
}

// Chunks of triangles only: a copy.
void move_triangles(ObjChunk& chunk, const ObjCounts& base, const Parts& parts, Target& target) {
  const std::size_t corners = chunk.corner_positions.size();
  if (parts.own_uv_indices()) chunk.corner_uvs.fill_to(corners, kNoIndex);
  if (parts.own_normal_indices()) chunk.corner_normals.fill_to(corners, kNoIndex);
  const std::size_t first = base.triangles();
  for (std::size_t i = 0; i < chunk.face_count(); ++i) {
    target.face_lines[first + i] = static_cast<std::uint32_t>(base.lines + chunk.face_lines[i]);
    if (parts.polygons) target.face_polygons[first + i] = static_cast<std::uint32_t>(base.faces + i);
  }
  for (ObjEvent& event : chunk.events) event.triangle = first + event.face;
  chunk.face_lines = Growing<std::uint32_t>();
  move_to(chunk.corner_positions, target.indices, 3 * first);
  if (parts.own_uv_indices()) move_to(chunk.corner_uvs, target.uv_indices, 3 * first);
  if (parts.own_normal_indices()) move_to(chunk.corner_normals, target.normal_indices, 3 * first);
}

// Writes the corners that `triangles` chooses from one face's references; missing references stay missing.
void write_corners(const Growing<std::uint32_t>& corners, std::size_t at,
                   std::span<const std::uint32_t> triangles, std::uint32_t* out) {
  for (const std::uint32_t corner : triangles) *out++ = corners.empty() ? kNoIndex : corners[at + corner];
}

void cut_polygons(ObjChunk& chunk, const ObjCounts& base, const Parts& parts, std::uint64_t budget,
                  Target& target) {
  PolygonCutter cutter(budget);
  std::vector<float3> points;
  std::size_t corner = 0, triangle = base.triangles(), event = 0;
  for (std::size_t face = 0; face < chunk.face_count(); ++face) {
    for (; event < chunk.events.size() && chunk.events[event].face <= face; ++event) {
      chunk.events[event].triangle = triangle;
    }
    const std::uint32_t size = chunk.face_sizes[face];
    points.resize(size);
    for (std::uint32_t i = 0; i < size; ++i) points[i] = target.positions[chunk.corner_positions[corner + i]];
    const std::span<const std::uint32_t> cut = cutter.cut(points);
    write_corners(chunk.corner_positions, corner, cut, target.indices.data() + 3 * triangle);
    if (parts.own_uv_indices())
      write_corners(chunk.corner_uvs, corner, cut, target.uv_indices.data() + 3 * triangle);
    if (parts.own_normal_indices())
      write_corners(chunk.corner_normals, corner, cut, target.normal_indices.data() + 3 * triangle);
    for (std::size_t i = 0; i < cut.size() / 3; ++i, ++triangle) {
      target.face_lines[triangle] = static_cast<std::uint32_t>(base.lines + chunk.face_lines[face]);
      target.face_polygons[triangle] = static_cast<std::uint32_t>(base.faces + face);
    }
    corner += size;
  }
  for (; event < chunk.events.size(); ++event) chunk.events[event].triangle = triangle;
  chunk.remarks.fanned = cutter.fanned();
  for (Growing<std::uint32_t>* array : {&chunk.corner_positions, &chunk.corner_uvs, &chunk.corner_normals,
                                        &chunk.face_sizes, &chunk.face_lines}) {
    *array = Growing<std::uint32_t>();
  }
}

void shift_lines(Tally& tally, std::uint64_t lines) {
  for (Location& location : tally.witnesses) *location.line += lines;
}

ObjRemarks gather_remarks(std::vector<ObjChunk>& chunks, const std::vector<ObjCounts>& bases) {
  ObjRemarks all;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    ObjRemarks& remarks = chunks[i].remarks;
    shift_lines(remarks.syntax, bases[i].lines);
    shift_lines(remarks.unsupported, bases[i].lines);
    shift_lines(remarks.out_of_range, bases[i].lines);
    all.merge(std::move(remarks));
  }
  return all;
}

Mesh freeze(Target target, const Parts& parts) {
  Mesh mesh;
  mesh.stored_vertices = target.positions.size();
  mesh.positions = std::move(target.positions).freeze();
  mesh.colors = std::move(target.colors).freeze();
  mesh.indices = std::move(target.indices).freeze();
  if (parts.uvs) {
    mesh.uvs.push_back({std::move(target.uvs).freeze(),
                        parts.uvs_as_positions ? mesh.indices : std::move(target.uv_indices).freeze()});
  }
  mesh.normals = std::move(target.normals).freeze();
  mesh.normal_indices =
      parts.normals && parts.normals_as_positions ? mesh.indices : std::move(target.normal_indices).freeze();
  mesh.face_lines = std::move(target.face_lines).freeze();
  mesh.face_polygons = std::move(target.face_polygons).freeze();
  return mesh;
}

}  // namespace

void ObjCounts::add(const ObjChunk& chunk) {
  positions += chunk.positions.size();
  uvs += chunk.uvs.size();
  normals += chunk.normals.size();
  corners += chunk.corner_positions.size();
  faces += chunk.face_count();
  lines += chunk.line_count;
}

Result<ObjMesh> build_obj_mesh(std::vector<ObjChunk>& chunks, std::uint64_t max_memory,
                               const std::stop_token& stop) {
  ObjMesh result;
  const std::vector<ObjCounts> parsed = prefix_counts(chunks);
  const ObjCounts& vertices = parsed.back();
  if (std::max({vertices.positions, vertices.uvs, vertices.normals}) >= kObjInvalid ||
      vertices.triangles() >= kNoIndex || vertices.lines >= kNoIndex) {
    return fail(ErrorKind::kLimit, "more than 2 147 483 646 vertices or 4 294 967 294 triangles");
  }
  parallel_ranges(chunks.size(), 1, stop, [&](std::size_t i, std::size_t) {
    ObjChunk& chunk = chunks[i];
    if ((chunk.face_count() != 0 && chunk.max_position >= vertices.positions) ||
        (!chunk.corner_uvs.empty() && chunk.max_uv >= vertices.uvs) ||
        (!chunk.corner_normals.empty() && chunk.max_normal >= vertices.normals)) {
      resolve_chunk(chunk, parsed[i], vertices);
    }
  });

  result.bases = prefix_counts(chunks);
  const ObjCounts& total = result.bases.back();
  Parts parts;
  std::uint64_t held = 0;
  for (const ObjChunk& chunk : chunks) {
    parts.colors = parts.colors || !chunk.colors.empty();
    parts.uvs = parts.uvs || !chunk.corner_uvs.empty();
    parts.normals = parts.normals || !chunk.corner_normals.empty();
    parts.polygons = parts.polygons || !chunk.face_sizes.empty();
    held += chunk.bytes();
  }
  if (parts.uvs) parts.uvs_as_positions = are_as_positions(chunks, &ObjChunk::corner_uvs, stop);
  if (parts.normals) parts.normals_as_positions = are_as_positions(chunks, &ObjChunk::corner_normals, stop);
  // What is not moved is not needed.
  for (ObjChunk& chunk : chunks) {
    if (parts.uvs_as_positions) chunk.corner_uvs = Growing<std::uint32_t>();
    if (parts.normals_as_positions) chunk.corner_normals = Growing<std::uint32_t>();
  }
  const std::uint64_t needed = target_bytes(total, parts);
  if (held + needed > max_memory) {
    return fail(ErrorKind::kLimit,
                fmt::format("the mesh needs {} of memory, {} are allowed", held + needed, max_memory));
  }
  Target target(total, parts);
  const std::vector<std::uint64_t> budgets = cut_budgets(chunks);
  parallel_ranges(chunks.size(), 1, stop, [&](std::size_t i, std::size_t) {
    move_vertices(chunks[i], result.bases[i], parts, target);
  });
  parallel_ranges(chunks.size(), 1, stop, [&](std::size_t i, std::size_t) {
    if (chunks[i].face_sizes.empty()) {
      move_triangles(chunks[i], result.bases[i], parts, target);
    } else {
      cut_polygons(chunks[i], result.bases[i], parts, budgets[i], target);
    }
  });
  result.remarks = gather_remarks(chunks, result.bases);
  result.mesh = freeze(std::move(target), parts);
  return result;
}

}  // namespace meshgate
