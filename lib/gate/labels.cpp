#include "gate/labels.h"

#include <fmt/core.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/source.h"
#include "core/text.h"
#include "meshgate/mesh.h"
#include "meshgate/output.h"

namespace meshgate {
namespace {

std::int64_t signed_label(std::uint32_t label) {
  return label == kNoIndex ? -1 : static_cast<std::int64_t>(label);
}
std::uint32_t unsigned_label(std::int64_t label) {
  return label < 0 || label >= static_cast<std::int64_t>(kNoIndex) ? kNoIndex
                                                                   : static_cast<std::uint32_t>(label);
}

// Version 1.0 of the format: numpy/lib/format.py.
std::string npy(std::span<const std::uint32_t> labels) {
  std::string header =
      fmt::format("{{'descr': '<i4', 'fortran_order': False, 'shape': ({},), }}", labels.size());
  constexpr std::size_t kPreamble = 10;
  while ((kPreamble + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string text = "\x93NUMPY";
  text += '\1';
  text += '\0';
  text += static_cast<char>(header.size() & 0xFFU);
  text += static_cast<char>(header.size() >> 8U);
  text += header;
  for (const std::uint32_t label : labels) {
    const auto value = static_cast<std::uint32_t>(signed_label(label));
    for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>(value >> shift & 0xFFU);
  }
  return text;
}

std::string json(std::span<const std::uint32_t> labels, std::size_t segments) {
  std::string text =
      fmt::format("{{\"schema\": \"meshgate-labels/1\", \"segments\": {}, \"labels\": [", segments);
  for (std::size_t i = 0; i < labels.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i % 32 == 0 ? ",\n" : ",", signed_label(labels[i]));
  return text + "]}\n";
}

tl::unexpected<Error> malformed(const std::string& path, const std::string& what) {
  return fail(ErrorKind::kMalformed, printable(path, 1000) + ": " + what);
}

Result<std::vector<std::uint32_t>> parse_npy(const std::string& path, ByteView bytes) {
  if (bytes.size() < 12 || std::memcmp(bytes.data(), "\x93NUMPY", 6) != 0)
    return malformed(path, "not a NumPy array");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(bytes[i]); };
  const bool first_version = byte(6) == 1;
  const std::size_t length =
      first_version ? byte(8) | byte(9) << 8U : byte(8) | byte(9) << 8U | byte(10) << 16U | byte(11) << 24U;
  const std::size_t start = first_version ? 10 : 12;
  if (length > bytes.size() - start) return malformed(path, "the header of the array is cut off");
  const std::string header(reinterpret_cast<const char*>(bytes.data()) + start, length);
  const std::size_t type = header.find("'descr': '");
  if (type == std::string::npos || header.size() < type + 13) return malformed(path, "the array has no type");
  const std::string kind = header.substr(type + 10, 3);
  const bool with_sign = kind[1] == 'i';
  const std::size_t width = static_cast<std::size_t>(kind[2] - '0');
  if ((kind[0] != '<' && kind[0] != '|') || (!with_sign && kind[1] != 'u') ||
      (width != 1 && width != 2 && width != 4 && width != 8))
    return malformed(path, "labels are whole numbers, little-endian; this is " + printable(kind));
  const ByteView data = bytes.subspan(start + length);
  if (data.size() % width != 0) return malformed(path, "the array is cut off");
  std::vector<std::uint32_t> labels(data.size() / width);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::uint64_t value = 0;
    for (std::size_t k = width; k-- > 0;)
      value = value << 8U | static_cast<std::uint64_t>(data[i * width + k]);
    const bool negative = with_sign && (value >> (8 * width - 1) & 1U) != 0;
    labels[i] = negative || value >= kNoIndex ? kNoIndex : static_cast<std::uint32_t>(value);
  }
  return labels;
}

Result<std::vector<std::uint32_t>> parse_json(const std::string& path, ByteView bytes) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  const nlohmann::json document = nlohmann::json::parse(text, text + bytes.size(), nullptr, false);
  if (document.is_discarded()) return malformed(path, "not JSON");
  const nlohmann::json& list =
      document.is_object() && document.contains("labels") ? document["labels"] : document;
  if (!list.is_array()) return malformed(path, "there is no list of labels in it");
  std::vector<std::uint32_t> labels;
  labels.reserve(list.size());
  for (const nlohmann::json& label : list) {
    if (!label.is_number_integer()) return malformed(path, "labels are whole numbers");
    labels.push_back(unsigned_label(label.get<std::int64_t>()));
  }
  return labels;
}

}  // namespace

Result<bool> write_labels(const std::string& path, std::span<const std::uint32_t> labels,
                          std::size_t segments) {
  const std::string suffix = suffix_of(path);
  if (suffix != ".npy" && suffix != ".json")
    return fail(ErrorKind::kUsage, "--labels " + printable(path, 1000) + ": it ends in .json or .npy");
  const std::string text = suffix == ".npy" ? npy(labels) : json(labels, segments);
  return write_file(path, std::string_view(text));
}

Result<std::vector<std::uint32_t>> read_labels(const std::string& path) {
  MG_TRY(const Source source, Source::open(path));
  return suffix_of(path) == ".npy" ? parse_npy(path, source.bytes()) : parse_json(path, source.bytes());
}

}  // namespace meshgate
