#pragma once
// Pictures of floats as pictures of integers, to look at and to count.
#include "meshgate/image.h"

namespace meshgate {

/// The picture with 16-bit samples when it has floats, otherwise a cheap copy of it.
///
/// One or two channels are scaled so that the range of the finite samples, with 0 and 1 in it, becomes
/// 0…65535: depths in metres stay apart. Colours are linear light: they are cut to 0…1 and get the exponent
/// 1/2.2, as a viewer shows them. NaN becomes 0. O(pixels).
Image display_image(const Image& image);

}  // namespace meshgate
