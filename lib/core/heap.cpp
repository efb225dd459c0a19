#include "core/heap.h"

#include <cstdlib>  // says which C library it is
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace meshgate {

void give_back_heap() {
  give_back_blocks();
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace meshgate
