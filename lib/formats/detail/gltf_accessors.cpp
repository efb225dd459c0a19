#include "formats/detail/gltf_accessors.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/text.h"
#include "formats/detail/gltf_buffers.h"

namespace meshgate {
namespace {

// Bytes from the first to the last byte of `count` elements; saturates instead of overflowing.
std::uint64_t span_of(std::uint64_t count, std::uint64_t stride, std::uint64_t element) {
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 62U;
  if (count == 0) return 0;
  if (count - 1 > kHuge / std::max<std::uint64_t>(stride, 1)) return kHuge;
  return (count - 1) * stride + element;
}

// One run of numbers in a view, as the checks of alignment and length see it.
struct Run {
  std::optional<std::uint64_t> offset;
  std::uint64_t component = 1;  // bytes
  std::uint64_t length = 0;     // bytes
  std::uint32_t view = kNoIndex;
};

// Reports what is wrong and returns whether alignment and length are right.
bool check_run(GltfDocument& document, const Run& run, const std::string& pointer) {
  const GltfBufferView* view = document.view(run.view);
  if (view == nullptr || !run.offset || !view->byte_offset) return false;
  bool right = true;
  if (*run.offset % run.component != 0) {
    right = false;
    document.issues.add(
        "gltf/accessor-offset-alignment", pointer + "/byteOffset",
        fmt::format("the offset {} is not a multiple of the component size {}", *run.offset, run.component));
  }
  if ((*view->byte_offset + *run.offset) % run.component != 0) {
    right = false;
    document.issues.add("gltf/accessor-total-offset-alignment", pointer,
                        fmt::format("the data starts at byte {} of the buffer, not at a multiple of {}",
                                    *view->byte_offset + *run.offset, run.component));
  }
  if (!view->byte_length) return right;
  if (*run.offset > *view->byte_length) {
    right = false;
    document.issues.add("gltf/accessor-too-long", pointer + "/byteOffset",
                        fmt::format("the data starts at byte {} of a buffer view of {}",
                                    group_digits(*run.offset), group_digits(*view->byte_length)));
  } else if (run.length > *view->byte_length - *run.offset) {
    right = false;
    document.issues.add(
        "gltf/accessor-too-long", pointer,
        fmt::format("the data needs {} from byte {}, buffer view {} has {}", count_of(run.length, "byte"),
                    group_digits(*run.offset), run.view, group_digits(*view->byte_length)));
  }
  return right;
}

void check_bounds_array(GltfDocument& document, const GltfAccessor& accessor, std::string_view name,
                        const std::string& pointer) {
  const Json bounds = accessor.json.find(name);
  const std::uint32_t components = component_count(accessor.format.type);
  if (!bounds.is_array() || bounds.size() == 0 || components == 0) return;
  const std::string place = fmt::format("{}/{}", pointer, name);
  if (bounds.size() != components) {
    document.issues.add(
        "gltf/array-length-not-in-list", place,
        fmt::format("{} has {} instead of {}", name, count_of(bounds.size(), "element"), components));
    return;
  }
  if (accessor.format.component == GltfComponent::kFloat || accessor.format.component == GltfComponent::kNone)
    return;
  const bool is_signed =
      accessor.format.component == GltfComponent::kInt8 || accessor.format.component == GltfComponent::kInt16;
  const double range = std::pow(2.0, 8.0 * static_cast<double>(size_of(accessor.format.component)));
  const double least = is_signed ? -range / 2 : 0;
  const double greatest = is_signed ? range / 2 - 1 : range - 1;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const std::optional<std::int64_t> value = bounds[i].integer();
    if (!value) {
      if (bounds[i].is_number()) {
        document.issues.add(
            "gltf/array-type-mismatch", place,
            fmt::format("{} is {}, but the components are integers", name, bounds[i].brief()));
      }
    } else if (static_cast<double>(*value) < least || static_cast<double>(*value) > greatest) {
      document.issues.add(
          "gltf/invalid-gl-value", place,
          fmt::format("{} is {}, which no {} can be", name, *value, to_string(accessor.format.component)));
    }
  }
}

void check_sparse(GltfDocument& document, const GltfAccessor& accessor, const std::string& pointer) {
  const GltfSparse& sparse = *accessor.sparse;
  if (sparse.count > accessor.count) {
    document.issues.add("gltf/accessor-sparse-count-out-of-range", pointer + "/sparse/count",
                        fmt::format("{} sparse values replace elements of an accessor with {}",
                                    group_digits(sparse.count), group_digits(accessor.count)));
  }
  const auto check_part = [&](std::string_view part, const Run& run) {
    const std::string place = fmt::format("{}/sparse/{}", pointer, part);
    const GltfBufferView* view = document.view(run.view);
    if (view == nullptr) return;
    use_gltf_view(document, run.view, GltfViewUse::kOther, place + "/bufferView");
    if (view->stride != 0) {
      document.issues.add("gltf/buffer-view-invalid-byte-stride", place + "/bufferView",
                          "sparse data cannot have a stride");
    }
    check_run(document, run, place);
  };
  const std::uint64_t index_size = size_of(sparse.index_type);
  if (index_size != 0) {
    check_part("indices", {sparse.index_offset, index_size, span_of(sparse.count, index_size, index_size),
                           sparse.index_view});
  }
  const std::uint64_t value_size = accessor.element_size();
  check_part("values", {sparse.value_offset, size_of(accessor.format.component),
                        span_of(sparse.count, value_size, value_size), sparse.value_view});
}

void check_accessor(GltfDocument& document, std::size_t index) {
  const GltfAccessor& accessor = document.accessors[index];
  const std::string pointer = fmt::format("/accessors/{}", index);
  const GltfFormat& format = accessor.format;
  if (accessor.view == kNoIndex && accessor.json.has("byteOffset")) {
    document.issues.add("gltf/unsatisfied-dependency", pointer + "/byteOffset",
                        "byteOffset has a meaning only with bufferView");
  }
  if (format.normalized &&
      (format.component == GltfComponent::kFloat || format.component == GltfComponent::kUint32)) {
    document.issues.add("gltf/accessor-normalized-invalid", pointer + "/normalized",
                        fmt::format("{} cannot be normalized", to_string(format.component)));
  }
  const bool matrix =
      format.type == GltfType::kMat2 || format.type == GltfType::kMat3 || format.type == GltfType::kMat4;
  if (matrix && accessor.byte_offset && *accessor.byte_offset % 4 != 0) {
    document.issues.add(
        "gltf/accessor-matrix-alignment", pointer + "/byteOffset",
        fmt::format("the matrices start at byte {}, not at a multiple of 4", *accessor.byte_offset));
  }
  check_bounds_array(document, accessor, "min", pointer);
  check_bounds_array(document, accessor, "max", pointer);
  if (!accessor.complete()) return;
  if (const GltfBufferView* view = document.view(accessor.view)) {
    const std::uint64_t element = accessor.element_size();
    if (view->stride != 0 && view->stride < element) {
      document.issues.add("gltf/accessor-small-bytestride", pointer,
                          fmt::format("the stride of {} is less than an element, {}", view->stride,
                                      count_of(element, "byte")));
    }
    const std::uint64_t stride = view->stride != 0 ? view->stride : accessor.tight_stride();
    check_run(document,
              {accessor.byte_offset, size_of(format.component), span_of(accessor.count, stride, element),
               accessor.view},
              pointer);
  }
  if (accessor.sparse) check_sparse(document, accessor, pointer);
}

// Elements in a view, as many as there are bytes for.
GltfElements elements_in_view(GltfDocument& document, const GltfAccessor& accessor) {
  GltfElements elements;
  const GltfBufferView* view = document.view(accessor.view);
  if (view == nullptr || !accessor.byte_offset || *accessor.byte_offset >= view->bytes.size())
    return elements;
  const std::uint64_t element = accessor.element_size();
  elements.stride = view->stride != 0 ? view->stride : accessor.tight_stride();
  const std::uint64_t available = view->bytes.size() - *accessor.byte_offset;
  if (elements.stride < element || available < element) return elements;
  elements.count = std::min(accessor.count, (available - element) / elements.stride + 1);
  elements.complete = elements.count == accessor.count;
  elements.bytes = {
      view->bytes.owner(),
      view->bytes.span().subspan(*accessor.byte_offset, span_of(elements.count, elements.stride, element))};
  if (view->file_offset) elements.file_offset = *view->file_offset + *accessor.byte_offset;
  return elements;
}

std::uint64_t load_index(const std::byte* p, GltfComponent component) {
  if (component == GltfComponent::kUint8) return std::to_integer<std::uint64_t>(*p);
  if (component == GltfComponent::kUint16) return load_le<std::uint16_t>(p);
  return load_le<std::uint32_t>(p);
}

// Copies the base elements tightly, or zeros when there are none.
Buffer<std::byte> copy_base(GltfDocument& document, const GltfAccessor& accessor, bool& missing_base) {
  const std::uint64_t stride = accessor.tight_stride();
  if (!document.budget.take(accessor.count, stride)) return {};
  Buffer<std::byte> out(accessor.count * stride);
  const GltfElements base = elements_in_view(document, accessor);
  const std::uint64_t element = accessor.element_size();
  for (std::uint64_t i = 0; i < base.count; ++i) {
    std::memcpy(out.data() + i * stride, base.bytes.data() + i * base.stride, element);
  }
  std::memset(out.data() + base.count * stride, 0, (accessor.count - base.count) * stride);
  missing_base = accessor.view != kNoIndex && !base.complete;
  return out;
}

struct SparseTrouble {
  Tally out_of_range;
  Tally not_increasing;
};

// Returns whether all sparse values were there.
bool apply_sparse(GltfDocument& document, const GltfAccessor& accessor, std::span<std::byte> out,
                  SparseTrouble& trouble) {
  const GltfSparse& sparse = *accessor.sparse;
  const GltfBufferView* indices = document.view(sparse.index_view);
  const GltfBufferView* values = document.view(sparse.value_view);
  const std::uint64_t index_size = size_of(sparse.index_type);
  const std::uint64_t value_size = accessor.element_size();
  if (indices == nullptr || values == nullptr || index_size == 0 || !sparse.index_offset ||
      !sparse.value_offset) {
    return false;
  }
  const auto held = [](const GltfBufferView& view, std::uint64_t offset, std::uint64_t size) {
    return offset >= view.bytes.size() ? 0 : (view.bytes.size() - offset) / size;
  };
  const std::uint64_t count = std::min({sparse.count, held(*indices, *sparse.index_offset, index_size),
                                        held(*values, *sparse.value_offset, value_size)});
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t index =
        load_index(indices->bytes.data() + *sparse.index_offset + i * index_size, sparse.index_type);
    const auto place = [&] {
      Location location;
      location.kind = LocationKind::kVertex;
      location.indices = {index};
      return location;
    };
    if (i > 0 && index <= last) trouble.not_increasing.add(place);
    last = index;
    if (index >= accessor.count) {
      trouble.out_of_range.add(place);
      continue;
    }
    std::memcpy(out.data() + index * accessor.tight_stride(),
                values->bytes.data() + *sparse.value_offset + i * value_size, value_size);
  }
  return count == sparse.count;
}

GltfElements sparse_elements(GltfDocument& document, std::uint32_t index) {
  const auto known = document.sparse_elements.find(index);
  if (known != document.sparse_elements.end()) return known->second;
  const GltfAccessor& accessor = document.accessors[index];
  bool missing_base = false;
  Buffer<std::byte> out = copy_base(document, accessor, missing_base);
  GltfElements elements;
  if (out.size() != 0) {
    SparseTrouble trouble;
    elements.complete = apply_sparse(document, accessor, out.span(), trouble) && !missing_base;
    const std::string element = fmt::format("/accessors/{}", index);
    if (const std::uint64_t count = trouble.not_increasing.count; count > 0) {
      document.issues.add("gltf/accessor-sparse-indices-non-increasing",
                          Where{element, std::move(trouble.not_increasing), {}},
                          fmt::format("{} of {} do not exceed the one before",
                                      count_of(count, "sparse index", "sparse indices"),
                                      group_digits(accessor.sparse->count)));
    }
    if (const std::uint64_t count = trouble.out_of_range.count; count > 0) {
      document.issues.add(
          "gltf/accessor-sparse-index-oob", Where{element, std::move(trouble.out_of_range), {}},
          fmt::format("{} of {} beyond the last element, {}",
                      count_of(count, "sparse index is", "sparse indices are"),
                      group_digits(accessor.sparse->count), group_digits(accessor.count - 1)));
    }
    elements.count = accessor.count;
    elements.stride = accessor.tight_stride();
    elements.bytes = std::move(out).freeze();
  }
  document.sparse_elements.emplace(index, elements);
  return elements;
}

}  // namespace

void check_gltf_accessors(GltfDocument& document) {
  for (std::size_t i = 0; i < document.accessors.size(); ++i) {
    if (document.accessors[i].exists) check_accessor(document, i);
  }
}

GltfElements gltf_elements(GltfDocument& document, std::uint32_t index) {
  const GltfAccessor* accessor = document.accessor(index);
  if (accessor == nullptr || !accessor->complete()) return {};
  if (accessor->sparse) return sparse_elements(document, index);
  if (accessor->view != kNoIndex) return elements_in_view(document, *accessor);
  GltfElements elements;
  elements.count = accessor->count;
  elements.zeros = true;
  elements.complete = true;
  return elements;
}

void use_gltf_accessor(GltfDocument& document, std::uint32_t index, GltfAccessorUse use,
                       const std::string& pointer) {
  GltfAccessor* accessor = document.accessor(index);
  if (accessor == nullptr) return;
  if (accessor->use == GltfAccessorUse::kNone) {
    accessor->use = use;
  } else if (accessor->use != use) {
    document.issues.add("gltf/accessor-usage-override", pointer,
                        fmt::format("accessor {} already has another use", index));
  }
}

}  // namespace meshgate
