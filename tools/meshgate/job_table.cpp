#include "job_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "terminal.h"

namespace meshgate {
namespace {

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string shortened(std::string text, std::size_t width) {
  if (text.size() <= width) return text;
  return "…" + text.substr(text.size() - width + 1);
}

std::string row(const JobProgress& job, std::size_t width) {
  const std::string percent = job.fraction < 0 ? "" : fmt::format("{:.0f} %", job.fraction * 100);
  return fmt::format("{:<{}}  {:<20} {:>5} {:>7} {:>4}\n", shortened(job.input, width), width, job.stage,
                     percent, job.elapsed_s > 0 ? time_text(job.elapsed_s) : "",
                     job.credits > 0 ? std::to_string(job.credits) : "");
}

}  // namespace

std::string JobTable::render(std::span<const JobProgress> jobs, std::size_t rows, std::size_t width) {
  constexpr std::size_t kOtherColumns = 41, kLeastName = 12;
  const std::size_t name = width > kOtherColumns + kLeastName ? width - kOtherColumns : kLeastName;
  std::size_t longest = kLeastName;
  for (const JobProgress& job : jobs) longest = std::max(longest, std::min(job.input.size(), name));
  // What moves first; what is over makes room.
  std::vector<const JobProgress*> order;
  for (const JobProgress& job : jobs) order.push_back(&job);
  std::stable_sort(order.begin(), order.end(), [](const JobProgress* a, const JobProgress* b) {
    const auto rank = [](const JobProgress& job) { return job.is_over ? 2 : job.elapsed_s > 0 ? 0 : 1; };
    return rank(*a) < rank(*b);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(rows, order.size()); ++i) text += row(*order[i], longest);
  const auto over =
      std::count_if(jobs.begin(), jobs.end(), [](const JobProgress& job) { return job.is_over; });
  int credits = 0;
  for (const JobProgress& job : jobs) credits += job.credits;
  return text + fmt::format("{} of {} over{}\n", over, jobs.size(),
                            credits > 0 ? fmt::format(", {} credits", credits) : std::string());
}

void JobTable::draw(std::span<const JobProgress> jobs) {
  constexpr std::size_t kRows = 16;
  const std::string table = render(jobs, kRows, static_cast<std::size_t>(terminal_width()));
  std::string text = drawn_ > 0 ? fmt::format("\x1b[{}A\x1b[J", drawn_) : std::string();
  write_stderr(text + table);
  drawn_ = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n'));
}

void JobTable::attach(JobOptions& options) {
  if (quiet_) return;
  if (live_) {
    options.on_tick = [this](std::span<const JobProgress> jobs) { draw(jobs); };
    return;
  }
  options.on_change = [](const JobProgress& job) {
    // Every reason is told once more at the end; here it stands beside its time.
    write_stderr(fmt::format("{}: {}{}{}\n", job.input, job.stage,
                             job.job.empty() ? "" : " (job " + job.job + ")",
                             job.note.empty() || job.is_over ? "" : ": " + job.note));
  };
}

}  // namespace meshgate
