#include "support/zip_builder.h"

namespace meshgate::test {
namespace {

// From the version that is needed to the sizes: the same in both headers.
void put_common(Bytes& to, const ZipFileSpec& file) {
  Bytes content;
  put_text(content, file.content);
  put(to, std::uint16_t{20});
  put(to, file.flags);
  put(to, file.method);
  put(to, std::uint32_t{0x210000});
  put(to, simple_crc32(content) + (file.crc_off ? 1U : 0U));
  const auto size = static_cast<std::uint32_t>(content.size());
  put(to, size);
  put(to, file.claimed_size.value_or(size));
  put(to, static_cast<std::uint16_t>(file.name.size()));
}

}  // namespace

Bytes make_zip(const std::vector<ZipFileSpec>& files) {
  Bytes archive, directory;
  for (const ZipFileSpec& file : files) {
    const auto offset = static_cast<std::uint32_t>(archive.size());
    put_text(archive, "PK\x03\x04");
    put_common(archive, file);
    put(archive, std::uint16_t{0});
    put_text(archive, file.name + file.content);
    put_text(directory, "PK\x01\x02");
    put(directory, std::uint16_t{20});
    put_common(directory, file);
    directory.resize(directory.size() + 12);  // extra, comment, disk, attributes
    put(directory, offset);
    put_text(directory, file.name);
  }
  const auto size = static_cast<std::uint32_t>(directory.size()),
             at = static_cast<std::uint32_t>(archive.size());
  append(archive, directory);
  put_text(archive, "PK\x05\x06");
  put(archive, std::uint32_t{0});
  for (int i = 0; i < 2; ++i) put(archive, static_cast<std::uint16_t>(files.size()));
  put(archive, size);
  put(archive, at);
  put(archive, std::uint16_t{0});
  return archive;
}

}  // namespace meshgate::test
