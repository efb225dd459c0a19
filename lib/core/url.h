#pragma once
// URLs that people and services give: what may be used, and how much of them may be shown.
#include <string>
#include <string_view>

#include "meshgate/result.h"

namespace meshgate {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, without brackets
  std::string port;    ///< without leading zeros; empty = the scheme's, also when it was written out
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

/// A link as services write it, made one that can be sent: blanks around it go, blanks and what is no ASCII
/// within become %XX. Control characters stay, and are refused by parse_url.
std::string tidy_url(std::string_view text);

/// What a reference as in `Location` means beside an absolute URL: RFC 3986, section 5.2. Empty without a
/// base.
std::string resolve_url(std::string_view base, std::string_view reference);

/// Whether a host is this machine: localhost, 127.0.0.0/8 or ::1.
bool is_loopback(std::string_view host);

/// %XX for all but letters, digits and -._~.
std::string percent_encoded(std::string_view text);

}  // namespace meshgate
