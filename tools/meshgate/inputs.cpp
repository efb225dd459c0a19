#include "inputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "meshgate/gate.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

void warn_of_empty_folders(const std::vector<std::string>& arguments, const std::vector<std::string>& files) {
  for (const std::string& argument : arguments) {
    std::error_code error;
    const bool used = !std::filesystem::is_directory(argument, error) ||
                      std::any_of(files.begin(), files.end(),
                                  [&](const std::string& file) { return file.starts_with(argument); });
    if (!used) {
      write_note(argument + ": no file with the suffix of a model or picture is in this folder");
    }
  }
}

void leave_out(const Config& config, std::vector<std::string>& files) {
  if (config.exclude.empty()) return;
  const std::size_t before = files.size();
  files.erase(std::remove_if(
                  files.begin(), files.end(),
                  [&](const std::string& file) { return path_matches(config.exclude, config.folder, file); }),
              files.end());
  if (files.size() < before) {
    write_note(fmt::format("{} of {} inputs left out by `exclude` of {}", before - files.size(), before,
                           config.path));
  }
}

}  // namespace

Result<bool> take_shard(const std::string& shard, std::vector<std::string>& files) {
  const std::size_t slash = shard.find('/');
  if (slash == std::string::npos)
    return fail(ErrorKind::kUsage, "--shard takes K/N, as 1/4, not \"" + shard + "\"");
  MG_TRY(const int count, parse_count("--shard K/N: N", shard.substr(slash + 1), 1, 1'000'000));
  MG_TRY(const int number, parse_count("--shard K/N: K", shard.substr(0, slash), 1, count));
  std::vector<std::size_t> rank(files.size());
  std::iota(rank.begin(), rank.end(), 0);
  std::sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) { return files[a] < files[b]; });
  std::vector<bool> is_ours(files.size());
  for (std::size_t i = static_cast<std::size_t>(number) - 1; i < rank.size();
       i += static_cast<std::size_t>(count))
    is_ours[rank[i]] = true;
  std::vector<std::string> ours;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (is_ours[i]) ours.push_back(std::move(files[i]));
  }
  files = std::move(ours);
  return true;
}

Result<std::vector<std::string>> gather_inputs(const Configured& configured) {
  const Arguments& arguments = configured.arguments;
  std::vector<std::string> inputs = arguments.all("INPUT");
  for (const std::string& file : arguments.all("--files-from")) {
    MG_TRY(const std::vector<std::string> lines, read_lines(file));
    inputs.insert(inputs.end(), lines.begin(), lines.end());
  }
  if (inputs.empty() && !arguments.has("--files-from")) {
    return fail(ErrorKind::kUsage,
                "check: nothing to check. Give files, folders or globs, or --files-from FILE");
  }
  std::vector<std::string> files = expand_inputs(inputs);
  warn_of_empty_folders(inputs, files);
  leave_out(configured.config, files);
  if (arguments.has("--shard")) {
    MG_TRY([[maybe_unused]] const bool taken, take_shard(arguments.get("--shard"), files));
  }
  return files;
}

}  // namespace meshgate
