// The figure of the tests and its six parts with ball joints as STL: what `meshgate verify` is measured on.
//   make_figure CELL LEVELS FOLDER     cell size of the grid in mm; each level divides every triangle by four
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/figure.h"

namespace {

using namespace meshgate;
using test::Shape;

float3 middle(float3 a, float3 b) {
  // The same bits from both sides of an edge.
  return {a.x / 2 + b.x / 2, a.y / 2 + b.y / 2, a.z / 2 + b.z / 2};
}

// As a soup: the bench needs no indices.
Shape divided(const Shape& shape) {
  Shape out;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const float3 a = shape.positions[shape.indices[3 * face]],
                 b = shape.positions[shape.indices[3 * face + 1]],
                 c = shape.positions[shape.indices[3 * face + 2]];
    const float3 ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
    for (const float3& p : {a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca}) {
      out.indices.push_back(static_cast<std::uint32_t>(out.positions.size()));
      out.positions.push_back(p);
    }
  }
  return out;
}

void write(const std::filesystem::path& path, Shape shape, int levels) {
  for (int level = 0; level < levels; ++level) shape = divided(shape);
  const std::vector<std::byte> bytes = test::binary_stl(shape);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  std::printf("%s %zu triangles\n", path.c_str(), shape.faces());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "make_figure CELL LEVELS FOLDER\n");
    return 2;
  }
  const int levels = std::atoi(argv[2]);
  const std::filesystem::path folder = argv[3];
  std::filesystem::create_directories(folder / "parts");
  test::FigureSpec spec;
  spec.cell = std::atof(argv[1]);
  write(folder / "figure.stl", test::figure(spec.cell), levels);
  for (const test::FigurePart& part : test::figure_parts(spec))
    write(folder / "parts" / (part.name + ".stl"), part.shape, levels);
  return 0;
}
