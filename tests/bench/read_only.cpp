// Reads one file and stops: what a check costs without its rules.
#include <meshgate/meshgate.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: read_only FILE\n", stderr);
    return 2;
  }
  const auto asset = meshgate::read_asset(argv[1]);
  if (!asset) {
    std::fprintf(stderr, "%s\n", meshgate::describe(asset.error()).c_str());
    return 1;
  }
  std::size_t faces = 0;
  for (const meshgate::Mesh& mesh : asset->scene.meshes) faces += mesh.face_count();
  std::printf("%zu triangles, %zu notes\n", faces, asset->notes.size());
  return 0;
}
