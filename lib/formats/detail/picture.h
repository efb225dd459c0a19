#pragma once
// What the readers of pictures share: collecting damage, and admission to decoding.
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "asset/finding_sink.h"
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Keeps the memory of decoders that run at the same time under a limit.
class MemoryGate {
 public:
  explicit MemoryGate(std::uint64_t limit) : limit_(limit) {}

  /// Gives its share back when it ends.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(MemoryGate* gate, std::uint64_t bytes) : gate_(gate), bytes_(bytes) {}
    Ticket(Ticket&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), bytes_(other.bytes_) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(gate_, other.gate_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Ticket() {
      if (gate_ != nullptr) gate_->leave(bytes_);
    }

   private:
    MemoryGate* gate_ = nullptr;
    std::uint64_t bytes_ = 0;
  };

  /// Waits until `bytes` fit beside those already inside. Somebody alone always gets in, so a holder must
  /// not wait for another ticket.
  Ticket enter(std::uint64_t bytes);

 private:
  void leave(std::uint64_t bytes);

  std::uint64_t limit_;
  std::uint64_t used_ = 0;
  std::uint64_t holders_ = 0;
  std::mutex mutex_;
  std::condition_variable freed_;
};

/// Damage of one picture: one finding a rule, with the first reason in words and a witness for each place.
class PictureDamage {
 public:
  /// image/truncated: the file ends before the picture does.
  void truncated(std::uint64_t offset, std::string reason) { truncated_.add(offset, std::move(reason)); }
  /// image/corrupt-chunk: a checksum or the structure is wrong.
  void corrupt(std::uint64_t offset, std::string reason) { corrupt_.add(offset, std::move(reason)); }
  /// image/undecodable: no decoder takes it.
  void undecodable(std::uint64_t offset, std::string reason) { undecodable_.add(offset, std::move(reason)); }
  /// file/trailing-data: bytes behind the end of the picture.
  void trailing(std::uint64_t offset, std::string reason) { trailing_.add(offset, std::move(reason)); }

  /// Whether anything but trailing data was found.
  [[nodiscard]] bool any() const {
    return !truncated_.tally.empty() || !corrupt_.tally.empty() || !undecodable_.tally.empty();
  }
  [[nodiscard]] bool is_truncated() const { return !truncated_.tally.empty(); }
  void report(FindingSink& notes) &&;

 private:
  struct Entry {
    Tally tally;
    std::string reason;
    void add(std::uint64_t offset, std::string why);
  };
  Entry truncated_;
  Entry corrupt_;
  Entry undecodable_;
  Entry trailing_;
};

/// One picture to read.
struct PictureJob {
  const Source& source;
  const ReadOptions& options;
  MemoryGate* gate = nullptr;  ///< shared by readers at work at the same time; null = alone
};

/// An asset with everything set but the picture itself.
Asset make_picture(const Source& source, std::string_view format);

/// Whether a picture of this size may be decoded with `bytes` of memory: reports image/too-many-pixels when
/// not. Waits at the job's gate. Throws Cancelled.
std::optional<MemoryGate::Ticket> admit_decoding(const PictureJob& job, const Image& image,
                                                 std::uint64_t bytes, FindingSink& notes);

/// Width times height within options.max_pixels (and small enough for 64-bit sizes)?
bool pixels_allowed(std::uint64_t width, std::uint64_t height, const ReadOptions& options);

/// Readers of the native formats. Always an Asset with an image: damage is in its notes. Damaged
/// pictures are not decoded, so that a decoder only ever sees what the walk found sound.
Asset read_png(const PictureJob& job);
Asset read_jpeg(const PictureJob& job);
Asset read_webp(const PictureJob& job);
Asset read_exr(const PictureJob& job);

}  // namespace meshgate
