#include "formats/detail/glb_patch.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/text.h"
#include "formats/detail/embedded_picture.h"
#include "formats/detail/gltf_container.h"
#include "formats/detail/gltf_edit.h"

namespace meshgate {
namespace {

struct Range {
  std::uint64_t begin = 0, end = 0;
};

// What a view names of a buffer of `size` bytes.
Range range_of(const GltfEdit& view, std::uint64_t size) {
  const std::uint64_t begin = std::min(number_of(view, "byteOffset"), size);
  return {begin, begin + std::min(number_of(view, "byteLength"), size - begin)};
}

// The parts of buffer 0.
template <class Visit>
void for_each_part(GltfEdit& root, Visit visit) {
  for_each_gltf_part(root, [&](std::size_t view, GltfEdit& part) {
    if (number_of(part, "buffer") == 0) visit(view, part);
  });
}

// Uses of each buffer view by anything in the document, as "bufferView": n.
void count_uses(const GltfEdit& json, std::vector<std::uint32_t>& uses) {
  std::vector<const GltfEdit*> open{&json};
  while (!open.empty()) {
    const GltfEdit& at = *open.back();
    open.pop_back();
    if (at.is_object()) {
      const auto view = at.find("bufferView");
      if (view != at.end() && view->is_number_unsigned() && view->get<std::uint64_t>() < uses.size())
        ++uses[view->get<std::uint64_t>()];
    }
    if (!at.is_structured()) continue;
    for (const GltfEdit& child : at) {
      if (child.is_structured()) open.push_back(&child);
    }
  }
}

/// A GLB taken apart.
class Patch {
 public:
  Patch(GltfEdit root, ByteView binary) : root_(std::move(root)), binary_(binary) {}

  Result<bool> apply(std::span<const PictureChange> changes) {
    // A new member moves the others: it has to be there before anybody looks at them.
    if (member(root_, "bufferViews") == nullptr) root_["bufferViews"] = GltfEdit::array();
    GltfEdit* images = member(root_, "images");
    std::vector<std::uint32_t> uses(root_["bufferViews"].size());
    count_uses(root_, uses);
    for (const PictureChange& change : changes) {
      if (images == nullptr || !images->is_array() || change.image >= images->size() ||
          !(*images)[change.image].is_object())
        return fail(ErrorKind::kUsage, "the model has no image " + std::to_string(change.image));
      if (mime_type_of(change.format).empty())
        return fail(ErrorKind::kUnsupported, "a picture of format " + std::string(change.format) +
                                                 " cannot be embedded in every glTF reader");
      replace((*images)[change.image], change, uses);
      if (change.format != "webp") reach_directly(change.image);
    }
    drop_unused_extension();
    cut_ranges();
    append_pictures();
    return true;
  }

  Result<Array<std::byte>> bytes() {
    return assemble_glb(root_.dump(-1, ' ', false, GltfEdit::error_handler_t::replace), size_,
                        [&](std::byte* out) {
                          std::uint64_t at = 0;
                          for (const Range& cut : cuts_) {
                            out = copy(at, cut.begin, out);
                            at = cut.end;
                          }
                          out = copy(at, binary_.size(), out);
                          for (const Array<std::byte>& picture : appended_) {
                            const std::uint64_t padding = pad();
                            std::memset(out, 0, padding);
                            out += padding;
                            if (!picture.empty()) std::memcpy(out, picture.data(), picture.size());
                            out += picture.size();
                            written_ += picture.size();
                          }
                        });
  }

 private:
  void replace(GltfEdit& image, const PictureChange& change, const std::vector<std::uint32_t>& uses) {
    const bool has_view = image.contains("bufferView") && image["bufferView"].is_number_unsigned();
    const std::uint64_t view = has_view ? image["bufferView"].get<std::uint64_t>() : uses.size();
    GltfEdit* views = member(root_, "bufferViews");
    std::uint64_t target = view;
    if (view < uses.size() && uses[view] == 1 && (*views)[view].is_object() &&
        number_of((*views)[view], "buffer") == 0) {
      freed_.push_back(view);
    } else {
      root_["bufferViews"].push_back(GltfEdit::object());
      target = root_["bufferViews"].size() - 1;
    }
    image.erase("uri");
    image["mimeType"] = mime_type_of(change.format);
    image["bufferView"] = target;
    moved_.emplace_back(target, appended_.size());
    appended_.push_back(change.bytes);
  }

  void reach_directly(std::uint32_t image) {
    GltfEdit* textures = member(root_, "textures");
    if (textures == nullptr || !textures->is_array()) return;
    for (GltfEdit& texture : *textures) {
      GltfEdit* extensions = member(texture, "extensions");
      GltfEdit* webp = extensions == nullptr ? nullptr : member(*extensions, "EXT_texture_webp");
      if (webp == nullptr || !webp->contains("source") || number_of(*webp, "source") != image) continue;
      extensions->erase("EXT_texture_webp");
      if (extensions->empty()) texture.erase("extensions");
      texture["source"] = image;
    }
  }

  void drop_unused_extension() {
    if (GltfEdit* textures = member(root_, "textures"); textures != nullptr && textures->is_array()) {
      for (GltfEdit& texture : *textures) {
        GltfEdit* extensions = member(texture, "extensions");
        if (extensions != nullptr && member(*extensions, "EXT_texture_webp") != nullptr) return;
      }
    }
    for (const char* list : {"extensionsUsed", "extensionsRequired"}) {
      GltfEdit* names = member(root_, list);
      if (names == nullptr || !names->is_array()) continue;
      GltfEdit kept = GltfEdit::array();
      for (const GltfEdit& name : *names) {
        if (name != "EXT_texture_webp") kept.push_back(name);
      }
      if (kept.empty()) {
        root_.erase(list);
      } else {
        *names = std::move(kept);
      }
    }
  }

  // Takes the old pictures out of the buffer where nothing else lies, and moves what is behind them forward
  // by a multiple of the alignment.
  void cut_ranges() {
    std::vector<Range> kept;
    for_each_part(root_, [&](std::size_t view, GltfEdit& part) {
      if (std::find(freed_.begin(), freed_.end(), view) != freed_.end()) return;
      kept.push_back(range_of(part, binary_.size()));
    });
    for (const std::uint64_t view : freed_) {
      const GltfEdit& json = root_["bufferViews"][view];
      const Range whole = range_of(json, binary_.size());
      const Range cut{(whole.begin + kGltfAlignment - 1) / kGltfAlignment * kGltfAlignment,
                      whole.end / kGltfAlignment * kGltfAlignment};
      const bool shared = std::any_of(kept.begin(), kept.end(), [&](const Range& other) {
        return other.begin < cut.end && cut.begin < other.end;
      });
      if (cut.begin < cut.end && !shared) cuts_.push_back(cut);
    }
    std::sort(cuts_.begin(), cuts_.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
    // Two views of one range are cut once.
    std::vector<Range> apart;
    for (const Range& cut : cuts_) {
      if (apart.empty() || cut.begin >= apart.back().end) apart.push_back(cut);
    }
    cuts_ = std::move(apart);
    for_each_part(root_, [&](std::size_t, GltfEdit& part) {
      const std::uint64_t offset = number_of(part, "byteOffset");
      std::uint64_t before = 0;
      for (const Range& cut : cuts_) before += cut.end <= offset ? cut.end - cut.begin : 0;
      if (before > 0) part["byteOffset"] = offset - before;
    });
    size_ = binary_.size();
    for (const Range& cut : cuts_) size_ -= cut.end - cut.begin;
  }

  void append_pictures() {
    std::vector<std::uint64_t> offsets;
    for (const Array<std::byte>& picture : appended_) {
      size_ += (kGltfAlignment - size_ % kGltfAlignment) % kGltfAlignment;
      offsets.push_back(size_);
      size_ += picture.size();
    }
    for (const auto& [view, picture] : moved_) {
      root_["bufferViews"][view] = {
          {"buffer", 0}, {"byteOffset", offsets[picture]}, {"byteLength", appended_[picture].size()}};
    }
    // A file without a buffer gets its first one.
    if (member(root_, "buffers") == nullptr) root_["buffers"] = GltfEdit::array({GltfEdit::object()});
    root_["buffers"][0]["byteLength"] = size_;
  }

  std::byte* copy(std::uint64_t begin, std::uint64_t end, std::byte* out) {
    if (begin < end) std::memcpy(out, binary_.data() + begin, end - begin);
    written_ += end - begin;
    return out + (end - begin);
  }
  std::uint64_t pad() {
    const std::uint64_t padding = (kGltfAlignment - written_ % kGltfAlignment) % kGltfAlignment;
    written_ += padding;
    return padding;
  }

  GltfEdit root_;
  ByteView binary_;
  std::vector<std::uint64_t> freed_;                          // views whose bytes nobody needs any more
  std::vector<std::pair<std::uint64_t, std::size_t>> moved_;  // view, picture
  std::vector<Array<std::byte>> appended_;
  std::vector<Range> cuts_;
  std::uint64_t size_ = 0, written_ = 0;
};

}  // namespace

Result<Array<std::byte>> patch_glb_pictures(const Source& source, std::span<const PictureChange> changes) {
  GltfIssues issues;
  const GlbContainer container = read_glb_container(source, issues);
  if (!container.json) return fail(ErrorKind::kMalformed, source.path() + ": the GLB holds no JSON");
  const std::string_view text = source.text().substr(container.json->offset, container.json->size);
  MG_TRY(GltfEdit root, parse_gltf_edit(source, text));
  // The first buffer is the chunk's unless it names another place.
  const GltfEdit* buffers = member(root, "buffers");
  const bool external = buffers != nullptr && (!buffers->is_array() || buffers->empty() ||
                                               !(*buffers)[0].is_object() || (*buffers)[0].contains("uri"));
  if (external || (buffers != nullptr && !container.bin))
    return fail(ErrorKind::kUnsupported, source.path() + ": the first buffer lies outside of the GLB");
  const ByteView binary =
      container.bin ? source.bytes().subspan(container.bin->offset, container.bin->size) : ByteView{};
  const std::uint64_t stated = buffers == nullptr ? 0 : number_of((*buffers)[0], "byteLength");
  try {
    Patch patch(std::move(root), binary.first(std::min<std::uint64_t>(binary.size(), stated)));
    MG_TRY([[maybe_unused]] const bool applied, patch.apply(changes));
    return patch.bytes();
  } catch (const GltfEdit::exception& error) {  // something is not of the type that glTF says
    return fail(ErrorKind::kMalformed, source.path() + ": " + printable(error.what()));
  }
}

}  // namespace meshgate
