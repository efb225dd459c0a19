#include "formats/detail/obj_reader.h"

#include <atomic>
#include <vector>

#include "asset/finding_sink.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/obj_chunk.h"
#include "formats/detail/obj_materials.h"
#include "formats/detail/obj_mesh.h"
#include "formats/detail/text_chunks.h"

namespace meshgate {
namespace {

// Parses all chunks; false when they hold more than `options.max_memory` bytes.
bool parse_chunks(const Source& source, const ReadOptions& options, const TextChunks& text,
                  std::vector<ObjChunk>& chunks) {
  std::atomic<std::uint64_t> held{text.rewritten.size() + text.tail.size()};
  parallel_ranges(chunks.size(), 1, options.stop, [&](std::size_t i, std::size_t) {
    if (held > options.max_memory) return;
    parse_obj_chunk(text.chunks[i], chunks[i]);
    held += chunks[i].bytes();
    release_text(source, text.chunks[i]);
  });
  return held <= options.max_memory;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

void note_syntax(ObjRemarks& remarks, FindingSink& notes) {
  if (remarks.syntax.empty()) return;
  std::vector<std::string> parts;
  if (remarks.bad_numbers > 0) {
    parts.push_back(count_of(remarks.bad_numbers, "vertex", "vertices") +
                    " with wrong numbers (what could not be read is NaN)");
  }
  if (remarks.bad_faces > 0) parts.push_back(count_of(remarks.bad_faces, "face") + " left out");
  if (remarks.stray_lines > 0)
    parts.push_back(count_of(remarks.stray_lines, "line") + " that is no statement");
  const std::uint64_t lines = remarks.syntax.count;
  Where where;
  where.tally = std::move(remarks.syntax);
  where.evidence = {{"bad_numbers", static_cast<std::int64_t>(remarks.bad_numbers)},
                    {"bad_faces", static_cast<std::int64_t>(remarks.bad_faces)},
                    {"stray_lines", static_cast<std::int64_t>(remarks.stray_lines)}};
  notes.report(
      "obj/syntax", std::move(where),
      "{} cannot be read: {}. Export the model again; numbers need a decimal point, faces three corners",
      count_of(lines, "line"), join(parts));
}

// What is not read, in words.
std::vector<std::string> left_out(const ObjRemarks& remarks) {
  std::vector<std::string> parts;
  if (remarks.points > 0) parts.push_back(count_of(remarks.points, "point statement"));
  if (remarks.lines > 0) parts.push_back(count_of(remarks.lines, "line element"));
  if (remarks.curves > 0) {
    parts.push_back(count_of(remarks.curves, "statement") + " of curves and free-form surfaces");
  }
  if (remarks.weights > 0) parts.push_back(count_of(remarks.weights, "vertex weight") + " other than 1");
  if (remarks.unknown > 0) {
    parts.push_back(count_of(remarks.unknown, "unknown statement") + " such as \"" +
                    printable(remarks.first_unknown) + '"');
  }
  return parts;
}

void note_unsupported(ObjRemarks& remarks, FindingSink& notes) {
  if (remarks.unsupported.empty() && remarks.fanned == 0) return;
  std::vector<std::string> parts = left_out(remarks);
  if (remarks.fanned > 0) {
    parts.push_back(count_of(remarks.fanned, "concave polygon") + " with too many corners to be cut well");
  }
  Where where;
  where.tally = std::move(remarks.unsupported);
  where.evidence = {{"points", static_cast<std::int64_t>(remarks.points)},
                    {"lines", static_cast<std::int64_t>(remarks.lines)},
                    {"curves", static_cast<std::int64_t>(remarks.curves)},
                    {"weights", static_cast<std::int64_t>(remarks.weights)},
                    {"unknown", static_cast<std::int64_t>(remarks.unknown)},
                    {"fanned", static_cast<std::int64_t>(remarks.fanned)}};
  notes.report("obj/unsupported-element", std::move(where),
               "the file has what cannot become part of the triangle mesh: {}. Convert what matters to "
               "triangles before export",
               join(parts));
}

void note_out_of_range(ObjRemarks& remarks, const Mesh& mesh, FindingSink& notes) {
  if (remarks.out_of_range.empty()) return;
  std::vector<std::string> parts;
  if (remarks.dropped_faces > 0) {
    parts.push_back(count_of(remarks.dropped_faces, "face") + " with a vertex that does not exist left out");
  }
  if (remarks.lost_uvs > 0) {
    parts.push_back(count_of(remarks.lost_uvs, "corner") +
                    " kept without the texture coordinate that does not exist");
  }
  if (remarks.lost_normals > 0) {
    parts.push_back(count_of(remarks.lost_normals, "corner") +
                    " kept without the normal that does not exist");
  }
  const std::uint64_t faces = remarks.out_of_range.count;
  Where where;
  where.tally = std::move(remarks.out_of_range);
  where.evidence = {{"vertices", static_cast<std::int64_t>(mesh.positions.size())},
                    {"dropped_faces", static_cast<std::int64_t>(remarks.dropped_faces)},
                    {"lost_uvs", static_cast<std::int64_t>(remarks.lost_uvs)},
                    {"lost_normals", static_cast<std::int64_t>(remarks.lost_normals)}};
  notes.report(
      "obj/index-out-of-range", std::move(where),
      "{} beyond the {} of the file: {}. Export the model again; a cut or joined file looks like this",
      faces == 1 ? "1 face refers to elements" : count_of(faces, "face") + " refer to elements",
      count_of(mesh.positions.size(), "vertex", "vertices"), join(parts));
}

}  // namespace

Result<Asset> read_obj(const Source& source, const ReadOptions& options, std::size_t chunk_bytes) {
  TextChunks text;
  cut_text(source.text(), chunk_bytes, may_begin_obj_chunk, text);
  std::vector<ObjChunk> chunks(text.chunks.size());
  if (!parse_chunks(source, options, text, chunks)) {
    return fail(ErrorKind::kLimit,
                fmt::format("{}: reading needs more than the {} of memory that are allowed", source.path(),
                            format_bytes(options.max_memory)));
  }
  MG_TRY(ObjMesh built, build_obj_mesh(chunks, options.max_memory, options.stop));

  Asset asset;
  asset.path = source.path();
  asset.format = "obj";
  asset.kind = AssetKind::kMesh;
  asset.bytes = source.size();
  FindingSink notes;
  note_syntax(built.remarks, notes);
  asset.scene.beyond = left_out(built.remarks);
  note_unsupported(built.remarks, notes);
  note_out_of_range(built.remarks, built.mesh, notes);
  add_obj_materials(source, options, chunks, built.bases, asset.scene, built.mesh, notes);
  asset.scene.meshes.push_back(std::move(built.mesh));
  asset.scene.instances.push_back({});
  asset.scene.uv_from_below = true;
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
