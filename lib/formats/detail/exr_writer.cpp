#include "formats/detail/exr_writer.h"

#include <algorithm>
#include <array>

#include "core/buffer.h"
#include "formats/detail/exr_decoder.h"

namespace meshgate {
namespace {

template <class T>
Array<float> scaled(const Array<T>& samples, float full) {
  Buffer<float> floats(samples.size());
  std::transform(samples.begin(), samples.end(), floats.begin(),
                 [full](T sample) { return static_cast<float>(sample) / full; });
  return std::move(floats).freeze();
}

std::vector<std::string> channel_names(const Image& image) {
  if (image.channel_names.size() == image.pixel_channels) return image.channel_names;
  static const std::array<std::vector<std::string>, 4> kNames{
      {{"Y"}, {"Y", "A"}, {"R", "G", "B"}, {"R", "G", "B", "A"}}};
  return kNames.at(std::clamp(image.pixel_channels, 1U, 4U) - 1);
}

}  // namespace

Result<Written> write_exr(const Asset& asset, const WriteOptions& options) {
  if (!asset.image || !asset.image->decoded())
    return fail(ErrorKind::kUnsupported, asset.path + ": only a decoded picture can be written as EXR");
  const Image& image = *asset.image;
  const Array<float> samples = !image.pixels32f.empty() ? image.pixels32f
                               : image.pixels16.empty() ? scaled(image.pixels8, 255)
                                                        : scaled(image.pixels16, 65535);
  ExrPicture picture;
  picture.width = image.width;
  picture.height = image.height;
  picture.channels = channel_names(image);
  picture.samples = samples.data();
  picture.half = image.pixels32f.empty() ? image.pixels16.empty() : image.sample_type == SampleType::kHalf;
  MG_TRY(std::vector<std::byte> bytes, encode_exr(picture, options.stop));
  Written written;
  written.files.push_back({options.stem + ".exr", Array<std::byte>(std::move(bytes))});
  if (image.orientation != 1) written.lost.emplace_back("the EXIF orientation");
  return written;
}

}  // namespace meshgate
