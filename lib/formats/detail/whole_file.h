#pragma once
// Whether a file ends where its own structure says it does: for what came over a network, without reading it.
#include <string>

#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// What a file that was cut off lacks ("its end mark is missing", "it says it has 3.0 MB"); empty when it
/// looks whole, and for a format whose end cannot be told (see tells_its_end). Looks at structure only: JPEG
/// costs a walk over its data, everything else a few reads.
std::string missing_end(const Format& format, const Source& source);

/// Whether a file of this format shows that it was cut off, wherever that was. Text formats such as OBJ do
/// not.
bool tells_its_end(const Format& format, const Source& source);

}  // namespace meshgate
