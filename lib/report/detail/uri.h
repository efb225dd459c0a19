#pragma once
// File paths as URI references (RFC 3986).
#include <string>
#include <string_view>

namespace meshgate {

/// A relative path as a relative reference ("a b/c.glb" → "a%20b/c.glb"), an absolute one as "file:///…".
/// Leading "./" go; bytes other than unreserved characters and '/' are percent-encoded, so that any file
/// name comes back byte for byte.
std::string path_to_uri(std::string_view path);

}  // namespace meshgate
