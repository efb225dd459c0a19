#pragma once
// The one way to write a GLB: a document under construction, its binary chunk, and the container around them.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "meshgate/array.h"
#include "meshgate/geometry.h"
#include "meshgate/result.h"

namespace meshgate {

/// Document text and pieces of the binary chunk, put together once everything is known: no byte of a buffer
/// is copied more than once.
class GlbBuilder {
 public:
  using Json = nlohmann::ordered_json;

  GlbBuilder();

  /// Appends to a list of the document ("nodes") and returns the index.
  std::size_t append(std::string_view list, Json value);
  /// Sets a member of the document.
  void set(std::string_view name, Json value) { root_[std::string(name)] = std::move(value); }
  /// Names an extension that the document uses; `required` when a reader cannot do without.
  void use_extension(std::string_view name, bool required = false);

  // Each makes a buffer view and an accessor and returns the latter's index. Equal arrays are stored once:
  // the same memory, not the same content. Positions get their bounds.
  std::size_t add_positions(const Array<float3>& positions, const std::stop_token& stop);
  std::size_t add_vectors(const Array<float3>& values);
  std::size_t add_vectors(const Array<float2>& values);
  std::size_t add_vectors(const Array<float4>& values);
  /// Colours as normalized bytes or shorts when they are such without loss, else as floats. Within 0…1.
  std::size_t add_colors(const Array<float4>& colors, const std::stop_token& stop);
  /// Indices below `vertices`, as shorts when they suffice.
  std::size_t add_indices(const Array<std::uint32_t>& indices, std::size_t vertices);
  /// A buffer view without an accessor, for pictures; returns the view's index.
  std::size_t add_view(Array<std::byte> bytes);

  /// The file. Text that is no UTF-8 gets replacement characters. kLimit above 4 GB, which a GLB cannot hold.
  Result<Array<std::byte>> finish(const std::stop_token& stop) &&;

 private:
  /// A part of the binary chunk: bytes, or indices to be narrowed to 16 bits.
  struct Piece {
    Array<std::byte> bytes;
    Array<std::uint32_t> narrow;
    std::uint64_t size = 0;
  };
  /// What an array became. Two uses of the same memory for different things stay apart.
  enum class Use : std::uint8_t { kPositions, kVectors, kColors, kIndices };
  struct Known {
    std::shared_ptr<const void> owner;  ///< keeps the address from being used again
    std::size_t accessor = 0;
  };
  using Key = std::tuple<const void*, std::size_t, Use>;
  template <class T, class Add>
  std::size_t add_once(const Array<T>& values, Use use, Add add);
  template <class T>
  std::size_t add_floats(const Array<T>& values);
  std::size_t add_piece(Piece piece, int target);
  std::size_t add_accessor(std::size_t view, int component, std::size_t count, std::string_view type);

  Json root_;
  std::vector<Piece> pieces_;
  std::uint64_t binary_size_ = 0;
  std::set<std::string, std::less<>> used_, required_;
  std::map<Key, Known> known_;
};

/// A GLB of a document's text and the chunk's bytes, which `fill` writes. kLimit above 4 GB.
Result<Array<std::byte>> assemble_glb(std::string text, std::uint64_t binary_size,
                                      const std::function<void(std::byte* binary)>& fill);

/// Triangles, and lines if there are some, in one colour; becomes a node with a mesh.
struct GlbPart {
  std::string name;
  std::vector<float3> positions;         ///< finite
  std::vector<std::uint32_t> triangles;  ///< three indices each
  std::vector<std::uint32_t> lines;      ///< two indices each
  float4 color{1, 1, 1, 1};              ///< base colour, linear
};

/// A GLB of plain parts; those without a triangle and without a line are left out. O(bytes).
Result<Array<std::byte>> render_glb(const std::vector<GlbPart>& parts);

}  // namespace meshgate
