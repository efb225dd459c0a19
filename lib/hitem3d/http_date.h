#pragma once
// The time in a header of HTTP.
#include <optional>
#include <string_view>

namespace meshgate {

/// Unix seconds of "Sun, 06 Nov 1994 08:49:37 GMT", the one form that servers may send (RFC 9110, 5.6.7).
std::optional<double> parse_http_date(std::string_view text);

}  // namespace meshgate
