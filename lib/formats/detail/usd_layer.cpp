#include "formats/detail/usd_layer.h"

#include <algorithm>
#include <new>

#include <fmt/core.h>

#include "core/text.h"
#include "formats/detail/usd_crate.h"

namespace meshgate {

const UsdProperty* UsdSpec::find(std::string_view property_name) const {
  const auto found = std::find_if(properties.begin(), properties.end(), [&](const UsdProperty& property) {
    return property.name == property_name;
  });
  return found == properties.end() ? nullptr : &*found;
}

Result<UsdLayer> read_usd_layer(const Source& source, const UsdLimits& limits) {
  try {
    if (starts_with(source.bytes(), "PXR-USDC")) return read_usdc(source, limits);
    if (starts_with(source.bytes(), "#usda ")) return parse_usda(source, limits);
  } catch (const UsdBroken& broken) {
    return fail(ErrorKind::kMalformed, source.path() + ": " + printable(broken.what));
  } catch (const UsdTooLarge&) {
    return fail(ErrorKind::kLimit,
                fmt::format("{}: reading needs more than the {} of memory that are allowed", source.path(),
                            format_bytes(limits.max_memory)));
  }
  return fail(ErrorKind::kMalformed, source.path() + ": this is neither a text nor a crate layer of USD");
}

UsdValue read_usd_value(const UsdLayer& layer, const UsdValueRef& ref, const UsdLimits& limits) {
  if (ref.parsed != nullptr) return *ref.parsed;
  if (ref.rep != 0 && layer.crate != nullptr) return layer.crate->value(ref.rep, limits);
  return {};
}

std::uint32_t usd_components(std::string_view type) {
  if (type.ends_with("[]")) type.remove_suffix(2);
  if (type.starts_with("matrix") && type.size() == 8) {
    const auto side = static_cast<std::uint32_t>(type[6] - '0');
    return side >= 2 && side <= 4 ? side * side : 1;
  }
  if (type == "frame4d") return 16;
  if (type.starts_with("quat")) return 4;
  // "float3", "point3f", "texCoord2f"; not "int64".
  if (type.empty() || type.ends_with("64")) return 1;
  const char last = type.back();
  const bool letter = last == 'f' || last == 'd' || last == 'h' || last == 'i';
  const char digit = letter && type.size() > 1 ? type[type.size() - 2] : last;
  return digit >= '2' && digit <= '4' ? static_cast<std::uint32_t>(digit - '0') : 1;
}

}  // namespace meshgate
