#pragma once
// Text inside XML and HTML.
#include <string>
#include <string_view>

namespace meshgate {

/// Text as content or attribute of XML and HTML: markup characters escaped, what may not occur (control
/// characters, invalid UTF-8) shown as \xNN, at most `limit` bytes. Lines stay lines.
std::string escape_markup(std::string_view text, std::size_t limit = 4000);

}  // namespace meshgate
