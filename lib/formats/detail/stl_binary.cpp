#include "formats/detail/stl_binary.h"

#include <vector>

#include "asset/face_scan.h"
#include "asset/finding_sink.h"
#include "asset/weld.h"
#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::size_t kHeaderBytes = 84;
constexpr std::size_t kFacetBytes = 50;
// A facet normal is wrong when it is off by more than 20°: exporters round normals of tiny triangles freely.
constexpr double kNormalCosine = 0.94;

struct NormalScan {
  Tally mismatch;
  std::uint64_t opposite = 0;  // normals that point to the other side
};

float3 load_float3(const std::byte* p) { return {load_le<float>(p), load_le<float>(p + 4), load_le<float>(p + 8)}; }

// Compares the stored normal with the corners' order. A zero normal means "compute it" and is fine.
void scan_normal(const std::byte* facet, std::size_t index, NormalScan& scan) {
  const float3 stored = load_float3(facet);
  const float3 a = load_float3(facet + 12), b = load_float3(facet + 24), c = load_float3(facet + 36);
  const float ux = b.x - a.x, uy = b.y - a.y, uz = b.z - a.z;
  const float vx = c.x - a.x, vy = c.y - a.y, vz = c.z - a.z;
  const float nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
  const float nn = nx * nx + ny * ny + nz * nz;
  const float ss = stored.x * stored.x + stored.y * stored.y + stored.z * stored.z;
  const float projection = nx * stored.x + ny * stored.y + nz * stored.z;
  // Squared comparison without a root; false for NaN, zero and overflow, which other rules report.
  constexpr auto kCosine2 = static_cast<float>(kNormalCosine * kNormalCosine);
  const bool wrong = nn > 1e-30F && ss > 1e-12F && nn < 1e30F && ss < 1e30F &&
                     (projection < 0 || projection * projection < kCosine2 * nn * ss);
  if (!wrong) return;
  if (projection < 0) ++scan.opposite;
  scan.mismatch.add([&] {
    Location location;
    location.kind = LocationKind::kFace;
    location.indices = {index};
    location.position = a;
    location.byte_offset = kHeaderBytes + index * kFacetBytes;
    return location;
  });
}

void note_sizes(const Source& source, std::uint64_t stated, std::uint64_t held, FindingSink& notes) {
  const std::uint64_t body = source.size() - kHeaderBytes;
  if (stated != held) {
    Where where = at_byte(80);
    where.evidence = {{"stated", static_cast<std::int64_t>(stated)}, {"held", static_cast<std::int64_t>(held)}};
    if (stated > held) {
      notes.report("stl/count-mismatch", std::move(where),
                   "the header promises {}, the file holds {}: {} are missing. Export or copy the file again",
                   count_of(stated, "triangle"), group_digits(held), group_digits(stated - held));
    } else {
      notes.report("stl/count-mismatch", std::move(where),
                   "the header promises {}, but there is room for {}: readers that trust the header drop the rest. "
                   "Export the file again",
                   count_of(stated, "triangle"), group_digits(held));
    }
  }
  if (body % kFacetBytes != 0) {
    notes.report("file/truncated", at_byte(kHeaderBytes + held * kFacetBytes),
                 "the last triangle has {} of 50 bytes: the file was cut, or other data follows the triangles",
                 body % kFacetBytes);
  }
}

void note_normals(std::vector<NormalScan>& scans, std::uint64_t facets, FindingSink& notes) {
  NormalScan total;
  for (NormalScan& scan : scans) {
    total.mismatch.merge(std::move(scan.mismatch));
    total.opposite += scan.opposite;
  }
  if (total.mismatch.empty()) return;
  const std::uint64_t wrong = total.mismatch.count;
  Where where;
  where.tally = std::move(total.mismatch);
  where.evidence = {{"facets", static_cast<std::int64_t>(facets)},
                    {"opposite", static_cast<std::int64_t>(total.opposite)},
                    {"tolerance_deg", 20.0}};
  notes.report("stl/normal-mismatch", std::move(where),
               "{} of {} have a stored normal more than 20° off the one that their corners give ({} point the other "
               "way). Readers use one or the other: recompute the normals",
               count_of(wrong, "triangle"), group_digits(facets), group_digits(total.opposite));
}

}  // namespace

StlKind classify_stl(ByteView head, std::uint64_t size) {
  const bool solid = starts_with(head, "solid");
  if (head.size() >= kHeaderBytes) {
    const auto count = load_le<std::uint32_t>(head.data() + 80);
    if (size == kHeaderBytes + kFacetBytes * std::uint64_t{count}) return StlKind::kBinary;
  }
  const std::string_view text = as_text(head);
  const bool has_nul = text.find('\0') != std::string_view::npos;
  if (solid && !has_nul) return StlKind::kAscii;
  if (head.size() < kHeaderBytes || (!solid && !has_nul)) return StlKind::kNone;
  return StlKind::kBinaryWrongCount;
}

Result<Asset> read_stl_binary(const Source& source, const ReadOptions& options) {
  const ByteView bytes = source.bytes();
  if (bytes.size() < kHeaderBytes) {
    return fail(ErrorKind::kMalformed, source.path() + ": a binary STL has a header of 84 bytes");
  }
  const std::uint64_t stated = load_le<std::uint32_t>(bytes.data() + 80);
  const std::uint64_t held = (bytes.size() - kHeaderBytes) / kFacetBytes;
  const std::uint64_t facets = held;
  if (3 * facets >= kNoIndex) {
    return fail(ErrorKind::kLimit, source.path() + ": more than 1 431 655 764 triangles");
  }
  FindingSink notes;
  note_sizes(source, stated, held, notes);
  if (starts_with(bytes, "solid")) {
    notes.report("stl/ambiguous-header", at_byte(0),
                 "the binary header begins with \"solid\", as ASCII files do: readers that look at the first word only "
                 "fail. Change the header's first five letters");
  }

  // Each block of the weld is in the cache when it is done: look at its normals, then let its pages go.
  std::vector<NormalScan> scans((3 * facets + kWeldBlockRecords - 1) / kWeldBlockRecords);
  const PositionRecords records{bytes.data() + kHeaderBytes + 12, 3 * facets, 3, kFacetBytes};
  Weld weld = weld_positions(records, options.stop, [&](std::size_t first, std::size_t count) {
    NormalScan& scan = scans[first / kWeldBlockRecords];
    for (std::size_t facet = first / 3; facet < (first + count) / 3; ++facet) {
      scan_normal(bytes.data() + kHeaderBytes + facet * kFacetBytes, facet, scan);
    }
    source.release(kHeaderBytes + first / 3 * kFacetBytes, count / 3 * kFacetBytes);
  });
  note_normals(scans, facets, notes);

  Asset asset;
  asset.path = source.path();
  asset.format = "stl";
  asset.kind = AssetKind::kMesh;
  asset.bytes = source.size();
  Mesh mesh;
  mesh.positions = std::move(weld.positions);
  mesh.indices = std::move(weld.indices);
  mesh.stored_vertices = 3 * facets;
  mesh.positions_unique = true;
  mesh.face_offset = kHeaderBytes;
  mesh.face_stride = kFacetBytes;
  asset.scene.meshes.push_back(std::move(mesh));
  asset.scene.instances.push_back({});
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
