#include "support/program.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "support/files.h"
#include "support/helper_paths.h"

namespace meshgate::test {

std::string shell_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

ProgramRun run_line(const std::string& line, const std::map<std::string, std::string>& variables) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string(), err = (folder.path() / "err").string();
  const std::string script = (folder.path() / "line.sh").string();
  write_text(script, line + "\n");
  const std::string bin = std::filesystem::path(program_path()).parent_path().string();
  std::string command = "env -i LC_ALL=C.UTF-8 PATH=" + shell_quoted(bin + ":/usr/bin:/bin");
  for (const auto& [name, value] : variables) command += " " + name + "=" + shell_quoted(value);
  command += " sh " + shell_quoted(script) + " </dev/null >" + shell_quoted(out) + " 2>" + shell_quoted(err);
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c)
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(out), read_text(err)};
}

}  // namespace meshgate::test
