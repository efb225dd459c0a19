#pragma once
// Text from outside inside XML and HTML.
#include <string>
#include <string_view>

namespace meshgate {

/// Safe as text and inside quoted attributes of XML 1.0 and HTML: control characters, invalid UTF-8 and
/// U+FFFE, U+FFFF as \xNN, markup as entities. At most about `limit` bytes of text.
std::string escape_markup(std::string_view text, std::size_t limit = 10'000);

/// The same without making it printable: for text of meshgate's own, as the pages of rules.
std::string escape_entities(std::string_view text);

}  // namespace meshgate
