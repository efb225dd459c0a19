// Makes the large files of the benchmarks: a closed bumpy torus, exactly the same surface in each format, and
// shapes that turn a careless algorithm quadratic, as STL.
//   make_bench_files stl|shuffled|obj|glb|fan|islands|folded TRIANGLES PATH
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace {

struct Vec3 {
  float x, y, z;
};

// A grid of `rings` × `sides` quads closed in both directions; the seam vertices repeat the first ones
// exactly.
struct Torus {
  std::uint32_t rings = 0, sides = 0;

  explicit Torus(std::uint64_t triangles)
      : rings(static_cast<std::uint32_t>(std::sqrt(static_cast<double>(triangles)))),
        sides(static_cast<std::uint32_t>(triangles / 2 / rings)) {}

  [[nodiscard]] Vec3 position(std::uint32_t ring, std::uint32_t side) const {
    const double u = 2 * std::numbers::pi * (ring % rings) / rings,
                 v = 2 * std::numbers::pi * (side % sides) / sides;
    const double bump = 1 + 0.1 * std::sin(9 * u) * std::sin(7 * v) + 0.02 * std::sin(61 * u + 3 * v);
    const double r = 40 * bump, R = 100;
    return {static_cast<float>((R + r * std::cos(v)) * std::cos(u)),
            static_cast<float>((R + r * std::cos(v)) * std::sin(u)), static_cast<float>(r * std::sin(v))};
  }
  [[nodiscard]] Vec3 normal(std::uint32_t ring, std::uint32_t side) const {
    const double u = 2 * std::numbers::pi * (ring % rings) / rings,
                 v = 2 * std::numbers::pi * (side % sides) / sides;
    return {static_cast<float>(std::cos(v) * std::cos(u)), static_cast<float>(std::cos(v) * std::sin(u)),
            static_cast<float>(std::sin(v))};
  }
  // Vertex (ring, side) of the unrolled grid, which has one more row and column than quads.
  [[nodiscard]] std::uint32_t index(std::uint32_t ring, std::uint32_t side) const {
    return ring * (sides + 1) + side;
  }
  [[nodiscard]] std::uint64_t vertices() const { return std::uint64_t{rings + 1U} * (sides + 1U); }

  template <class Emit>
  void triangles(Emit emit) const {
    for (std::uint32_t i = 0; i < rings; ++i) {
      for (std::uint32_t j = 0; j < sides; ++j) {
        emit(i, j, i + 1, j, i + 1, j + 1);
        emit(i, j, i + 1, j + 1, i, j + 1);
      }
    }
  }
};

template <class T>
void append(std::vector<char>& out, const T& value) {
  const auto* bytes = reinterpret_cast<const char*>(&value);
  out.insert(out.end(), bytes, bytes + sizeof value);
}

// A binary STL, facet by facet.
class Stl {
 public:
  void add(Vec3 a, Vec3 b, Vec3 c) {
    append(facets_, Vec3{0, 0, 0});
    append(facets_, a);
    append(facets_, b);
    append(facets_, c);
    append(facets_, std::uint16_t{0});
  }
  void shuffle() {
    std::mt19937_64 random(1);
    for (std::size_t i = facets_.size() / 50; i > 1; --i) {
      const std::size_t j = random() % i;
      char swap[50];
      std::memcpy(swap, &facets_[50 * (i - 1)], 50);
      std::memcpy(&facets_[50 * (i - 1)], &facets_[50 * j], 50);
      std::memcpy(&facets_[50 * j], swap, 50);
    }
  }
  [[nodiscard]] std::vector<char> bytes() const {
    std::vector<char> out(80, ' ');
    append(out, static_cast<std::uint32_t>(facets_.size() / 50));
    out.insert(out.end(), facets_.begin(), facets_.end());
    return out;
  }

 private:
  std::vector<char> facets_;
};

Stl make_stl(const Torus& torus) {
  Stl stl;
  torus.triangles([&](auto i0, auto j0, auto i1, auto j1, auto i2, auto j2) {
    stl.add(torus.position(i0, j0), torus.position(i1, j1), torus.position(i2, j2));
  });
  return stl;
}

// All triangles around one vertex.
Stl make_fan(std::uint64_t triangles) {
  Stl stl;
  const auto rim = [&](std::uint64_t i) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(i % triangles) / static_cast<double>(triangles);
    return Vec3{static_cast<float>(1000 * std::cos(angle)), static_cast<float>(1000 * std::sin(angle)), 100};
  };
  for (std::uint64_t i = 0; i < triangles; ++i) stl.add({0, 0, 0}, rim(i), rim(i + 1));
  return stl;
}

// Squares of two triangles that touch nothing.
Stl make_islands(std::uint64_t triangles) {
  Stl stl;
  const auto side = static_cast<std::uint64_t>(std::cbrt(static_cast<double>(triangles) / 2)) + 1;
  for (std::uint64_t i = 0; i < triangles / 2; ++i) {
    const auto x = static_cast<float>(2 * (i % side)), y = static_cast<float>(2 * (i / side % side)),
               z = static_cast<float>(i / side / side);
    stl.add({x, y, z}, {x + 1, y, z}, {x + 1, y + 1, z});
    stl.add({x, y, z}, {x + 1, y + 1, z}, {x, y + 1, z});
  }
  return stl;
}

// A strip folded onto itself a hundred times; the layers lie in one plane and are shifted a little.
Stl make_folded(std::uint64_t triangles) {
  Stl stl;
  const std::uint64_t a_layer = triangles / 100,
                      side = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(a_layer) / 2));
  for (std::uint64_t layer = 0; layer < 100; ++layer) {
    const float shift = static_cast<float>(layer) / 128;
    for (std::uint64_t i = 0; i < side * side; ++i) {
      const float x = static_cast<float>(i % side) + shift, y = static_cast<float>(i / side);
      stl.add({x, y, 0}, {x + 1, y, 0}, {x + 1, y + 1, 0});
      stl.add({x, y, 0}, {x + 1, y + 1, 0}, {x, y + 1, 0});
    }
  }
  return stl;
}

std::vector<char> make_obj(const Torus& torus) {
  std::vector<char> out;
  char line[200];
  const auto print = [&](auto... arguments) {
    const int size = std::snprintf(line, sizeof line, arguments...);
    out.insert(out.end(), line, line + size);
  };
  print("# bumpy torus, %u x %u quads\no torus\n", torus.rings, torus.sides);
  for (std::uint32_t i = 0; i <= torus.rings; ++i) {
    for (std::uint32_t j = 0; j <= torus.sides; ++j) {
      const Vec3 p = torus.position(i, j);
      print("v %.6f %.6f %.6f\n", static_cast<double>(p.x), static_cast<double>(p.y),
            static_cast<double>(p.z));
    }
  }
  for (std::uint32_t i = 0; i <= torus.rings; ++i) {
    for (std::uint32_t j = 0; j <= torus.sides; ++j)
      print("vt %.6f %.6f\n", 1.0 * i / torus.rings, 1.0 * j / torus.sides);
  }
  for (std::uint32_t i = 0; i <= torus.rings; ++i) {
    for (std::uint32_t j = 0; j <= torus.sides; ++j) {
      const Vec3 n = torus.normal(i, j);
      print("vn %.6f %.6f %.6f\n", static_cast<double>(n.x), static_cast<double>(n.y),
            static_cast<double>(n.z));
    }
  }
  torus.triangles([&](auto i0, auto j0, auto i1, auto j1, auto i2, auto j2) {
    const std::uint32_t a = torus.index(i0, j0) + 1, b = torus.index(i1, j1) + 1, c = torus.index(i2, j2) + 1;
    print("f %u/%u/%u %u/%u/%u %u/%u/%u\n", a, a, a, b, b, b, c, c, c);
  });
  return out;
}

std::vector<char> make_glb(const Torus& torus) {
  std::vector<char> bin;
  const std::uint64_t n = torus.vertices();
  const auto each = [&](auto emit) {
    for (std::uint32_t i = 0; i <= torus.rings; ++i) {
      for (std::uint32_t j = 0; j <= torus.sides; ++j) emit(i, j);
    }
  };
  Vec3 lo{1e30F, 1e30F, 1e30F}, hi{-1e30F, -1e30F, -1e30F};
  each([&](auto i, auto j) {
    const Vec3 p = torus.position(i, j);
    lo = {std::fmin(lo.x, p.x), std::fmin(lo.y, p.y), std::fmin(lo.z, p.z)};
    hi = {std::fmax(hi.x, p.x), std::fmax(hi.y, p.y), std::fmax(hi.z, p.z)};
    append(bin, p);
  });
  each([&](auto i, auto j) { append(bin, torus.normal(i, j)); });
  each([&](auto i, auto j) {
    append(bin, static_cast<float>(i) / static_cast<float>(torus.rings));
    append(bin, static_cast<float>(j) / static_cast<float>(torus.sides));
  });
  each([&](auto i, auto) {
    const double u = 2 * std::numbers::pi * (i % torus.rings) / torus.rings;
    append(bin, Vec3{static_cast<float>(-std::sin(u)), static_cast<float>(std::cos(u)), 0});
    append(bin, 1.0F);
  });
  const std::uint64_t index_offset = bin.size();
  torus.triangles([&](auto i0, auto j0, auto i1, auto j1, auto i2, auto j2) {
    append(bin, torus.index(i0, j0));
    append(bin, torus.index(i1, j1));
    append(bin, torus.index(i2, j2));
  });
  const std::uint64_t indices = (bin.size() - index_offset) / 4;
  char json[4000];
  const auto d = [](float value) { return static_cast<double>(value); };
  std::snprintf(
      json, sizeof json,
      R"({"asset":{"version":"2.0","generator":"meshgate bench"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],)"
      R"("meshes":[{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2,"TANGENT":3},"indices":4}]}],)"
      R"("buffers":[{"byteLength":%llu}],"bufferViews":[{"buffer":0,"byteLength":%llu,"target":34962},)"
      R"({"buffer":0,"byteOffset":%llu,"byteLength":%llu,"target":34962},{"buffer":0,"byteOffset":%llu,"byteLength":%llu,"target":34962},)"
      R"({"buffer":0,"byteOffset":%llu,"byteLength":%llu,"target":34962},{"buffer":0,"byteOffset":%llu,"byteLength":%llu,"target":34963}],)"
      R"("accessors":[{"bufferView":0,"componentType":5126,"count":%llu,"type":"VEC3","min":[%.9g,%.9g,%.9g],"max":[%.9g,%.9g,%.9g]},)"
      R"({"bufferView":1,"componentType":5126,"count":%llu,"type":"VEC3"},{"bufferView":2,"componentType":5126,"count":%llu,"type":"VEC2"},)"
      R"({"bufferView":3,"componentType":5126,"count":%llu,"type":"VEC4"},{"bufferView":4,"componentType":5125,"count":%llu,"type":"SCALAR"}]})",
      static_cast<unsigned long long>(bin.size()), 12ULL * n, 12ULL * n, 12ULL * n, 24ULL * n, 8ULL * n,
      32ULL * n, 16ULL * n, 48ULL * n, 4ULL * indices, 1ULL * n, d(lo.x), d(lo.y), d(lo.z), d(hi.x), d(hi.y),
      d(hi.z), 1ULL * n, 1ULL * n, 1ULL * n, 1ULL * indices);
  std::string text = json;
  text.resize((text.size() + 3) / 4 * 4, ' ');
  std::vector<char> out;
  append(out, std::uint32_t{0x46546C67});
  append(out, std::uint32_t{2});
  append(out, static_cast<std::uint32_t>(12 + 8 + text.size() + 8 + bin.size()));
  append(out, static_cast<std::uint32_t>(text.size()));
  append(out, std::uint32_t{0x4E4F534A});
  out.insert(out.end(), text.begin(), text.end());
  append(out, static_cast<std::uint32_t>(bin.size()));
  append(out, std::uint32_t{0x004E4942});
  out.insert(out.end(), bin.begin(), bin.end());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_bench_files stl|shuffled|obj|glb|fan|islands|folded TRIANGLES PATH\n", stderr);
    return 2;
  }
  const std::string kind = argv[1];
  const std::uint64_t triangles = std::strtoull(argv[2], nullptr, 10);
  const Torus torus(triangles);
  std::vector<char> bytes;
  if (kind == "obj") {
    bytes = make_obj(torus);
  } else if (kind == "glb") {
    bytes = make_glb(torus);
  } else {
    Stl stl = kind == "fan"       ? make_fan(triangles)
              : kind == "islands" ? make_islands(triangles)
              : kind == "folded"  ? make_folded(triangles)
                                  : make_stl(torus);
    if (kind == "shuffled") stl.shuffle();
    bytes = stl.bytes();
  }
  std::FILE* file = std::fopen(argv[3], "wb");
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size() ||
      std::fclose(file) != 0) {
    std::perror(argv[3]);
    return 2;
  }
  std::printf("%s: %zu bytes\n", argv[3], bytes.size());
  return 0;
}
