// What a task works on: exactly one of a file, a URL, or several views.
#include <algorithm>
#include <array>
#include <set>

#include "checks/check.h"
#include "core/text.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 4> kRules{{
    {
        .id = "task/input-missing",
        .summary = "the task has nothing to work on",
        .severity = Severity::kError,
        .explanation =
            R"(A task needs a file, or, where the API offers it, a URL (`mesh_url`, `image_url`) or several
views. None was given.

**Why it matters.** The service refuses the request (code 10031008 or 10031010).

**How to fix it.** Name the model or picture, or give the URL option.)",
    },
    {
        .id = "task/input-ambiguous",
        .summary = "the task has more than one thing to work on",
        .severity = Severity::kError,
        .explanation = R"(Exactly one of a file, a URL and several views may be given.

**Why it matters.** The service refuses the request (code 10031007), or takes one of them without a word.

**How to fix it.** Give one; every task takes one model or one set of pictures of one object.)",
    },
    {
        .id = "task/views-missing-front",
        .summary = "several views without the one from the front",
        .severity = Severity::kError,
        .explanation =
            R"(Views are sent in the order front, back, left, right, and the first one is a must: the others are
aligned to it (Hitem3D API reference, submit-task).

**Why it matters.** Without a front the service takes another view for it, and the model is turned and distorted.

**How to fix it.** Add `--view front=FILE`, or send one picture alone.)",
    },
    {
        .id = "task/too-many-views",
        .summary = "more views than the task takes, or one of them twice",
        .severity = Severity::kError,
        .explanation = R"(Two to four views are taken, each of front, back, left and right at most once.

**Why it matters.** The service refuses the request (code 10031009) after the upload of all pictures.

**How to fix it.** Keep one picture a side.)",
    },
}};

Where at_input(std::string_view name) {
  Location location;
  location.kind = LocationKind::kParameter;
  return at("/" + std::string(name), std::move(location));
}

void check_number_of_inputs(const RequestFacts& facts, CheckContext& context) {
  const TaskRequest& request = *facts.request;
  const TaskInputs& inputs = facts.endpoint->inputs;
  const bool url = !inputs.url.empty() && request.values.contains(inputs.url);
  const int given = (request.input.empty() ? 0 : 1) + (url ? 1 : 0) + (request.views.empty() ? 0 : 1);
  if (given == 0) {
    context.out.report("task/input-missing", at_input(inputs.file), "{} needs a {}: name a file{}",
                       facts.endpoint->id, inputs.kind == AssetKind::kMesh ? "model" : "picture",
                       inputs.url.empty() ? std::string(", or several with --view front=FILE")
                                          : fmt::format(", or give its URL as {}", inputs.url));
  } else if (given > 1) {
    const std::string_view second = url ? "a URL" : "views";
    context.out.report("task/input-ambiguous", at_input(inputs.file),
                       "{} takes one input: {} and {} were given. Keep one of them", facts.endpoint->id,
                       request.input.empty() ? "views" : printable(request.input), second);
  }
}

void report_unknown_view(const View& view, const TaskInputs& inputs, CheckContext& context) {
  const auto names = view_names();
  const std::string_view nearest = nearest_name(view.name, {names.begin(), names.end()});
  context.out.report("task/unknown-value", at_input(fmt::format("{}/{}", inputs.views, printable(view.name))),
                     "no view \"{}\"{} Known: front, back, left, right", printable(view.name),
                     nearest.empty() ? std::string(".") : fmt::format("; did you mean \"{}\"?", nearest));
}

void check_views(const RequestFacts& facts, CheckContext& context) {
  const std::vector<View>& views = facts.request->views;
  const TaskInputs& inputs = facts.endpoint->inputs;
  if (views.empty()) return;
  if (inputs.views.empty()) {
    context.out.report("task/too-many-views", at_input(inputs.file), "{} takes one {}, no views",
                       facts.endpoint->id, inputs.kind == AssetKind::kMesh ? "model" : "picture");
    return;
  }
  std::set<std::string_view> seen;
  std::string repeated;
  for (const View& view : views) {
    if (!view_rank(view.name)) {
      report_unknown_view(view, inputs, context);
    } else if (!seen.insert(view.name).second) {
      repeated += (repeated.empty() ? "" : ", ") + view.name;
    }
  }
  if (views.size() > inputs.max_views || !repeated.empty())
    context.out.report("task/too-many-views", at_input(inputs.views),
                       "{} were given{}; {} takes up to {}, each once", count_of(views.size(), "view"),
                       repeated.empty() ? "" : ", " + repeated + " more than once", facts.endpoint->id,
                       inputs.max_views);
  if (!seen.contains(view_names()[0]))
    context.out.report("task/views-missing-front", at_input(inputs.views),
                       "{} given, none of them from the front. Add --view front=FILE",
                       count_of(views.size(), "view was", "views were"));
}

void run(const RequestFacts& facts, CheckContext& context) {
  check_number_of_inputs(facts, context);
  check_views(facts, context);
}

}  // namespace

extern const Check check_task_inputs{.rules = kRules, .run = run};

}  // namespace meshgate
