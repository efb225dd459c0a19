#pragma once
// Jobs as they move: a live table on a terminal, a line for each change elsewhere. All of it on stderr.
#include <span>
#include <string>

#include "meshgate/jobs.h"

namespace meshgate {

class JobTable {
 public:
  /// `live`: a terminal is there and a table is wanted; `quiet`: nothing at all.
  JobTable(bool live, bool quiet) : live_(live), quiet_(quiet) {}
  JobTable(const JobTable&) = delete;
  JobTable& operator=(const JobTable&) = delete;
  ~JobTable() = default;

  /// Lets the driver report here; the table must outlive it.
  void attach(JobOptions& options);

  /// The table as text: file, stage, percent, elapsed time, credits; at most `rows` lines.
  static std::string render(std::span<const JobProgress> jobs, std::size_t rows, std::size_t width);

 private:
  void draw(std::span<const JobProgress> jobs);
  bool live_, quiet_;
  std::size_t drawn_ = 0;  // lines on the screen
};

}  // namespace meshgate
