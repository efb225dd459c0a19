#pragma once
// What a run makes of its inputs before anything is sent; a dry run ends there.
#include <string>
#include <vector>

#include "meshgate/run.h"

namespace meshgate {

/// One item on its way through the stages.
struct Item {
  TaskRequest request;  ///< what is sent
  std::string job;
  std::string folder, stem;
  InputReport input;
  bool blocked = false;
};

/// Findings from here on keep an input from being sent: errors in any case.
inline Severity block_level(Severity block_on) {
  return block_on == Severity::kOff ? Severity::kError : block_on;
}

/// Tells that a stage begins.
void tell_stage(const RunOptions& options, const TaskRequest& request, std::string_view stage);

/// With the profile of the request's task.
Result<CheckOptions> check_options(const TaskRequest& request, const RunOptions& options);

/// Checks all. kCancelled.
Result<std::vector<Item>> check_all(const std::vector<RunItem>& items, const RunOptions& options);

/// Mends what can be mended of those that are blocked.
Result<bool> prepare_blocked(std::vector<Item>& items, const RunOptions& options);

/// The task's own profile when all have the same.
std::string profile_name(const std::vector<std::string>& tasks, const RunOptions& options);

}  // namespace meshgate
