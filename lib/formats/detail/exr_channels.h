#pragma once
// Which channels of an EXR make the picture that is looked at.
#include <vector>

#include "formats/detail/exr_scan.h"

namespace meshgate {

struct ExrSelection {
  std::vector<std::size_t> channels;  ///< into the list, in the order of the pixels; never empty
  bool luminance_chroma = false;      ///< Y, RY, BY
  bool has_alpha = false;
  ColorType color_type = ColorType::kGray;
};

/// Chooses from the default layer, else from the first layer that has something: red, green and blue;
/// luminance with chroma; luminance; Z; a single red. Alpha comes along. Else the first channel of the list.
/// `channels` must not be empty. Names of OpenEXR's "Channel Naming Convention".
ExrSelection select_exr_channels(const std::vector<ExrChannel>& channels);

}  // namespace meshgate
