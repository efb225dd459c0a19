// Runs commands in turn and prints for each the median wall time, the throughput and the peak memory.
//   measure RUNS BYTES LABEL COMMAND [ARGUMENT…] -- LABEL COMMAND …
// The commands take turns (a b c a b c …), so that a noisy minute hits all of them; the output of the
// commands is dropped, and the first round warms the page cache and is not counted. The last column is the
// ratio to the first command.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct Command {
  std::string label;
  std::vector<char*> arguments;
  std::vector<double> seconds;
  long peak_kb = 0;
};

std::vector<Command> parse(int argc, char** argv) {
  std::vector<Command> commands;
  for (int i = 3; i < argc; ++i) {
    Command command;
    command.label = argv[i];
    while (++i < argc && std::string(argv[i]) != "--") command.arguments.push_back(argv[i]);
    command.arguments.push_back(nullptr);
    commands.push_back(std::move(command));
  }
  return commands;
}

void run(Command& command, bool counted) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    ::execvp(command.arguments[0], command.arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    std::fprintf(stderr, "%s: ended with status %d\n", command.label.c_str(), status);
    std::exit(1);
  }
  if (!counted) return;
  command.seconds.push_back(elapsed.count());
  command.peak_kb = std::max(command.peak_kb, usage.ru_maxrss);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: measure RUNS BYTES LABEL COMMAND [ARGUMENT...] [-- LABEL COMMAND ...]\n", stderr);
    return 2;
  }
  const int runs = std::atoi(argv[1]);
  const double megabytes = std::strtod(argv[2], nullptr) / 1e6;
  std::vector<Command> commands = parse(argc, argv);
  for (int round = 0; round <= runs; ++round) {
    for (Command& command : commands) run(command, round > 0);
  }
  std::printf("| %-24s | %8s | %8s | %9s | %12s | %8s |\n", "command", "seconds", "MB/s", "peak MB",
              "peak / file", "ratio");
  std::printf("|---|---|---|---|---|---|\n");
  double first = 0;
  for (Command& command : commands) {
    std::sort(command.seconds.begin(), command.seconds.end());
    const double median = command.seconds[command.seconds.size() / 2];
    if (first == 0) first = median;
    const double peak = static_cast<double>(command.peak_kb) * 1024 / 1e6;
    std::printf("| %-24s | %8.3f | %8.0f | %9.0f | %12.2f | %8.2f |\n", command.label.c_str(), median,
                megabytes / median, peak, peak / megabytes, median / first);
  }
  return 0;
}
