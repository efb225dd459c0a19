#pragma once
// URLs that people and services give: what may be used, and how much of them may be shown.
#include <string>
#include <string_view>

#include "meshgate/result.h"

namespace meshgate {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, without brackets
  std::string port;    ///< as given; empty = the scheme's
  std::string path;    ///< with its '/', not decoded; empty = none
  std::string query;   ///< behind '?'
};

/// Parses an absolute http or https URL. kUsage, saying what is wrong, without repeating the query string.
Result<Url> parse_url(std::string_view text);

/// "https://host:port".
std::string origin_of(const Url& url);

/// Without query string, user and fragment: signed links carry secrets there. Text that is no URL is cut at
/// '?' and '#', too.
std::string without_query(std::string_view url);

/// Whether a host is this machine: localhost, 127.0.0.0/8 or ::1.
bool is_loopback(std::string_view host);

/// %XX for all but letters, digits and -._~.
std::string percent_encoded(std::string_view text);

}  // namespace meshgate
