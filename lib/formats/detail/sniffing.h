#pragma once
// Looking for words in the head of a file.
#include <cstddef>
#include <span>
#include <string_view>

#include "core/endian.h"

namespace meshgate {

inline bool contains(ByteView head, std::string_view word) {
  return as_text(head).find(word) != std::string_view::npos;
}

/// Whether the head is XML (after a byte order mark and blanks) whose first element, after declarations and
/// comments, has this name, with any prefix.
bool is_xml_with_root(ByteView head, std::string_view name);

}  // namespace meshgate
