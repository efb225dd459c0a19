#include "formats/detail/stl_binary.h"

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "asset/box_tree.h"
#include "asset/finding_sink.h"
#include "asset/weld_again.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/stl_normals.h"
#include "formats/detail/stl_sniff.h"

namespace meshgate {
namespace {

constexpr std::size_t kHeaderBytes = 84;
constexpr std::size_t kFacetBytes = 50;
float3 load_float3(const std::byte* p) {
  return {load_le<float>(p), load_le<float>(p + 4), load_le<float>(p + 8)};
}

// Whether facets that follow each other are mostly far apart, as slicers and hash tables leave them: then
// every pass over the faces would wait for memory at each corner.
bool in_poor_order(const std::byte* facets, std::size_t count) {
  constexpr std::size_t kLeastFacets = 100'000, kSamples = 1024;
  constexpr float kNear = 16;  // edges
  if (count < kLeastFacets) return false;
  std::size_t far = 0;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::byte* facet = facets + i * (count - 1) / kSamples * kFacetBytes;
    const float3 a = load_float3(facet + 12), b = load_float3(facet + 24),
                 next = load_float3(facet + kFacetBytes + 12);
    const auto distance = [](float3 p, float3 q) {
      return std::abs(p.x - q.x) + std::abs(p.y - q.y) + std::abs(p.z - q.z);
    };
    far += distance(a, next) > kNear * distance(a, b);
  }
  return 2 * far > kSamples;
}

// The facets along a curve through space.
std::vector<std::uint32_t> order_in_space(const std::byte* facets, std::size_t count,
                                          const std::stop_token& stop) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  return morton_order(
      std::move(order),
      [&](std::uint32_t facet) {
        Box3 box;
        const float3 corner = load_float3(facets + facet * kFacetBytes + 12);
        box.add(is_finite(corner) ? corner : float3{0, 0, 0});
        return box;
      },
      stop);
}

void scan_normal(const std::byte* facet, std::size_t index, NormalScan& scan) {
  const float3 a = load_float3(facet + 12);
  const NormalVerdict verdict =
      compare_normal(load_float3(facet), a, load_float3(facet + 24), load_float3(facet + 36));
  scan.add(verdict, [&] {
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
    where.evidence = {{"stated", static_cast<std::int64_t>(stated)},
                      {"held", static_cast<std::int64_t>(held)}};
    if (stated > held) {
      notes.report("stl/count-mismatch", std::move(where),
                   "the header promises {}, the file holds {}: {} are missing. Export or copy the file again",
                   count_of(stated, "triangle"), group_digits(held), group_digits(stated - held));
    } else {
      notes.report(
          "stl/count-mismatch", std::move(where),
          "the header promises {}, but there is room for {}: readers that trust the header drop the rest. "
          "Export the file again",
          count_of(stated, "triangle"), group_digits(held));
    }
  }
  const std::uint64_t rest = body % kFacetBytes;
  if (rest == 0) return;
  Where where = at_byte(kHeaderBytes + held * kFacetBytes);
  if (stated > held) {
    notes.report("file/truncated", std::move(where), "the last triangle has {} of 50 bytes: the file was cut",
                 rest);
    return;
  }
  // All that the header promises is there.
  where.evidence = {{"extra_bytes", static_cast<std::int64_t>(rest)}};
  notes.report("file/trailing-data", std::move(where),
               "{} the last triangle. Remove them, or export again; `meshgate prepare` does",
               count_of(rest, "byte follows", "bytes follow"));
}

}  // namespace

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
  if (begins_with_solid(bytes)) {
    notes.report("stl/ambiguous-header", at_byte(0),
                 "the binary header begins with \"solid\", as ASCII files do: readers that look at the first "
                 "word only "
                 "fail. Change the header's first five letters");
  }

  std::vector<std::uint32_t> order;
  if (in_poor_order(bytes.data() + kHeaderBytes, facets))
    order = order_in_space(bytes.data() + kHeaderBytes, facets, options.stop);

  // Each block of the weld is in the cache when it is done: look at its normals, then let its pages go.
  std::vector<NormalScan> scans((3 * facets + kWeldBlockRecords - 1) / kWeldBlockRecords);
  const PositionRecords records{bytes.data() + kHeaderBytes + 12, 3 * facets, 3, kFacetBytes,
                                order.empty() ? nullptr : order.data()};
  const auto look_at_block = [&](std::size_t first, std::size_t count) {
    NormalScan& scan = scans[first / kWeldBlockRecords];
    for (std::size_t i = first / 3; i < (first + count) / 3; ++i) {
      const std::size_t facet = order.empty() ? i : order[i];
      scan_normal(bytes.data() + kHeaderBytes + facet * kFacetBytes, facet, scan);
    }
    if (order.empty()) source.release(kHeaderBytes + first / 3 * kFacetBytes, count / 3 * kFacetBytes);
  };
  std::optional<Weld> weld;
  if (options.expected != nullptr && order.empty()) {
    const Weld expected{options.expected->positions, options.expected->indices};
    weld = weld_as_expected(records, expected, options.stop, look_at_block);
    if (!weld) scans.assign(scans.size(), {});
  }
  if (!weld) weld = weld_positions(records, options.stop, look_at_block);
  if (!order.empty()) source.release(kHeaderBytes, facets * kFacetBytes);
  note_stl_normals(scans, facets, notes);

  Asset asset;
  asset.path = source.path();
  asset.format = "stl";
  asset.kind = AssetKind::kMesh;
  asset.bytes = source.size();
  Mesh mesh;
  mesh.positions = std::move(weld->positions);
  mesh.indices = std::move(weld->indices);
  mesh.stored_vertices = 3 * facets;
  mesh.positions_unique = true;
  mesh.face_offset = kHeaderBytes;
  mesh.face_stride = kFacetBytes;
  mesh.face_numbers = std::move(order);
  asset.scene.meshes.push_back(std::move(mesh));
  asset.scene.instances.push_back({});
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
