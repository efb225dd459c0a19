#include "jobs/reserve.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "core/text.h"

namespace meshgate {
namespace {

// An event changes about three pages of the journal; so many tasks are not sent at once.
constexpr std::uint32_t kBytes = 1U << 20U;

}  // namespace

Result<bool> keep_reserve(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && status.st_size >= off_t{kBytes}) return true;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  int code = fd < 0 ? errno : EINTR;
  while (fd >= 0 && code == EINTR) code = ::posix_fallocate(fd, 0, kBytes);
  if (fd >= 0) ::close(fd);
  // A file system that cannot reserve anything does not keep a task from being sent.
  if (code == 0 || code == EOPNOTSUPP) return true;
  ::unlink(path.c_str());
  return fail(
      ErrorKind::kIo,
      fmt::format(
          "{}: {}. {} are kept there for what comes of the tasks; MESHGATE_JOURNAL names another place", path,
          std::generic_category().message(code), format_bytes(std::uint64_t{kBytes})));
}

void free_reserve(const std::string& path) { ::unlink(path.c_str()); }

}  // namespace meshgate
