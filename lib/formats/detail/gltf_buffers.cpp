#include "formats/detail/gltf_buffers.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/gltf_meshopt.h"

namespace meshgate {
namespace {

Array<std::byte> part_of(const Array<std::byte>& bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset >= bytes.size()) return {};
  return {bytes.owner(), bytes.span().subspan(offset, std::min<std::uint64_t>(size, bytes.size() - offset))};
}

class BufferLoader {
 public:
  BufferLoader(GltfDocument& document, std::size_t index)
      : document_(document),
        buffer_(document.buffers[index]),
        index_(index),
        pointer_(fmt::format("/buffers/{}", index)) {}

  void run() {
    if (!buffer_.json.is_object() || !buffer_.byte_length) return;
    if (buffer_.has_uri) {
      if (buffer_.json.find("uri").is_string()) load_uri(buffer_.json.find("uri").text());
    } else if (document_.is_glb && index_ == 0) {
      load_bin();
    } else if (!buffer_.fallback) {
      document_.issues.add(
          "gltf/buffer-without-data", pointer_,
          "the buffer has no uri and no BIN chunk: its data is nowhere. Export again as one GLB");
    }
    if (buffer_.loaded) check_length();
  }

 private:
  void load_uri(const std::string& uri) {
    const UriFacts facts = check_gltf_uri(document_, uri, pointer_);
    if (facts.kind == UriKind::kInvalid) return;
    if (facts.kind == UriKind::kData) {
      if (facts.mime_type != "application/octet-stream" && facts.mime_type != "application/gltf-buffer") {
        document_.issues.add("gltf/buffer-data-uri-mime-type-invalid", pointer_ + "/uri",
                             fmt::format("the data URI declares \"{}\"", printable(facts.mime_type, 60)));
      }
      if (!document_.budget.take(decoded_size(facts))) return;
      keep(decode_data_uri(facts));
      return;
    }
    const std::optional<std::string> path = decode_percent(uri);
    if (!path) return;  // reported as invalid
    const Result<Source> file = document_.source.open_sibling(*path);
    if (file) {
      keep(file->slice(0, file->size()));
    } else if (file.error().kind == ErrorKind::kUsage) {
      document_.issues.add(
          "gltf/unsafe-uri", pointer_ + "/uri",
          fmt::format("\"{}\" was not opened: {}. Put the file beside the model and use its plain name",
                      printable(uri), printable(file.error().message)));
    } else {
      document_.issues.add(
          "gltf/io-error", pointer_ + "/uri",
          fmt::format("\"{}\" cannot be read: {}. Send it along with the model, or export one GLB",
                      printable(uri), printable(file.error().message)));
    }
  }

  void load_bin() {
    if (!document_.bin) {
      if (!buffer_.fallback) {
        document_.issues.add("gltf/buffer-missing-glb-data", pointer_,
                             "the buffer has no uri, so it is the BIN chunk, but the file has none");
      }
      return;
    }
    keep(*document_.bin);
    buffer_.file_offset = document_.bin_offset;
    const std::uint64_t padded = (*buffer_.byte_length + 3) / 4 * 4;
    if (document_.bin->size() > padded) {
      document_.issues.add("gltf/buffer-glb-chunk-too-big", pointer_,
                           fmt::format("the BIN chunk is {} longer than the buffer and its padding",
                                       count_of(document_.bin->size() - padded, "byte")));
    }
  }

  void keep(Array<std::byte> bytes) {
    buffer_.bytes = std::move(bytes);
    buffer_.loaded = true;
  }

  void check_length() {
    if (buffer_.bytes.size() < *buffer_.byte_length) {
      document_.issues.add(
          "gltf/buffer-byte-length-mismatch", pointer_,
          fmt::format("the buffer states {} and has {}: its end is missing",
                      count_of(*buffer_.byte_length, "byte"), group_digits(buffer_.bytes.size())));
    }
    buffer_.bytes = part_of(buffer_.bytes, 0, *buffer_.byte_length);
  }

  GltfDocument& document_;
  GltfBuffer& buffer_;
  std::size_t index_;
  std::string pointer_;
};

void check_view(GltfDocument& document, std::size_t index) {
  GltfBufferView& view = document.views[index];
  const std::string pointer = fmt::format("/bufferViews/{}", index);
  if (view.stride != 0 && view.byte_length && view.stride > *view.byte_length) {
    document.issues.add("gltf/buffer-view-too-big-byte-stride", pointer + "/byteStride",
                        fmt::format("the stride of {} is more than the {} of the view", view.stride,
                                    count_of(*view.byte_length, "byte")));
  }
  if (view.stride != 0 && view.target == 34963) {
    document.issues.add("gltf/buffer-view-invalid-byte-stride", pointer + "/byteStride",
                        "a view of indices cannot have a stride");
  }
  if (view.target == 34962) view.use = GltfViewUse::kVertices;
  if (view.target == 34963) view.use = GltfViewUse::kIndices;
  if (view.buffer >= document.buffers.size() || !view.byte_offset) return;
  const GltfBuffer& buffer = document.buffers[view.buffer];
  if (!buffer.byte_length) return;
  const std::uint64_t length = view.byte_length.value_or(0);
  if (*view.byte_offset >= *buffer.byte_length) {
    document.issues.add("gltf/buffer-view-too-long", pointer + "/byteOffset",
                        fmt::format("the view starts at byte {} of a buffer of {}",
                                    group_digits(*view.byte_offset), group_digits(*buffer.byte_length)));
  } else if (length > *buffer.byte_length - *view.byte_offset) {
    document.issues.add(
        "gltf/buffer-view-too-long", pointer + "/byteLength",
        fmt::format("the view ends at byte {} of a buffer of {}", group_digits(*view.byte_offset + length),
                    group_digits(*buffer.byte_length)));
  }
  if (!view.byte_length) return;
  view.bytes = part_of(buffer.bytes, *view.byte_offset, length);
  if (buffer.file_offset) view.file_offset = *buffer.file_offset + *view.byte_offset;
}

Json meshopt_extension(const GltfBufferView& view) {
  const Json ratified = gltf_extension(view.json, "KHR_meshopt_compression");
  return ratified ? ratified : gltf_extension(view.json, "EXT_meshopt_compression");
}

MeshoptFilter filter_of(std::string_view name) {
  if (name == "OCTAHEDRAL") return MeshoptFilter::kOctahedral;
  if (name == "QUATERNION") return MeshoptFilter::kQuaternion;
  if (name == "EXPONENTIAL") return MeshoptFilter::kExponential;
  if (name == "COLOR") return MeshoptFilter::kColor;
  return MeshoptFilter::kNone;
}

// Reads the extension; the data is empty when it is not there.
MeshoptStream meshopt_stream(const GltfDocument& document, Json extension) {
  MeshoptStream stream;
  const std::string& mode = extension.find("mode").text();
  stream.mode = mode == "TRIANGLES" ? MeshoptMode::kTriangles
                : mode == "INDICES" ? MeshoptMode::kIndices
                                    : MeshoptMode::kAttributes;
  stream.filter = filter_of(extension.find("filter").text());
  stream.count = gltf_uint(extension, "count").value_or(0);
  stream.stride = gltf_uint(extension, "byteStride").value_or(0);
  const std::uint32_t buffer = gltf_index(extension, "buffer");
  const std::uint64_t offset = gltf_uint(extension, "byteOffset").value_or(0);
  const std::uint64_t length = gltf_uint(extension, "byteLength").value_or(0);
  if (buffer < document.buffers.size()) {
    const Array<std::byte>& bytes = document.buffers[buffer].bytes;
    if (offset <= bytes.size() && length <= bytes.size() - offset)
      stream.data = bytes.span().subspan(offset, length);
  }
  return stream;
}

void load_meshopt_views(GltfDocument& document) {
  struct Job {
    std::size_t view;
    MeshoptStream stream;
    Buffer<std::byte> out;
    std::string_view problem;
  };
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < document.views.size(); ++i) {
    const Json extension = meshopt_extension(document.views[i]);
    if (!extension.is_object()) continue;
    Job job{i, meshopt_stream(document, extension), {}, {}};
    job.problem = job.stream.count == 0 || job.stream.data.empty()
                      ? "its compressed data is not in the buffer"
                      : meshopt_problem(job.stream);
    if (job.problem.empty() && document.views[i].byte_length != job.stream.count * job.stream.stride) {
      job.problem = "the view's length is not count × stride";
    }
    if (job.problem.empty()) {
      if (!document.budget.take(job.stream.count, job.stream.stride)) return;
      job.out = Buffer<std::byte>(job.stream.count * job.stream.stride);
    }
    jobs.push_back(std::move(job));
  }
  parallel_ranges(jobs.size(), 1, document.options.stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (jobs[i].problem.empty()) jobs[i].problem = decode_meshopt(jobs[i].stream, jobs[i].out.span());
    }
  });
  for (Job& job : jobs) {
    GltfBufferView& view = document.views[job.view];
    view.file_offset.reset();
    view.bytes = {};
    if (job.problem.empty()) {
      view.bytes = std::move(job.out).freeze();
      continue;
    }
    document.issues.add("gltf/compressed-data-invalid", fmt::format("/bufferViews/{}", job.view),
                        fmt::format("the meshopt-compressed view cannot be read: {}", job.problem));
  }
}

std::string_view use_name(GltfViewUse use) {
  switch (use) {
    case GltfViewUse::kVertices:
      return "vertices";
    case GltfViewUse::kIndices:
      return "indices";
    case GltfViewUse::kInverseBindMatrices:
      return "inverse bind matrices";
    case GltfViewUse::kImage:
      return "an image";
    case GltfViewUse::kOther:
    case GltfViewUse::kNone:
      break;
  }
  return "other data";
}

}  // namespace

void load_gltf_buffers(GltfDocument& document) {
  for (std::size_t i = 0; i < document.buffers.size(); ++i) BufferLoader(document, i).run();
}

void load_gltf_views(GltfDocument& document) {
  for (std::size_t i = 0; i < document.views.size(); ++i) {
    if (document.views[i].exists) check_view(document, i);
  }
  load_meshopt_views(document);
}

UriFacts check_gltf_uri(GltfDocument& document, const std::string& uri, const std::string& pointer) {
  const UriFacts facts = classify_uri(uri);
  const std::string place = pointer + "/uri";
  if (document.is_glb)
    document.issues.add("gltf/uri-glb", place, "a GLB that refers to data outside of its BIN chunk");
  switch (facts.kind) {
    case UriKind::kInvalid:
      document.issues.add("gltf/invalid-uri", place,
                          fmt::format("\"{}\" is not an address: {}", printable(uri, 60), facts.reason));
      break;
    case UriKind::kData:
      if (document.is_glb) {
        document.issues.add("gltf/data-uri-glb", place,
                            "base64 text in a GLB takes a third more space than the BIN chunk");
      }
      break;
    case UriKind::kNonRelative:
      document.issues.add("gltf/non-relative-uri", place,
                          fmt::format("\"{}\" is not a plain path beside the model", printable(uri, 60)));
      break;
    case UriKind::kRelative:
      break;
  }
  return facts;
}

void use_gltf_view(GltfDocument& document, std::uint32_t index, GltfViewUse use, const std::string& pointer) {
  GltfBufferView* view = document.view(index);
  if (view == nullptr) return;
  if (view->use == GltfViewUse::kNone) {
    view->use = use;
    if (use == GltfViewUse::kVertices || use == GltfViewUse::kIndices) {
      document.issues.add(
          "gltf/buffer-view-target-missing", pointer,
          fmt::format("buffer view {} holds {} and should say so in its target", index, use_name(use)));
    }
  } else if (view->use != use) {
    document.issues.add("gltf/buffer-view-target-override", pointer,
                        fmt::format("buffer view {} is used for {} here and for {} elsewhere", index,
                                    use_name(use), use_name(view->use)));
  }
}

}  // namespace meshgate
