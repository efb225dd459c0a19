#include "asset/surface_facts.h"

#include "asset/facts.h"
#include "asset/predicates.h"
#include "core/parallel.h"

namespace meshgate {

std::string SurfaceFacts::element() const {
  const std::string& first = meshes_.front()->mesh().element;
  if (meshes_.size() == 1) return first;
  // "/meshes/0/primitives/1" and its neighbours are "/meshes/0".
  const std::size_t part = first.find("/primitives/");
  return part == std::string::npos ? std::string() : first.substr(0, part);
}

// The arrays are those of the same surface; the meshes know their own places in the file.
Surface SurfaceFacts::compute_or_share_surface() const {
  const Surface* known = find_known(&SurfaceFacts::surface_, About::kVertexNumbers);
  if (known == nullptr) return compute_surface(meshes_, stop_);
  Surface surface = *known;
  surface.meshes.clear();
  for (const MeshFacts* facts : meshes_) surface.meshes.push_back(&facts->mesh());
  return surface;
}

const BoxTree& SurfaceFacts::face_tree() const {
  return ask(&SurfaceFacts::face_tree_, About::kFaces, [&] {
    const Surface& faces = surface();
    constexpr std::size_t kPerRange = 1U << 16U;
    std::vector<std::uint32_t> with_area = parallel_reduce(
        faces.face_count(), kPerRange, stop_, std::vector<std::uint32_t>(),
        [&](std::size_t begin, std::size_t end) {
          std::vector<std::uint32_t> part;
          for (std::size_t face = begin; face < end; ++face) {
            if (!faces.usable(face)) continue;
            const auto [a, b, c] = faces.triangle(face);
            if (has_area(a, b, c)) part.push_back(static_cast<std::uint32_t>(face));
          }
          return part;
        },
        [](std::vector<std::uint32_t>& total, const std::vector<std::uint32_t>& part) {
          total.insert(total.end(), part.begin(), part.end());
        });
    return BoxTree(
        std::move(with_area), [&](std::uint32_t face) { return faces.box(face); }, stop_);
  });
}

}  // namespace meshgate
