#include "formats/detail/picture.h"

#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

// Sizes in bytes are computed as pixels × at most 32: this keeps them far inside 64 bits whatever the options
// say.
constexpr std::uint64_t kPixelCeiling = std::uint64_t{1} << 40U;

constexpr std::string_view kMendTruncated = "Copy or download the file again, or export the picture anew";
constexpr std::string_view kMendCorrupt =
    "Copy the file again, or open it in an image editor, look at it and save it anew";
constexpr std::string_view kMendUndecodable = "Save the picture as an ordinary PNG or JPEG";
constexpr std::string_view kMendTrailing = "Save the picture anew to drop them";

}  // namespace

MemoryGate::Ticket MemoryGate::enter(std::uint64_t bytes) {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return holders_ == 0 || (used_ <= limit_ && bytes <= limit_ - used_); });
  used_ += bytes;
  ++holders_;
  return {this, bytes};
}

void MemoryGate::leave(std::uint64_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    used_ -= bytes;
    --holders_;
  }
  freed_.notify_all();
}

void PictureDamage::Entry::add(std::uint64_t offset, std::string why) {
  if (tally.empty()) reason = std::move(why);
  tally.add([&] {
    Location location;
    location.kind = LocationKind::kByte;
    location.byte_offset = offset;
    return location;
  });
}

void PictureDamage::report(FindingSink& notes) && {
  const auto send = [&](std::string_view rule, Entry& entry, std::string_view mend) {
    if (entry.tally.empty()) return;
    const std::uint64_t others = entry.tally.count - 1;
    Where where;
    where.tally = std::move(entry.tally);
    const std::string more = others == 0 ? "" : " (and " + count_of(others, "more place") + ")";
    notes.report(rule, std::move(where), "{}{}. {}", entry.reason, more, mend);
  };
  send("image/truncated", truncated_, kMendTruncated);
  send("image/corrupt-chunk", corrupt_, kMendCorrupt);
  send("image/undecodable", undecodable_, kMendUndecodable);
  send("file/trailing-data", trailing_, kMendTrailing);
}

Asset make_picture(const Source& source, std::string_view format) {
  Asset asset;
  asset.path = source.path();
  asset.format = format;
  asset.kind = AssetKind::kImage;
  asset.bytes = source.size();
  return asset;
}

bool pixels_allowed(std::uint64_t width, std::uint64_t height, const ReadOptions& options) {
  const std::uint64_t limit = std::min(options.max_pixels, kPixelCeiling);
  return width != 0 && height != 0 && width <= limit && height <= limit / width;
}

std::optional<MemoryGate::Ticket> admit_decoding(const PictureJob& job, const Image& image,
                                                 std::uint64_t bytes, FindingSink& notes) {
  if (job.options.stop.stop_requested()) throw Cancelled{};
  if (!pixels_allowed(image.width, image.height, job.options)) {
    Where where;
    where.evidence = {{"width", std::int64_t{image.width}}, {"height", std::int64_t{image.height}}};
    notes.report(
        "image/too-many-pixels", std::move(where),
        "the header promises {} × {} pixels, more than the limit of {}: not decoded. Scale the picture down",
        group_digits(image.width), group_digits(image.height), group_digits(job.options.max_pixels));
    return std::nullopt;
  }
  if (bytes > job.options.max_memory) {
    Where where;
    where.evidence = {{"width", std::int64_t{image.width}},
                      {"height", std::int64_t{image.height}},
                      {"bytes", static_cast<std::int64_t>(bytes)}};
    notes.report(
        "image/too-many-pixels", std::move(where),
        "decoding {} × {} pixels takes {}, more than the memory limit of {}: not decoded. Scale the picture "
        "down or allow more with --max-memory",
        group_digits(image.width), group_digits(image.height), format_bytes(bytes),
        format_bytes(job.options.max_memory));
    return std::nullopt;
  }
  return job.gate == nullptr ? MemoryGate::Ticket{} : job.gate->enter(bytes);
}

}  // namespace meshgate
