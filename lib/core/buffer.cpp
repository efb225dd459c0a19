#include "core/buffer.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <new>

#include "core/heap.h"

namespace meshgate {
namespace {

// Below this size the allocator's own bins are faster than a system call.
constexpr std::size_t kMapThreshold = std::size_t{1} << 22U;
constexpr std::size_t kHugePage = std::size_t{1} << 21U;
constexpr std::size_t kMostKept = std::size_t{512} << 20U;

// Under a sanitizer reuse would hide an access to what was given back. GCC and clang say it in their own
// ways.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kReuse = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
constexpr bool kReuse = false;
#else
constexpr bool kReuse = true;
#endif
#else
constexpr bool kReuse = true;
#endif

/// Large blocks that were given back, for whoever asks next: the kernel clears each page before it hands it
/// out, which costs more than most of the passes over it.
///
/// Blocks that are kept never add to the most memory that was in use at a time: their pages move to where
/// more is wanted, and only what is missing is asked of the kernel. Sizes and places are multiples of
/// kHugePage.
class BlockPool {
 public:
  std::byte* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (std::byte* block = find(bytes)) return block;
    std::byte* memory = map_aligned(bytes);
    move_kept_to(memory, bytes);
    return memory;
  }

  void give_back(std::byte* block, std::size_t bytes) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      keep(block, bytes);
      if (kept_ > kMostKept) release(kept_ - kMostKept);
    } catch (const std::bad_alloc&) {
      ::munmap(block, bytes);
    }
  }

  void give_all_back() {
    const std::lock_guard lock(mutex_);
    release(kept_);
  }

 private:
  // The smallest block that is large enough; what it has too much stays.
  std::byte* find(std::size_t bytes) {
    auto best = blocks_.end();
    for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
      if (it->second >= bytes && (best == blocks_.end() || it->second < best->second)) best = it;
    }
    if (best == blocks_.end()) return nullptr;
    std::byte* block = best->first;
    // The front stays under its key, and the end is taken: nothing is allocated.
    best->second -= bytes;
    kept_ -= bytes;
    block += best->second;
    if (best->second == 0) blocks_.erase(best);
    return block;
  }

  static std::byte* map_aligned(std::size_t bytes) {
    if (bytes > ~std::size_t{0} - kHugePage) throw std::bad_alloc();
    void* mapped =
        ::mmap(nullptr, bytes + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    const std::size_t past = reinterpret_cast<std::uintptr_t>(mapped) % kHugePage;
    const std::size_t before = past == 0 ? 0 : kHugePage - past;
    std::byte* memory = static_cast<std::byte*>(mapped) + before;
    if (before != 0) ::munmap(mapped, before);
    ::munmap(memory + bytes, kHugePage - before);
    prefer_huge_pages(memory, bytes);
    return memory;
  }

  // Puts pages that were used before behind the first of the fresh addresses: moving one takes microseconds,
  // clearing one up to a thousand.
  void move_kept_to(std::byte* memory, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes && !blocks_.empty(); at += kHugePage) {
      const auto last = std::prev(blocks_.end());
      std::byte* const page = last->first + last->second - kHugePage;
      // One at a time: what became one block may be several mappings, which do not move together.
      if (::mremap(page, kHugePage, kHugePage, MREMAP_MAYMOVE | MREMAP_FIXED, memory + at) == MAP_FAILED) {
        put_back_hole(memory, bytes, at);
        release(bytes - at);
        return;
      }
      last->second -= kHugePage;
      kept_ -= kHugePage;
      if (last->second == 0) blocks_.erase(last);
    }
  }

  // A move that fails may have taken its goal away already; what was to be moved stays where it was.
  static void put_back_hole(std::byte* memory, std::size_t bytes, std::size_t at) {
    if (::mmap(memory + at, kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
               0) != MAP_FAILED)
      return;
    ::munmap(memory, bytes);
    throw std::bad_alloc();
  }

  // Neighbours become one.
  void keep(std::byte* block, std::size_t bytes) {
    auto [at, fresh] = blocks_.emplace(block, bytes);
    kept_ += bytes;
    const auto next = std::next(at);
    if (next != blocks_.end() && at->first + at->second == next->first) {
      at->second += next->second;
      blocks_.erase(next);
    }
    if (at == blocks_.begin()) return;
    const auto previous = std::prev(at);
    if (previous->first + previous->second != at->first) return;
    previous->second += at->second;
    blocks_.erase(at);
  }

  // Gives at least so many bytes back to the kernel, or all.
  void release(std::size_t bytes) {
    while (bytes > 0 && !blocks_.empty()) {
      const auto last = std::prev(blocks_.end());
      const std::size_t size = std::min(bytes, last->second);
      last->second -= size;
      ::munmap(last->first + last->second, size);
      if (last->second == 0) blocks_.erase(last);
      kept_ -= size;
      bytes -= size;
    }
  }

  std::mutex mutex_;
  std::map<std::byte*, std::size_t> blocks_;
  std::size_t kept_ = 0;
};

// Never destroyed: arrays may outlive every other global.
BlockPool& pool() {
  static BlockPool& blocks = *new BlockPool;
  return blocks;
}

}  // namespace

void prefer_huge_pages(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t kPage = 4096;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + kPage - 1) / kPage * kPage;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / kPage * kPage;
  if (end > begin && end - begin >= kMapThreshold)
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

void give_back_blocks() { pool().give_all_back(); }

std::shared_ptr<std::byte> allocate_uninitialized(std::size_t bytes) {
  if (bytes < kMapThreshold || !kReuse)
    return {static_cast<std::byte*>(::operator new(bytes)), [](std::byte* p) { ::operator delete(p); }};
  if (bytes > ~std::size_t{0} - kHugePage) throw std::bad_alloc();
  const std::size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  return {pool().take(size), [size](std::byte* p) { pool().give_back(p, size); }};
}

}  // namespace meshgate
