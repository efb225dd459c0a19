#include <algorithm>

#include "meshgate/emitter.h"

namespace meshgate {

const Emitter* find_emitter(std::string_view id) {
  const auto emitters = all_emitters();
  const auto found =
      std::find_if(emitters.begin(), emitters.end(), [&](const Emitter* e) { return e->id == id; });
  return found == emitters.end() ? nullptr : *found;
}

}  // namespace meshgate
