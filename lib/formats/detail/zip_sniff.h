#pragma once
// A glance at the start of a zip archive, for the formats that are packages.
#include <string>

#include "core/endian.h"

namespace meshgate {

/// What the local headers in the head of an archive say.
struct ZipContent {
  bool is_zip = false;
  std::string first_name;     ///< of the first file
  bool names_model = false;   ///< 3D/…model is among the names that can be seen (3MF)
  bool names_office = false;  ///< a text document, table or presentation
};
ZipContent look_into_zip(ByteView head);

}  // namespace meshgate
