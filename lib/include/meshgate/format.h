#pragma once
// File formats: how they are recognised, what can be done with them, reading and writing.
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/asset.h"
#include "meshgate/result.h"

namespace meshgate {

class Source;

/// Bounds and hooks of one read.
struct ReadOptions {
  std::stop_token stop;
  /// Upper bound for what a reader may allocate; more is ErrorKind::kLimit.
  std::uint64_t max_memory = std::uint64_t{8} << 30U;
  /// Pictures with more pixels are not decoded (note image/too-many-pixels).
  std::uint64_t max_pixels = std::uint64_t{1} << 28U;
  /// The faces that the file probably has, in order, with no two equal positions; may be null. What is read
  /// does not depend on them: a reader that finds exactly these is only quicker.
  const Mesh* expected = nullptr;
  bool keep_texture_pixels = false;  ///< otherwise textures are decoded once, judged and dropped
};

/// A picture of lower quality shows what it lost at first sight.
inline constexpr int kLeastQuality = 60;

/// What a writer is to make of an asset.
struct WriteOptions {
  std::string stem = "model";  ///< file name without suffix: names what is written beside, as "model.mtl"
  int quality = 90;            ///< 1–100, of lossy picture formats; 100 = lossless where the format can
  /// Lossy picture formats use the best quality up to `quality`, and not below kLeastQuality, whose file is
  /// no larger; absent = no limit. What does not fit at kLeastQuality is written all the same.
  std::optional<std::uint64_t> max_bytes;
  std::stop_token stop;
  /// Upper bound for the size of the file, where instances are written out one by one; more is kLimit.
  std::uint64_t max_memory = std::uint64_t{8} << 30U;
};

/// One file of an output.
struct WrittenFile {
  std::string name;  ///< "model.obj", relative to the output's folder; may have folders in it
  Array<std::byte> bytes;
};

/// What came of writing an asset.
struct Written {
  std::vector<WrittenFile> files;  ///< the asset itself first, then the files that it names
  std::vector<std::string> lost;   ///< what the format cannot hold, as "2 animations"; empty = nothing
};

/// What to do about files that are already there.
enum class Existing { kRefuse, kReplace };

/// Puts an output on disk: the main file as `path`, what it names beside it. All are written and flushed
/// under temporary names first; then companions get theirs, and the main file last, so a reader never meets a
/// file whose companions are missing, and a full device leaves what was.
///
/// Nothing is written when one of the files exists and must not be replaced (kUsage, naming it), or when a
/// companion would leave the folder of `path`, also through a link (kUsage). kIo as write_file.
Result<bool> write_output(const std::string& path, const Written& written, Existing existing);

/// How a format is read.
enum class ReadSupport {
  kNative,  ///< by meshgate's own reader or a well-kept decoder, in this process
  kBridge,  ///< through Assimp, in a child process
  kNone,    ///< recognised and named only
};

/// What a format of meshes has room for beside triangles.
struct FormatRoom {
  bool parts = true;     ///< nodes, objects or groups
  bool colors = true;    ///< of vertices, or materials
  bool textures = true;  ///< coordinates and pictures
};

/// Record of one file format. Adding a format is adding one file in formats/.
struct Format {
  std::string_view id;    ///< "glb"
  std::string_view name;  ///< "Binary glTF 2.0"
  AssetKind kind = AssetKind::kMesh;
  std::span<const std::string_view> suffixes;  ///< lower case, with the dot; the first is preferred
  /// How sure this is the format: 0 no, 100 certain. `head` holds the first bytes (up to 4 kB) of a
  /// file of `size` bytes. Cheap, never fails.
  int (*sniff)(std::span<const std::byte> head, std::uint64_t size) = nullptr;
  ReadSupport support = ReadSupport::kNone;
  /// Reads the whole file. Damage becomes notes as long as something is left to look at, otherwise an Error.
  Result<Asset> (*read)(const Source& source, const ReadOptions& options) = nullptr;
  /// Encodes an asset without touching the file system; null = not written. Deterministic. Scene transforms
  /// are kept where the format has nodes, else applied. kUnsupported for an asset of the wrong kind.
  Result<Written> (*write)(const Asset& asset, const WriteOptions& options) = nullptr;
  /// Peak memory of a read and its checks over the file size, for admission under --max-memory.
  double memory_factor = 2.0;
  FormatRoom room = {};
};

/// All formats, sorted by id.
std::span<const Format* const> all_formats();

/// Returns the format with this id or null.
const Format* find_format(std::string_view id);

/// Returns the format that the content says, or null. The suffix of `path` only breaks ties.
const Format* sniff_format(std::span<const std::byte> head, std::uint64_t size, std::string_view path);

/// Opens, recognises and reads one file.
Result<Asset> read_asset(const std::string& path, const ReadOptions& options = {});

}  // namespace meshgate
