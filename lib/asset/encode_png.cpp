// PNG; the only file that includes libpng.
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <new>
#include <vector>

#include "asset/encoders.h"

namespace meshgate {
namespace {

// Where the encoder puts its output, and what went wrong. libpng is C: nothing may be thrown through it.
struct Sink {
  std::vector<std::byte> bytes;
  char reason[100] = {};
};

void write_data(png_structp png, png_bytep data, png_size_t size) {
  auto* sink = static_cast<Sink*>(png_get_io_ptr(png));
  bool stored = true;
  try {
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    sink->bytes.insert(sink->bytes.end(), bytes, bytes + size);
  } catch (const std::bad_alloc&) {
    stored = false;
  }
  if (!stored) png_error(png, "not enough memory");
}

void flush_data(png_structp /*png*/) {}

void keep_reason(png_structp png, png_const_charp message) {
  auto* sink = static_cast<Sink*>(png_get_error_ptr(png));
  std::strncpy(sink->reason, message, sizeof sink->reason - 1);
  png_longjmp(png, 1);
}

void ignore_warning(png_structp /*png*/, png_const_charp /*message*/) {}

int png_type(std::uint32_t channels) {
  constexpr int kTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                            PNG_COLOR_TYPE_RGB_ALPHA};
  return kTypes[channels - 1];
}

// Holds nothing that needs a destructor, so that libpng may jump out of it.
bool write_rows(png_structp png, png_infop info, const Pixels* pixels) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  const bool wide = pixels->is_16();
  png_set_IHDR(png, info, pixels->width, pixels->height, wide ? 16 : 8, png_type(pixels->channels),
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!pixels->color_profile.empty()) {
    // The chunk wants a name; nobody looks at it. What libpng finds wrong in a profile is no reason against
    // the picture.
    png_set_benign_errors(png, 1);
    png_set_iCCP(png, info, "ICC", PNG_COMPRESSION_TYPE_BASE,
                 reinterpret_cast<png_const_bytep>(pixels->color_profile.data()),
                 static_cast<png_uint_32>(pixels->color_profile.size()));
  }
  png_write_info(png, info);
  if (wide) png_set_swap(png);  // PNG is big-endian, memory is not
  const std::size_t stride = std::size_t{pixels->width} * pixels->channels;
  for (std::size_t y = 0; y < pixels->height; ++y) {
    png_write_row(png, wide ? reinterpret_cast<png_const_bytep>(pixels->samples16.data() + y * stride)
                            : pixels->samples8.data() + y * stride);
  }
  png_write_end(png, info);
  return true;
}

}  // namespace

Pixels pixels_of(const Image& image) {
  return {image.width,          image.height,          image.pixel_channels,
          image.pixels8.span(), image.pixels16.span(), image.color_profile.span()};
}

Result<Array<std::byte>> encode_png(const Pixels& pixels) {
  if (pixels.width == 0 || pixels.height == 0 || pixels.channels < 1 || pixels.channels > 4)
    return fail(ErrorKind::kUnsupported, "a picture without pixels cannot be written");
  Sink sink;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, keep_reason, ignore_warning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr) {
    png_destroy_write_struct(&png, nullptr);
    return fail(ErrorKind::kLimit, "not enough memory for the PNG encoder");
  }
  png_set_write_fn(png, &sink, write_data, flush_data);
  const bool written = write_rows(png, info, &pixels);
  png_destroy_write_struct(&png, &info);
  if (!written) return fail(ErrorKind::kLimit, std::string("the PNG encoder refuses: ") + sink.reason);
  return std::move(sink.bytes);
}

}  // namespace meshgate
