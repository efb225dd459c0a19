// A run that ends before anything is sent: what would be, and what it would cost.
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "jobs/run_items.h"
#include "jobs/run_stages.h"
#include "jobs/same_request.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

// A folder for what a dry run must make to look at it; gone with the object.
class ScratchFolder {
 public:
  static Result<ScratchFolder> make() {
    std::error_code error;
    std::string folder = (fs::temp_directory_path(error) / "meshgate-dry-run-XXXXXX").string();
    if (error || ::mkdtemp(folder.data()) == nullptr)
      return fail(ErrorKind::kIo, folder + ": a temporary folder cannot be made; TMPDIR names another place");
    return ScratchFolder(std::move(folder));
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// Mends it in the scratch folder, and tells it as what a run would write.
Result<bool> prepare_as_if(Item& item, const RunOptions& options, const std::string& scratch, RunPlan& plan) {
  const std::string source = item.request.input;
  MG_TRY(const CheckOptions check, check_options(item.request, options));
  tell_stage(options, item.request, "preparing");
  MG_TRY(item.blocked,
         prepare_request(item.request, scratch, check, block_level(options.block_on), item.input));
  if (item.request.input == source) return true;
  plan.prepared =
      (fs::path(item.folder.empty() ? "." : item.folder) / fs::path(item.request.input).filename()).string();
  item.input.path = plan.prepared;
  if (item.input.preparation != nullptr) {
    auto as_if = std::make_shared<Preparation>(*item.input.preparation);
    as_if->output = plan.prepared;
    as_if->planned = true;
    item.input.preparation = std::move(as_if);
  }
  return true;
}

// Requests that came before in this run, by what identifies them.
using Earlier = std::map<std::string, std::string>;

Result<bool> look_at_others(const RunAccount& account, const RunOptions& options, const std::string& key,
                            RunPlan& plan) {
  MG_TRY(const std::vector<Job> others,
         account.journal->find_same_of_others(account.name, account.host, key));
  const Job* job = standing_job(others, options.jobs.again, options.jobs.force);
  if (job == nullptr) return true;
  plan.fate = RunFate::kOfOther;
  plan.job = job->id;
  plan.same_as = of_other_login(*job, account.name == account.host);
  return true;
}

Result<bool> decide_fate(const Item& item, const RunAccount& account, const RunOptions& options,
                         Earlier& earlier, RunPlan& plan) {
  MG_TRY(const std::string key, compute_task_key(item.request));
  const auto twin = earlier.find(key);
  if (twin != earlier.end() && !options.jobs.again) {
    plan.fate = RunFate::kReused;
    plan.same_as = twin->second;
    return true;
  }
  earlier.emplace(key, plan.name);
  plan.fate = RunFate::kSent;
  if (account.journal == nullptr) return true;
  MG_TRY(const std::vector<Job> same, account.journal->find_same(account.name, key));
  const Job* job = standing_job(same, options.jobs.again, options.jobs.force);
  if (job == nullptr) return look_at_others(account, options, key, plan);
  plan.fate = is_paid(job->state) ? RunFate::kReused : RunFate::kUnknown;
  plan.job = job->id;
  plan.same_as = fmt::format("job {} ({})", job->id, to_string(job->state));
  return true;
}

}  // namespace

Result<std::vector<RunPlan>> plan_tasks(const std::vector<RunItem>& items, const RunOptions& options,
                                        const RunAccount& account) {
  MG_TRY(std::vector<Item> checked, check_all(items, options));
  std::vector<RunPlan> plans;
  Earlier earlier;
  for (Item& item : checked) {
    RunPlan& plan = plans.emplace_back();
    plan.name = input_name(item.request);
    MG_TRY(const ScratchFolder scratch, ScratchFolder::make());
    if (item.blocked && options.auto_prepare) {
      MG_TRY([[maybe_unused]] const bool prepared, prepare_as_if(item, options, scratch.path(), plan));
    }
    if (!item.blocked) {
      MG_TRY([[maybe_unused]] const bool decided, decide_fate(item, account, options, earlier, plan));
      MG_TRY(plan.shown, describe_request(item.request, account.base_url));
      if (!plan.prepared.empty()) replace_all(plan.shown, item.request.input, plan.prepared);
    }
    plan.request = item.request;
    if (!plan.prepared.empty()) plan.request.input = plan.prepared;
    plan.input = std::move(item.input);
  }
  return plans;
}

}  // namespace meshgate
