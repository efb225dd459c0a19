#pragma once
// An input file in memory, and safe access to the files that it names.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/endian.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// Size and kind of a file without opening it.
struct FileStatus {
  std::uint64_t bytes = 0;
  bool regular = false;
  bool directory = false;
};
/// Follows links. kNotFound or kIo with the reason of the operating system.
Result<FileStatus> file_status(const std::string& path);

/// Reads up to `limit` bytes from the start of a regular file.
Result<std::vector<std::byte>> read_head(const std::string& path, std::size_t limit);

/// Returns why `uri` may not be opened beside an asset ("absolute path", "leaves the folder", …), or nothing.
/// Lexical only: percent-escapes must be decoded before.
std::optional<std::string> unsafe_path_reason(std::string_view relative_path);

/// Decodes %XX; returns nothing for a broken escape.
std::optional<std::string> decode_percent(std::string_view uri);

class Source;

/// Finds what a file inside an archive names beside itself; errors as those of Source::open_sibling.
using SiblingOpener = std::function<Result<Source>(std::string_view relative_path)>;

/// Files by their path beside another one.
using SiblingFiles = std::map<std::string, Array<std::byte>, std::less<>>;

/// A read-only file, mapped; or bytes in memory. Cheap to copy.
class Source {
 public:
  /// Maps a regular file. Directories, pipes and devices are refused with kUnsupported.
  static Result<Source> open(const std::string& path);
  /// Wraps bytes that are already there. `path` gives the name and the folder of sibling files.
  static Source from_memory(std::string path, std::vector<std::byte> bytes);
  /// The same for bytes that are shared, with the files beside them: those of the folder are not looked at.
  static Source from_memory(std::string path, Array<std::byte> bytes,
                            std::shared_ptr<const SiblingFiles> siblings);
  /// A part of another source, kept alive by it (an image inside a GLB, a file inside an archive). Its
  /// siblings are found by `siblings` when that is set, else beside `path`.
  static Source part_of(const Array<std::byte>& bytes, std::string path, SiblingOpener siblings = {});

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Whether the bytes are those of the file at path(), rather than bytes in memory.
  [[nodiscard]] bool is_mapped() const { return mapped_; }
  [[nodiscard]] ByteView bytes() const { return bytes_.span(); }
  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::string_view text() const { return as_text(bytes()); }

  /// Part of the file as an array of bytes that keeps the file alive. Caller checks the bounds.
  [[nodiscard]] Array<std::byte> slice(std::uint64_t offset, std::uint64_t size) const;

  /// Opens a file beside this one. kUsage when the path would leave the folder (also through a link),
  /// kNotFound when it does not exist.
  [[nodiscard]] Result<Source> open_sibling(std::string_view relative_path) const;

  /// Files that were opened beside this one, and beside those: paths without links, sorted, each once. Of a
  /// source that open() gave; others have none.
  [[nodiscard]] std::vector<std::string> companions() const;

  /// Tells the kernel that a range of the mapping is not needed any more; keeps the resident size low
  /// while a large file is streamed. Reading it again is allowed.
  void release(std::uint64_t offset, std::uint64_t size) const;

  /// Whether the file became shorter while it was mapped (needs install_bus_guard): what was read
  /// beyond the new end is zeros.
  [[nodiscard]] bool shrank() const;

 private:
  struct Companions;

  std::string path_;
  Array<std::byte> bytes_;
  std::shared_ptr<Companions> companions_;
  SiblingOpener siblings_;
  bool mapped_ = false;
};

}  // namespace meshgate
