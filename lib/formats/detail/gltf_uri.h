#pragma once
// The two kinds of address in glTF: a file beside the model, or the data itself (RFC 2397).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/buffer.h"

namespace meshgate {

enum class UriKind {
  kRelative,     ///< a path beside the file: what glTF asks for
  kNonRelative,  ///< has a scheme, an authority, an absolute path, a query or a fragment
  kData,         ///< a well-formed data URI
  kInvalid,      ///< no URI at all, or a malformed data URI
};

/// What an address is, without looking at files.
struct UriFacts {
  UriKind kind = UriKind::kInvalid;
  std::string_view reason;   ///< why it is invalid
  std::string mime_type;     ///< of a data URI, lower case
  bool base64 = false;       ///< of a data URI
  std::string_view payload;  ///< of a data URI: what follows the comma; part of the argument
};

/// Looks at one `uri` as written. The result refers to `uri`.
UriFacts classify_uri(std::string_view uri);

/// Bytes that a data URI holds; no more than this is needed to decode it.
std::uint64_t decoded_size(const UriFacts& uri);

/// Decodes the payload of a data URI that classify_uri found well-formed.
Array<std::byte> decode_data_uri(const UriFacts& uri);

}  // namespace meshgate
