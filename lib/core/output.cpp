#include "meshgate/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

#include "core/endian.h"
#include "core/publish.h"

namespace meshgate {
namespace {

tl::unexpected<Error> failure(const std::string& path) {
  return fail(ErrorKind::kIo, path + ": " + std::generic_category().message(errno));
}

bool write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

// Large outputs go to the device without a copy of them in the page cache: fresh pages for that copy may cost
// more than the device does. Returns what is left to be written, all where the file system, or the place of
// the bytes, does not allow it; an error shows again when that is written.
std::span<const std::byte> write_directly(int fd, std::span<const std::byte> bytes) {
  constexpr std::size_t kLarge = std::size_t{8} << 20U, kStep = std::size_t{8} << 20U, kUnit = 4096;
  if (bytes.size() < kLarge || reinterpret_cast<std::uintptr_t>(bytes.data()) % kUnit != 0) return bytes;
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_DIRECT) != 0) return bytes;
  while (bytes.size() >= kUnit) {
    const ssize_t written = ::write(fd, bytes.data(), std::min(kStep, bytes.size() / kUnit * kUnit));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    if (static_cast<std::size_t>(written) % kUnit != 0) break;
  }
  ::fcntl(fd, F_SETFL, flags);
  return bytes;
}

// Makes the rename itself durable. Some file systems cannot; the content is safe all the same.
void flush_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

// Where a chain of links leads, also when nothing is there yet.
std::filesystem::path end_of_links(std::filesystem::path path) {
  constexpr int kMaxLinks = 40;
  std::error_code error;
  for (int i = 0; i < kMaxLinks && std::filesystem::is_symlink(path, error); ++i)
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  return path;
}

// A pipe that nobody reads would hold us up for ever, whatever signal comes: whoever is to read it gets a
// moment to begin. Then writing waits for the reader as usual.
int open_to_write(const std::string& path) {
  constexpr int kTries = 40;
  constexpr std::chrono::milliseconds kPause{25};
  for (int i = 0;; ++i) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0) {
      ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
      return fd;
    }
    if (errno != ENXIO || i == kTries) return fd;
    std::this_thread::sleep_for(kPause);
  }
}

// Pipes and devices cannot be replaced, only written to.
Result<bool> write_through(const std::string& path, std::span<const std::byte> bytes) {
  const int fd = open_to_write(path);
  if (fd < 0 && errno == ENXIO) return fail(ErrorKind::kIo, path + ": nobody reads this pipe");
  if (fd < 0) return failure(path);
  const bool written = write_all(fd, bytes);
  const int code = errno;
  ::close(fd);
  errno = code;
  if (!written) return failure(path);
  return true;
}

std::filesystem::path folder_of(const std::filesystem::path& target) {
  return target.has_parent_path() ? target.parent_path() : ".";
}

// The umask of the process. umask() itself would change it for a moment, for other threads as well.
mode_t current_umask() {
  constexpr mode_t kUsual = 022;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Umask:")) return static_cast<mode_t>(std::stoul(line.substr(6), nullptr, 8));
  }
  return kUsual;
}

// Beside the target, hidden, and short enough to be a name.
std::string temporary_pattern(const std::filesystem::path& target) {
  constexpr std::size_t kMostOfName = 200;
  return (folder_of(target) / ("." + target.filename().string().substr(0, kMostOfName) + ".XXXXXX")).string();
}

// Writes and flushes a file beside `path`; returns its name.
Result<std::string> write_temporary(const std::string& path, std::span<const std::byte> bytes) {
  std::string temporary = temporary_pattern(end_of_links(path));
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return failure(path);
  const bool written = ::fchmod(fd, 0666 & ~current_umask()) == 0 &&
                       write_all(fd, write_directly(fd, bytes)) && ::fsync(fd) == 0;
  const int code = errno;
  ::close(fd);
  if (written) return temporary;
  errno = code;
  auto error = failure(path);
  ::unlink(temporary.c_str());
  return error;
}

// Each step is atomic, and the next is for file systems that cannot do it. False with EEXIST when there is
// such a file.
bool rename_new(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
  if (errno != ENOSYS && errno != EINVAL && errno != ENOTSUP) return false;  // NFS and FUSE know no flags
  if (::link(from, to) == 0) {
    ::unlink(from);
    return true;
  }
  if (errno != ENOSYS && errno != EPERM && errno != ENOTSUP) return false;  // FAT has no hard links
  const int fd = ::open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  ::close(fd);
  if (::rename(from, to) == 0) return true;
  const int code = errno;
  ::unlink(to);
  errno = code;
  return false;
}

Result<bool> give_name(const std::string& temporary, const std::string& path, NameTaken taken) {
  const std::filesystem::path target = end_of_links(path);
  const bool named = taken == NameTaken::kRefuse ? rename_new(temporary.c_str(), target.c_str())
                                                 : ::rename(temporary.c_str(), target.c_str()) == 0;
  if (!named) {
    auto error = taken == NameTaken::kRefuse && errno == EEXIST
                     ? fail(ErrorKind::kUsage, path + " is there already; --overwrite replaces it")
                     : failure(path);
    ::unlink(temporary.c_str());
    return error;
  }
  flush_folder(folder_of(target));
  return true;
}

}  // namespace

Result<bool> write_file(const std::string& path, std::span<const std::byte> bytes) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
    return write_through(path, bytes);
  MG_TRY(const std::string temporary, write_temporary(path, bytes));
  return give_name(temporary, path, NameTaken::kReplace);
}

Result<bool> write_together(const std::vector<NamedBytes>& files, NameTaken taken) {
  std::vector<std::string> temporaries;
  const auto drop_from = [&](std::size_t first) {
    for (std::size_t i = first; i < temporaries.size(); ++i) ::unlink(temporaries[i].c_str());
  };
  for (const NamedBytes& file : files) {
    Result<std::string> temporary = write_temporary(file.path, file.bytes);
    if (!temporary) {
      drop_from(0);
      return tl::unexpected(temporary.error());
    }
    temporaries.push_back(std::move(*temporary));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Result<bool> named = give_name(temporaries[i], files[i].path, taken);
    if (named) continue;
    drop_from(i + 1);
    for (std::size_t k = 0; k < i && taken == NameTaken::kRefuse; ++k) ::unlink(files[k].path.c_str());
    return named;
  }
  return true;
}

StagedFile::StagedFile(const std::string& path, Array<std::byte> bytes)
    : temporary_(
          std::async([path, bytes = std::move(bytes)] { return write_temporary(path, bytes.span()); })) {}

StagedFile::~StagedFile() {
  if (!temporary_.valid()) return;
  if (const Result<std::string> temporary = temporary_.get()) ::unlink(temporary->c_str());
}

Result<bool> StagedFile::publish(const std::string& path, NameTaken taken) {
  MG_TRY(const std::string temporary, temporary_.get());
  return give_name(temporary, path, taken);
}

Result<bool> publish_new_file(const std::string& temporary, const std::string& path) {
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return failure(temporary);
  const bool flushed = ::fchmod(fd, 0666 & ~current_umask()) == 0 && ::fsync(fd) == 0;
  const int code = errno;
  ::close(fd);
  errno = code;
  if (!flushed) return failure(temporary);
  if (!rename_new(temporary.c_str(), path.c_str())) {
    if (errno == EEXIST) return false;
    return failure(path);
  }
  const std::filesystem::path target(path);
  flush_folder(target.has_parent_path() ? target.parent_path() : ".");
  return true;
}

Result<bool> write_file(const std::string& path, std::string_view text) {
  return write_file(path, as_bytes(text));
}

}  // namespace meshgate
