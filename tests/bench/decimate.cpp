// The decimator by itself: reads a file, decimates, writes a PLY for other programs to measure, and says what
// became of the surface.
//   decimate_bench ours|meshopt INPUT TRIANGLES [OUTPUT.ply] [--check] [--threads N]
// `meshopt` is the peer, in one thread: the same reader, the same weld, meshopt_simplify.
#include <meshgate/meshgate.h>
#include <meshoptimizer.h>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "asset/facts.h"
#include "asset/weld.h"
#include "core/parallel.h"
#include "prepare/decimate.h"

namespace {

using namespace meshgate;
using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

Mesh simplify_by_meshopt(const Mesh& mesh, std::size_t triangles) {
  const Weld weld = weld_positions(
      {reinterpret_cast<const std::byte*>(mesh.positions.data()), mesh.positions.size(), 1, 12}, {});
  std::vector<std::uint32_t> indices(mesh.indices.size()), out(mesh.indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = weld.indices[mesh.indices[i]];
  const auto start = SteadyClock::now();
  float error = 0;
  out.resize(meshopt_simplify(out.data(), indices.data(), indices.size(), &weld.positions.data()->x,
                              weld.positions.size(), 12, 3 * triangles, 1e9F, 0, &error));
  std::printf("meshopt_simplify %.3f s\n", seconds_since(start));
  Mesh result;
  result.positions = weld.positions;
  result.indices = std::move(out);
  return result;
}

void write_ply(const char* path, const std::vector<Mesh>& meshes) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return;
  std::size_t vertices = 0, faces = 0;
  for (const Mesh& mesh : meshes) vertices += mesh.positions.size(), faces += mesh.face_count();
  std::fprintf(
      file,
      "ply\nformat binary_little_endian 1.0\nelement vertex %zu\nproperty float x\nproperty float y\n"
      "property float z\nelement face %zu\nproperty list uchar int vertex_indices\nend_header\n",
      vertices, faces);
  for (const Mesh& mesh : meshes) std::fwrite(mesh.positions.data(), 12, mesh.positions.size(), file);
  std::uint32_t base = 0;
  std::vector<char> bytes;
  for (const Mesh& mesh : meshes) {
    for (std::size_t f = 0; f < mesh.face_count(); ++f) {
      char record[13] = {3};
      for (std::size_t i = 0; i < 3; ++i) {
        const std::uint32_t index = mesh.indices[3 * f + i] + base;
        std::memcpy(record + 1 + 4 * i, &index, 4);
      }
      bytes.insert(bytes.end(), record, record + 13);
    }
    base += static_cast<std::uint32_t>(mesh.positions.size());
  }
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

void say_facts(const char* what, const Scene& scene) {
  Asset asset;
  asset.scene = scene;
  const AssetFacts facts(asset, {});
  for (const SurfaceFacts& surface : facts.surfaces()) {
    const Topology& t = surface.topology();
    const SelfIntersection& s = surface.self_intersection();
    std::printf(
        "%s: faces %llu, vertices %llu, open %llu, non-manifold edges %llu, vertices %llu, inconsistent "
        "%llu, "
        "duplicate %llu, intersecting %llu (crossing %llu), euler %lld\n",
        what, 1ULL * t.faces, 1ULL * t.vertices, 1ULL * t.open_edges, 1ULL * t.non_manifold_edges,
        1ULL * t.non_manifold_vertices, 1ULL * t.inconsistent_edges, 1ULL * t.duplicate_faces, 1ULL * s.faces,
        1ULL * s.crossing_faces,
        static_cast<long long>(t.vertices + t.faces) - static_cast<long long>(t.edges));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: decimate_bench ours|meshopt INPUT TRIANGLES [OUTPUT.ply] [--check] [--threads N]\n",
               stderr);
    return 2;
  }
  bool check = false;
  int threads = 0;
  const char* output = nullptr;
  for (int i = 4; i < argc; ++i) {
    if (std::string(argv[i]) == "--check") {
      check = true;
    } else if (std::string(argv[i]) == "--threads") {
      threads = std::atoi(argv[++i]);
    } else {
      output = argv[i];
    }
  }
  const auto start = SteadyClock::now();
  const auto read = read_asset(argv[2]);
  if (!read) {
    std::fprintf(stderr, "%s\n", describe(read.error()).c_str());
    return 1;
  }
  const Asset& asset = *read;
  std::printf("read %.3f s\n", seconds_since(start));
  const std::size_t triangles = std::strtoull(argv[3], nullptr, 10);
  const auto work = SteadyClock::now();
  const double cpu = cpu_seconds();
  Scene result = asset.scene;
  if (std::string(argv[1]) == "meshopt") {
    result.meshes = {simplify_by_meshopt(asset.scene.meshes.at(0), triangles)};
  } else {
    run_with_threads(threads, [&] {
      const auto decimated = decimate(asset.scene, {.target_triangles = triangles}, {});
      result.meshes = decimated->meshes;
      std::printf("error %g, reached %d, held", decimated->error, decimated->reached);
      for (const std::uint64_t count : decimated->held) std::printf(" %llu", 1ULL * count);
      std::printf("\n");
    });
  }
  std::size_t faces = 0;
  for (const Mesh& mesh : result.meshes) faces += mesh.face_count();
  std::printf("%s %.3f s, cpu %.3f s, whole %.3f s, %zu triangles\n", argv[1], seconds_since(work),
              cpu_seconds() - cpu, seconds_since(start), faces);
  if (check) {
    say_facts("before", asset.scene);
    say_facts("after", result);
  }
  if (output != nullptr) write_ply(output, result.meshes);
  return 0;
}
