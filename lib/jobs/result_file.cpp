#include "jobs/result_file.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/publish.h"
#include "core/sha256.h"
#include "core/source.h"
#include "core/text.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeadBytes = 4096;

bool is_web_page(ByteView head) {
  const std::string begin = to_lower(as_text(head.first(std::min<std::size_t>(head.size(), 1024))));
  return begin.find("<html") != std::string::npos || begin.find("<!doctype html") != std::string::npos;
}

// Results are models, pictures, or archives of a model with its textures.
bool is_result_format(const Format* format) {
  return format != nullptr && (format->kind != AssetKind::kUnknown || format->id == "zip");
}

// The first of NAME.SUFFIX, NAME-2.SUFFIX … that is free, or holds the same content already.
std::string free_name(const std::string& stem, std::string_view suffix, const std::string& sha256) {
  for (int number = 1;; ++number) {
    const std::string path =
        fmt::format("{}{}{}", stem, number == 1 ? "" : fmt::format("-{}", number), suffix);
    std::error_code error;
    if (!fs::exists(fs::symlink_status(path, error))) return path;
    const auto content = sha256_of_file(path);
    if (content && *content == sha256) return path;
  }
}

}  // namespace

std::string safe_name(std::string_view text) {
  constexpr std::size_t kMax = 150;
  std::string name(text.substr(0, kMax));
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '/' || c == '\\' || c == ':') c = '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

Result<FetchedFile> publish_result(const std::string& part, const std::string& stem) {
  MG_TRY(const FileStatus status, file_status(part));
  MG_TRY(const std::vector<std::byte> head, read_head(part, kHeadBytes));
  const Format* format = sniff_format(head, status.bytes, part);
  if (is_web_page(head) || !is_result_format(format)) {
    const std::string kept = stem + ".unrecognised";
    MG_TRY([[maybe_unused]] const bool published, publish_file(part, kept));
    return fail(ErrorKind::kRemote,
                fmt::format("{} came instead of a result ({}, kept as {})",
                            is_web_page(head) ? "a web page" : "a file of no known format",
                            format_bytes(status.bytes), printable(kept, 1000)));
  }
  FetchedFile file;
  file.format = format->id;
  file.bytes = status.bytes;
  MG_TRY(file.sha256, sha256_of_file(part));
  file.path = free_name(stem, format->suffixes.front(), file.sha256);
  MG_TRY([[maybe_unused]] const bool published, publish_file(part, file.path));
  return file;
}

Result<FetchedFile> copy_result(const FetchedFile& file, const std::string& stem) {
  MG_TRY(const std::string content, sha256_of_file(file.path));
  if (content != file.sha256)
    return fail(ErrorKind::kNotFound, file.path + " was changed since it was downloaded");
  FetchedFile copy = file;
  copy.path = free_name(stem, fs::path(file.path).extension().string(), file.sha256);
  std::error_code error;
  if (fs::exists(copy.path, error)) return copy;
  const std::string part = copy.path + ".part";
  fs::copy_file(file.path, part, fs::copy_options::overwrite_existing, error);
  if (error) return fail(ErrorKind::kIo, part + ": " + error.message());
  MG_TRY([[maybe_unused]] const bool published, publish_file(part, copy.path));
  return copy;
}

}  // namespace meshgate
