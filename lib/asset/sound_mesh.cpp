#include "asset/sound_mesh.h"

#include <algorithm>
#include <cmath>

#include "asset/transform.h"
#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 16U;

bool is_finite(float2 v) { return std::isfinite(v.x) && std::isfinite(v.y); }
bool is_finite(float4 v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z) && std::isfinite(v.w);
}
using meshgate::is_finite;

template <class T, class Wrong>
std::uint64_t count_wrong(const Array<T>& values, const std::stop_token& stop, Wrong wrong) {
  const auto map = [&](std::size_t begin, std::size_t end) {
    std::uint64_t count = 0;
    for (std::size_t i = begin; i < end; ++i) count += wrong(values[i]) ? 1U : 0U;
    return count;
  };
  return parallel_reduce(values.size(), kGrain, stop, std::uint64_t{0}, map,
                         [](std::uint64_t& total, std::uint64_t part) { total += part; });
}

template <class T, class Wrong>
Array<T> replaced(const Array<T>& values, Wrong wrong, T value) {
  Buffer<T> out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = wrong(values[i]) ? value : values[i];
  return std::move(out).freeze();
}

// Values that are not finite become zero; how many there were.
template <class T>
std::uint64_t mend_values(Array<T>& values, const std::stop_token& stop) {
  const auto wrong = [](const T& value) { return !is_finite(value); };
  const std::uint64_t count = count_wrong(values, stop, wrong);
  if (count > 0) values = replaced(values, wrong, T{});
  return count;
}

// Corner indices beyond `size` become kNoIndex.
void mend_indices(Array<std::uint32_t>& indices, std::size_t size, const std::stop_token& stop) {
  const auto wrong = [size](std::uint32_t index) { return index >= size && index != kNoIndex; };
  if (count_wrong(indices, stop, wrong) > 0) indices = replaced(indices, wrong, kNoIndex);
}

template <class T>
Array<T> without_faces(const Array<T>& values, const std::vector<bool>& bad, std::size_t kept,
                       std::size_t a_face) {
  if (values.empty()) return {};
  Buffer<T> out(kept * a_face);
  std::size_t to = 0;
  for (std::size_t face = 0; face < bad.size(); ++face) {
    if (bad[face]) continue;
    for (std::size_t k = 0; k < a_face; ++k) out[to++] = values[face * a_face + k];
  }
  return std::move(out).freeze();
}

// Faces before `face` that stay.
void shift_ranges(std::vector<FaceRange>& ranges, const std::vector<bool>& bad) {
  std::vector<std::uint32_t> kept(bad.size() + 1, 0);
  for (std::size_t i = 0; i < bad.size(); ++i) kept[i + 1] = kept[i] + (bad[i] ? 0U : 1U);
  for (FaceRange& range : ranges) {
    const std::uint32_t end = kept[range.first_face + range.face_count];
    range.first_face = kept[range.first_face];
    range.face_count = end - range.first_face;
  }
}

// Ranges in order, within the faces, without overlap (the first wins), with materials that exist.
void mend_ranges(std::vector<FaceRange>& ranges, std::size_t faces, std::size_t materials) {
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const FaceRange& a, const FaceRange& b) { return a.first_face < b.first_face; });
  std::uint64_t last = 0;
  for (FaceRange& range : ranges) {
    const std::uint64_t end =
        std::min<std::uint64_t>(std::uint64_t{range.first_face} + range.face_count, faces);
    const std::uint64_t begin = std::min(std::max<std::uint64_t>(range.first_face, last), end);
    range.first_face = static_cast<std::uint32_t>(begin);
    range.face_count = static_cast<std::uint32_t>(end - begin);
    if (range.material >= materials) range.material = kNoIndex;
    last = std::max(last, end);
  }
}

void drop_faces(Mesh& mesh, const std::vector<bool>& bad, std::size_t kept) {
  for (Array<std::uint32_t>* corners : {&mesh.indices, &mesh.normal_indices})
    *corners = without_faces(*corners, bad, kept, 3);
  for (UvSet& set : mesh.uvs) set.indices = without_faces(set.indices, bad, kept, 3);
  mesh.face_numbers = {};
  mesh.face_lines = without_faces(mesh.face_lines, bad, kept, 1);
  mesh.face_polygons = without_faces(mesh.face_polygons, bad, kept, 1);
  shift_ranges(mesh.materials, bad);
  shift_ranges(mesh.groups, bad);
}

template <class T>
void mend_attribute(Array<T>& values, Array<std::uint32_t>& indices, const Mesh& mesh,
                    const std::stop_token& stop, Unsound& unsound) {
  const bool fits = indices.empty() ? values.empty() || values.size() == mesh.positions.size()
                                    : indices.size() == mesh.indices.size();
  if (!fits) {
    ++unsound.bad_attributes;
    values = {};
    indices = {};
  }
  unsound.bad_values += mend_values(values, stop);
  if (!indices.empty()) mend_indices(indices, values.size(), stop);
}

void mend_attributes(Mesh& mesh, const std::stop_token& stop, Unsound& unsound) {
  Array<std::uint32_t> none;
  mend_attribute(mesh.normals, mesh.normal_indices, mesh, stop, unsound);
  for (UvSet& set : mesh.uvs) mend_attribute(set.values, set.indices, mesh, stop, unsound);
  mend_attribute(mesh.colors, none, mesh, stop, unsound);
  mend_attribute(mesh.tangents, none, mesh, stop, unsound);
  if (mesh.face_lines.size() != mesh.face_count()) mesh.face_lines = {};
  if (mesh.face_polygons.size() != mesh.face_count()) mesh.face_polygons = {};
}

}  // namespace

void Unsound::add(const Unsound& other) {
  bad_faces += other.bad_faces;
  bad_attributes += other.bad_attributes;
  bad_values += other.bad_values;
}

std::vector<std::string> Unsound::describe() const {
  std::vector<std::string> texts;
  if (bad_faces > 0)
    texts.push_back(count_of(bad_faces, "face") + " with a vertex that does not exist or is not finite");
  if (bad_attributes > 0) texts.push_back(count_of(bad_attributes, "attribute") + " of the wrong length");
  if (bad_values > 0)
    texts.push_back(count_of(bad_values, "normal, coordinate or colour", "normals, coordinates or colours") +
                    " that are not finite (now 0)");
  return texts;
}

Mesh make_sound(const Mesh& mesh, std::size_t materials, const std::stop_token& stop, Unsound& unsound) {
  Mesh sound = mesh;
  if (sound.indices.size() % 3 != 0) {
    const Array<std::uint32_t>& indices = mesh.indices;
    sound.indices = {indices.owner(), indices.span().first(indices.size() / 3 * 3)};
  }
  mend_ranges(sound.materials, sound.face_count(), materials);
  mend_ranges(sound.groups, sound.face_count(), materials);
  mend_attributes(sound, stop, unsound);
  const auto vertex_is_bad = [&](float3 p) { return !is_finite(p); };
  const bool bad_vertices = count_wrong(mesh.positions, stop, vertex_is_bad) > 0;
  const auto index_is_bad = [&](std::uint32_t index) {
    return index >= mesh.positions.size() || (bad_vertices && vertex_is_bad(mesh.positions[index]));
  };
  if (count_wrong(sound.indices, stop, index_is_bad) > 0) {
    std::vector<bool> bad(sound.face_count());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < bad.size(); ++i) {
      const std::uint32_t* face = &sound.indices[3 * i];
      bad[i] = index_is_bad(face[0]) || index_is_bad(face[1]) || index_is_bad(face[2]);
      kept += bad[i] ? 0U : 1U;
    }
    unsound.bad_faces += bad.size() - kept;
    drop_faces(sound, bad, kept);
  }
  if (bad_vertices) {
    sound.positions = replaced(mesh.positions, vertex_is_bad, float3{});
    sound.positions_unique = false;
  }
  return sound;
}

Mesh placed_mesh(const Mesh& mesh, std::size_t materials, const Matrix4& world, const std::stop_token& stop,
                 Unsound& unsound) {
  Mesh sound = make_sound(mesh, materials, stop, unsound);
  if (is_identity(world)) return sound;
  return make_sound(transformed(sound, world, stop), materials, stop, unsound);
}

}  // namespace meshgate
