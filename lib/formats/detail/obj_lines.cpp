#include "formats/detail/obj_lines.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 15U;
constexpr std::size_t kLongestFloat = 16;  // "-1.1754944e-38" and a blank
constexpr std::size_t kLongestIndex = 21;  // a 64-bit number and what separates it

char* put(char* out, float value) {
  *out++ = ' ';
  return std::to_chars(out, out + kLongestFloat, value).ptr;
}
char* put(char* out, std::uint64_t index) { return std::to_chars(out, out + kLongestIndex, index).ptr; }

}  // namespace

void ObjLines::add_text(std::string_view text) {
  size_ += text.size();
  blocks_.emplace_back(std::vector<char>(text.begin(), text.end()));
}

// Each range of lines becomes a block of its own; `write_one(i, out)` writes line i and returns its end.
template <class WriteOne>
void ObjLines::add_lines(std::size_t count, std::size_t longest, WriteOne write_one) {
  std::vector<Array<char>> blocks((count + kGrain - 1) / kGrain);
  parallel_ranges(count, kGrain, options_.stop, [&](std::size_t begin, std::size_t end) {
    Buffer<char> block((end - begin) * longest);
    char* out = block.data();
    for (std::size_t i = begin; i < end; ++i) {
      out = write_one(i, out);
      *out++ = '\n';
    }
    blocks[begin / kGrain] = block.freeze_prefix(static_cast<std::size_t>(out - block.data()));
  });
  for (Array<char>& block : blocks) {
    size_ += block.size();
    blocks_.push_back(std::move(block));
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

void ObjLines::add_faces(const Mesh& mesh, std::uint32_t begin, std::uint32_t end) {
  const bool has_uvs = !mesh.uvs.empty() && !mesh.uvs[0].values.empty(), has_normals = !mesh.normals.empty();
  const auto of = [](const Array<std::uint32_t>& own, const Mesh& whole) {
    return own.empty() ? whole.indices.data() : own.data();
  };
  const std::uint32_t* const uv = has_uvs ? of(mesh.uvs[0].indices, mesh) : nullptr;
  const std::uint32_t* const normal = has_normals ? of(mesh.normal_indices, mesh) : nullptr;
  add_lines(end - begin, 1 + 9 * kLongestIndex + 1, [&](std::size_t i, char* out) {
    *out++ = 'f';
    for (std::size_t corner = 3 * (begin + i); corner < 3 * (begin + i) + 3; ++corner) {
      *out++ = ' ';
      out = put(out, positions_ + mesh.indices[corner] + 1);
      const bool with_uv = uv != nullptr && uv[corner] != kNoIndex;
      const bool with_normal = normal != nullptr && normal[corner] != kNoIndex;
      if (with_uv || with_normal) *out++ = '/';
      if (with_uv) out = put(out, uvs_ + uv[corner] + 1);
      if (!with_normal) continue;
      *out++ = '/';
      out = put(out, normals_ + normal[corner] + 1);
    }
    return out;
  });
}

Result<bool> ObjLines::add_mesh(const Mesh& mesh, bool uv_from_below) {
  const Array<float2> uvs = mesh.uvs.empty() ? Array<float2>() : mesh.uvs[0].values;
  add_lines(mesh.positions.size(), 2 + 6 * kLongestFloat, [&](std::size_t i, char* out) {
    const float3& p = mesh.positions[i];
    *out++ = 'v';
    out = put(put(put(out, p.x), p.y), p.z);
    if (mesh.colors.empty()) return out;
    const float4& c = mesh.colors[i];
    return put(put(put(out, c.x), c.y), c.z);
  });
  add_lines(uvs.size(), 3 + 2 * kLongestFloat, [&](std::size_t i, char* out) {
    *out++ = 'v';
    *out++ = 't';
    return put(put(out, uvs[i].x), uv_from_below ? uvs[i].y : 1 - uvs[i].y);
  });
  add_lines(mesh.normals.size(), 3 + 3 * kLongestFloat, [&](std::size_t i, char* out) {
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

Array<std::byte> ObjLines::join() && {
  Buffer<std::byte> text(size_);
  std::vector<std::size_t> begins;
  std::size_t at = 0;
  for (const Array<char>& block : blocks_) {
    begins.push_back(at);
    at += block.size();
  }
  parallel_ranges(blocks_.size(), 4, options_.stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (!blocks_[i].empty()) std::memcpy(text.data() + begins[i], blocks_[i].data(), blocks_[i].size());
      blocks_[i] = {};
    }
  });
  return std::move(text).freeze();
}

}  // namespace meshgate
