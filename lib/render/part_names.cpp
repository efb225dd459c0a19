#include "render/part_names.h"

#include "core/text.h"

namespace meshgate {

std::string part_name(const Comparison& comparison, std::uint32_t part) {
  constexpr std::size_t kBytes = 28;
  const std::string name = printable(comparison.parts[part].name, kBytes);
  return name.empty() ? "part " + std::to_string(part + 1) : name;
}

}  // namespace meshgate
