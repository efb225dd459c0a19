#include "core/url.h"

#include <algorithm>
#include <vector>

#include "core/text.h"

namespace meshgate {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_host_name(std::string_view host) {
  return !host.empty() && host.front() != '.' && host.front() != '-' &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5) return false;
  int number = 0;
  for (const char c : port) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return number > 0 && number < 65536;
}

constexpr std::string_view kDigits = "0123456789ABCDEF";

void append_encoded(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  text += '%';
  text += kDigits[byte >> 4U];
  text += kDigits[byte & 15U];
}

bool has_scheme(std::string_view reference) {
  const std::size_t end = reference.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && reference[end] == ':';
}

// RFC 3986, 5.2.4.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_open = false;  // in a folder
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, slash - at);
    ends_open = part == "." || part == "..";
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!ends_open) kept.push_back(part);
    at = slash + 1;
  }
  std::string text;
  for (const std::string_view part : kept) text += "/" + std::string(part);
  return ends_open || text.empty() ? text + "/" : text;
}

// "host:port" or "[::1]:port".
Result<bool> parse_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos)
    return fail(ErrorKind::kUsage, "a URL with a user name or password is not accepted");
  std::string_view host = authority, port;
  const bool is_v6 = authority.starts_with('[');
  const std::size_t close = authority.find(']');
  if (is_v6 && close == std::string_view::npos) return fail(ErrorKind::kUsage, "the host's ']' is missing");
  const std::size_t colon = authority.find(':', is_v6 ? close : 0);
  if (colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
    if (!is_port(port)) return fail(ErrorKind::kUsage, "the port is no number from 1 to 65535");
    port.remove_prefix(port.find_first_not_of('0'));
    if (port == (url.scheme == "https" ? "443" : "80")) port = {};
  }
  if (is_v6) {
    host = host.substr(1, close - 1);
    const bool valid = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
             c == '.';
    });
    if (!valid) return fail(ErrorKind::kUsage, "the host is no address");
  } else if (!is_host_name(host)) {
    return fail(ErrorKind::kUsage,
                host.empty() ? "the host is missing" : "the host has characters that no host has");
  }
  url.host = to_lower(host);
  url.port = port;
  return true;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  constexpr std::size_t kMaxLength = 4096;
  if (text.size() > kMaxLength) return fail(ErrorKind::kUsage, "the URL is longer than 4096 characters");
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }))
    return fail(ErrorKind::kUsage, "the URL has a blank or a control character");
  const std::size_t mark = text.find("://");
  Url url;
  url.scheme = to_lower(text.substr(0, mark == std::string_view::npos ? 0 : mark));
  if (url.scheme != "http" && url.scheme != "https")
    return fail(ErrorKind::kUsage, "the URL does not begin with http:// or https://");
  std::string_view rest = text.substr(mark + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t path = rest.find_first_of("/?");
  MG_TRY([[maybe_unused]] const bool parsed, parse_authority(rest.substr(0, path), url));
  if (path == std::string_view::npos) return url;
  rest = rest.substr(path);
  const std::size_t query = rest.find('?');
  url.path = rest.substr(0, query);
  if (query != std::string_view::npos) url.query = rest.substr(query + 1);
  return url;
}

std::string origin_of(const Url& url) {
  const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  return url.scheme + "://" + host + (url.port.empty() ? "" : ":" + url.port);
}

std::string without_query(std::string_view text) {
  if (const auto url = parse_url(text)) return origin_of(*url) + url->path;
  text = text.substr(0, text.find_first_of("?#"));
  const std::size_t mark = text.find("://"), at = text.rfind('@');
  if (at != std::string_view::npos)
    return std::string(text.substr(0, mark == std::string_view::npos ? 0 : mark + 3)) +
           std::string(text.substr(at + 1));
  return std::string(text);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  // As a number: a name such as 127.example.org is no address.
  return host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      append_encoded(encoded, c);
    }
  }
  return encoded;
}

std::string tidy_url(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
  std::string tidy;
  for (const char c : text) {
    if (c == ' ' || static_cast<unsigned char>(c) > 0x7F) {
      append_encoded(tidy, c);
    } else {
      tidy += c;
    }
  }
  return tidy;
}

std::string resolve_url(std::string_view base_text, std::string_view reference) {
  const std::string target = tidy_url(reference);
  if (has_scheme(target)) return target;
  const auto base = parse_url(base_text);
  if (!base) return {};
  if (target.starts_with("//")) return base->scheme + ":" + target;
  if (target.starts_with('/')) {
    const std::size_t end = std::min(target.find_first_of("?#"), target.size());
    return origin_of(*base) + without_dots(target.substr(0, end)) + target.substr(end);
  }
  const std::string path = base->path.empty() ? "/" : base->path;
  if (target.empty() || target.front() == '#')
    return origin_of(*base) + path + (base->query.empty() ? "" : "?" + base->query);
  if (target.front() == '?') return origin_of(*base) + path + target;
  const std::size_t end = std::min(target.find_first_of("?#"), target.size());
  return origin_of(*base) + without_dots(path.substr(0, path.rfind('/') + 1) + target.substr(0, end)) +
         target.substr(end);
}

}  // namespace meshgate
