#include "formats/detail/obj_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/decimal_digits.h"
#include "formats/detail/shortest_float.h"

namespace meshgate {
namespace {

constexpr std::size_t kLinesPerBlock = std::size_t{1} << 11U;
constexpr std::size_t kBlocksPerRound = 16;
constexpr std::size_t kLongestFloat = 16;  // "-1.1754944e-38" and a blank
constexpr std::size_t kLongestIndex = 20;  // a 64-bit number
// Without the end of the line.
constexpr std::size_t kPositionLine = 1 + 6 * kLongestFloat, kUvLine = 2 + 2 * kLongestFloat,
                      kNormalLine = 2 + 3 * kLongestFloat;

char* put(char* out, float value) {
  *out++ = ' ';
  return put_shortest(out, value);
}

char* put(char* out, std::uint64_t index) {
  if (index <= 0xFFFFFFFFU) return put_decimal(out, static_cast<std::uint32_t>(index));
  return std::to_chars(out, out + kLongestIndex, index).ptr;
}

// A number again whose text begins at `from`, close before `out`.
char* put_again(char* out, const char* from, std::size_t size) {
  std::array<char, kLongestIndex> text;
  std::memcpy(text.data(), from, text.size());
  std::memcpy(out, text.data(), text.size());
  return out + size;
}

}  // namespace

// Room for so many characters more. Pages that are not written to cost nothing.
void ObjLines::reserve(std::size_t more) {
  if (text_.size() - size_ >= more) return;
  const Buffer<char> grown(std::max(size_ + more, 2 * text_.size()));
  std::copy_n(text_.data(), size_, grown.data());
  text_ = grown;
}

char* ObjLines::grow_by(std::size_t size) {
  reserve(size);
  size_ += size;
  return text_.data() + size_ - size;
}

void ObjLines::add_text(std::string_view text) { std::copy(text.begin(), text.end(), grow_by(text.size())); }

// `write_one(i, out)` writes line i and returns its end. Blocks of lines are made side by side where the same
// memory serves each round, and then put together: nothing but the text itself takes fresh pages.
template <class WriteOne>
void ObjLines::add_lines(std::size_t count, std::size_t longest, WriteOne write_one) {
  const std::size_t block_bytes = kLinesPerBlock * (longest + 1) + kShortestFloatRoom;
  const std::size_t in_use = std::min(kBlocksPerRound, (count + kLinesPerBlock - 1) / kLinesPerBlock);
  if (blocks_.size() < in_use * block_bytes) blocks_ = Buffer<char>(in_use * block_bytes);
  constexpr std::size_t kLinesPerRound = kBlocksPerRound * kLinesPerBlock;
  for (std::size_t first = 0; first < count; first += kLinesPerRound) {
    const std::size_t lines = std::min(kLinesPerRound, count - first);
    std::array<std::size_t, kBlocksPerRound + 1> ends{};
    parallel_ranges(lines, kLinesPerBlock, options_.stop, [&](std::size_t begin, std::size_t end) {
      const std::size_t block = begin / kLinesPerBlock;
      char* const start = blocks_.data() + block * block_bytes;
      char* out = start;
      for (std::size_t i = first + begin; i < first + end; ++i) {
        out = write_one(i, out);
        *out++ = '\n';
      }
      ends[block + 1] = static_cast<std::size_t>(out - start);
    });
    for (std::size_t i = 0; i < kBlocksPerRound; ++i) ends[i + 1] += ends[i];
    char* const text = grow_by(ends.back());
    parallel_ranges(kBlocksPerRound, 4, options_.stop, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        std::copy_n(blocks_.data() + i * block_bytes, ends[i + 1] - ends[i], text + ends[i]);
    });
  }
}

std::vector<ObjLines::Event> ObjLines::events_of(const Mesh& mesh) {
  std::vector<Event> events;
  for (const FaceRange& group : mesh.groups) {
    std::string name = group.name.empty() ? "default" : group.name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\'; },
        '_');
    if (group.face_count > 0) events.push_back({group.first_face, "g " + name + '\n'});
  }
  std::uint64_t at = 0;
  const auto use = [&](std::uint64_t face, std::uint32_t material) {
    if (face >= mesh.face_count() || (material == kNoIndex && material_.empty())) return;
    const std::string& name = material == kNoIndex ? fallback_ : materials_[material];
    used_fallback_ = used_fallback_ || material == kNoIndex;
    if (name == material_) return;
    material_ = name;
    events.push_back({static_cast<std::uint32_t>(face), "usemtl " + name + '\n'});
  };
  for (const FaceRange& range : mesh.materials) {
    if (range.face_count == 0) continue;
    if (range.first_face > at) use(at, kNoIndex);
    use(range.first_face, range.material);
    at = std::uint64_t{range.first_face} + range.face_count;
  }
  use(at, kNoIndex);
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.face < b.face; });
  return events;
}

// Of the line of a face, with the numbers that the mesh has.
std::size_t ObjLines::longest_face(const Mesh& mesh) const {
  const std::size_t uvs = mesh.uvs.empty() ? 0 : mesh.uvs[0].values.size();
  return 1 + 3 * (1 + digits_of(positions_ + mesh.positions.size()) + 1 + digits_of(uvs_ + uvs) + 1 +
                  digits_of(normals_ + mesh.normals.size()));
}

void ObjLines::add_faces(const Mesh& mesh, std::uint32_t begin, std::uint32_t end) {
  const bool has_uvs = !mesh.uvs.empty() && !mesh.uvs[0].values.empty(), has_normals = !mesh.normals.empty();
  const auto of = [](const Array<std::uint32_t>& own, const Mesh& whole) {
    return own.empty() ? whole.indices.data() : own.data();
  };
  const std::uint32_t* const uv = has_uvs ? of(mesh.uvs[0].indices, mesh) : nullptr;
  const std::uint32_t* const normal = has_normals ? of(mesh.normal_indices, mesh) : nullptr;
  add_lines(end - begin, longest_face(mesh), [&](std::size_t i, char* out) {
    *out++ = 'f';
    for (std::size_t corner = 3 * (begin + i); corner < 3 * (begin + i) + 3; ++corner) {
      *out++ = ' ';
      const std::uint64_t position = positions_ + mesh.indices[corner] + 1;
      const char* const text = out;
      out = put(out, position);
      const auto size = static_cast<std::size_t>(out - text);
      // Mostly the numbers of a corner are the same.
      const auto put_other = [&](std::uint64_t number) {
        out = number == position ? put_again(out, text, size) : put(out, number);
      };
      const bool with_uv = uv != nullptr && uv[corner] != kNoIndex;
      const bool with_normal = normal != nullptr && normal[corner] != kNoIndex;
      if (with_uv || with_normal) *out++ = '/';
      if (with_uv) put_other(uvs_ + uv[corner] + 1);
      if (!with_normal) continue;
      *out++ = '/';
      put_other(normals_ + normal[corner] + 1);
    }
    return out;
  });
}

Result<bool> ObjLines::add_mesh(const Mesh& mesh, bool uv_from_below) {
  const Array<float2> uvs = mesh.uvs.empty() ? Array<float2>() : mesh.uvs[0].values;
  reserve(std::min<std::uint64_t>(options_.max_memory, mesh.positions.size() * (kPositionLine + 1) +
                                                           uvs.size() * (kUvLine + 1) +
                                                           mesh.normals.size() * (kNormalLine + 1) +
                                                           mesh.face_count() * (longest_face(mesh) + 1)));
  add_lines(mesh.positions.size(), kPositionLine, [&](std::size_t i, char* out) {
    const float3& p = mesh.positions[i];
    *out++ = 'v';
    out = put(put(put(out, p.x), p.y), p.z);
    if (mesh.colors.empty()) return out;
    const float4& c = mesh.colors[i];
    return put(put(put(out, c.x), c.y), c.z);
  });
  add_lines(uvs.size(), kUvLine, [&](std::size_t i, char* out) {
    *out++ = 'v';
    *out++ = 't';
    return put(put(out, uvs[i].x), uv_from_below ? uvs[i].y : 1 - uvs[i].y);
  });
  add_lines(mesh.normals.size(), kNormalLine, [&](std::size_t i, char* out) {
    const float3& n = mesh.normals[i];
    *out++ = 'v';
    *out++ = 'n';
    return put(put(put(out, n.x), n.y), n.z);
  });
  std::uint32_t at = 0;
  for (const Event& event : events_of(mesh)) {
    add_faces(mesh, at, event.face);
    add_text(event.text);
    at = event.face;
  }
  add_faces(mesh, at, static_cast<std::uint32_t>(mesh.face_count()));
  positions_ += mesh.positions.size();
  uvs_ += uvs.size();
  normals_ += mesh.normals.size();
  if (size_ > options_.max_memory) {
    return fail(ErrorKind::kLimit, "the OBJ would have more than the " + format_bytes(options_.max_memory) +
                                       " that are allowed");
  }
  return true;
}

Array<std::byte> ObjLines::take() && {
  const Array<char> text = text_.freeze_prefix(size_);
  return {text.owner(), {reinterpret_cast<const std::byte*>(text.data()), text.size()}};
}

}  // namespace meshgate
