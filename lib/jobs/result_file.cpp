#include "jobs/result_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "core/publish.h"
#include "core/random.h"
#include "core/sha256.h"
#include "core/source.h"
#include "core/text.h"
#include "formats/detail/whole_file.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeadBytes = 4096, kShownText = 100;

bool is_web_page(ByteView head) {
  const std::string begin = to_lower(as_text(head.first(std::min<std::size_t>(head.size(), 1024))));
  return begin.find("<html") != std::string::npos || begin.find("<!doctype html") != std::string::npos;
}

// An object of JSON without a word of glTF: the service's errors look like that, also behind a link.
bool is_answer(const Format* format, ByteView head, std::uint64_t bytes) {
  constexpr int kSomeGltf = 60;
  return format != nullptr && format->id == "gltf" && format->sniff(head, bytes) < kSomeGltf;
}

// Unlike fs::copy_file it says why it fails.
Result<bool> copy_bytes(const std::string& from, const std::string& to) {
  MG_TRY(const Source source, Source::open(from));
  const int fd = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fail(ErrorKind::kIo, to + ": " + std::generic_category().message(errno));
  constexpr std::size_t kStep = std::size_t{8} << 20U;
  int code = 0;
  std::uint64_t done = 0;
  while (done < source.size() && code == 0) {
    const ByteView rest = source.bytes().subspan(done);
    const ssize_t written = ::write(fd, rest.data(), std::min(kStep, rest.size()));
    if (written < 0) code = errno == EINTR ? 0 : errno;
    if (written == 0) code = EIO;
    if (written <= 0) continue;
    source.release(done, static_cast<std::uint64_t>(written));
    done += static_cast<std::uint64_t>(written);
  }
  if (::close(fd) != 0 && code == 0) code = errno;
  if (code != 0) return fail(ErrorKind::kIo, to + ": " + std::generic_category().message(code));
  return true;
}

// Results are models, pictures, or archives of a model with its textures.
bool is_result_format(const Format* format) {
  return format != nullptr && (format->kind != AssetKind::kUnknown || format->id == "zip");
}

std::string numbered(const std::string& stem, int number, std::string_view suffix) {
  return fmt::format("{}{}{}", stem, number == 1 ? "" : fmt::format("-{}", number), suffix);
}

bool has_content(const std::string& path, const std::string& sha256) {
  const auto content = sha256_of_file(path);
  return content && *content == sha256;
}

// Gives `part` the first of NAME.SUFFIX, NAME-2.SUFFIX … that is free, or holds the same content already.
Result<std::string> publish_beside(const std::string& part, const std::string& stem, std::string_view suffix,
                                   const std::string& sha256) {
  for (int number = 1;; ++number) {
    std::string path = numbered(stem, number, suffix);
    MG_TRY(const bool published, publish_new_file(part, path));
    if (published) return path;
    if (!has_content(path, sha256)) continue;
    ::unlink(part.c_str());
    return path;
  }
}

// `why` ends in an open parenthesis.
tl::unexpected<Error> refuse(std::string why, const std::string& part, const std::string& stem,
                             std::string_view suffix, Unfit unfit) {
  if (unfit == Unfit::kLeave) return fail(ErrorKind::kRemote, why + ")");
  const auto sha256 = sha256_of_file(part);
  if (!sha256) return fail(sha256.error());
  const auto kept = publish_beside(part, stem, suffix, *sha256);
  if (!kept) return fail(kept.error());
  return fail(ErrorKind::kRemote, fmt::format("{}, kept as {})", why, printable(*kept, 1000)));
}

}  // namespace

std::string safe_name(std::string_view text) {
  constexpr std::size_t kMax = 150, kLongestTail = 3;  // bytes that follow the first one of a character
  std::size_t size = std::min(text.size(), kMax);
  const auto is_inside = [&](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  for (std::size_t i = 0; i < kLongestTail && size == kMax - i && is_inside(size); ++i) --size;
  if (is_inside(size)) size = std::min(text.size(), kMax);  // no UTF-8
  std::string name(text.substr(0, size));
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '/' || c == '\\' || c == ':') c = '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

Result<bool> make_result_folder(const std::string& stem) {
  fs::path folder = fs::path(stem).parent_path();
  if (folder.empty()) folder = ".";
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && ::access(folder.c_str(), W_OK | X_OK) != 0) error = {errno, std::generic_category()};
  if (error) return fail(ErrorKind::kIo, printable(folder.string(), 1000) + ": " + error.message());
  return true;
}

Result<FetchedFile> publish_result(const std::string& part, const std::string& stem,
                                   const HiddenTexts& hidden, Unfit unfit, AssetKind expected) {
  MG_TRY(const FileStatus status, file_status(part));
  MG_TRY(const std::vector<std::byte> head, read_head(part, kHeadBytes));
  const Format* format = sniff_format(head, status.bytes, part);
  const std::string size = format_bytes(status.bytes);
  const bool is_text = is_answer(format, head, status.bytes);
  if (is_web_page(head) || is_text || !is_result_format(format)) {
    const std::string what = is_web_page(head) ? "a web page"
                             : is_text
                                 ? "the text " + scrubbed(without_hidden(as_text(head), hidden), kShownText)
                                 : "a file of no known format";
    return refuse(fmt::format("{} came instead of a result ({}", what, size), part, stem, ".unrecognised",
                  unfit);
  }
  if (expected != AssetKind::kUnknown && format->kind != AssetKind::kUnknown && format->kind != expected) {
    return refuse(fmt::format("{} came instead of {} ({}, {}",
                              format->kind == AssetKind::kImage ? "a picture" : "a model",
                              expected == AssetKind::kImage ? "a picture" : "a model", format->id, size),
                  part, stem, ".unrecognised", unfit);
  }
  MG_TRY(const Source source, Source::open(part));
  // Cut by whoever sent it: its length was the one that the server promised.
  if (const std::string missing = missing_end(*format, source); !missing.empty()) {
    return refuse(fmt::format("the service sent a part of the {} file only ({} came, but {}", format->id,
                              size, missing),
                  part, stem, ".incomplete", unfit);
  }
  FetchedFile file;
  file.format = format->id;
  file.bytes = status.bytes;
  MG_TRY(file.sha256, sha256_of_file(part));
  MG_TRY(file.path, publish_beside(part, stem, format->suffixes.front(), file.sha256));
  return file;
}

FileEnd file_end(const std::string& path) {
  const auto source = Source::open(path);
  if (!source) return FileEnd::kUnknown;
  const auto head = source->bytes().first(std::min<std::size_t>(source->size(), kHeadBytes));
  const Format* format = sniff_format(head, source->size(), path);
  if (format == nullptr || !tells_its_end(*format, *source)) return FileEnd::kUnknown;
  return missing_end(*format, *source).empty() ? FileEnd::kThere : FileEnd::kMissing;
}

Result<FetchedFile> copy_result(const FetchedFile& file, const std::string& stem) {
  MG_TRY(const std::string content, sha256_of_file(file.path));
  if (content != file.sha256)
    return fail(ErrorKind::kNotFound, file.path + " was changed since it was downloaded");
  const std::string suffix = fs::path(file.path).extension().string();
  FetchedFile copy = file;
  std::error_code error;
  for (int number = 1;; ++number) {
    copy.path = numbered(stem, number, suffix);
    if (!fs::exists(fs::symlink_status(copy.path, error))) break;
    if (has_content(copy.path, file.sha256)) return copy;
  }
  constexpr std::size_t kRandom = 8;  // another process may copy the same
  const fs::path target(copy.path);
  const std::string part =
      (target.parent_path() / fmt::format(".{}.{}.part", target.filename().string(), random_hex(kRandom)))
          .string();
  const auto copied = copy_bytes(file.path, part);
  auto path =
      copied ? publish_beside(part, stem, suffix, file.sha256) : Result<std::string>(fail(copied.error()));
  if (!path) {
    ::unlink(part.c_str());
    return fail(path.error());
  }
  copy.path = std::move(*path);
  return copy;
}

}  // namespace meshgate
