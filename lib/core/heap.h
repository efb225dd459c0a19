#pragma once
// Memory that the heap keeps for later.

namespace meshgate {

/// Gives what is free in the heap, and the blocks that are kept for arrays, back to the system, where the C
/// library can (glibc). Costs a walk over the heap, and a page fault for whatever is asked for next: for the
/// begin of a long wait.
void give_back_heap();

/// Gives the blocks that are kept for the next large array (core/buffer.h) back to the kernel.
void give_back_blocks();

}  // namespace meshgate
