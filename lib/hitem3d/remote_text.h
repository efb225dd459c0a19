#pragma once
// Texts of the service: what of them may be shown and stored.
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// Secrets of our own that a service may repeat.
using HiddenTexts = std::vector<std::string>;

/// Each of them replaced by "(hidden)". Texts of less than 4 characters hide nothing, and are left.
std::string without_hidden(std::string text, const HiddenTexts& hidden);

/// Text of a stranger made safe to print: no control characters, no query strings, fragments or users of
/// URLs, whether they are whole ones or begin with a host or a path; at most `limit` bytes.
std::string scrubbed(std::string_view text, std::size_t limit = 300);

/// Whether an Authorization header can hold this token as one value: visible ASCII characters only.
bool is_header_token(std::string_view token);

}  // namespace meshgate
