#pragma once
// Files that get their name when they are finished.
#include <cstddef>
#include <future>
#include <span>
#include <string>
#include <vector>

#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// Makes a finished temporary file durable and gives it a name in the same folder that no file has: flushed,
/// permissions as the umask says, renamed without ever replacing, folder flushed. False when the name is
/// taken, also by another process at the same moment; the temporary file stays then. kIo.
Result<bool> publish_new_file(const std::string& temporary, const std::string& path);

/// What to do about a file that has the name already.
enum class NameTaken { kReplace, kRefuse };

/// A file that is to be.
struct NamedBytes {
  std::string path;
  std::span<const std::byte> bytes;
};

/// Writes several files that belong together: each to a temporary file that is flushed, and only when all are
/// there they get their names, in the given order. A full device, or a kill before that, leaves what was. The
/// paths are none or ordinary files. kUsage when a name is taken and must not be replaced, kIo.
Result<bool> write_together(const std::vector<NamedBytes>& files, NameTaken taken);

/// A file that is written and flushed beside other work, and gets its name only when that went well.
class StagedFile {
 public:
  /// Begins to write a temporary file in the folder of `path`, which is none or an ordinary file.
  StagedFile(const std::string& path, Array<std::byte> bytes);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  /// Waits, and removes what was not published.
  ~StagedFile();

  /// Waits until all is on the device and renames it to `path`, which must be in the same folder. Once.
  /// kUsage when the name is taken and must not be replaced, kIo; then `path` is as it was.
  Result<bool> publish(const std::string& path, NameTaken taken);

 private:
  std::future<Result<std::string>> temporary_;
};

}  // namespace meshgate
