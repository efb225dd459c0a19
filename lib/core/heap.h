#pragma once
// Memory that the heap keeps for later.

namespace meshgate {

/// Gives what is free in the heap back to the system, where the C library can (glibc). Costs a walk over the
/// heap, and a page fault for whatever is asked for next: for the begin of a long wait.
void give_back_heap();

}  // namespace meshgate
