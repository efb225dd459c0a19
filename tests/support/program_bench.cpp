#include "support/program_bench.h"

#include <catch2/catch.hpp>
#include <limits>

#include "support/mesh_files.h"

namespace meshgate::test {

ProgramBench::ProgramBench(const std::string& base_url)
    : variables{{"HOME", folder_.path().string()},
                {"HITEM3D_BASE_URL", base_url},
                {"HITEM3D_CLIENT_ID", kPlantedId},
                {"HITEM3D_CLIENT_SECRET", kPlantedSecret},
                {"MESHGATE_JOURNAL", (folder_.path() / "journal.sqlite").string()},
                {"MESHGATE_POLL_SECONDS", "0.005"}} {}

std::string ProgramBench::cube_file(int number) const {
  const std::string file = path("cube" + std::to_string(number) + ".stl");
  write_binary(file, binary_stl(placed(cube(), 10 + 0.25F * static_cast<float>(number), {})));
  return file;
}

std::string ProgramBench::broken_file() const {
  Shape broken = placed(cube(), 10, {});
  broken.positions.push_back({std::numeric_limits<float>::quiet_NaN(), 0, 0});
  broken.indices.insert(broken.indices.end(),
                        {0, 1, static_cast<std::uint32_t>(broken.positions.size() - 1)});
  std::string file = path("broken.stl");
  write_binary(file, binary_stl(broken));
  return file;
}

ProgramRun ProgramBench::run(const std::string& line) const {
  return run_line("cd " + shell_quoted(folder_.path().string()) + " || exit\n" + line, variables);
}

ProgramRun ProgramBench::run_until_processing(const std::string& signal) const {
  return run(
      "meshgate run split cube1.stl -o out --no-progress --no-verify & pid=$!\n"
      "while kill -0 $pid && ! meshgate jobs | grep -q processing; do :; done\nkill -" +
      signal + " $pid; wait $pid");
}

std::string ProgramBench::subshell(const std::string& line) const {
  std::string text = "(cd " + shell_quoted(folder_.path().string()) + " || exit\n";
  for (const auto& [name, value] : variables) text += "export " + name + "=" + shell_quoted(value) + "\n";
  return text + line + ")";
}

std::string all_bytes_below(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all += entry.path().string() + "\n" + read_text(entry.path());
  }
  return all;
}

void check_no_secret(const std::string& text, const std::vector<std::string>& more) {
  std::vector<std::string> secrets{kPlantedSecret, kPlantedId, kPlantedToken, "UExBTlRFRC"};
  secrets.insert(secrets.end(), more.begin(), more.end());
  for (const std::string& secret : secrets) {
    const std::size_t found = text.find(secret);
    INFO(secret << " in …"
                << (found == std::string::npos ? "" : text.substr(found > 200 ? found - 200 : 0, 400)));
    CHECK(found == std::string::npos);
  }
}

}  // namespace meshgate::test
