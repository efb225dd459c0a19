#pragma once
// A stop that comes when the time is over.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace meshgate {

/// Asks for a stop when the time is over or the caller asks for one.
class Deadline {
 public:
  Deadline(double seconds, const std::stop_token& outer) : forward_(outer, Forward{&source_}) {
    if (seconds <= 0) return;
    timer_ = std::jthread([this, seconds](const std::stop_token& done) {
      std::unique_lock lock(mutex_);
      const bool ended =
          wake_.wait_for(lock, done, std::chrono::duration<double>(seconds), [] { return false; });
      if (!ended && !done.stop_requested()) source_.request_stop();
    });
  }
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  struct Forward {
    std::stop_source* source;
    void operator()() const { source->request_stop(); }
  };
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::stop_callback<Forward> forward_;
  std::jthread timer_;  // last: it uses the members above until it is joined
};

}  // namespace meshgate
