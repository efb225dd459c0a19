#pragma once
// What the program knows of the terminal, and the progress bar.
#include <string>
#include <string_view>
#include <thread>

#include "command.h"
#include "meshgate/progress.h"
#include "meshgate/result.h"

namespace meshgate {

/// Writes everything, or ends the program with exit code 2 when stdout cannot take it (disk full). A closed
/// pipe is no error.
void write_stdout(std::string_view text);
void write_stderr(std::string_view text);

/// Says `meshgate: MESSAGE` on stderr, in one line: paths may hold control bytes, which could begin a line
/// that a CI system takes for a command, or move the cursor. They are shown as \xNN.
void write_note(std::string_view message);

/// Colours are wanted: a terminal, no --no-color, no NO_COLOR in the environment.
bool wants_color(const Arguments& arguments);

/// Columns of the terminal on stdout, or 100.
int terminal_width();

/// Columns and rows of the terminal on stderr, where live tables are; or 100 by 24.
struct TerminalSize {
  int columns = 100, rows = 24;
};
TerminalSize table_size();

/// Says what went wrong on stderr and returns the exit code of the error's kind.
int report_error(const Error& error);

/// Draws files and bytes on stderr while it lives; only on a terminal.
class ProgressBar {
 public:
  ProgressBar(const Progress& progress, bool enabled);

 private:
  std::jthread thread_;
};

/// One line on stderr that says what is being done; only on a terminal. Gone when it ends.
class StageLine {
 public:
  explicit StageLine(bool enabled);
  ~StageLine();
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;
  void show(std::string_view stage);

 private:
  bool enabled_;
  bool drawn_ = false;
};

}  // namespace meshgate
