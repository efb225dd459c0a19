#pragma once
// ZIP archives (APPNOTE.TXT 6.3.10): the directory, and files of it. No encryption, one volume.
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/source.h"
#include "meshgate/result.h"

namespace meshgate {

/// One file of an archive, as the central directory says.
struct ZipEntry {
  std::string name;          ///< as stored, with '/'
  std::uint16_t method = 0;  ///< 0 stored, 8 DEFLATE
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0;
  std::uint64_t offset = 0;       ///< of the local header
  std::uint64_t data_offset = 0;  ///< of the content
  [[nodiscard]] bool encrypted() const { return (flags & 1U) != 0; }
};

struct ZipArchive {
  std::vector<ZipEntry> entries;  ///< files, in the order of the directory; folders are left out
  std::vector<std::string>
      unsafe_names;  ///< of files that are left out: they would leave the archive's folder
};

/// Reads the central directory; every size and offset is checked against the file. kMalformed for a file that
/// is cut or contradicts itself, kUnsupported for one of several volumes, kLimit for more than 65 536 files.
Result<ZipArchive> read_zip(const Source& source);

/// Bounds what one archive may unpack to, over all its files: overlapping or repeated ones are no way around.
struct ZipBudget {
  std::uint64_t left = 0;
  std::stop_token stop = {};
};

/// The content of a file: a view of the source when it is stored, else inflated, within `budget`; the
/// checksum is compared. kUnsupported for encryption and other methods, kLimit beyond the budget, kMalformed
/// for damage.
Result<Array<std::byte>> extract(const Source& source, const ZipEntry& entry, ZipBudget& budget);

/// An archive in use: its files as sources that find each other. Cheap to copy.
class ZipFiles {
 public:
  ZipFiles(const Source& source, ZipArchive archive, ZipBudget budget);

  [[nodiscard]] const ZipArchive& archive() const;
  /// The file of this entry; its siblings are looked for in the archive, first by the same name, then without
  /// regard to case. Names its path "archive.zip/folder/file".
  [[nodiscard]] Result<Source> open(const ZipEntry& entry) const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace meshgate
