// Two levels of small hash tables instead of one large one: a table that fits the second-level cache is an
// order of magnitude faster than one that does not, and both levels run in parallel. Between the levels keys
// lie by partition, so that each pass reads and writes memory in order, also when the records are in none.
//
// 1. Each block of consecutive records is welded on its own; its distinct
//    positions are grouped by hash.                                                (parallel over blocks)
// 2. Each partition of hashes gives its positions numbers, in file order.          (parallel over partitions)
// 3. First occurrences are numbered in file order, block by block.                 (parallel over blocks)
// 4. Block-local indices are mapped.                                               (parallel over blocks)
#include "asset/weld.h"

#include <algorithm>
#include <array>
#include <new>
#include <vector>

#include "core/endian.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kBlockRecords = kWeldBlockRecords;  // local table: at most 256 k slots of 4 bytes
constexpr unsigned kPartitionBits = 8;
constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
constexpr std::uint32_t kEmpty = 0xFFFFFFFFU;
constexpr std::uint32_t kFirst = 0x80000000U;

// Bits of a position with −0 folded into 0.
struct Key {
  std::uint32_t x, y, z;
  friend bool operator==(const Key&, const Key&) = default;
};

std::uint32_t fold_zero(std::uint32_t bits) { return bits == 0x80000000U ? 0 : bits; }

Key load_key(const std::byte* p) {
  return {fold_zero(load_le<std::uint32_t>(p)), fold_zero(load_le<std::uint32_t>(p + 4)),
          fold_zero(load_le<std::uint32_t>(p + 8))};
}

std::uint64_t hash_of(const Key& key) {
  std::uint64_t h = (std::uint64_t{key.x} | std::uint64_t{key.y} << 32U) * 0x9E3779B97F4A7C15U;
  h = (h ^ h >> 32U ^ key.z) * 0xD6E8FEB86659FD93U;
  return (h ^ h >> 32U) * 0xD6E8FEB86659FD93U;
}
// The partition takes the top bits, tables take lower ones: within a partition the slots stay spread.
std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - kPartitionBits); }
std::size_t slot_of(std::uint64_t hash, std::size_t mask) { return (hash >> 20U) & mask; }

// A position of a block, and its number there.
struct Entry {
  Key key;
  std::uint32_t local;
};

struct Block {
  std::vector<Entry> entries;      // distinct positions, grouped by partition, in file order inside a group
  std::vector<std::uint32_t> ids;  // of each entry in its partition; kFirst is set where it occurs first
  std::array<std::uint32_t, kPartitions + 1> group_start{};
};

std::size_t table_size(std::size_t entries) {
  std::size_t size = 64;
  while (size < 2 * entries) size *= 2;
  return size;
}

// Numbers the distinct positions of the records [begin, end); returns them in file order.
std::vector<Key> weld_block(const PositionRecords& records, std::size_t begin, std::size_t end,
                            std::uint32_t* indices) {
  const std::size_t mask = table_size(end - begin) - 1;
  thread_local std::vector<std::uint32_t> table;
  table.assign(mask + 1, kEmpty);
  std::vector<Key> keys;
  keys.reserve((end - begin) / 4);
  std::size_t in_group = begin % records.group, group = begin / records.group;
  const std::size_t groups = records.count / records.group;
  const std::byte* group_start = records.group_at(group);
  for (std::size_t i = begin; i < end; ++i) {
    const Key key = load_key(group_start + 12 * in_group);
    if (++in_group == records.group && i + 1 < end) {
      in_group = 0;
      group_start = records.group_at(++group);
      constexpr std::size_t kAhead = 16;  // groups whose misses overlap
      if (records.order != nullptr && group + kAhead < groups) {
        __builtin_prefetch(records.group_at(group + kAhead));
        __builtin_prefetch(records.group_at(group + kAhead) + 12 * (records.group - 1));
      }
    }
    std::size_t slot = slot_of(hash_of(key), mask);
    while (table[slot] != kEmpty && keys[table[slot]] != key) slot = (slot + 1) & mask;
    if (table[slot] == kEmpty) {
      table[slot] = static_cast<std::uint32_t>(keys.size());
      keys.push_back(key);
    }
    indices[i] = table[slot];
  }
  return keys;
}

void group_by_partition(const std::vector<Key>& keys, Block& block) {
  std::array<std::uint32_t, kPartitions + 1>& start = block.group_start;
  for (const Key& key : keys) ++start[partition_of(hash_of(key)) + 1];
  for (std::size_t p = 0; p < kPartitions; ++p) start[p + 1] += start[p];
  std::array<std::uint32_t, kPartitions + 1> next = start;
  block.entries.resize(keys.size());
  block.ids.resize(keys.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i)
    block.entries[next[partition_of(hash_of(keys[i]))]++] = {keys[i], i};
}

// Numbers the positions of one partition in order of first occurrence; returns how many there are.
std::uint32_t weld_partition(std::vector<Block>& blocks, std::size_t partition) {
  std::size_t entries = 0;
  for (const Block& block : blocks)
    entries += block.group_start[partition + 1] - block.group_start[partition];
  const std::size_t mask = table_size(entries) - 1;
  struct Slot {
    Key key;
    std::uint32_t id;
  };
  thread_local std::vector<Slot> table;
  table.assign(mask + 1, Slot{{}, kEmpty});
  std::uint32_t count = 0;
  for (Block& block : blocks) {
    for (std::uint32_t g = block.group_start[partition]; g < block.group_start[partition + 1]; ++g) {
      const Key key = block.entries[g].key;
      std::size_t slot = slot_of(hash_of(key), mask);
      while (table[slot].id != kEmpty && table[slot].key != key) slot = (slot + 1) & mask;
      const bool first = table[slot].id == kEmpty;
      if (first) {
        if (count == kFirst) throw std::bad_alloc();
        table[slot] = {key, count++};
      }
      block.ids[g] = table[slot].id | (first ? kFirst : 0);
    }
  }
  return count;
}

// Numbers in file order the positions that occur first in this block, from `next` on, and writes them; tells
// `numbers`, which are grouped by partition.
void number_firsts(const Block& block, std::uint32_t next, const std::vector<std::size_t>& partition_start,
                   Buffer<float3>& positions, Buffer<std::uint32_t>& numbers) {
  std::vector<std::uint32_t> number(block.entries.size(), kEmpty);  // by local number
  for (std::size_t g = 0; g < block.entries.size(); ++g) {
    if ((block.ids[g] & kFirst) != 0) number[block.entries[g].local] = 0;
  }
  for (std::uint32_t& n : number) {
    if (n == 0) n = next++;
  }
  for (std::size_t p = 0; p < kPartitions; ++p) {
    for (std::uint32_t g = block.group_start[p]; g < block.group_start[p + 1]; ++g) {
      if ((block.ids[g] & kFirst) == 0) continue;
      const std::uint32_t n = number[block.entries[g].local];
      std::memcpy(static_cast<void*>(&positions[n]), &block.entries[g].key, sizeof(Key));
      numbers[partition_start[p] + (block.ids[g] & ~kFirst)] = n;
    }
  }
}

// Replaces the block-local numbers [indices, indices + count).
void map_indices(const Block& block, const std::vector<std::size_t>& partition_start,
                 const Buffer<std::uint32_t>& numbers, std::uint32_t* indices, std::size_t count) {
  std::vector<std::uint32_t> number(block.entries.size());
  for (std::size_t p = 0; p < kPartitions; ++p) {
    for (std::uint32_t g = block.group_start[p]; g < block.group_start[p + 1]; ++g)
      number[block.entries[g].local] = numbers[partition_start[p] + (block.ids[g] & ~kFirst)];
  }
  for (std::size_t i = 0; i < count; ++i) indices[i] = number[indices[i]];
}

}  // namespace

Weld weld_positions(const PositionRecords& records, const std::stop_token& stop,
                    const std::function<void(std::size_t, std::size_t)>& done) {
  Buffer<std::uint32_t> indices(records.count);
  const std::size_t block_count = (records.count + kBlockRecords - 1) / kBlockRecords;
  std::vector<Block> blocks(block_count);
  parallel_ranges(records.count, kBlockRecords, stop, [&](std::size_t begin, std::size_t end) {
    const std::vector<Key> keys = weld_block(records, begin, end, indices.data());
    if (done) done(begin, end - begin);
    group_by_partition(keys, blocks[begin / kBlockRecords]);
  });

  std::vector<std::size_t> partition_start(kPartitions + 1, 0);
  parallel_ranges(kPartitions, 1, stop, [&](std::size_t partition, std::size_t) {
    partition_start[partition + 1] = weld_partition(blocks, partition);
  });
  for (std::size_t p = 0; p < kPartitions; ++p) partition_start[p + 1] += partition_start[p];

  std::vector<std::size_t> start(block_count + 1, 0);  // of first occurrences, by block
  parallel_ranges(block_count, 1, stop, [&](std::size_t b, std::size_t) {
    start[b + 1] = static_cast<std::size_t>(std::count_if(
        blocks[b].ids.begin(), blocks[b].ids.end(), [](std::uint32_t id) { return (id & kFirst) != 0; }));
  });
  for (std::size_t b = 0; b < block_count; ++b) start[b + 1] += start[b];

  Buffer<float3> positions(start[block_count]);
  Buffer<std::uint32_t> numbers(start[block_count]);
  parallel_ranges(block_count, 1, stop, [&](std::size_t b, std::size_t) {
    number_firsts(blocks[b], static_cast<std::uint32_t>(start[b]), partition_start, positions, numbers);
  });
  parallel_ranges(records.count, kBlockRecords, stop, [&](std::size_t begin, std::size_t end) {
    Block& block = blocks[begin / kBlockRecords];
    map_indices(block, partition_start, numbers, indices.data() + begin, end - begin);
    block = {};
  });
  return {std::move(positions).freeze(), std::move(indices).freeze()};
}

}  // namespace meshgate
