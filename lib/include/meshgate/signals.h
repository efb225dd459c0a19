#pragma once
// For programs: a library must not take a signal unasked.

namespace meshgate {

/// Takes SIGBUS: a read beyond the end of a mapped input that another program cut short yields zeros and the
/// finding `file/unreadable` instead of killing the process. Call once, at the start.
void install_bus_guard();

}  // namespace meshgate
