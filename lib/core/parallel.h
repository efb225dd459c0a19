#pragma once
// Parallel loops whose results do not depend on the number of threads. Backed by oneTBB in parallel.cpp.
#include <algorithm>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <vector>

namespace meshgate {

/// Thrown out of a loop when a stop was asked for; caught by the worker entry only.
struct Cancelled {};

/// Runs `work` in an arena of at most `threads` threads (0 = all cores); nested loops inherit the limit.
void run_with_threads(int threads, const std::function<void()>& work);

/// Calls `body(begin, end)` for consecutive ranges of `grain` elements covering [0, count).
///
/// The cut into ranges depends on `count` and `grain` alone, so a result gathered by range index is the
/// same for any number of threads. Throws Cancelled once `stop` was requested. Exceptions of `body`
/// reach the caller.
void parallel_ranges(std::size_t count, std::size_t grain, const std::stop_token& stop,
                     const std::function<void(std::size_t begin, std::size_t end)>& body);

/// Runs `work` so that a wait for its inner loops never picks up an unrelated outer task: memory of two
/// inputs is then not held by one thread.
void isolated(const std::function<void()>& work);

/// Maps every range of `grain` elements to a value and folds the values in order of the ranges:
/// `fold(total, value)`. Deterministic for floating point.
template <class T, class Map, class Fold>
T parallel_reduce(std::size_t count, std::size_t grain, const std::stop_token& stop, T total, Map map,
                  Fold fold) {
  const std::size_t ranges = grain == 0 ? 0 : (count + grain - 1) / grain;
  std::vector<T> partial(ranges, total);
  parallel_ranges(count, grain, stop,
                  [&](std::size_t begin, std::size_t end) { partial[begin / grain] = map(begin, end); });
  for (T& value : partial) fold(total, value);
  return total;
}

}  // namespace meshgate
