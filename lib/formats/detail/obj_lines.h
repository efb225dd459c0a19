#pragma once
// The text of an OBJ, made by several threads.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.h"
#include "meshgate/format.h"

namespace meshgate {

/// Statements in order. Numbers are the shortest that read back as the same float.
class ObjLines {
 public:
  /// `materials`: the names of the scene's materials. `fallback`: the name for faces without a material that
  /// come after some with one; OBJ cannot take a material back.
  ObjLines(std::vector<std::string> materials, std::string fallback, const WriteOptions& options)
      : materials_(std::move(materials)), fallback_(std::move(fallback)), options_(options) {}

  void add_text(std::string_view text);
  /// Vertices and faces of a sound mesh, with its groups and materials. Coordinates are turned over unless
  /// they count from below. kLimit when the text grows beyond options.max_memory.
  Result<bool> add_mesh(const Mesh& mesh, bool uv_from_below);
  [[nodiscard]] bool used_fallback() const { return used_fallback_; }
  /// All text.
  Array<std::byte> take() &&;

 private:
  struct Event {
    std::uint32_t face = 0;
    std::string text;
  };
  std::vector<Event> events_of(const Mesh& mesh);
  void add_faces(const Mesh& mesh, std::uint32_t begin, std::uint32_t end);
  [[nodiscard]] std::size_t longest_face(const Mesh& mesh) const;
  void reserve(std::size_t more);
  char* grow_by(std::size_t size);
  template <class WriteOne>
  void add_lines(std::size_t count, std::size_t longest, WriteOne write_one);

  std::vector<std::string> materials_;
  std::string fallback_;
  const WriteOptions& options_;
  Buffer<char> text_;
  std::size_t size_ = 0;                                 ///< of the text
  Buffer<char> blocks_;                                  ///< of one round, see add_lines()
  std::uint64_t positions_ = 0, uvs_ = 0, normals_ = 0;  ///< before the mesh at work
  std::string material_;                                 ///< in force; empty at first
  bool used_fallback_ = false;
};

}  // namespace meshgate
