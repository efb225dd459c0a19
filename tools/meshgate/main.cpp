// The program's entry: signals, and the last net for exceptions.
#include <fmt/core.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>

#include <csignal>
#include <exception>
#include <new>
#include <stop_token>
#include <thread>

#include "command.h"
#include "meshgate/signals.h"
#include "terminal.h"

namespace {

// Turns the first SIGINT, SIGTERM or SIGHUP into a stop request; a second one ends the process as usual.
class InterruptWatch {
 public:
  InterruptWatch() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    // Who started it with nohup wants it to go on.
    struct sigaction hangup {};
    if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
      sigaddset(&signals_, SIGHUP);
    sigaddset(&signals_, SIGUSR1);  // wakes the watch at the end
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread([this] {
      int signal = 0;
      sigwait(&signals_, &signal);
      if (signal == SIGUSR1) return;
      stop_.request_stop();
      sigwait(&signals_, &signal);
      if (signal != SIGUSR1) std::_Exit(4);
    });
  }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  ~InterruptWatch() {
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  sigset_t signals_{};
  std::stop_source stop_;
  std::thread thread_;
};

// Memory that was given back is asked for again soon: the heap keeps it, since each fresh page costs a fault
// and is cleared by the kernel.
void keep_heap() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_heap();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails instead, and its temporary file is removed
  meshgate::install_bus_guard();
  try {
    const InterruptWatch watch;
    return meshgate::run_command_line(argc, argv, watch.token());
  } catch (const std::bad_alloc&) {
    meshgate::write_stderr("meshgate: out of memory\n");
    return 2;
  } catch (const std::exception& bug) {
    meshgate::write_stderr(
        fmt::format("meshgate: this is a bug: {}\nPlease report it with the command line.\n", bug.what()));
    return 70;
  }
}
