#include "formats/detail/gltf_container.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kHeaderBytes = 12;
constexpr std::uint64_t kChunkHeaderBytes = 8;
constexpr std::uint32_t kJsonType = 0x4E4F534A;  // "JSON"
constexpr std::uint32_t kBinType = 0x004E4942;   // "BIN"

std::string chunk_name(std::uint32_t type) {
  if (type == kJsonType) return "JSON";
  if (type == kBinType) return "BIN";
  return fmt::format("0x{:08x}", type);
}

struct Chunk {
  std::uint64_t header = 0;  // offset of its header
  std::uint64_t length = 0;  // as stated
  std::uint32_t type = 0;
  std::uint64_t index = 0;
};

class ChunkWalk {
 public:
  ChunkWalk(const Source& source, GltfIssues& issues) : bytes_(source.bytes()), issues_(issues) {}

  GlbContainer run() {
    if (!read_header()) return found_;
    std::uint64_t offset = kHeaderBytes;
    for (std::uint64_t index = 0; offset < bytes_.size(); ++index) {
      if (offset == stated_ && index > 0) {
        note_extra(offset);
        return found_;
      }
      if (bytes_.size() - offset < kChunkHeaderBytes) {
        issues_.add_at_byte("gltf/glb-unexpected-end-of-chunk-header", bytes_.size(),
                            "the file ends inside the header of a chunk");
        note_truncated();
        return found_;
      }
      Chunk chunk{offset, load_le<std::uint32_t>(bytes_.data() + offset),
                  load_le<std::uint32_t>(bytes_.data() + offset + 4), index};
      check(chunk);
      const std::uint64_t start = offset + kChunkHeaderBytes;
      keep(chunk, {start, std::min<std::uint64_t>(chunk.length, bytes_.size() - start)});
      if (chunk.length > bytes_.size() - start) {
        issues_.add_at_byte(
            "gltf/glb-unexpected-end-of-chunk-data", bytes_.size(),
            fmt::format("the {} chunk states {} bytes, the file has {} of them", chunk_name(chunk.type),
                        group_digits(chunk.length), group_digits(bytes_.size() - start)));
        note_truncated();
        return found_;
      }
      offset = start + chunk.length;
    }
    if (stated_ != offset) {
      issues_.add_at_byte("gltf/glb-length-mismatch", offset,
                          fmt::format("the header states {} bytes, the file has {}", group_digits(stated_),
                                      group_digits(offset)));
      if (stated_ > offset) note_truncated();
    }
    return found_;
  }

 private:
  bool read_header() {
    if (bytes_.size() < kHeaderBytes) {
      issues_.add_at_byte("gltf/glb-unexpected-end-of-header", bytes_.size(),
                          fmt::format("the file has {} of the 12 bytes of a GLB header", bytes_.size()));
      note_truncated();
      return false;
    }
    if (!starts_with(bytes_, "glTF")) {
      issues_.add_at_byte("gltf/glb-invalid-magic", 0,
                          fmt::format("the first four bytes are 0x{:08x}, not \"glTF\"",
                                      load_le<std::uint32_t>(bytes_.data())));
      return false;
    }
    const auto version = load_le<std::uint32_t>(bytes_.data() + 4);
    if (version != 2) {
      issues_.add_at_byte(
          "gltf/glb-invalid-version", 4,
          fmt::format("this is GLB version {}; meshgate and the service read version 2. Export as "
                      "glTF 2.0",
                      version));
      return false;
    }
    stated_ = load_le<std::uint32_t>(bytes_.data() + 8);
    if (stated_ <= kHeaderBytes) {
      issues_.add_at_byte("gltf/glb-length-too-small", 8,
                          fmt::format("the header states a length of {} bytes, its own size is 12", stated_));
    }
    return true;
  }

  void check(const Chunk& chunk) {
    const std::string name = chunk_name(chunk.type);
    if (chunk.length % 4 != 0) {
      issues_.add_at_byte("gltf/glb-chunk-length-unaligned", chunk.header,
                          fmt::format("the {} chunk has {} bytes, which is not a multiple of 4", name,
                                      group_digits(chunk.length)));
    }
    if (chunk.header + kChunkHeaderBytes + chunk.length > stated_) {
      issues_.add_at_byte(
          "gltf/glb-chunk-too-big", chunk.header,
          fmt::format("the {} chunk ends at byte {}, beyond the stated length of {}", name,
                      group_digits(chunk.header + kChunkHeaderBytes + chunk.length), group_digits(stated_)));
    }
    if (chunk.index == 0 && chunk.type != kJsonType) {
      issues_.add_at_byte("gltf/glb-unexpected-first-chunk", chunk.header,
                          fmt::format("the first chunk is {}, it must be JSON", name));
    }
    if (chunk.type == kBinType && chunk.index > 1 && !seen_bin_) {
      issues_.add_at_byte("gltf/glb-unexpected-bin-chunk", chunk.header,
                          fmt::format("the BIN chunk is number {}, it must be the second", chunk.index + 1));
    }
    if (chunk.type != kJsonType && chunk.type != kBinType) {
      issues_.add_at_byte("gltf/glb-unknown-chunk-type", chunk.header,
                          fmt::format("unknown chunk type {}", name));
    }
    if (chunk.length != 0) return;
    if (chunk.type == kJsonType) {
      issues_.add_at_byte("gltf/glb-empty-chunk", chunk.header, "the JSON chunk is empty");
    } else if (chunk.type == kBinType) {
      issues_.add_at_byte("gltf/glb-empty-bin-chunk", chunk.header,
                          "the BIN chunk is empty and should be left out");
    }
  }

  void keep(const Chunk& chunk, ByteRange content) {
    bool& seen = chunk.type == kJsonType ? seen_json_ : seen_bin_;
    if (chunk.type != kJsonType && chunk.type != kBinType) return;
    if (seen) {
      issues_.add_at_byte("gltf/glb-duplicate-chunk", chunk.header,
                          fmt::format("there is another {} chunk before this one", chunk_name(chunk.type)));
      return;
    }
    seen = true;
    (chunk.type == kJsonType ? found_.json : found_.bin) = content;
  }

  void note_truncated() {
    if (truncated_) return;
    truncated_ = true;
    Where where = at_byte(bytes_.size());
    where.evidence = {{"file_bytes", static_cast<std::int64_t>(bytes_.size())},
                      {"stated_bytes", static_cast<std::int64_t>(stated_)}};
    const std::string stated =
        stated_ > bytes_.size() ? fmt::format(" of {} stated", group_digits(stated_)) : std::string();
    issues_.add("file/truncated", std::move(where),
                fmt::format("the file ends after {}{}: it was cut. Copy or export it again",
                            count_of(bytes_.size(), "byte"), stated));
  }

  void note_extra(std::uint64_t offset) {
    const std::uint64_t extra = bytes_.size() - offset;
    issues_.add_at_byte("gltf/glb-extra-data", offset,
                        fmt::format("{} after the stated end of the GLB", count_of(extra, "byte")));
    Where where = at_byte(offset);
    where.evidence = {{"extra_bytes", static_cast<std::int64_t>(extra)}};
    issues_.add("file/trailing-data", std::move(where),
                fmt::format("{} after the end of the GLB at byte {}. Remove them, or export again",
                            count_of(extra, "byte follows", "bytes follow"), group_digits(offset)));
  }

  ByteView bytes_;
  GltfIssues& issues_;
  GlbContainer found_;
  std::uint64_t stated_ = 0;
  bool seen_json_ = false;
  bool seen_bin_ = false;
  bool truncated_ = false;
};

}  // namespace

GlbContainer read_glb_container(const Source& source, GltfIssues& issues) {
  return ChunkWalk(source, issues).run();
}

int sniff_glb(ByteView head) {
  if (starts_with(head, "glTF")) return 100;
  // A damaged magic in front of a version 2 and a JSON chunk: nothing else looks like this.
  const bool layout = head.size() >= 20 && load_le<std::uint32_t>(head.data() + 4) == 2 &&
                      load_le<std::uint32_t>(head.data() + 16) == kJsonType;
  return layout ? 50 : 0;
}

}  // namespace meshgate
