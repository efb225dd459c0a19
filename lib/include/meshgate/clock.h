#pragma once
// Time and chance as values, so that tests wait for nothing.
#include <functional>

namespace meshgate {

/// What time is it, and a number by chance.
struct Clock {
  std::function<double()> unix_s;    ///< seconds since 1970: deadlines that other processes see
  std::function<double()> steady_s;  ///< seconds that never go back: intervals
  std::function<double()> random;    ///< in [0, 1): jitter
};

/// The machine's.
Clock system_clock();

}  // namespace meshgate
