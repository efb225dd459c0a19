#include "formats/detail/gltf_edit.h"

#include "formats/detail/gltf_json.h"

namespace meshgate {

Result<GltfEdit> parse_gltf_edit(const Source& source, std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  const std::string_view json = text.substr(0, text.find_last_not_of('\0') + 1);
  // Bounds the depth, which nlohmann does not: it would write the document by recursion.
  JsonFailure failure;
  if (!parse_json(json, {}, failure))
    return fail(ErrorKind::kMalformed, source.path() + ": " + failure.message);
  GltfEdit root = GltfEdit::parse(json, nullptr, false);
  if (!root.is_object()) return fail(ErrorKind::kMalformed, source.path() + ": the JSON cannot be read");
  return root;
}

std::uint64_t number_of(const GltfEdit& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

GltfEdit* member(GltfEdit& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace meshgate
