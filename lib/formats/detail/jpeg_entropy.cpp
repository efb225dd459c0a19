#include "formats/detail/jpeg_entropy.h"

#include <fmt/format.h>

#include <bit>

namespace meshgate {
namespace {

// Bits of one entropy-coded segment: stuffed zeros removed, stops before a marker.
class BitReader {
 public:
  BitReader(ByteView file, std::size_t at) : file_(file), at_(at) {}

  void refill() {
    while (count_ <= 48) {
      // Two bytes at a time while there is no 0xFF among them.
      if (at_ + 2 <= file_.size() && byte(at_) != 0xFF && byte(at_ + 1) != 0xFF) {
        push((std::uint64_t{byte(at_)} << 8U) | byte(at_ + 1), 16);
        at_ += 2;
        continue;
      }
      if (!push_careful()) return;
    }
  }
  [[nodiscard]] std::uint32_t peek(std::uint32_t bits) const {
    return static_cast<std::uint32_t>(bits_ >> (64U - bits));
  }
  void skip(std::uint32_t bits) {
    bits_ <<= bits;
    count_ -= static_cast<int>(bits);
  }
  std::uint32_t take(std::uint32_t bits) {
    if (bits == 0) return 0;
    const std::uint32_t value = peek(bits);
    skip(bits);
    return value;
  }
  /// More bits were taken than there were before the marker or the end.
  [[nodiscard]] bool overrun() const { return count_ < 0; }
  [[nodiscard]] bool at_end() const { return at_ >= file_.size(); }
  /// Whole bytes that were read ahead.
  [[nodiscard]] std::size_t unused_bytes() const {
    return count_ < 0 ? 0 : static_cast<std::size_t>(count_) / 8;
  }
  [[nodiscard]] std::size_t position() const { return at_; }
  /// Nothing is left but the ones that fill up the last byte (some encoders add a whole byte of them).
  [[nodiscard]] bool only_padding() const {
    return count_ < 8 || ~bits_ >> (64U - static_cast<unsigned>(count_)) == 0;
  }
  /// Forgets buffered bits and goes on at `at`.
  void restart(std::size_t at) {
    at_ = at;
    bits_ = 0;
    count_ = 0;
  }

 private:
  [[nodiscard]] std::uint8_t byte(std::size_t i) const { return std::to_integer<std::uint8_t>(file_[i]); }
  void push(std::uint64_t value, int bits) {
    bits_ |= value << static_cast<unsigned>(64 - count_ - bits);
    count_ += bits;
  }
  bool push_careful() {
    if (count_ < 0 || at_ >= file_.size()) return false;
    const std::uint8_t value = byte(at_);
    if (value == 0xFF) {
      if (at_ + 1 >= file_.size()) {
        at_ = file_.size();
        return false;
      }
      if (byte(at_ + 1) != 0) return false;  // a marker, or fill bytes before one
      ++at_;
    }
    ++at_;
    push(value, 8);
    return true;
  }

  ByteView file_;
  std::size_t at_;
  std::uint64_t bits_ = 0;  // the next bit is the highest
  int count_ = 0;
};

constexpr int kNoSymbol = -1;

int take_symbol(BitReader& reader, const JpegHuffman& table) {
  const std::uint16_t entry = table.fast[reader.peek(JpegHuffman::kFastBits)];
  if (entry != 0) {
    reader.skip(entry >> 8U);
    return entry & 0xFF;
  }
  const std::uint32_t code = reader.peek(16);
  for (std::uint32_t length = JpegHuffman::kFastBits + 1; length <= 16; ++length) {
    if (code >= table.end_code[length]) continue;
    const auto index = static_cast<std::int32_t>(code >> (16U - length)) + table.offset[length];
    reader.skip(length);
    return index >= 0 && index < 256 ? table.symbols[static_cast<std::size_t>(index)] : kNoSymbol;
  }
  return kNoSymbol;
}

// State of one scan; each block function returns false on a code that cannot be.
struct ScanState {
  BitReader& reader;
  const JpegScan& scan;
  std::uint32_t end_of_band_run = 0;

  bool sequential(const JpegHuffman& dc, const JpegHuffman& ac) {
    reader.refill();
    const int size = take_symbol(reader, dc);
    if (size < 0 || size > 15) return false;
    reader.skip(static_cast<std::uint32_t>(size));
    for (std::uint32_t k = 1; k < 64; ++k) {
      reader.refill();
      const int symbol = take_symbol(reader, ac);
      if (symbol < 0) return false;
      const auto run = static_cast<std::uint32_t>(symbol) >> 4U;
      const auto bits = static_cast<std::uint32_t>(symbol) & 15U;
      if (bits == 0) {
        if (run != 15) break;
        k += 15;
        continue;
      }
      k += run;
      if (k > 63) return false;
      reader.skip(bits);
    }
    return true;
  }

  bool dc_part(const JpegHuffman& dc) {
    reader.refill();
    if (scan.approximation_high != 0) {
      reader.skip(1);
      return true;
    }
    const int size = take_symbol(reader, dc);
    if (size < 0 || size > 15) return false;
    reader.skip(static_cast<std::uint32_t>(size));
    return true;
  }

  bool ac_first(const JpegHuffman& ac, std::uint64_t& present) {
    if (end_of_band_run > 0) {
      --end_of_band_run;
      return true;
    }
    for (std::uint32_t k = scan.spectral_start; k <= scan.spectral_end; ++k) {
      reader.refill();
      const int symbol = take_symbol(reader, ac);
      if (symbol < 0) return false;
      const auto run = static_cast<std::uint32_t>(symbol) >> 4U;
      const auto bits = static_cast<std::uint32_t>(symbol) & 15U;
      if (bits == 0) {
        if (run == 15) {
          k += 15;
          continue;
        }
        end_of_band_run = (1U << run) + reader.take(run) - 1;
        return true;
      }
      k += run;
      if (k > scan.spectral_end) return false;
      present |= std::uint64_t{1} << k;
      reader.skip(bits);
    }
    return true;
  }

  // Every coefficient that is already there has one correction bit on the way.
  bool ac_refine(const JpegHuffman& ac, std::uint64_t& present) {
    std::uint32_t k = scan.spectral_start;
    if (end_of_band_run == 0) {
      for (; k <= scan.spectral_end; ++k) {
        reader.refill();
        const int symbol = take_symbol(reader, ac);
        if (symbol < 0) return false;
        auto run = static_cast<std::uint32_t>(symbol) >> 4U;
        const auto bits = static_cast<std::uint32_t>(symbol) & 15U;
        if (bits > 1) return false;
        if (bits == 0 && run != 15) {
          end_of_band_run = (1U << run) + reader.take(run);
          break;
        }
        reader.skip(bits);
        for (; k <= scan.spectral_end; ++k) {
          if ((present >> k & 1U) != 0) {
            correct();
          } else if (run-- == 0) {
            break;
          }
        }
        if (bits == 1) {
          if (k > scan.spectral_end) return false;
          present |= std::uint64_t{1} << k;
        }
      }
    }
    if (end_of_band_run > 0) {
      for (; k <= scan.spectral_end; ++k) {
        if ((present >> k & 1U) != 0) correct();
      }
      --end_of_band_run;
    }
    return true;
  }

 private:
  void correct() {
    reader.refill();
    reader.skip(1);
  }
};

// Moves from the end of one restart interval to the next; returns what is wrong, or nothing.
std::optional<std::string> pass_restart(BitReader& reader, ByteView file, std::uint32_t expected) {
  std::size_t at = reader.position();
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint8_t>(file[i]); };
  if (!reader.only_padding()) return fmt::format("more data than restart interval {} needs", expected);
  while (at + 1 < file.size() && byte(at) == 0xFF && byte(at + 1) == 0xFF) ++at;  // fill bytes
  if (at + 2 > file.size()) {
    reader.restart(file.size());
    return std::nullopt;  // the next block notices the end
  }
  const std::uint8_t wanted = static_cast<std::uint8_t>(0xD0U + (expected & 7U));
  if (byte(at) != 0xFF || byte(at + 1) != wanted) {
    return fmt::format("instead of restart marker RST{} there is {:02X} {:02X}", expected & 7U, byte(at),
                       byte(at + 1));
  }
  reader.restart(at + 2);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> build_huffman(ByteView bytes, JpegHuffman& table) {
  table = {};
  const auto count = [&](std::size_t length) { return std::to_integer<std::uint32_t>(bytes[length - 1]); };
  std::uint32_t code = 0;
  std::uint32_t index = 0;
  for (std::uint32_t length = 1; length <= 16; ++length) {
    table.offset[length] = static_cast<std::int32_t>(index) - static_cast<std::int32_t>(code);
    for (std::uint32_t i = 0; i < count(length); ++i, ++code, ++index) {
      if (index >= 256 || code >= (1U << length)) return "a Huffman table with more codes than there can be";
      const auto symbol = std::to_integer<std::uint8_t>(bytes[16 + index]);
      table.symbols[index] = symbol;
      if (length > JpegHuffman::kFastBits) continue;
      const std::uint32_t spread = 1U << (JpegHuffman::kFastBits - length);
      for (std::uint32_t k = 0; k < spread; ++k) {
        table.fast[code * spread + k] = static_cast<std::uint16_t>(length << 8U | symbol);
      }
    }
    table.end_code[length] = code << (16U - length);
    code <<= 1U;
  }
  table.defined = true;
  return std::nullopt;
}

JpegScanResult JpegEntropyWalker::walk(const JpegFrame& frame, const JpegScan& scan, ByteView file,
                                       std::size_t begin) {
  BitReader reader(file, begin);
  ScanState state{reader, scan};
  const bool single = scan.parts.size() == 1;
  const JpegComponent& first = frame.components[scan.parts.front().component];
  const std::uint32_t columns = single ? first.columns : frame.mcu_columns;
  const std::uint32_t rows = single ? first.rows : frame.mcu_rows;
  const bool ac_scan = frame.progressive() && scan.spectral_start > 0;
  std::vector<std::uint64_t>* present = ac_scan ? &coefficients_.at(scan.parts.front().component) : nullptr;
  if (ac_scan && present->empty()) present->resize(std::size_t{first.columns} * first.rows);

  const auto walk_block = [&](const JpegScan::Part& part, std::size_t block) {
    if (!frame.progressive()) return state.sequential(dc[part.dc_table], ac[part.ac_table]);
    if (!ac_scan) return state.dc_part(dc[part.dc_table]);
    std::uint64_t& bits = (*present)[block];
    return scan.approximation_high == 0 ? state.ac_first(ac[part.ac_table], bits)
                                        : state.ac_refine(ac[part.ac_table], bits);
  };
  const auto walk_mcu = [&](std::size_t mcu) {
    if (single) return walk_block(scan.parts.front(), mcu);
    for (const JpegScan::Part& part : scan.parts) {
      const JpegComponent& component = frame.components[part.component];
      for (int i = 0; i < component.h * component.v; ++i) {
        if (!walk_block(part, 0)) return false;
      }
    }
    return true;
  };

  const std::size_t total = std::size_t{columns} * rows;
  for (std::size_t mcu = 0; mcu < total; ++mcu) {
    if (restart_interval != 0 && mcu != 0 && mcu % restart_interval == 0) {
      state.end_of_band_run = 0;
      const auto index = static_cast<std::uint32_t>(mcu / restart_interval - 1);
      if (auto reason = pass_restart(reader, file, index)) {
        return {JpegScanEnd::kDamaged, reader.position(), std::move(*reason)};
      }
    }
    const bool sound = walk_mcu(mcu);
    if (sound && !reader.overrun()) continue;
    const std::string place = fmt::format("block row {} of {}", mcu / columns + 1, rows);
    if (reader.overrun() || reader.unused_bytes() < 2) {
      if (reader.at_end()) return {JpegScanEnd::kCut, file.size(), place};
      return {JpegScanEnd::kDamaged, reader.position(), "the data stop too early, in " + place};
    }
    return {JpegScanEnd::kDamaged, reader.position() - reader.unused_bytes(),
            "an impossible code in " + place};
  }
  return {JpegScanEnd::kComplete, reader.position() - reader.unused_bytes(), {}};
}

}  // namespace meshgate
