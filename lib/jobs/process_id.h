#pragma once
// Which process holds a lease, and whether it still lives.
#include <string>

namespace meshgate {

/// "host boot pid start": no other process, past or future, has the same.
std::string this_process();

enum class Liveness { kAlive, kDead, kElsewhere };
/// kElsewhere for a process of another machine (or of an earlier boot in another container).
Liveness liveness_of(const std::string& process);

}  // namespace meshgate
