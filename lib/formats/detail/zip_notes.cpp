#include "formats/detail/zip_notes.h"

#include "core/text.h"

namespace meshgate {

void note_unsafe_names(const ZipArchive& archive, FindingSink& notes) {
  if (archive.unsafe_names.empty()) return;
  Where where;
  where.tally.count = archive.unsafe_names.size();
  where.evidence = {{"name", printable(archive.unsafe_names.front())}};
  notes.report("zip/unsafe-name", std::move(where),
               "{} left out, since unpacking would write outside of the folder; the first is \"{}\". Pack "
               "the archive anew "
               "with relative names, and do not unpack this one",
               archive.unsafe_names.size() == 1 ? "1 file was"
                                                : count_of(archive.unsafe_names.size(), "file") + " were",
               printable(archive.unsafe_names.front()));
}

}  // namespace meshgate
