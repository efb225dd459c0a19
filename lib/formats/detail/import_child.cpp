#include "formats/detail/import_child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>

#include <fmt/core.h>

#include "core/text.h"

namespace meshgate {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  [[nodiscard]] int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

tl::unexpected<Error> system_failure(std::string_view doing, int code) {
  return fail(ErrorKind::kIo, fmt::format("{}: {}", doing, std::generic_category().message(code)));
}

// A descriptor with the bytes of `file`, at their start.
Result<Descriptor> open_for_child(const Source& file) {
  if (file.is_mapped()) {
    Descriptor opened(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct stat status {};
    if (opened.get() >= 0 && ::fstat(opened.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        static_cast<std::uint64_t>(status.st_size) == file.size()) {
      return opened;
    }
  }
  Descriptor memory(::memfd_create("meshgate-import", MFD_CLOEXEC));
  if (memory.get() < 0) return system_failure("memfd_create", errno);
  const std::string_view bytes = file.text();
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(memory.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return system_failure("copying the file for the importer", errno);
    done += static_cast<std::size_t>(written);
  }
  ::lseek(memory.get(), 0, SEEK_SET);
  return memory;
}

// Only what the loader and the sanitizers need: the child parses hostile bytes and shall know no credentials.
std::vector<std::string> child_environment() {
  std::vector<std::string> kept{"LC_ALL=C"};
  for (const char* name : {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE"}) {
    if (const char* value = std::getenv(name)) kept.push_back(fmt::format("{}={}", name, value));  // NOLINT
  }
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (std::string& text : strings) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  // Starts the program with these standard streams; null or the reason.
  std::optional<Error> start(const std::string& program, const std::string& hint, const ChildLimits& limits,
                             int in, int out) {
    std::vector<std::string> arguments{program, hint, std::to_string(limits.memory),
                                       std::to_string(static_cast<long>(limits.deadline_s) + 1)};
    std::vector<std::string> environment = child_environment();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    sigset_t none, standard;
    ::sigemptyset(&none);
    ::sigfillset(&standard);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &standard);
    ::posix_spawnattr_setpgroup(&attributes, 0);  // an interrupt from the terminal is ours to handle
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int code = ::posix_spawn(&pid_, program.c_str(), &actions, &attributes, pointers(arguments).data(),
                                   pointers(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (code == 0) return std::nullopt;
    pid_ = -1;
    return Error{ErrorKind::kIo,
                 fmt::format("{} cannot be started: {}", program, std::generic_category().message(code)),
                 {},
                 {},
                 {}};
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }
  // The wait status.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_ = -1;
};

// Reads to the end of the pipe; null or why it was given up.
std::optional<Error> drain(int pipe, const ChildLimits& limits, const std::stop_token& stop,
                           std::vector<std::byte>& out) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(limits.deadline_s);
  const auto failure = [](ErrorKind kind, std::string text) {
    return Error{kind, std::move(text), {}, {}, {}};
  };
  constexpr std::size_t kPiece = std::size_t{1} << 18U;
  for (;;) {
    if (stop.stop_requested())
      return failure(ErrorKind::kCancelled, "stopped while the importer was at work");
    if (Clock::now() >= end) {
      return failure(ErrorKind::kLimit,
                     fmt::format("the importer needed more than {:.0f} seconds", limits.deadline_s));
    }
    pollfd wanted{pipe, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, 50);
    if (ready < 0 && errno != EINTR) return failure(ErrorKind::kIo, "poll failed");
    if (ready <= 0) continue;
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    const ssize_t got = ::read(pipe, out.data() + before, kPiece);
    out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) return failure(ErrorKind::kIo, "reading from the importer failed");
    if (got == 0) return std::nullopt;
    if (out.size() > limits.max_output) {
      return failure(ErrorKind::kLimit,
                     fmt::format("the imported scene needs more than the {} that are allowed",
                                 format_bytes(limits.max_output)));
    }
  }
}

}  // namespace

Result<std::vector<std::byte>> run_import_child(const std::string& program, const std::string& hint,
                                                const Source& file, const ChildLimits& limits,
                                                const std::stop_token& stop) {
  MG_TRY(Descriptor input, open_for_child(file));
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("pipe", errno);
  Descriptor output(ends[0]), child_output(ends[1]);
  Child child;
  if (auto error = child.start(program, hint, limits, input.get(), child_output.get()))
    return fail(*std::move(error));
  child_output.reset();
  std::vector<std::byte> bytes;
  if (auto error = drain(output.get(), limits, stop, bytes))
    return fail(*std::move(error));  // ~Child ends it
  const int status = child.wait();
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU || signal == SIGKILL) {
      return fail(ErrorKind::kLimit, "the importer used up its processor time or memory");
    }
    return fail(ErrorKind::kMalformed, fmt::format("the importer crashed on this file (signal {})", signal));
  }
  if (bytes.empty()) {
    return fail(ErrorKind::kMalformed,
                fmt::format("the importer ended with code {} and no word", WEXITSTATUS(status)));
  }
  return bytes;
}

}  // namespace meshgate
