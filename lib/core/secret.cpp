#include "meshgate/secret.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstring>

namespace meshgate {

void Secret::wipe() {
  // Not memset, which a compiler may leave out before a destructor ends.
  ::explicit_bzero(text_.data(), text_.size());
  text_.clear();
}

// Both: the limit is inherited by children, and a core that is piped to a program ignores it.
bool hide_memory() {
  constexpr rlimit kNone{0, 0};
  return ::setrlimit(RLIMIT_CORE, &kNone) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

}  // namespace meshgate
