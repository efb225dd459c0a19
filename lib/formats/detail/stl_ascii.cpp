#include "formats/detail/stl_ascii.h"

#include <fmt/core.h>

#include <atomic>
#include <cstring>
#include <vector>

#include "asset/finding_sink.h"
#include "asset/weld.h"
#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/stl_ascii_parse.h"
#include "formats/detail/text_chunks.h"

namespace meshgate {
namespace {

struct Base {
  std::uint64_t facets = 0;
  std::uint64_t lines = 0;
};

std::vector<Base> prefix_counts(const std::vector<StlAsciiChunk>& chunks) {
  std::vector<Base> bases(chunks.size() + 1);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    bases[i + 1] = {bases[i].facets + chunks[i].facet_lines.size(), bases[i].lines + chunks[i].line_count};
  }
  return bases;
}

// Solids in file order, and what their words say of the file's shape.
struct Solids {
  std::vector<FaceRange> groups;
  Tally misplaced;                  ///< "solid" inside a solid, facets outside
  std::uint64_t unclosed_line = 0;  ///< of the last "solid" without its "endsolid"; 0 = none

  void close(std::uint64_t facet) {
    if (!groups.empty())
      groups.back().face_count = static_cast<std::uint32_t>(facet - groups.back().first_face);
    if (!groups.empty() && groups.back().face_count == 0) groups.pop_back();
  }
  void open(std::uint64_t facet, std::string name) {
    close(facet);
    groups.push_back({static_cast<std::uint32_t>(facet), 0, kNoIndex, std::move(name)});
  }
};

Solids gather_solids(const std::vector<StlAsciiChunk>& chunks, const std::vector<Base>& bases) {
  Solids solids;
  std::uint64_t outside_since = 0, outside_line = 1;  // facet and line after which we are outside
  solids.open(0, {});
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (const StlSolidEvent& event : chunks[i].events) {
      const std::uint64_t facet = bases[i].facets + event.facet, line = bases[i].lines + event.line;
      const bool outside = solids.unclosed_line == 0;
      if ((outside && facet > outside_since) || (!outside && event.begins)) {
        solids.misplaced.add(at_line(outside ? outside_line : line).tally.witnesses.front());
      }
      if (!event.begins) {
        outside_since = facet;
        outside_line = line;
      }
      solids.open(facet, event.name);
      solids.unclosed_line = event.begins ? line : 0;
    }
  }
  const std::uint64_t facets = bases.back().facets;
  if (solids.unclosed_line == 0 && facets > outside_since) {
    solids.misplaced.add(at_line(outside_line).tally.witnesses.front());
  }
  solids.close(facets);
  return solids;
}

void note_malformed(std::vector<StlAsciiChunk>& chunks, const std::vector<Base>& bases, Solids& solids,
                    FindingSink& notes) {
  Tally tally;
  std::uint64_t dropped = 0, strays = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    StlAsciiChunk& chunk = chunks[i];
    // A facet that runs into the next chunk's "facet" is as incomplete as one in the middle of a chunk.
    if (chunk.open_facet_line != 0 && i + 1 < chunks.size()) {
      ++chunk.dropped_facets;
      chunk.malformed.add(at_line(chunk.open_facet_line).tally.witnesses.front());
    }
    for (Location& location : chunk.malformed.witnesses) *location.line += bases[i].lines;
    tally.merge(std::move(chunk.malformed));
    dropped += chunk.dropped_facets;
    strays += chunk.stray_words;
  }
  const std::uint64_t misplaced = solids.misplaced.count;
  tally.merge(std::move(solids.misplaced));
  if (tally.empty()) return;
  Where where;
  where.tally = std::move(tally);
  where.evidence = {{"dropped_facets", static_cast<std::int64_t>(dropped)},
                    {"stray_words", static_cast<std::int64_t>(strays)},
                    {"misplaced_solids", static_cast<std::int64_t>(misplaced)}};
  notes.report("stl/malformed-ascii", std::move(where),
               "{} without three readable vertices left out, {} out of place, {} without matching endsolid. "
               "Export the "
               "model again, as binary STL if possible",
               count_of(dropped, "facet"), count_of(strays, "word"), count_of(misplaced, "solid"));
}

void note_truncated(const std::vector<StlAsciiChunk>& chunks, const std::vector<Base>& bases,
                    const Solids& solids, std::uint64_t bytes, FindingSink& notes) {
  const std::uint32_t open = chunks.empty() ? 0 : chunks.back().open_facet_line;
  if (open != 0) {
    Where where = at_line(bases[chunks.size() - 1].lines + open);
    where.tally.witnesses.front().byte_offset = bytes;
    notes.report("file/truncated", std::move(where),
                 "the file ends inside a facet: what follows is missing, and the facet was left out");
  } else if (solids.unclosed_line != 0) {
    Where where = at_line(solids.unclosed_line);
    where.tally.witnesses.front().byte_offset = bytes;
    notes.report("file/truncated", std::move(where),
                 "the file ends without \"endsolid\": it was probably cut. Export or copy it again");
  }
}

void note_normals(std::vector<StlAsciiChunk>& chunks, const std::vector<Base>& bases, FindingSink& notes) {
  std::vector<NormalScan> scans(chunks.size());
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (Location& location : chunks[i].normals.mismatch.witnesses) {
      location.indices.front() += bases[i].facets;
      *location.line += bases[i].lines;
    }
    scans[i] = std::move(chunks[i].normals);
  }
  note_stl_normals(scans, bases.back().facets, notes);
}

Mesh build_mesh(std::vector<StlAsciiChunk>& chunks, const std::vector<Base>& bases,
                const std::stop_token& stop) {
  const std::uint64_t facets = bases.back().facets;
  Mesh mesh;
  Buffer<std::uint32_t> lines(facets);
  Buffer<float3> corners(3 * facets);
  parallel_ranges(chunks.size(), 1, stop, [&](std::size_t i, std::size_t) {
    StlAsciiChunk& chunk = chunks[i];
    std::copy(chunk.corners.span().begin(), chunk.corners.span().end(), corners.data() + 3 * bases[i].facets);
    for (std::size_t facet = 0; facet < chunk.facet_lines.size(); ++facet) {
      lines[bases[i].facets + facet] = static_cast<std::uint32_t>(bases[i].lines + chunk.facet_lines[facet]);
    }
    chunk.corners = Growing<float3>();
    chunk.facet_lines = Growing<std::uint32_t>();
  });
  const auto* data = reinterpret_cast<const std::byte*>(corners.data());
  Weld weld = weld_positions({data, corners.size(), 1, sizeof(float3)}, stop);
  mesh.positions = std::move(weld.positions);
  mesh.indices = std::move(weld.indices);
  mesh.face_lines = std::move(lines).freeze();
  mesh.stored_vertices = 3 * facets;
  mesh.positions_unique = true;
  return mesh;
}

}  // namespace

Result<Asset> read_stl_ascii(const Source& source, const ReadOptions& options, std::size_t chunk_bytes) {
  TextChunks text;
  cut_text(source.text(), chunk_bytes, may_begin_stl_chunk, text);
  std::vector<StlAsciiChunk> chunks(text.chunks.size());
  std::atomic<std::uint64_t> held{text.rewritten.size() + text.tail.size()};
  parallel_ranges(chunks.size(), 1, options.stop, [&](std::size_t i, std::size_t) {
    if (held > options.max_memory) return;
    parse_stl_ascii_chunk(text.chunks[i], options.max_memory, chunks[i]);
    held += chunks[i].bytes();
    release_text(source, text.chunks[i]);
  });
  if (held > options.max_memory) {
    return fail(ErrorKind::kLimit,
                fmt::format("{}: reading needs more than the {} of memory that are allowed", source.path(),
                            format_bytes(options.max_memory)));
  }
  const std::vector<Base> bases = prefix_counts(chunks);
  const std::uint64_t facets = bases.back().facets;
  // Corners twice while they are gathered, then indices, lines and the tables of the weld.
  constexpr std::uint64_t kBytesPerFacet = 160;
  if (3 * facets >= kNoIndex || bases.back().lines >= kNoIndex ||
      facets * kBytesPerFacet > options.max_memory) {
    return fail(ErrorKind::kLimit,
                fmt::format("{}: {} need more memory than the {} that are allowed", source.path(),
                            count_of(facets, "triangle"), format_bytes(options.max_memory)));
  }
  FindingSink notes;
  Solids solids = gather_solids(chunks, bases);
  note_malformed(chunks, bases, solids, notes);
  note_truncated(chunks, bases, solids, source.size(), notes);
  note_normals(chunks, bases, notes);

  Asset asset;
  asset.path = source.path();
  asset.format = "stl";
  asset.kind = AssetKind::kMesh;
  asset.bytes = source.size();
  Mesh mesh = build_mesh(chunks, bases, options.stop);
  mesh.groups = std::move(solids.groups);
  asset.scene.meshes.push_back(std::move(mesh));
  asset.scene.instances.push_back({});
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
