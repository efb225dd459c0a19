#pragma once
// Files of the source tree, for tests that walk it.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::test {

/// Root of the source tree.
const std::filesystem::path& source_dir();

/// Path of a file in testdata.
std::string testdata(std::string_view relative);

/// All regular files below `folder` (relative to the source tree), as paths relative to the source tree with
/// '/', sorted. An absent folder has none.
std::vector<std::string> files_below(std::string_view folder);

/// Files of testdata that are inputs: all but SOURCES.md, scripts and expectations.
std::vector<std::string> testdata_inputs();

/// Whole content; fails the test when the file cannot be read.
std::string read_text(const std::filesystem::path& path);
std::vector<std::byte> read_bytes(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, std::string_view text);
void write_binary(const std::filesystem::path& path, const std::vector<std::byte>& bytes);

/// Whether tests are to write what they find as the new expectation (MESHGATE_UPDATE_EXPECTED=1).
bool update_expected();

/// A folder that is removed with its content at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace meshgate::test
