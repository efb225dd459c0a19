#pragma once
// ZIP archives made in memory, stored or with exactly one thing wrong: nothing of the code under test.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/png_builder.h"

namespace meshgate::test {

struct ZipFileSpec {
  std::string name;
  std::string content;
  std::uint16_t method = 0;  ///< only written: the content is taken as it is
  std::uint16_t flags = 0;
  bool crc_off = false;
  std::optional<std::uint32_t> claimed_size = {};
};

Bytes make_zip(const std::vector<ZipFileSpec>& files);

}  // namespace meshgate::test
