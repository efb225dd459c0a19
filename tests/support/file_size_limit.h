#pragma once
// A full disk without a disk.
#include <sys/resource.h>

#include <csignal>
#include <cstdint>

namespace meshgate::test {

/// While it lives the process's files may not grow past a size, if one is set: to SQLite that is a full disk.
class FileSizeLimit {
 public:
  FileSizeLimit() : signal_(std::signal(SIGXFSZ, SIG_IGN)) { ::getrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    lift();
    std::signal(SIGXFSZ, signal_);
  }
  void set(std::uintmax_t bytes) const {
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  void lift() const { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace meshgate::test
