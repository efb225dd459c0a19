// Two levels of small hash tables instead of one large one: a table that fits the second-level cache is an
// order of magnitude faster than one that does not, and both levels run in parallel.
//
// 1. Each block of consecutive records is welded on its own.                       (parallel over blocks)
// 2. The distinct positions of all blocks are partitioned by hash and each
//    partition is welded, in file order.                                           (parallel over partitions)
// 3. First occurrences are numbered in file order, and block-local indices mapped. (parallel over blocks)
#include "asset/weld.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/endian.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kBlockRecords = kWeldBlockRecords;  // local table: at most 256 k slots of 4 bytes
constexpr unsigned kPartitionBits = 8;
constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
constexpr std::uint32_t kEmpty = 0xFFFFFFFFU;

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

struct Block {
  std::vector<Key> keys;               // distinct positions, in file order
  std::vector<std::uint32_t> grouped;  // their numbers, grouped by partition, in file order inside a group
  std::array<std::uint32_t, kPartitions + 1> group_start{};
  std::size_t base = 0;  // number of the first key among those of all blocks
};

std::size_t table_size(std::size_t entries) {
  std::size_t size = 64;
  while (size < 2 * entries) size *= 2;
  return size;
}

void weld_block(const PositionRecords& records, std::size_t begin, std::size_t end, std::uint32_t* indices,
                Block& block) {
  const std::size_t mask = table_size(end - begin) - 1;
  thread_local std::vector<std::uint32_t> table;
  table.assign(mask + 1, kEmpty);
  block.keys.reserve((end - begin) / 4);
  std::size_t in_group = begin % records.group;
  const std::byte* group_start = records.data + begin / records.group * records.stride;
  for (std::size_t i = begin; i < end; ++i) {
    const Key key = load_key(group_start + 12 * in_group);
    if (++in_group == records.group) {
      in_group = 0;
      group_start += records.stride;
    }
    std::size_t slot = slot_of(hash_of(key), mask);
    while (table[slot] != kEmpty && block.keys[table[slot]] != key) slot = (slot + 1) & mask;
    if (table[slot] == kEmpty) {
      table[slot] = static_cast<std::uint32_t>(block.keys.size());
      block.keys.push_back(key);
    }
    indices[i] = table[slot];
  }
}

void group_by_partition(Block& block) {
  std::array<std::uint32_t, kPartitions + 1>& start = block.group_start;
  for (const Key& key : block.keys) ++start[partition_of(hash_of(key)) + 1];
  for (std::size_t p = 0; p < kPartitions; ++p) start[p + 1] += start[p];
  std::array<std::uint32_t, kPartitions + 1> next = start;
  block.grouped.resize(block.keys.size());
  for (std::uint32_t i = 0; i < block.keys.size(); ++i) {
    block.grouped[next[partition_of(hash_of(block.keys[i]))]++] = i;
  }
}

// Writes for every key of this partition the number of its first occurrence among the keys of all blocks.
void weld_partition(const std::vector<Block>& blocks, std::size_t partition, Buffer<std::uint32_t>& first) {
  std::size_t entries = 0;
  for (const Block& block : blocks)
    entries += block.group_start[partition + 1] - block.group_start[partition];
  const std::size_t mask = table_size(entries) - 1;
  struct Slot {
    Key key;
    std::uint32_t number;
  };
  thread_local std::vector<Slot> table;
  table.assign(mask + 1, Slot{{}, kEmpty});
  for (const Block& block : blocks) {
    for (std::uint32_t g = block.group_start[partition]; g < block.group_start[partition + 1]; ++g) {
      const Key key = block.keys[block.grouped[g]];
      const auto number = static_cast<std::uint32_t>(block.base + block.grouped[g]);
      std::size_t slot = slot_of(hash_of(key), mask);
      while (table[slot].number != kEmpty && table[slot].key != key) slot = (slot + 1) & mask;
      if (table[slot].number == kEmpty) table[slot] = {key, number};
      first[number] = table[slot].number;
    }
  }
}

}  // namespace

Weld weld_positions(const PositionRecords& records, const std::stop_token& stop,
                    const std::function<void(std::size_t, std::size_t)>& done) {
  Buffer<std::uint32_t> indices(records.count);
  const std::size_t block_count = (records.count + kBlockRecords - 1) / kBlockRecords;
  std::vector<Block> blocks(block_count);
  parallel_ranges(records.count, kBlockRecords, stop, [&](std::size_t begin, std::size_t end) {
    Block& block = blocks[begin / kBlockRecords];
    weld_block(records, begin, end, indices.data(), block);
    block.keys.shrink_to_fit();
    if (done) done(begin, end - begin);
    group_by_partition(block);
  });

  std::size_t keys = 0;
  for (Block& block : blocks) {
    block.base = keys;
    keys += block.keys.size();
  }
  Buffer<std::uint32_t> first(keys);
  parallel_ranges(kPartitions, 1, stop,
                  [&](std::size_t partition, std::size_t) { weld_partition(blocks, partition, first); });

  // Numbers of first occurrences, block by block: count, prefix sum, number.
  std::vector<std::size_t> start(block_count + 1, 0);
  parallel_ranges(block_count, 1, stop, [&](std::size_t b, std::size_t) {
    blocks[b].grouped = {};
    for (std::size_t i = 0; i < blocks[b].keys.size(); ++i)
      start[b + 1] += first[blocks[b].base + i] == blocks[b].base + i;
  });
  for (std::size_t b = 0; b < block_count; ++b) start[b + 1] += start[b];

  Buffer<float3> positions(start[block_count]);
  Buffer<std::uint32_t> final_index(keys);
  parallel_ranges(block_count, 1, stop, [&](std::size_t b, std::size_t) {
    std::size_t next = start[b];
    for (std::size_t i = 0; i < blocks[b].keys.size(); ++i) {
      const std::size_t number = blocks[b].base + i;
      if (first[number] != number) continue;
      std::memcpy(static_cast<void*>(&positions[next]), &blocks[b].keys[i], sizeof(Key));
      final_index[number] = static_cast<std::uint32_t>(next++);
    }
  });
  parallel_ranges(block_count, 1, stop, [&](std::size_t b, std::size_t) {
    Block& block = blocks[b];
    // A first occurrence lies in this or an earlier block and is numbered already; repeated ones are written
    // here only.
    for (std::size_t i = 0; i < block.keys.size(); ++i) {
      const std::size_t number = block.base + i;
      if (first[number] != number) final_index[number] = final_index[first[number]];
    }
    const std::size_t begin = b * kBlockRecords;
    const std::size_t end = std::min(records.count, begin + kBlockRecords);
    for (std::size_t i = begin; i < end; ++i) indices[i] = final_index[block.base + indices[i]];
    block.keys = {};
  });
  return {std::move(positions).freeze(), std::move(indices).freeze()};
}

}  // namespace meshgate
