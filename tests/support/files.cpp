#include "support/files.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

namespace fs = std::filesystem;

namespace meshgate::test {

const fs::path& source_dir() {
  static const fs::path kPath(MESHGATE_SOURCE_DIR);
  return kPath;
}

std::string testdata(std::string_view relative) { return (source_dir() / "testdata" / relative).string(); }

std::vector<std::string> files_below(std::string_view folder) {
  std::vector<std::string> files;
  std::error_code absent;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(source_dir() / folder, absent)) {
    if (entry.is_regular_file())
      files.push_back(entry.path().lexically_relative(source_dir()).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> testdata_inputs() {
  std::vector<std::string> files = files_below("testdata");
  const auto is_no_input = [](const std::string& file) {
    return file == "testdata/SOURCES.md" || file.starts_with("testdata/make/") ||
           file.ends_with("/example.md") || file.ends_with(".expected.json");
  };
  files.erase(std::remove_if(files.begin(), files.end(), is_no_input), files.end());
  return files;
}

// In blocks: a byte at a time is slow under sanitizers.
std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  INFO("reading " << path.string());
  REQUIRE(stream);
  std::string text;
  constexpr std::size_t kBlock = std::size_t{1} << 16U;
  for (std::size_t size = 0; stream; text.resize(size)) {
    text.resize(size + kBlock);
    stream.read(text.data() + size, static_cast<std::streamsize>(kBlock));
    size += static_cast<std::size_t>(stream.gcount());
  }
  return text;
}

std::vector<std::byte> read_bytes(const fs::path& path) {
  const std::string text = read_text(path);
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

void write_text(const fs::path& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  INFO("writing " << path.string());
  REQUIRE(stream);
}

void write_binary(const fs::path& path, const std::vector<std::byte>& bytes) {
  std::string text(bytes.size(), '\0');
  if (!bytes.empty()) std::memcpy(text.data(), bytes.data(), bytes.size());
  write_text(path, text);
}

bool update_expected() {
  const char* const value = std::getenv("MESHGATE_UPDATE_EXPECTED");
  return value != nullptr && std::string_view(value) == "1";
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "meshgate_test_XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace meshgate::test
