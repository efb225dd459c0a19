#pragma once
// Walking the Huffman-coded data of a JPEG scan without computing pixels: finds cut and damaged scans, which
// stb_image decodes to grey or noise without a word. ITU-T T.81, annexes F and G.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/endian.h"

namespace meshgate {

/// A component of the frame and its share of the scan.
struct JpegComponent {
  std::uint8_t id = 0;
  std::uint8_t h = 1, v = 1;      ///< sampling factors
  std::uint8_t quantization = 0;  ///< table number
  std::uint32_t columns = 0;      ///< blocks that cover the component
  std::uint32_t rows = 0;
  std::uint32_t padded_columns = 0;  ///< blocks with those that only fill whole MCUs
  std::uint32_t padded_rows = 0;
};

struct JpegFrame {
  std::uint8_t marker = 0;  ///< 0xC0 … 0xCF
  std::uint8_t precision = 8;
  std::uint32_t width = 0, height = 0;
  std::uint32_t mcu_columns = 0, mcu_rows = 0;
  std::vector<JpegComponent> components;
  [[nodiscard]] bool progressive() const { return marker == 0xC2; }
  /// Baseline, extended or progressive Huffman with 8 bits: what is walked and decoded.
  [[nodiscard]] bool supported() const { return marker >= 0xC0 && marker <= 0xC2 && precision == 8; }
};

/// Which components a scan holds, and of them what.
struct JpegScan {
  struct Part {
    std::size_t component = 0;  ///< into JpegFrame::components
    std::uint8_t dc_table = 0, ac_table = 0;
  };
  std::vector<Part> parts;
  std::uint8_t spectral_start = 0, spectral_end = 63;
  std::uint8_t approximation_high = 0, approximation_low = 0;
};

/// A Huffman table as decoding needs it.
struct JpegHuffman {
  static constexpr std::uint32_t kFastBits = 10;
  bool defined = false;
  std::array<std::uint16_t, std::size_t{1} << kFastBits> fast{};  ///< length << 8 | symbol; 0 = longer code
  std::array<std::uint32_t, 18> end_code{};  ///< first code beyond those of a length, aligned to 16 bits
  std::array<std::int32_t, 17> offset{};     ///< index of a symbol = code + offset
  std::array<std::uint8_t, 256> symbols{};
};

/// Builds the table of a DHT segment: 16 counts, then the symbols. Returns what is wrong, or nothing.
std::optional<std::string> build_huffman(ByteView counts_and_symbols, JpegHuffman& table);

enum class JpegScanEnd {
  kComplete,  ///< every block was there
  kCut,       ///< the file ended first
  kDamaged,   ///< a code or a marker that cannot be
};
struct JpegScanResult {
  JpegScanEnd end = JpegScanEnd::kComplete;
  std::size_t offset = 0;  ///< where it went wrong, or where the data ended
  std::string reason;
};

/// Walks scans of one frame; remembers between progressive scans which coefficients are there.
class JpegEntropyWalker {
 public:
  std::array<JpegHuffman, 4> dc, ac;
  std::uint32_t restart_interval = 0;  ///< MCUs; 0 = none

  /// Walks the data that begin at `begin` of the file. The frame is supported, the parts are checked.
  /// Throws std::bad_alloc.
  JpegScanResult walk(const JpegFrame& frame, const JpegScan& scan, ByteView file, std::size_t begin);

 private:
  std::array<std::vector<std::uint64_t>, 4> coefficients_;  // a bit for each nonzero one, in zigzag order
};

}  // namespace meshgate
