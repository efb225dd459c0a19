#pragma once
// Jobs as they move: a live table on a terminal, a line for each change elsewhere. All of it on stderr.
#include <span>
#include <string>
#include <string_view>

#include "command.h"
#include "meshgate/jobs.h"

namespace meshgate {

class JobTable {
 public:
  /// `live`: a terminal is there and a table is wanted; `quiet`: nothing at all.
  JobTable(bool live, bool quiet) : live_(live), quiet_(quiet) {}
  /// As --quiet and --no-progress say; live when stderr is a terminal.
  explicit JobTable(const Arguments& arguments);
  JobTable(const JobTable&) = delete;
  JobTable& operator=(const JobTable&) = delete;
  ~JobTable() = default;

  /// Lets the driver report here; the table must outlive it.
  void attach(JobOptions& options);

  /// What goes on before and after the jobs: in a line of its own that the next thing shown takes the place
  /// of.
  void show_stage(const std::string& input, std::string_view stage);
  /// Takes that line away.
  void end_stage();

  /// The table as text: a head when there are four rows or more; file, stage, percent, elapsed time, credits;
  /// and a line of sums. At most `rows` lines; none is wider than `columns`, from 20 on.
  static std::string render(std::span<const JobProgress> jobs, std::size_t rows, std::size_t columns);

 private:
  void draw(std::span<const JobProgress> jobs);
  void show_note(const JobProgress& job);
  bool live_, quiet_;
  std::string drawn_;  // what is on the screen
};

}  // namespace meshgate
