// A peer for the speed table, never linked to the product: reads a binary STL, merges equal points and asks
// CGAL whether the surface intersects itself.
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/polygon_soup_to_polygon_mesh.h>
#include <CGAL/Polygon_mesh_processing/repair_polygon_soup.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Surface_mesh.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_3;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  std::uint32_t count = 0;
  std::memcpy(&count, bytes.data() + 80, 4);
  std::vector<Point> points;
  std::vector<std::array<std::size_t, 3>> faces(count);
  for (std::uint32_t f = 0; f < count; ++f) {
    std::array<float, 9> c{};
    std::memcpy(c.data(), bytes.data() + 84 + 50 * std::size_t{f} + 12, 36);
    for (std::size_t k = 0; k < 3; ++k) {
      faces[f][k] = points.size();
      points.emplace_back(c[3 * k], c[3 * k + 1], c[3 * k + 2]);
    }
  }
  namespace pmp = CGAL::Polygon_mesh_processing;
  pmp::merge_duplicate_points_in_polygon_soup(points, faces);
  CGAL::Surface_mesh<Point> mesh;
  pmp::polygon_soup_to_polygon_mesh(points, faces, mesh);
  const auto start = std::chrono::steady_clock::now();
  const bool intersects = pmp::does_self_intersect(mesh);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%s, %.2f s in does_self_intersect alone\n", intersects ? "intersects" : "clean",
              seconds.count());
}
