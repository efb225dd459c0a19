#include "formats/detail/exr_decoder.h"

#include <OpenEXR/ImfArray.h>
#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfInputPart.h>
#include <OpenEXR/ImfMultiPartInputFile.h>
#include <OpenEXR/ImfOutputFile.h>
#include <OpenEXR/ImfRgbaYca.h>
#include <OpenEXR/ImfStandardAttributes.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr int kNoThreads = 0;  // files side by side are the gate's business

class MemoryInput : public Imf::IStream {
 public:
  explicit MemoryInput(ByteView bytes) : Imf::IStream("picture"), bytes_(bytes) {}
  bool read(char* to, int count) override {
    const auto wanted = static_cast<std::size_t>(std::max(count, 0));
    if (wanted > bytes_.size() - at_) throw std::runtime_error("the file ends too early");
    if (wanted > 0) std::memcpy(to, bytes_.data() + at_, wanted);
    at_ += wanted;
    return at_ < bytes_.size();
  }
  std::uint64_t tellg() override { return at_; }
  void seekg(std::uint64_t position) override { at_ = std::min<std::uint64_t>(position, bytes_.size()); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

class MemoryOutput : public Imf::OStream {
 public:
  MemoryOutput() : Imf::OStream("picture") {}
  void write(const char* from, int count) override {
    const auto size = static_cast<std::size_t>(std::max(count, 0));
    if (at_ + size > bytes_.size()) bytes_.resize(at_ + size);
    std::memcpy(bytes_.data() + at_, from, size);
    at_ += size;
  }
  std::uint64_t tellp() override { return at_; }
  void seekp(std::uint64_t position) override { at_ = position; }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
  std::size_t at_ = 0;
};

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Where the library is to put x = min_x so that it lands at `first`: it adds coordinates to a base address,
// which may lie outside of any array, so the sum is done with integers.
char* base_address(float* first, std::int64_t steps_to_origin) {
  const auto address = reinterpret_cast<std::uintptr_t>(first);
  return reinterpret_cast<char*>(address - static_cast<std::uintptr_t>(steps_to_origin) * sizeof(float));
}

// One channel, a line at a time. Lines that a coarser sampling leaves out show the last one before them.
struct LineBuffer {
  LineBuffer(const ExrChannel& channel, const ExrWindow& data)
      : sampling(channel.x_sampling),
        first(floor_divide(data.min_x, channel.x_sampling)),
        samples(static_cast<std::size_t>(floor_divide(data.max_x, channel.x_sampling) - first + 1)) {}

  [[nodiscard]] float at(std::int64_t x) const {
    return samples[static_cast<std::size_t>(floor_divide(x, sampling) - first)];
  }

  std::int64_t sampling;
  std::int64_t first;
  std::vector<float> samples;
};

struct Weights {
  float red = 0, green = 1, blue = 0;
};

// Luminance and chroma (R − Y) / Y, (B − Y) / Y to red, green and blue: "Luminance/Chroma Images" of the
// OpenEXR documentation.
void to_rgb(float* pixel, const Weights& weights) {
  const float y = pixel[0];
  const float r = (pixel[1] + 1) * y, b = (pixel[2] + 1) * y;
  pixel[0] = r;
  pixel[1] = (y - r * weights.red - b * weights.blue) / weights.green;
  pixel[2] = b;
}

Weights luminance_weights(const Imf::Header& header) {
  const Imf::Chromaticities chromaticities =
      Imf::hasChromaticities(header) ? Imf::chromaticities(header) : Imf::Chromaticities();
  const auto weights = Imf::RgbaYca::computeYw(chromaticities);
  return {weights.x, weights.y, weights.z};
}

Array<float> read_pixels(Imf::MultiPartInputFile& file, const ExrScan& scan, const std::stop_token& stop) {
  const ExrPart& part = scan.parts[scan.shown];
  Imf::InputPart input(file, static_cast<int>(scan.shown));
  std::vector<LineBuffer> lines;
  for (const std::size_t channel : scan.pixels) lines.emplace_back(part.channels[channel], part.data);
  Imf::FrameBuffer frame;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ExrChannel& channel = part.channels[scan.pixels[i]];
    frame.insert(channel.name, Imf::Slice(Imf::FLOAT, base_address(lines[i].samples.data(), lines[i].first),
                                          sizeof(float), 0, static_cast<int>(channel.x_sampling),
                                          static_cast<int>(channel.y_sampling), 0.0));
  }
  input.setFrameBuffer(frame);

  const std::size_t channels = lines.size();
  const auto width = static_cast<std::size_t>(part.display.width());
  Buffer<float> pixels(width * static_cast<std::size_t>(part.display.height()) * channels);
  std::fill(pixels.begin(), pixels.end(), 0.0F);
  const Weights weights =
      scan.luminance_chroma ? luminance_weights(file.header(static_cast<int>(scan.shown))) : Weights{};
  const std::int64_t left = std::max(part.data.min_x, part.display.min_x);
  const std::int64_t right = std::min(part.data.max_x, part.display.max_x);
  // From the top of the data: a coarser channel may have its last line above the display window.
  for (std::int64_t y = part.data.min_y; y <= std::min(part.data.max_y, part.display.max_y); ++y) {
    if (stop.stop_requested()) throw Cancelled{};
    input.readPixels(static_cast<int>(y), static_cast<int>(y));
    if (y < part.display.min_y) continue;
    float* row = pixels.data() + static_cast<std::size_t>(y - part.display.min_y) * width * channels;
    for (std::int64_t x = left; x <= right; ++x) {
      float* pixel = row + static_cast<std::size_t>(x - part.display.min_x) * channels;
      for (std::size_t c = 0; c < channels; ++c) pixel[c] = lines[c].at(x);
      if (scan.luminance_chroma) to_rgb(pixel, weights);
    }
  }
  return std::move(pixels).freeze();
}

tl::unexpected<Error> failure(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) throw std::bad_alloc();
  return fail(ErrorKind::kMalformed, error.what());
}

void write_lines(Imf::OutputFile& file, const ExrPicture& picture, const std::stop_token& stop) {
  const std::size_t channels = picture.channels.size();
  const std::size_t count = std::size_t{picture.width} * channels;
  // The library takes the sample type that the file has, so halves are made here.
  std::vector<half> halves(picture.half ? count : 0);
  std::vector<float> floats(picture.half ? 0 : count);
  const std::size_t bytes = picture.half ? sizeof(half) : sizeof(float);
  char* base = picture.half ? reinterpret_cast<char*>(halves.data()) : reinterpret_cast<char*>(floats.data());
  Imf::FrameBuffer frame;
  for (std::size_t c = 0; c < channels; ++c) {
    frame.insert(picture.channels[c],
                 Imf::Slice(picture.half ? Imf::HALF : Imf::FLOAT, base + c * bytes, channels * bytes, 0));
  }
  file.setFrameBuffer(frame);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    if (stop.stop_requested()) throw Cancelled{};
    const float* row = picture.samples + y * count;
    std::copy_n(row, floats.size(), floats.begin());
    for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = half(row[i]);
    file.writePixels(1);
  }
}

}  // namespace

std::uint64_t exr_decoding_bytes(const ExrScan& scan) {
  const ExrPart& part = scan.parts[scan.shown];
  std::uint64_t stored = 0;  // bytes a pixel, over all channels: the library unpacks whole chunks
  for (const ExrChannel& channel : part.channels) stored += channel.sample == ExrSample::kHalf ? 2 : 4;
  const auto width = static_cast<double>(part.data.width());
  const double lines = part.tiles
                           ? std::min<double>(part.tiles->height, static_cast<double>(part.data.height()))
                           : exr_lines_per_chunk(part.compression);
  const double tile_width = part.tiles ? std::max<double>(width, part.tiles->width) : width;
  // Packed, unpacked and the coder's own; tiles are gathered to lines as well.
  const double library = 6 * tile_width * lines * static_cast<double>(stored);
  const double result = 4.0 * scan.image.width * scan.image.height * static_cast<double>(scan.pixels.size());
  const double line_buffers = 4 * width * static_cast<double>(scan.pixels.size());
  double tables = 0;
  for (const ExrPart& other : scan.parts) tables += 16.0 * static_cast<double>(other.chunks);
  const double total = library + result + line_buffers + tables;
  return total < 1e18 ? static_cast<std::uint64_t>(total) : std::numeric_limits<std::uint64_t>::max();
}

Result<Array<float>> decode_exr(ByteView bytes, const ExrScan& scan, const std::stop_token& stop) {
  try {
    MemoryInput stream(bytes);
    Imf::MultiPartInputFile file(stream, kNoThreads, false);
    return read_pixels(file, scan, stop);
  } catch (const std::exception& error) {
    return failure(error);
  }
}

Result<std::vector<std::byte>> encode_exr(const ExrPicture& picture, const std::stop_token& stop) {
  try {
    Imf::Header header(static_cast<int>(picture.width), static_cast<int>(picture.height));
    header.compression() = Imf::ZIP_COMPRESSION;
    for (const std::string& name : picture.channels)
      header.channels().insert(name, Imf::Channel(picture.half ? Imf::HALF : Imf::FLOAT));
    MemoryOutput stream;
    {
      Imf::OutputFile file(stream, header, kNoThreads);
      write_lines(file, picture, stop);
    }  // the table of chunks is written now
    return stream.take();
  } catch (const std::exception& error) {
    return failure(error);
  }
}

}  // namespace meshgate
