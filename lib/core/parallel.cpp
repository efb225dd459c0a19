#include "core/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace meshgate {

void run_with_threads(int threads, const std::function<void()>& work) {
  // More threads than cores is the caller's right; without this TBB refuses them and says so on stderr.
  const tbb::global_control allowed(
      tbb::global_control::max_allowed_parallelism,
      static_cast<std::size_t>(std::max(threads, tbb::this_task_arena::max_concurrency())));
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  arena.execute([&] { work(); });
}

void parallel_ranges(std::size_t count, std::size_t grain, const std::stop_token& stop,
                     const std::function<void(std::size_t, std::size_t)>& body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t ranges = (count + grain - 1) / grain;
  const auto run = [&](std::size_t range) {
    if (stop.stop_requested()) throw Cancelled{};
    body(range * grain, std::min(count, (range + 1) * grain));
  };
  if (ranges == 1) {
    run(0);
    return;
  }
  // simple_partitioner with grain 1: the ranges are the caller's, only their schedule is TBB's.
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, ranges, 1),
      [&](const tbb::blocked_range<std::size_t>& part) {
        for (std::size_t range = part.begin(); range != part.end(); ++range) run(range);
      },
      tbb::simple_partitioner());
}

void isolated(const std::function<void()>& work) {
  tbb::this_task_arena::isolate([&] { work(); });
}

}  // namespace meshgate
