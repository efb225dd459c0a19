#pragma once
// What is said of an archive whatever is in it.
#include "asset/finding_sink.h"
#include "formats/detail/zip_archive.h"

namespace meshgate {

/// Reports zip/unsafe-name for files that would leave the folder that an archive is unpacked to.
void note_unsafe_names(const ZipArchive& archive, FindingSink& notes);

}  // namespace meshgate
