#include "cli/transcript.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "meshgate/version.h"
#include "support/files.h"

namespace fs = std::filesystem;

namespace meshgate::test {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr std::string_view kGlob = " (glob)";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

/// A folder for the session, and one beside it for what the runner writes.
class Session {
 public:
  Session() : home_(outer_.path() / "session") { fs::create_directory(home_); }

  std::vector<std::string> run(const std::string& command) const {
    const fs::path script = outer_.path() / "command.sh";
    const fs::path out = outer_.path() / "stdout";
    const fs::path err = outer_.path() / "stderr";
    write_text(script, command + "\n");
    const std::string bin = fs::path(MESHGATE_PROGRAM).parent_path().string();
    const std::string line =
        "cd " + quoted(home_.string()) + " && env -i PATH=" + quoted(bin + ":/usr/bin:/bin") +
        " HOME=" + quoted(home_.string()) + " LC_ALL=C.UTF-8 TESTDATA=" + quoted(testdata("")) + " sh " +
        quoted(script.string()) + " </dev/null >" + quoted(out.string()) + " 2>" + quoted(err.string());
    const int status = std::system(line.c_str());  // NOLINT(cert-env33-c)
    std::vector<std::string> outcome = lines_of(normalized(read_text(out)));
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code != 0) outcome.push_back("[" + std::to_string(code) + "]");
    for (const std::string& error : lines_of(normalized(read_text(err)))) outcome.push_back("! " + error);
    return outcome;
  }

 private:
  [[nodiscard]] std::string normalized(std::string text) const {
    replace_all(text, home_.string(), "$PWD");
    replace_all(text, testdata(""), "$TESTDATA/");
    replace_all(text, source_dir().string(), "$SOURCE");
    replace_all(text, std::string(version()), "$VERSION");
    return text;
  }

  TemporaryFolder outer_;
  fs::path home_;
};

/// Keeps expected (glob) lines that match the line at their place.
void keep_globs(const std::vector<std::string>& expected, std::vector<std::string>& actual) {
  for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
    if (!std::string_view(expected[i]).ends_with(kGlob)) continue;
    const auto pattern = std::string_view(expected[i]).substr(0, expected[i].size() - kGlob.size());
    if (wildcard_matches(pattern, actual[i])) actual[i] = expected[i];
  }
}

}  // namespace

bool wildcard_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string replay(const std::string& transcript) {
  const Session session;
  const std::vector<std::string> lines = lines_of(transcript);
  const auto starts = [&](std::size_t i, std::string_view mark) {
    return i < lines.size() && lines[i].starts_with(std::string(kIndent) + std::string(mark));
  };
  std::string result;
  for (std::size_t i = 0; i < lines.size();) {
    result += lines[i] + "\n";
    if (!starts(i, "$ ")) {
      ++i;
      continue;
    }
    Exchange exchange{lines[i].substr(4), {}};
    for (++i; starts(i, "> "); ++i) {
      result += lines[i] + "\n";
      exchange.command += "\n" + lines[i].substr(4);
    }
    for (; starts(i, "") && !starts(i, "$ "); ++i) exchange.outcome.push_back(lines[i].substr(2));
    std::vector<std::string> actual = session.run(exchange.command);
    keep_globs(exchange.outcome, actual);
    for (const std::string& line : actual) result += std::string(kIndent) + line + "\n";
  }
  return result;
}

}  // namespace meshgate::test
