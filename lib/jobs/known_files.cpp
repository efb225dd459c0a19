#include "jobs/known_files.h"

#include <sys/stat.h>

namespace meshgate {

void KnownFiles::add(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) files_.push_back({path, status.st_dev, status.st_ino});
}

std::optional<std::string> KnownFiles::find_displaced() const {
  for (const File& file : files_) {
    struct stat status {};
    const bool is_there = ::stat(file.path.c_str(), &status) == 0;
    if (!is_there || status.st_dev != file.device || status.st_ino != file.inode) return file.path;
  }
  return std::nullopt;
}

}  // namespace meshgate
