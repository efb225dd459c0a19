#pragma once
// Whether files are still those that were opened.
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace meshgate {

/// Files by device and number, whatever has their names later.
class KnownFiles {
 public:
  /// From now on `path` is known; a file that is not there is not looked for.
  void add(const std::string& path);
  /// The first path that leads to no file, or to another one than when it was added. Costs a system call
  /// each.
  [[nodiscard]] std::optional<std::string> find_displaced() const;

 private:
  struct File {
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
  };
  std::vector<File> files_;
};

}  // namespace meshgate
