#pragma once
// Faults by script: what goes wrong, at which endpoint, at which request.
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/result.h"

namespace meshgate::sandbox {

/// When a fault strikes.
enum class FaultStage {
  kAuth,      ///< while the credentials of a request are judged
  kReply,     ///< on the way back of any endpoint
  kCreate,    ///< when a task is created
  kQuery,     ///< in the answer to a query
  kDownload,  ///< while a result is downloaded
  kCallback,  ///< when a callback is sent
  kResult,    ///< in what a task makes; decided when the task is created
};

/// A fault that can be asked for. All kinds are rows of one table, fault_kinds.cpp.
struct FaultKind {
  std::string_view name;  ///< "cut-download"
  FaultStage stage = FaultStage::kReply;
  std::string_view on;         ///< endpoints unless the script says others; see Fault::on
  int times = 0;               ///< requests that it hits unless the script says so; 0 = all
  std::string_view parameter;  ///< its own parameter, as "at"; empty = none
  std::string_view fallback;   ///< the parameter's value unless the script gives one
  std::string_view doc;
};

std::span<const FaultKind> fault_kinds();

/// One rule of a script.
struct Fault {
  const FaultKind* kind = nullptr;
  std::string on;  ///< "split.create", "create" (of every task), "split" (every endpoint of it), "any"
  int from = 1;    ///< number of the first matching request that is hit
  int times = 0;   ///< how many are hit from there; 0 = all
  std::string value;

  /// The value as a number; "50%" is 0.5 with `relative` set.
  struct Amount {
    double value = 0;
    bool relative = false;
  };
  [[nodiscard]] Amount amount() const;
};

/// Whether a fault's own parameter may have this value; kUsage says what it takes.
Result<bool> accept_value(const FaultKind& fault, std::string_view text);

/// Reads a script: rules separated by ';' or line ends, '#' begins a comment. docs/guide/sandbox.md has the
/// grammar. kUsage names the rule that is wrong and all that is allowed there.
Result<std::vector<Fault>> parse_faults(std::string_view script);

/// A script at work: counts requests. Safe to use from several threads.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults = {});
  /// Counts a request of `endpoint` for every rule of this kind, and returns the first rule that hits it.
  std::optional<Fault> take(std::string_view kind, std::string_view endpoint);
  /// The same for all kinds of a stage; all that hit.
  std::vector<Fault> take_all(FaultStage stage, std::string_view endpoint);

 private:
  bool hits(std::size_t rule, std::string_view endpoint);

  std::mutex mutex_;
  std::vector<Fault> faults_;
  std::vector<int> seen_;
};

}  // namespace meshgate::sandbox
