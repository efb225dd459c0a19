#include "meshgate/geometry.h"

namespace meshgate {

Matrix4 operator*(const Matrix4& a, const Matrix4& b) {
  Matrix4 product;
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t r = 0; r < 4; ++r) {
      double sum = 0;
      for (std::size_t k = 0; k < 4; ++k) sum += a.m[4 * k + r] * b.m[4 * c + k];
      product.m[4 * c + r] = sum;
    }
  }
  return product;
}

double3 transform_point(const Matrix4& t, double3 p) {
  return {t.m[0] * p.x + t.m[4] * p.y + t.m[8] * p.z + t.m[12],
          t.m[1] * p.x + t.m[5] * p.y + t.m[9] * p.z + t.m[13],
          t.m[2] * p.x + t.m[6] * p.y + t.m[10] * p.z + t.m[14]};
}

double determinant3(const Matrix4& t) {
  return dot({t.m[0], t.m[1], t.m[2]}, cross({t.m[4], t.m[5], t.m[6]}, {t.m[8], t.m[9], t.m[10]}));
}

}  // namespace meshgate
