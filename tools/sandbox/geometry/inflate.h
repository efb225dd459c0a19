#pragma once
// A body from a picture: its silhouette, blown up.
#include "sandbox/geometry/body.h"
#include "sandbox/geometry/subject.h"

namespace meshgate::sandbox {

/// A closed surface over the largest connected part of the subject, one unit high or wide, in the plane of
/// the picture (x to the right, y up), thick where the border is far. Texture coordinates are those of the
/// picture. kMalformed when the subject is smaller than a few pixels. Four triangles a pixel, and walls.
Result<Body> inflate(const Subject& subject);

}  // namespace meshgate::sandbox
