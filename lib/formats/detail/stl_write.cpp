#include "formats/detail/stl_write.h"

#include <cstring>
#include <limits>

#include "asset/normals.h"
#include "asset/placed.h"
#include "asset/sound_mesh.h"
#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/losses.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

constexpr std::size_t kHeaderBytes = 80, kFacetBytes = 50;
constexpr std::size_t kGrain = std::size_t{1} << 16U;

void write_facets(const Mesh& mesh, const std::stop_token& stop, std::byte* out) {
  parallel_ranges(mesh.face_count(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      const std::uint32_t* corner = &mesh.indices[3 * face];
      float3 facet[4] = {{}, mesh.positions[corner[0]], mesh.positions[corner[1]], mesh.positions[corner[2]]};
      facet[0] = triangle_normal(to_double(facet[1]), to_double(facet[2]), to_double(facet[3]));
      std::byte* const at = out + face * kFacetBytes;
      std::memcpy(at, facet, sizeof facet);
      std::memset(at + sizeof facet, 0, kFacetBytes - sizeof facet);
    }
  });
}

void tell_losses(const Scene& scene, Losses& losses) {
  for (const std::string& text : scene.beyond) losses.say(text);
  losses.add("material", {}, scene.materials.size());
  losses.add("picture", {}, scene.images.size());
  if (scene.nodes.size() > 1) losses.say("the hierarchy of nodes (their transforms are applied)");
  if (scene.meshes.size() > 1)
    losses.say("that there were " + count_of(scene.meshes.size(), "mesh", "meshes"));
  for (const Mesh& mesh : scene.meshes) {
    if (!mesh.normals.empty()) losses.say("normals of vertices (facets have their own)");
    if (!mesh.uvs.empty()) losses.say("texture coordinates");
    if (!mesh.colors.empty()) losses.say("colours of vertices");
    if (!mesh.groups.empty() && (mesh.groups.size() > 1 || !mesh.groups[0].name.empty()))
      losses.say("names of groups");
  }
}

}  // namespace

Result<Written> write_stl(const Asset& asset, const WriteOptions& options) {
  if (asset.kind != AssetKind::kMesh)
    return fail(ErrorKind::kUnsupported, "an STL holds a model, not a picture");
  const Scene& scene = asset.scene;
  const std::uint64_t most = placed_triangles(scene);
  if (most > std::numeric_limits<std::uint32_t>::max() || most * kFacetBytes > options.max_memory) {
    return fail(ErrorKind::kLimit,
                group_digits(most) + " triangles, each instance counted, are more than " +
                    (most * kFacetBytes > options.max_memory ? format_bytes(options.max_memory) + " can hold"
                                                             : std::string("an STL can count")));
  }
  Buffer<std::byte> file(kHeaderBytes + 4 + most * kFacetBytes);
  std::memset(file.data(), ' ', kHeaderBytes);
  // Never "solid": readers take that for the text form.
  const std::string header = "binary STL by meshgate " + std::string(version());
  std::memcpy(file.data(), header.data(), std::min(header.size(), kHeaderBytes));
  std::byte* const first = file.data() + kHeaderBytes + 4;
  std::byte* out = first;
  Unsound unsound;
  for_each_placed(scene, [&](std::uint32_t index, const Matrix4& world) {
    Mesh bare;  // nothing but the surface is written
    bare.positions = scene.meshes[index].positions;
    bare.indices = scene.meshes[index].indices;
    const Mesh mesh = placed_mesh(bare, 0, world, options.stop, unsound);
    write_facets(mesh, options.stop, out);
    out += mesh.face_count() * kFacetBytes;
  });
  const auto bytes = static_cast<std::size_t>(out - first);
  const auto count = static_cast<std::uint32_t>(bytes / kFacetBytes);
  std::memcpy(file.data() + kHeaderBytes, &count, sizeof count);
  Losses losses;
  tell_losses(scene, losses);
  for (std::string& text : unsound.describe()) losses.say(std::move(text));
  Written written;
  written.files.push_back({options.stem + ".stl", file.freeze_prefix(kHeaderBytes + 4 + bytes)});
  written.lost = std::move(losses).take();
  return written;
}

}  // namespace meshgate
