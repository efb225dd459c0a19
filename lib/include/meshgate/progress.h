#pragma once
// Lock-free counters that a reader of the progress bar polls. Monotonic.
#include <atomic>
#include <cstdint>

namespace meshgate {

struct Progress {
  std::atomic<std::uint64_t> files_total{0};
  std::atomic<std::uint64_t> files_done{0};
  std::atomic<std::uint64_t> bytes_total{0};
  std::atomic<std::uint64_t> bytes_done{0};
};

}  // namespace meshgate
