#include "job_table.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "terminal.h"

namespace meshgate {
namespace {

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(seconds);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

// Bytes of the first character of valid UTF-8, and its columns.
struct Character {
  std::size_t bytes = 1, columns = 1;
};
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  Character first;
  first.bytes = std::min<std::size_t>(lead < 0xC0U   ? 1
                                      : lead < 0xE0U ? 2
                                      : lead < 0xF0U ? 3
                                                     : 4,
                                      text.size());
  std::uint32_t code = lead & (first.bytes == 1 ? 0x7FU : 0xFFU >> (first.bytes + 1));
  for (std::size_t i = 1; i < first.bytes; ++i)
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  // East Asian scripts and pictures, roughly: Unicode's UAX 11, classes W and F.
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 7> kWide{{{0x1100, 0x115F},
                                                                          {0x2E80, 0xA4CF},
                                                                          {0xAC00, 0xD7A3},
                                                                          {0xF900, 0xFAFF},
                                                                          {0xFF00, 0xFF60},
                                                                          {0x1F300, 0x1FAFF},
                                                                          {0x20000, 0x3FFFD}}};
  for (const auto& [low, high] : kWide) {
    if (code >= low && code <= high) first.columns = 2;
  }
  return first;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character first = first_character(text);
    columns += first.columns;
    text.remove_prefix(first.bytes);
  }
  return columns;
}

// Padded, or its end: files differ in their last letters.
std::string cell(std::string_view text, std::size_t width) {
  std::size_t have = columns_of(text);
  if (have <= width) return std::string(text) + std::string(width - have, ' ');
  while (have >= width && !text.empty()) {
    const Character first = first_character(text);
    text.remove_prefix(first.bytes);
    have -= first.columns;
  }
  return "…" + std::string(text) + std::string(width - std::min(width, have + 1), ' ');
}

std::string right(const std::string& text, std::size_t width) { return fmt::format(" {:>{}}", text, width); }

// What a terminal of some width has room for. Names need some of it; the rest goes in the order of its worth.
struct Layout {
  std::size_t name = 0, stage = 0;
  bool percent = false, elapsed = false, credits = false;
};

Layout layout_for(std::span<const JobProgress> jobs, std::size_t columns) {
  constexpr std::size_t kLeastName = 8, kPercent = 6, kElapsed = 8, kCredits = 8;
  std::size_t longest = kLeastName;
  Layout layout;
  layout.stage = 10;
  for (const JobProgress& job : jobs) {
    longest = std::max(longest, columns_of(job.input));
    layout.stage = std::max(layout.stage, job.stage.size());
  }
  std::size_t left = columns - std::min(columns, kLeastName + 2);
  layout.stage = std::min(layout.stage, left);
  left -= layout.stage;
  const auto take = [&left](std::size_t width) {
    if (width > left) return false;
    left -= width;
    return true;
  };
  layout.percent = take(kPercent);
  layout.elapsed = take(kElapsed);
  layout.credits = take(kCredits);
  layout.name = std::min(longest, kLeastName + left);
  return layout;
}

std::string row(const JobProgress& job, const Layout& layout) {
  std::string text =
      cell(job.input, layout.name) + "  " + fmt::format("{:<{}.{}}", job.stage, layout.stage, layout.stage);
  if (layout.percent) text += right(job.fraction < 0 ? "" : fmt::format("{:.0f} %", job.fraction * 100), 5);
  if (layout.elapsed) text += right(job.elapsed_s > 0 ? time_text(job.elapsed_s) : "", 7);
  if (layout.credits) text += right(job.credits > 0 ? std::to_string(job.credits) : "", 7);
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

std::string head(const Layout& layout) {
  std::string text =
      cell("file", layout.name) + "  " + fmt::format("{:<{}.{}}", "stage", layout.stage, layout.stage);
  if (layout.percent) text += right("done", 5);
  if (layout.elapsed) text += right("time", 7);
  if (layout.credits) text += right("credits", 7);
  return text + "\n";
}

std::string sums(std::span<const JobProgress> jobs, std::size_t hidden) {
  const auto over =
      std::count_if(jobs.begin(), jobs.end(), [](const JobProgress& job) { return job.is_over; });
  int credits = 0;
  for (const JobProgress& job : jobs) credits += job.credits;
  std::string text = fmt::format("{} of {} over", over, jobs.size());
  if (credits > 0) text += fmt::format(", {} credits", credits);
  if (hidden > 0) text += fmt::format(", {} not shown", hidden);
  return text;
}

}  // namespace

JobTable::JobTable(const Arguments& arguments)
    : JobTable(::isatty(STDERR_FILENO) != 0 && !arguments.has("--no-progress"), arguments.has("--quiet")) {}

std::string JobTable::render(std::span<const JobProgress> jobs, std::size_t rows, std::size_t columns) {
  const Layout layout = layout_for(jobs, columns);
  // What moves first; what is over makes room.
  std::vector<const JobProgress*> order;
  for (const JobProgress& job : jobs) order.push_back(&job);
  std::stable_sort(order.begin(), order.end(), [](const JobProgress* a, const JobProgress* b) {
    const auto rank = [](const JobProgress& job) { return job.is_over ? 2 : job.elapsed_s > 0 ? 0 : 1; };
    return rank(*a) < rank(*b);
  });
  constexpr std::size_t kHeadAndSums = 2, kLeastRows = 4;
  const bool has_head = rows >= kLeastRows;
  const std::size_t shown = std::min(rows > 0 ? rows - (has_head ? kHeadAndSums : 1) : 0, order.size());
  std::string text = has_head ? head(layout) : std::string();
  for (std::size_t i = 0; i < shown; ++i) text += row(*order[i], layout);
  return text + sums(jobs, jobs.size() - shown).substr(0, columns) + "\n";
}

namespace {

// The cursor goes back over what was drawn, and clears it.
std::string wiped(const std::string& drawn) {
  const auto lines = std::count(drawn.begin(), drawn.end(), '\n');
  return lines > 0 ? fmt::format("\r\x1b[{}A\x1b[J", lines) : std::string("\r\x1b[K");
}

}  // namespace

void JobTable::draw(std::span<const JobProgress> jobs) {
  constexpr std::size_t kRows = 17, kOwnLine = 1;
  const TerminalSize size = table_size();
  const std::size_t rows = std::min(kRows, static_cast<std::size_t>(size.rows) - kOwnLine);
  std::string table = render(jobs, rows, static_cast<std::size_t>(size.columns));
  // A line that is longer than the terminal, after all, must not wrap: it would count as two.
  write_stderr(wiped(drawn_) + "\x1b[?7l" + table + "\x1b[?7h");
  drawn_ = std::move(table);
}

// Above the table, to stay.
void JobTable::show_note(const JobProgress& job) {
  write_stderr(wiped(drawn_) + job.input + ": " + job.note + "\n" + drawn_);
}

void JobTable::show_stage(const std::string& input, std::string_view stage) {
  if (quiet_) return;
  if (live_) {
    write_stderr(fmt::format("\r\x1b[K\x1b[?7l{} {}\x1b[?7h", stage, input));
  } else if (stage != "checking") {  // its outcome follows at once, and there may be many
    write_stderr(fmt::format("{}: {}\n", input, stage));
  }
}

void JobTable::end_stage() {
  if (live_ && !quiet_) write_stderr("\r\x1b[K");
}

void JobTable::attach(JobOptions& options) {
  if (quiet_) {
    options.on_change = [](const JobProgress& job) {
      if (job.is_urgent) write_stderr(fmt::format("{}: {}\n", job.input, job.note));
    };
    return;
  }
  if (live_) {
    options.on_tick = [this](std::span<const JobProgress> jobs) { draw(jobs); };
    options.on_change = [this](const JobProgress& job) {
      // The reason of an end is told after the table.
      if (!job.note.empty() && !job.is_over) show_note(job);
    };
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
