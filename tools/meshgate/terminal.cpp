#include "terminal.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace meshgate {
namespace {

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string bar_line(const Progress& progress) {
  const std::uint64_t files = progress.files_done, all_files = progress.files_total;
  const auto bytes = static_cast<double>(progress.bytes_done.load());
  const auto all_bytes = static_cast<double>(progress.bytes_total.load());
  constexpr int kCells = 24;
  const int filled = all_bytes > 0 ? static_cast<int>(kCells * std::min(1.0, bytes / all_bytes)) : 0;
  std::string bar;
  for (int i = 0; i < kCells; ++i) bar += i < filled ? "█" : "░";
  return fmt::format("\r\x1b[K{} {} of {} files, {:.1f} of {:.1f} MB", bar, files, all_files, bytes / 1e6,
                     all_bytes / 1e6);
}

}  // namespace

void write_stdout(std::string_view text) {
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return;
  write_stderr(fmt::format("meshgate: stdout: {}\n", std::strerror(errno)));
  std::_Exit(2);
}

void write_stderr(std::string_view text) { write_all(STDERR_FILENO, text); }

bool wants_color(const Arguments& arguments) {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) != 0 && !arguments.has("--no-color") &&
         (no_color == nullptr || *no_color == '\0');
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

TerminalSize table_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
    return {size.ws_col, size.ws_row};
  return {};
}

void write_note(std::string_view message) {
  std::string line = "meshgate: ";
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  write_stderr(line + '\n');
}

int report_error(const Error& error) {
  write_note(describe(error));
  return exit_code(error.kind);
}

ProgressBar::ProgressBar(const Progress& progress, bool enabled) {
  if (!enabled || ::isatty(STDERR_FILENO) == 0) return;
  thread_ = std::jthread([&progress](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    bool drawn = false;
    // The first tenth of a second is silent: short runs do not flicker.
    while (!wake.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; }) &&
           !stop.stop_requested()) {
      write_stderr(bar_line(progress));
      drawn = true;
    }
    if (drawn) write_stderr("\r\x1b[K");
  });
}

StageLine::StageLine(bool enabled) : enabled_(enabled && ::isatty(STDERR_FILENO) != 0) {}

StageLine::~StageLine() {
  if (drawn_) write_stderr("\r\x1b[K");
}

void StageLine::show(std::string_view stage) {
  if (!enabled_) return;
  write_stderr(fmt::format("\r\x1b[K{} …", stage));
  drawn_ = true;
}

}  // namespace meshgate
