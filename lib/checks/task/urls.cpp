// URLs that the service is to call or to read.
#include <array>

#include "checks/check.h"
#include "core/text.h"
#include "core/url.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 2> kRules{{
    {
        .id = "task/callback-url-invalid",
        .summary = "the service cannot call this callback URL",
        .severity = Severity::kError,
        .explanation =
            R"(A callback URL is absolute, begins with http:// or https://, and has no user name, blank or
control character.

**Why it matters.** The end of the task is reported there and nowhere else; a wrong URL is not refused, the call just
never comes. meshgate queries the task in any case.

**How to fix it.** Give a public URL, or leave it out: `meshgate run` does not need it.)",
    },
    {
        .id = "task/url-invalid",
        .summary = "the service cannot read the input from this URL",
        .severity = Severity::kError,
        .explanation =
            R"(The URL of a model or picture is absolute, begins with http:// or https://, and has no user name,
blank or control character.

**Why it matters.** The service refuses the request (code 10031012), or fails after a while.

**How to fix it.** Give a link that downloads the file without a login, as a signed link does. Query strings are
treated as secrets: they are sent, never shown.)",
    },
}};

// The value is not shown as evidence: its query string may be a secret.
void report(std::string_view rule, std::string_view name, const std::string& text, std::string_view why,
            CheckContext& context) {
  Location location;
  location.kind = LocationKind::kParameter;
  context.out.report(rule, at("/" + std::string(name), location), "{} \"{}\": {}", name,
                     shown_value(name, text), why);
}

void run(const RequestFacts& facts, CheckContext& context) {
  for (const ResolvedField& field : facts.fields) {
    const bool callback = field.field->name == "callback_url";
    if (field.problem == FieldProblem::kBadUrl)
      report(callback ? "task/callback-url-invalid" : "task/url-invalid", field.field->name, field.text,
             field.detail, context);
  }
  // The input's URL is not a field of the table.
  const std::string_view name = facts.endpoint->inputs.url;
  const auto given = facts.request->values.find(name);
  if (name.empty() || given == facts.request->values.end()) return;
  if (const auto url = parse_url(given->second); !url)
    report("task/url-invalid", name, given->second, url.error().message, context);
}

}  // namespace

extern const Check check_task_urls{.rules = kRules, .run = run};

}  // namespace meshgate
