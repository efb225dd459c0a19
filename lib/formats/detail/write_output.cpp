// Putting the files of an output on disk.
#include <filesystem>
#include <system_error>

#include "core/publish.h"
#include "core/source.h"
#include "core/text.h"
#include "meshgate/format.h"
#include "meshgate/output.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

// Where a companion goes, or why it may not.
Result<fs::path> place_of(const fs::path& folder, const std::string& name) {
  if (const auto reason = unsafe_path_reason(name))
    return fail(ErrorKind::kUsage,
                "\"" + printable(name) + "\" cannot be written beside the output: " + *reason);
  const fs::path relative(name);
  fs::path place = folder;
  std::error_code error;
  // A link may lead anywhere: only what the user named himself is followed.
  for (const fs::path& part : relative) {
    place /= part;
    if (fs::is_symlink(fs::symlink_status(place, error)))
      return fail(ErrorKind::kUsage,
                  place.string() + " is a link, which may lead out of the output's folder");
  }
  return place;
}

tl::unexpected<Error> exists_already(const fs::path& path) {
  return fail(ErrorKind::kUsage, path.string() + " exists already; --overwrite replaces it");
}

}  // namespace

Result<bool> write_output(const std::string& path, const Written& written, Existing existing) {
  if (written.files.empty()) return fail(ErrorKind::kUsage, "an output without files");
  const fs::path target(path);
  const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  const bool is_there = fs::exists(status);
  if (is_there && !fs::is_regular_file(status) && written.files.size() > 1) {
    return fail(ErrorKind::kUsage, path + " is no ordinary file, and the output has " +
                                       count_of(written.files.size() - 1, "file") + " beside it");
  }
  if (existing == Existing::kRefuse && fs::is_regular_file(status)) return exists_already(target);
  std::vector<fs::path> places;
  for (std::size_t i = 1; i < written.files.size(); ++i) {
    MG_TRY(fs::path place, place_of(folder, written.files[i].name));
    if (fs::exists(place, error)) {
      // Known before anything is replaced.
      if (!fs::is_regular_file(place, error))
        return fail(ErrorKind::kUsage, place.string() + " is there and is no ordinary file");
      if (existing == Existing::kRefuse) return exists_already(place);
      if (fs::equivalent(place, target, error))
        return fail(ErrorKind::kUsage, "\"" + printable(written.files[i].name) + "\" is the output itself");
    }
    places.push_back(std::move(place));
  }
  if (places.empty() && is_there && !fs::is_regular_file(status))
    return write_file(path, written.files.front().bytes.span());  // a pipe or a device
  std::vector<NamedBytes> files;
  for (std::size_t i = 0; i < places.size(); ++i) {
    fs::create_directories(places[i].parent_path(), error);
    if (error) return fail(ErrorKind::kIo, places[i].parent_path().string() + ": " + error.message());
    files.push_back({places[i].string(), written.files[i + 1].bytes.span()});
  }
  files.push_back({path, written.files.front().bytes.span()});
  return write_together(files, existing == Existing::kRefuse ? NameTaken::kRefuse : NameTaken::kReplace);
}

}  // namespace meshgate
