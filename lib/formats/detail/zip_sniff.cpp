#include "formats/detail/zip_sniff.h"

#include <algorithm>

#include "core/text.h"
#include "formats/detail/sniffing.h"

namespace meshgate {

ZipContent look_into_zip(ByteView head) {
  ZipContent content;
  constexpr std::size_t kLocalHeader = 30;  // APPNOTE 4.3.7
  if (!starts_with(head, "PK\x03\x04") || head.size() < kLocalHeader) return content;
  content.is_zip = true;
  const std::size_t name_size = load_le<std::uint16_t>(head.data() + 26);
  const std::string_view text = as_text(head);
  content.first_name = text.substr(kLocalHeader, std::min<std::size_t>(name_size, 1024));
  // Sizes may be missing from local headers, so the names are looked for as text; they are never compressed.
  const std::string lower = to_lower(text);
  const std::size_t folder = lower.find("3d/");
  content.names_model = folder != std::string::npos && lower.find(".model", folder) != std::string::npos;
  for (const std::string_view office : {"word/", "xl/", "ppt/", "visio/"}) {
    content.names_office = content.names_office || lower.find(office) != std::string::npos;
  }
  return content;
}

}  // namespace meshgate
