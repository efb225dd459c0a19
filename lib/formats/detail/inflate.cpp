#include "formats/detail/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kPiece = std::uint64_t{1}
                                 << 24U;  // zlib counts in 32 bits; and a stop is heard between

class Stream {
 public:
  explicit Stream(int window_bits) : ready_(inflateInit2(&state_, window_bits) == Z_OK) {}
  ~Stream() {
    if (ready_) inflateEnd(&state_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  [[nodiscard]] bool ready() const { return ready_; }
  z_stream& state() { return state_; }

 private:
  z_stream state_{};
  bool ready_;
};

}  // namespace

Result<Array<std::byte>> inflate_raw(ByteView compressed, std::uint64_t size, const std::stop_token& stop) {
  Stream stream(-MAX_WBITS);  // without a header
  if (!stream.ready()) return fail(ErrorKind::kLimit, "zlib cannot be started");
  z_stream& state = stream.state();
  Buffer<std::byte> out(size);
  Bytef surplus = 0;  // a stream that is longer than promised writes here
  std::uint64_t read = 0, written = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    if (stop.stop_requested()) throw Cancelled{};
    const std::uint64_t in = std::min(kPiece, compressed.size() - read);
    const std::uint64_t room = std::min(kPiece, size - written);
    state.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data() + read));
    state.avail_in = static_cast<uInt>(in);
    state.next_out = room == 0 ? &surplus : reinterpret_cast<Bytef*>(out.data() + written);
    state.avail_out = room == 0 ? 1 : static_cast<uInt>(room);
    status = inflate(&state, Z_NO_FLUSH);
    read += in - state.avail_in;
    if (room == 0 && state.avail_out == 0)
      return fail(ErrorKind::kMalformed, "it holds more than it promises");
    if (room > 0) written += room - state.avail_out;
  }
  if (status != Z_STREAM_END || written != size) {
    return fail(ErrorKind::kMalformed,
                state.msg != nullptr ? state.msg : "the compressed data end too early");
  }
  return std::move(out).freeze();
}

Result<Array<std::byte>> inflate_zlib(ByteView compressed, std::uint64_t most) {
  Stream stream(MAX_WBITS);
  if (!stream.ready()) return fail(ErrorKind::kLimit, "zlib cannot be started");
  z_stream& state = stream.state();
  if (compressed.size() > kPiece) return fail(ErrorKind::kLimit, "it is too long");
  state.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data()));
  state.avail_in = static_cast<uInt>(compressed.size());
  std::vector<std::byte> out;
  std::array<std::byte, 16 * 1024> piece;
  int status = Z_OK;
  while (status == Z_OK) {
    state.next_out = reinterpret_cast<Bytef*>(piece.data());
    state.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&state, Z_NO_FLUSH);
    const std::size_t held = piece.size() - state.avail_out;
    if (out.size() + held > most) return fail(ErrorKind::kLimit, "it is too long");
    out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(held));
  }
  if (status != Z_STREAM_END) return fail(ErrorKind::kMalformed, "the compressed data are damaged");
  return out;
}

}  // namespace meshgate
