// A request through the gate: the checks of the family task/.
#include <stop_token>

#include "checks/check.h"
#include "gate/decide.h"
#include "gate/today.h"
#include "hitem3d/request.h"
#include "meshgate/task.h"

namespace meshgate {

Result<InputReport> check_task(const TaskRequest& request, const CheckOptions& given) {
  const CheckOptions options = with_date(given);
  MG_TRY([[maybe_unused]] const bool valid, validate_selection(options));
  MG_TRY(const RequestFacts facts, resolve_request(request));
  InputReport report;
  report.path = input_name(request);
  report.kind = AssetKind::kTask;
  const Profile profile = profile_for(options, report.path);
  CheckContext context(profile, options.stop);
  for (const Check* check : all_checks()) {
    if (const TaskCheck* run = std::get_if<TaskCheck>(&check->run)) (*run)(facts, context);
  }
  decide(std::move(context.out).take(), profile, options, report);
  apply_suppressions(profile, options, report);
  return report;
}

}  // namespace meshgate
