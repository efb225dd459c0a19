#include "formats/detail/gltf_pack.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/text.h"
#include "formats/detail/glb_builder.h"
#include "formats/detail/gltf_edit.h"
#include "formats/detail/gltf_uri.h"

namespace meshgate {
namespace {

/// The binary chunk while it grows.
class Chunk {
 public:
  /// Returns where the bytes begin: a multiple of 4, as accessors need.
  std::uint64_t add(Array<std::byte> bytes) {
    size_ += (kGltfAlignment - size_ % kGltfAlignment) % kGltfAlignment;
    const std::uint64_t offset = size_;
    size_ += bytes.size();
    pieces_.emplace_back(offset, std::move(bytes));
    return offset;
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  void copy_to(std::byte* out) const {
    std::uint64_t end = 0;
    for (const auto& [offset, bytes] : pieces_) {
      std::memset(out + end, 0, offset - end);
      if (!bytes.empty()) std::memcpy(out + offset, bytes.data(), bytes.size());
      end = offset + bytes.size();
    }
  }

 private:
  std::vector<std::pair<std::uint64_t, Array<std::byte>>> pieces_;
  std::uint64_t size_ = 0;
};

// A buffer of nothing, for readers that do not know the compression of its views.
bool is_fallback(GltfEdit& buffer) {
  GltfEdit* extensions = member(buffer, "extensions");
  return extensions != nullptr &&
         std::any_of(kCompressions.begin(), kCompressions.end(),
                     [&](const char* name) { return member(*extensions, name) != nullptr; });
}

Result<Array<std::byte>> bytes_of(const Source& source, const GltfEdit& buffer) {
  const std::uint64_t length = number_of(buffer, "byteLength");
  const auto uri = buffer.find("uri");
  if (uri == buffer.end() || !uri->is_string())
    return fail(ErrorKind::kMalformed, source.path() + ": a buffer has no data");
  const std::string& text = uri->get_ref<const std::string&>();
  const UriFacts facts = classify_uri(text);
  Array<std::byte> bytes;
  if (facts.kind == UriKind::kData) {
    bytes = decode_data_uri(facts);
  } else {
    const std::optional<std::string> path = decode_percent(text);
    if (facts.kind == UriKind::kInvalid || !path)
      return fail(ErrorKind::kMalformed, source.path() + ": a buffer has no usable address");
    MG_TRY(const Source file, source.open_sibling(*path));
    bytes = file.slice(0, std::min(file.size(), length));
  }
  if (bytes.size() < length)
    return fail(ErrorKind::kMalformed, source.path() + ": a buffer is shorter than it says");
  return Array<std::byte>(bytes.owner(), bytes.span().first(length));
}

// Puts all buffers into the chunk; those without data keep a place behind it.
Result<bool> join_buffers(const Source& source, GltfEdit& root, Chunk& chunk) {
  GltfEdit* buffers = member(root, "buffers");
  if (buffers == nullptr) return true;
  struct Place {
    std::uint64_t buffer = 0, offset = 0;
  };
  std::vector<Place> places;
  GltfEdit kept = GltfEdit::array({GltfEdit::object()});
  for (GltfEdit& buffer : *buffers) {
    if (!buffer.contains("uri") && is_fallback(buffer)) {
      places.push_back({kept.size(), 0});
      kept.push_back(std::move(buffer));
      continue;
    }
    MG_TRY(Array<std::byte> bytes, bytes_of(source, buffer));
    places.push_back({0, chunk.add(std::move(bytes))});
    if (buffers->size() > 1) continue;
    buffer.erase("uri");  // its name and extras stay
    kept[0] = std::move(buffer);
  }
  bool inside = true;
  for_each_gltf_part(root, [&](std::size_t, GltfEdit& part) {
    const std::uint64_t buffer = number_of(part, "buffer");
    if (buffer >= places.size()) {
      inside = false;
      return;
    }
    part["buffer"] = places[buffer].buffer;
    if (places[buffer].offset > 0) part["byteOffset"] = number_of(part, "byteOffset") + places[buffer].offset;
  });
  if (!inside)
    return fail(ErrorKind::kMalformed, source.path() + ": a view names a buffer that is not there");
  *buffers = std::move(kept);
  return true;
}

// Pictures in data URIs become views.
void embed_pictures(GltfEdit& root, Chunk& chunk) {
  GltfEdit* images = member(root, "images");
  if (images == nullptr) return;
  GltfEdit views = root.contains("bufferViews") ? root["bufferViews"] : GltfEdit::array();
  for (GltfEdit& image : *images) {
    const GltfEdit* uri = member(image, "uri");
    if (uri == nullptr || !uri->is_string()) continue;
    const UriFacts facts = classify_uri(uri->get_ref<const std::string&>());
    if (facts.kind != UriKind::kData) continue;
    Array<std::byte> bytes = decode_data_uri(facts);
    const std::uint64_t size = bytes.size();
    views.push_back({{"buffer", 0}, {"byteOffset", chunk.add(std::move(bytes))}, {"byteLength", size}});
    if (!image.contains("mimeType")) image["mimeType"] = facts.mime_type;
    image.erase("uri");
    image["bufferView"] = views.size() - 1;
  }
  if (!views.empty()) root["bufferViews"] = std::move(views);
}

}  // namespace

Result<Array<std::byte>> pack_gltf(const Source& source) {
  MG_TRY(GltfEdit root, parse_gltf_edit(source, source.text()));
  try {
    Chunk chunk;
    MG_TRY([[maybe_unused]] const bool joined, join_buffers(source, root, chunk));
    embed_pictures(root, chunk);
    if (chunk.size() > 0) {
      if (!root.contains("buffers")) root["buffers"] = GltfEdit::array({GltfEdit::object()});
      root["buffers"][0]["byteLength"] = chunk.size();
    }
    return assemble_glb(root.dump(-1, ' ', false, GltfEdit::error_handler_t::replace), chunk.size(),
                        [&](std::byte* out) { chunk.copy_to(out); });
  } catch (const GltfEdit::exception& error) {  // something is not of the type that glTF says
    return fail(ErrorKind::kMalformed, source.path() + ": " + printable(error.what()));
  }
}

}  // namespace meshgate
