#include "meshgate/secret.h"

#include <cstring>

namespace meshgate {

void Secret::wipe() {
  // Not memset, which a compiler may leave out before a destructor ends.
  ::explicit_bzero(text_.data(), text_.size());
  text_.clear();
}

}  // namespace meshgate
