#include "core/source.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>

#include "meshgate/signals.h"

namespace meshgate {
namespace {

// Mappings that the signal handler may mend. A fixed table: the handler may not allocate or lock.
struct GuardedMapping {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> shrank{false};
};
constexpr std::size_t kMaxMappings = 512;
std::array<GuardedMapping, kMaxMappings> guarded_mappings;  // NOLINT: signal handlers need a global

GuardedMapping* guard(const void* memory, std::size_t size) {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  for (GuardedMapping& slot : guarded_mappings) {
    std::uintptr_t free = 0;
    if (slot.begin.compare_exchange_strong(free, begin)) {
      slot.shrank = false;
      slot.end = begin + size;
      return &slot;
    }
  }
  return nullptr;  // more files open than slots: unguarded, not an error
}

GuardedMapping* find_guard(std::uintptr_t address) {
  for (GuardedMapping& slot : guarded_mappings) {
    const std::uintptr_t begin = slot.begin;
    if (begin != 0 && begin <= address && address < slot.end) return &slot;
  }
  return nullptr;
}

void on_bus_error(int signal, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  GuardedMapping* mapping = find_guard(address);
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  void* start = reinterpret_cast<void*>(address & ~(page - 1));
  if (mapping == nullptr ||
      ::mmap(start, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) {
    ::signal(signal, SIG_DFL);  // not ours: die as without a handler
    return;
  }
  mapping->shrank = true;
}

struct FileDescriptor {
  int fd = -1;
  explicit FileDescriptor(int value) : fd(value) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd >= 0) ::close(fd);
  }
};

tl::unexpected<Error> system_failure(const std::string& path, int code) {
  const ErrorKind kind = code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kIo;
  return fail(kind, path + ": " + std::generic_category().message(code));
}

// Opens without blocking on a pipe and without following a terminal into the process.
Result<int> open_regular(const std::string& path, struct stat& status) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return system_failure(path, errno);
  if (::fstat(fd, &status) != 0) {
    const int code = errno;
    ::close(fd);
    return system_failure(path, code);
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(fd);
    return fail(ErrorKind::kUnsupported, path + ": not a regular file");
  }
  return fd;
}

}  // namespace

// Textures are opened by several threads.
struct Source::Companions {
  std::mutex mutex;
  std::set<std::string> paths;
};

void install_bus_guard() {
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, nullptr);
}

Result<FileStatus> file_status(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_failure(path, errno);
  return FileStatus{static_cast<std::uint64_t>(status.st_size), S_ISREG(status.st_mode),
                    S_ISDIR(status.st_mode)};
}

Result<std::vector<std::byte>> read_head(const std::string& path, std::size_t limit) {
  struct stat status {};
  MG_TRY(const int fd, open_regular(path, status));
  const FileDescriptor file(fd);
  std::vector<std::byte> head(limit);
  std::size_t filled = 0;
  while (filled < limit) {
    const ssize_t got = ::read(fd, head.data() + filled, limit - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(path, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  head.resize(filled);
  return head;
}

std::optional<std::string> unsafe_path_reason(std::string_view path) {
  if (path.empty()) return "empty path";
  if (path.find('\0') != std::string_view::npos) return "NUL in the path";
  if (path.front() == '/' || path.front() == '\\') return "absolute path";
  if (path.size() >= 2 && path[1] == ':') return "path with a drive letter";
  if (path.find("://") != std::string_view::npos) return "remote address";
  int depth = 0;
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find_first_of("/\\", start), path.size());
    const std::string_view step = path.substr(start, end - start);
    if (step == "..") {
      if (--depth < 0) return "path leaves the asset's folder";
    } else if (!step.empty() && step != ".") {
      ++depth;
    }
    start = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> decode_percent(std::string_view uri) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string text;
  text.reserve(uri.size());
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] != '%') {
      text += uri[i];
      continue;
    }
    if (i + 2 >= uri.size() || digit(uri[i + 1]) < 0 || digit(uri[i + 2]) < 0) return std::nullopt;
    text += static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2]));
    i += 2;
  }
  return text;
}

Result<Source> Source::open(const std::string& path) {
  struct stat status {};
  MG_TRY(const int fd, open_regular(path, status));
  const FileDescriptor file(fd);
  Source source;
  source.path_ = path;
  source.companions_ = std::make_shared<Companions>();
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return source;
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (memory == MAP_FAILED) return system_failure(path, errno);
  ::madvise(memory, size, MADV_WILLNEED);
  GuardedMapping* mapping = guard(memory, size);
  std::shared_ptr<const void> owner(memory, [size, mapping](const void* p) {
    if (mapping != nullptr) {
      mapping->end = 0;
      mapping->begin = 0;
    }
    ::munmap(const_cast<void*>(p), size);
  });
  source.bytes_ = Array<std::byte>(std::move(owner), ByteView(static_cast<const std::byte*>(memory), size));
  source.mapped_ = true;
  return source;
}

Source Source::from_memory(std::string path, std::vector<std::byte> bytes) {
  Source source;
  source.path_ = std::move(path);
  source.bytes_ = Array<std::byte>(std::move(bytes));
  return source;
}

Source Source::from_memory(std::string path, Array<std::byte> bytes,
                           std::shared_ptr<const SiblingFiles> siblings) {
  SiblingOpener open = [siblings](std::string_view relative_path) -> Result<Source> {
    if (const auto reason = unsafe_path_reason(relative_path))
      return fail(ErrorKind::kUsage, std::string(relative_path) + ": " + *reason);
    std::string portable(relative_path);
    std::replace(portable.begin(), portable.end(), '\\', '/');
    const std::string name = std::filesystem::path(portable).lexically_normal().string();
    const auto found = siblings->find(name);
    if (found == siblings->end()) return fail(ErrorKind::kNotFound, name + ": no such file");
    return from_memory(found->first, found->second, siblings);
  };
  return part_of(bytes, std::move(path), std::move(open));
}

Source Source::part_of(const Array<std::byte>& bytes, std::string path, SiblingOpener siblings) {
  Source source;
  source.path_ = std::move(path);
  source.siblings_ = std::move(siblings);
  source.bytes_ = bytes;
  return source;
}

Array<std::byte> Source::slice(std::uint64_t offset, std::uint64_t size) const {
  return {bytes_.owner(), bytes_.span().subspan(offset, size)};
}

Result<Source> Source::open_sibling(std::string_view relative_path) const {
  namespace fs = std::filesystem;
  if (siblings_) return siblings_(relative_path);
  if (const auto reason = unsafe_path_reason(relative_path)) {
    return fail(ErrorKind::kUsage, std::string(relative_path) + ": " + *reason);
  }
  std::string portable(relative_path);
  std::replace(portable.begin(), portable.end(), '\\', '/');
  const fs::path folder = fs::path(path_).has_parent_path() ? fs::path(path_).parent_path() : fs::path(".");
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return fail(ErrorKind::kNotFound, folder.string() + ": " + error.message());
  const fs::path target = fs::canonical(root / portable, error);
  if (error) return fail(ErrorKind::kNotFound, portable + ": " + error.message());
  const auto mismatch = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
  if (mismatch.first != root.end()) {
    return fail(ErrorKind::kUsage, portable + ": a link leaves the asset's folder");
  }
  MG_TRY(Source sibling, open(target.string()));
  if (companions_ != nullptr) {
    const std::lock_guard lock(companions_->mutex);
    companions_->paths.insert(target.string());
    sibling.companions_ = companions_;
  }
  return sibling;
}

std::vector<std::string> Source::companions() const {
  if (companions_ == nullptr) return {};
  const std::lock_guard lock(companions_->mutex);
  return {companions_->paths.begin(), companions_->paths.end()};
}

void Source::release(std::uint64_t offset, std::uint64_t size) const {
  if (!mapped_) return;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  // Inner pages only: the neighbours of a range may still be in use.
  const std::uint64_t begin = (offset + page - 1) / page * page;
  const std::uint64_t end = std::min<std::uint64_t>(offset + size, bytes_.size()) / page * page;
  if (begin >= end) return;
  ::madvise(const_cast<std::byte*>(bytes_.data()) + begin, end - begin, MADV_DONTNEED);
}

bool Source::shrank() const {
  if (!mapped_) return false;
  const GuardedMapping* mapping = find_guard(reinterpret_cast<std::uintptr_t>(bytes_.data()));
  return mapping != nullptr && mapping->shrank;
}

}  // namespace meshgate
