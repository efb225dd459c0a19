#include "core/buffer.h"

#include <sys/mman.h>

#include <new>

namespace meshgate {

std::shared_ptr<std::byte> allocate_uninitialized(std::size_t bytes) {
  // Below this size the allocator's own bins are faster than a system call.
  constexpr std::size_t kMapThreshold = std::size_t{1} << 22U;
  if (bytes < kMapThreshold) {
    return {static_cast<std::byte*>(::operator new(bytes)), [](std::byte* p) { ::operator delete(p); }};
  }
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  ::madvise(memory, bytes, MADV_HUGEPAGE);  // only a hint: page faults cost more than the work on 4 kB pages
  return {static_cast<std::byte*>(memory), [bytes](std::byte* p) { ::munmap(p, bytes); }};
}

}  // namespace meshgate
