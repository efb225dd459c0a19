#include "formats/detail/zip_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "core/text.h"
#include "formats/detail/crc32.h"
#include "formats/detail/inflate.h"

namespace meshgate {
namespace {

constexpr std::size_t kLocalHeader = 30, kCentralHeader = 46, kEnd = 22, kEnd64 = 56, kLocator64 = 20;
constexpr std::size_t kMaxEntries = 65'536;
constexpr std::size_t kMaxComment = 65'535;
constexpr std::size_t kMaxUnsafeNames = 10;

tl::unexpected<Error> malformed(const Source& source, std::string_view what) {
  return fail(ErrorKind::kMalformed,
              fmt::format("{}: {}. Copy or download the archive again", source.path(), what));
}

struct Directory {
  std::uint64_t offset = 0, size = 0, entries = 0;
};

// The end record is searched from the back: a comment of up to 64 kB may follow it.
std::optional<std::size_t> find_end(std::string_view text) {
  if (text.size() < kEnd) return std::nullopt;
  const std::size_t lowest = text.size() - std::min(text.size(), kEnd + kMaxComment);
  for (std::size_t at = text.size() - kEnd + 1; at-- > lowest;) {
    if (text.compare(at, 4, "PK\x05\x06") != 0) continue;
    const auto comment = load_le<std::uint16_t>(as_bytes(text).data() + at + 20);
    if (at + kEnd + comment <= text.size()) return at;
  }
  return std::nullopt;
}

Result<Directory> find_directory(const Source& source) {
  const ByteView bytes = source.bytes();
  const auto end = find_end(source.text());
  if (!end) return malformed(source, "the end of the archive's directory is missing, so the file was cut");
  const std::byte* p = bytes.data() + *end;
  Directory directory{load_le<std::uint32_t>(p + 16), load_le<std::uint32_t>(p + 12),
                      load_le<std::uint16_t>(p + 10)};
  if (load_le<std::uint16_t>(p + 4) != 0 || load_le<std::uint16_t>(p + 6) != 0)
    return fail(ErrorKind::kUnsupported,
                source.path() + ": the archive is one of several volumes. Join them first");
  std::uint64_t limit = *end;
  const bool large =
      directory.offset == 0xFFFFFFFFU || directory.size == 0xFFFFFFFFU || directory.entries == 0xFFFFU;
  if (large && *end >= kLocator64 && source.text().compare(*end - kLocator64, 4, "PK\x06\x07") == 0) {
    const auto at = load_le<std::uint64_t>(bytes.data() + *end - kLocator64 + 8);
    if (at > bytes.size() || bytes.size() - at < kEnd64 || source.text().compare(at, 4, "PK\x06\x06") != 0)
      return malformed(source, "the 64-bit end of the archive's directory is not where it should be");
    directory = {load_le<std::uint64_t>(bytes.data() + at + 48),
                 load_le<std::uint64_t>(bytes.data() + at + 40),
                 load_le<std::uint64_t>(bytes.data() + at + 32)};
    limit = at;
  }
  if (directory.offset > limit || directory.size > limit - directory.offset)
    return malformed(source, "the archive's directory lies beyond the file");
  return directory;
}

// Sizes and the offset in the extra field of ZIP64, in this order, for those that are all ones.
bool read_zip64(ByteView extra, ZipEntry& entry) {
  std::size_t at = 0;
  while (extra.size() - at >= 4) {
    const auto id = load_le<std::uint16_t>(extra.data() + at);
    const std::size_t size = load_le<std::uint16_t>(extra.data() + at + 2);
    if (size > extra.size() - at - 4) return false;
    if (id == 1) {
      std::size_t used = 0;
      for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.offset}) {
        if (*value != 0xFFFFFFFFU) continue;
        if (size - used < 8) return false;
        *value = load_le<std::uint64_t>(extra.data() + at + 4 + used);
        used += 8;
      }
      return true;
    }
    at += 4 + size;
  }
  return true;
}

// Where the content begins, which only the local header knows; nothing when it lies beyond the file.
bool locate_content(ByteView bytes, ZipEntry& entry) {
  if (entry.offset > bytes.size() || bytes.size() - entry.offset < kLocalHeader) return false;
  const std::byte* p = bytes.data() + entry.offset;
  if (!starts_with(bytes.subspan(entry.offset), "PK\x03\x04")) return false;
  entry.data_offset =
      entry.offset + kLocalHeader + load_le<std::uint16_t>(p + 26) + load_le<std::uint16_t>(p + 28);
  return entry.data_offset <= bytes.size() && entry.packed <= bytes.size() - entry.data_offset;
}

std::string normal_name(std::string_view name) {
  std::string normal(name);
  std::replace(normal.begin(), normal.end(), '\\', '/');
  return normal;
}

// Resolves "." and ".." of a path that is known to stay inside.
std::string resolved(std::string_view path) {
  std::vector<std::string_view> steps;
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view step = path.substr(start, end - start);
    if (step == ".." && !steps.empty()) {
      steps.pop_back();
    } else if (!step.empty() && step != "." && step != "..") {
      steps.push_back(step);
    }
    start = end + 1;
  }
  return fmt::format("{}", fmt::join(steps, "/"));
}

}  // namespace

Result<ZipArchive> read_zip(const Source& source) {
  MG_TRY(const Directory directory, find_directory(source));
  if (directory.entries > kMaxEntries) {
    return fail(ErrorKind::kLimit, fmt::format("{}: the archive has {} files, more than {}", source.path(),
                                               group_digits(directory.entries), group_digits(kMaxEntries)));
  }
  ZipArchive archive;
  ByteView left = source.bytes().subspan(directory.offset, directory.size);
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (left.size() < kCentralHeader || !starts_with(left, "PK\x01\x02"))
      return malformed(source, fmt::format("entry {} of the archive's directory is damaged", i + 1));
    const std::byte* p = left.data();
    const std::size_t name = load_le<std::uint16_t>(p + 28), extra = load_le<std::uint16_t>(p + 30),
                      comment = load_le<std::uint16_t>(p + 32);
    if (left.size() - kCentralHeader < name + extra + comment)
      return malformed(source, fmt::format("entry {} of the archive's directory is cut", i + 1));
    ZipEntry entry;
    entry.name = normal_name(as_text(left.subspan(kCentralHeader, name)));
    entry.flags = load_le<std::uint16_t>(p + 8);
    entry.method = load_le<std::uint16_t>(p + 10);
    entry.crc = load_le<std::uint32_t>(p + 16);
    entry.packed = load_le<std::uint32_t>(p + 20);
    entry.size = load_le<std::uint32_t>(p + 24);
    entry.offset = load_le<std::uint32_t>(p + 42);
    const bool sound = read_zip64(left.subspan(kCentralHeader + name, extra), entry);
    left = left.subspan(kCentralHeader + name + extra + comment);
    if (!sound || !locate_content(source.bytes(), entry))
      return malformed(source,
                       fmt::format("\"{}\" lies beyond the end of the archive", printable(entry.name)));
    if (entry.name.empty() || entry.name.back() == '/') continue;
    if (unsafe_path_reason(entry.name)) {
      if (archive.unsafe_names.size() < kMaxUnsafeNames) archive.unsafe_names.push_back(entry.name);
      continue;
    }
    archive.entries.push_back(std::move(entry));
  }
  return archive;
}

Result<Array<std::byte>> extract(const Source& source, const ZipEntry& entry, ZipBudget& budget) {
  const std::string name = printable(entry.name);
  if (entry.encrypted())
    return fail(ErrorKind::kUnsupported, name + " is encrypted. Pack it without a password");
  Array<std::byte> content;
  if (entry.method == 0) {
    if (entry.packed != entry.size)
      return fail(ErrorKind::kMalformed, name + " has two sizes, though it is stored");
    content = source.slice(entry.data_offset, entry.size);
  } else if (entry.method == 8) {
    if (entry.size > budget.left) {
      return fail(ErrorKind::kLimit, fmt::format("unpacking {} takes {}, and {} of memory are left", name,
                                                 format_bytes(entry.size), format_bytes(budget.left)));
    }
    budget.left -= entry.size;
    auto inflated =
        inflate_raw(source.bytes().subspan(entry.data_offset, entry.packed), entry.size, budget.stop);
    if (!inflated) return fail(std::move(inflated.error()).with_context("unpacking " + name));
    content = *std::move(inflated);
  } else {
    return fail(ErrorKind::kUnsupported,
                fmt::format("{} is packed with method {}. Pack it with DEFLATE, as zip "
                            "programs do by default",
                            name, entry.method));
  }
  if (compute_crc32(content.span()) != entry.crc)
    return fail(ErrorKind::kMalformed, name + " is damaged: its checksum is wrong");
  return content;
}

struct ZipFiles::Shared {
  Source source;
  ZipArchive archive;
  std::mutex mutex;  // readers open textures side by side
  ZipBudget budget;

  const ZipEntry* find(std::string_view name) const {
    const auto same = std::find_if(archive.entries.begin(), archive.entries.end(),
                                   [&](const ZipEntry& entry) { return entry.name == name; });
    if (same != archive.entries.end()) return &*same;
    const std::string lower = to_lower(name);
    const auto like = std::find_if(archive.entries.begin(), archive.entries.end(),
                                   [&](const ZipEntry& entry) { return to_lower(entry.name) == lower; });
    return like == archive.entries.end() ? nullptr : &*like;
  }

  static Result<Source> open(const std::shared_ptr<Shared>& self, const ZipEntry& entry) {
    Result<Array<std::byte>> content = [&] {
      const std::scoped_lock lock(self->mutex);
      return extract(self->source, entry, self->budget);
    }();
    if (!content) return fail(std::move(content).error());
    const std::size_t slash = entry.name.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string() : entry.name.substr(0, slash + 1);
    return Source::part_of(*content, self->source.path() + "/" + entry.name,
                           [self, folder](std::string_view relative) -> Result<Source> {
                             const std::string path = folder + normal_name(relative);
                             if (const auto reason = unsafe_path_reason(path))
                               return fail(ErrorKind::kUsage, std::string(relative) + ": " + *reason);
                             const ZipEntry* found = self->find(resolved(path));
                             if (found == nullptr)
                               return fail(ErrorKind::kNotFound,
                                           std::string(relative) + ": not in the archive");
                             return open(self, *found);
                           });
  }
};

ZipFiles::ZipFiles(const Source& source, ZipArchive archive, ZipBudget budget)
    : shared_(std::make_shared<Shared>()) {
  shared_->source = source;
  shared_->archive = std::move(archive);
  shared_->budget = std::move(budget);
}

const ZipArchive& ZipFiles::archive() const { return shared_->archive; }

Result<Source> ZipFiles::open(const ZipEntry& entry) const { return Shared::open(shared_, entry); }

}  // namespace meshgate
