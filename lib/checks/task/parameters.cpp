// Fields of a request against the table of its endpoint.
#include <array>

#include "checks/check.h"
#include "core/text.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 6> kRules{{
    {
        .id = "task/unknown-value",
        .summary = "a parameter has a value that the task does not know",
        .severity = Severity::kError,
        .explanation =
            R"(Every parameter of a task has a list of values or a range of numbers in meshgate's table of the API
(`docs/reference/tasks.md`), with its source and date. The value given is none of them.

**Why it matters.** The service answers an unknown value with an error after the upload, or takes its own default
without a word: the result is then not what was asked for, and it is charged.

**How to fix it.** Take one of the values that the message names; the nearest one is suggested.)",
    },
    {
        .id = "task/parameter-required",
        .summary = "a parameter that the task needs has no value",
        .severity = Severity::kError,
        .explanation =
            R"(With the other values of the request this parameter must be given, and it has no default: to
texture an existing mesh, for instance, the task needs `mesh_url`.

**Why it matters.** The service refuses the request, after the upload.

**How to fix it.** Give the option that the message names.)",
    },
    {
        .id = "task/parameter-not-allowed",
        .summary = "a parameter does not go with this task or with another parameter",
        .severity = Severity::kError,
        .explanation =
            R"(The parameter belongs to another task, or only goes with another value of an earlier parameter: `level` cuts
a general model, `part`, `joint` and `merge` say how a character is cut.

**Why it matters.** The service ignores such a parameter, and charges for a result that was not meant.

**How to fix it.** Leave it out, or change the parameter that it depends on, as the message says.)",
    },
    {
        .id = "task/format-not-allowed",
        .summary = "the task does not return this format",
        .severity = Severity::kError,
        .explanation =
            R"(The format is known, but not for this request: a character that is split comes as GLB only,
although the documented default is OBJ. The numbers of formats differ between tasks; meshgate translates names.

**Why it matters.** The service refuses the request, after the upload.

**How to fix it.** Take one of the formats that the message lists, and convert the result afterwards.)",
    },
    {
        .id = "task/face-count-range",
        .summary = "the wanted number of triangles is outside of what the service makes",
        .severity = Severity::kError,
        .explanation =
            R"(`face` must be a whole number from 100 000 to 2 000 000 (Hitem3D API reference, submit-task).

**Why it matters.** The service refuses the request with code 10031002, after the upload.

**How to fix it.** Take a number in the range; for fewer triangles run `meshgate prepare --target-triangles` on the
result.)",
    },
    {
        .id = "task/resolution-not-for-model",
        .summary = "the model does not offer this resolution",
        .severity = Severity::kError,
        .explanation =
            R"(Each version of the generator has its own resolutions: v1 512, 1024 and 1536, v1.5 also 1536pro,
v2.0 only 1536 and 1536pro, the portrait model v1.5 only 1536 (Hitem3D API reference, submit-task).

**Why it matters.** The service refuses the request with code 10031003, after the upload.

**How to fix it.** Take one of the resolutions that the message lists, or another model.)",
    },
}};

Where at_parameter(const ResolvedField& field) {
  Location location;
  location.kind = LocationKind::kParameter;
  Where where = at("/" + std::string(field.field->name), std::move(location));
  if (field.given) where.evidence.emplace_back("value", printable(field.text));
  return where;
}

std::string option_of(std::string_view name) {
  std::string option = "--" + std::string(name);
  for (char& c : option) c = c == '_' ? '-' : c;
  return option;
}

void report_unknown_value(const RequestFacts& facts, const ResolvedField& field, CheckContext& context) {
  const TaskField& of = *field.field;
  if (of.type != FieldType::kChoice) {
    context.out.report("task/unknown-value", at_parameter(field),
                       "{} takes a{} number from {} to {}, not \"{}\"", of.name,
                       of.type == FieldType::kInteger ? " whole" : "", of.min, of.max, printable(field.text));
    return;
  }
  std::vector<std::string_view> names;
  for (const Choice& choice : of.choices) names.push_back(choice.name);
  const std::string_view nearest = nearest_name(field.text, names);
  context.out.report("task/unknown-value", at_parameter(field), "{} has no value \"{}\"{} Known: {}", of.name,
                     printable(field.text),
                     nearest.empty() ? std::string(".") : fmt::format("; did you mean \"{}\"?", nearest),
                     allowed_choices(facts, of));
}

// The earlier field that a choice does not go with, as "model character".
std::string conflict_of(const RequestFacts& facts, const Condition& when) {
  const ResolvedField* earlier = facts.find(when.field);
  for (const Choice& choice : earlier->field->choices) {
    if (earlier->wire && choice.wire == *earlier->wire) return fmt::format("{} {}", when.field, choice.name);
  }
  return std::string(when.field);
}

void report_choice(const RequestFacts& facts, const ResolvedField& field, CheckContext& context) {
  Condition when;
  for (const Choice& choice : field.field->choices) {
    if (choice.name == to_lower(field.text) || choice.wire == to_lower(field.text)) when = choice.when;
  }
  context.out.report(field.field->choice_rule, at_parameter(field), "{} {} does not go with {}; allowed: {}",
                     field.field->name, printable(field.text), conflict_of(facts, when),
                     allowed_choices(facts, *field.field));
}

void report_problem(const RequestFacts& facts, const ResolvedField& field, CheckContext& context) {
  const TaskField& of = *field.field;
  switch (field.problem) {
    case FieldProblem::kUnknownValue:
      return report_unknown_value(facts, field, context);
    case FieldProblem::kChoiceNotAllowed:
      return report_choice(facts, field, context);
    case FieldProblem::kRequired:
      context.out.report(
          "task/parameter-required", at_parameter(field), "{} needs {}{}. Give {}", facts.endpoint->id,
          of.name,
          of.when.field.empty() ? std::string() : " with " + describe_condition(*facts.endpoint, of.when),
          option_of(of.name));
      return;
    case FieldProblem::kNotAllowed:
      context.out.report("task/parameter-not-allowed", at_parameter(field),
                         "{} goes only with {}, and here it is {}. Leave it out", of.name,
                         describe_condition(*facts.endpoint, of.when), conflict_of(facts, of.when));
      return;
    case FieldProblem::kOutOfRange:
      context.out.report(of.range_rule, at_parameter(field), "{} is {}; the service takes {:.0f} to {:.0f}",
                         of.name, printable(field.text), of.min, of.max);
      return;
    case FieldProblem::kNone:
    case FieldProblem::kBadUrl:
      return;
  }
}

void run(const RequestFacts& facts, CheckContext& context) {
  for (const ResolvedField& field : facts.fields) report_problem(facts, field, context);
  std::vector<std::string_view> known;
  for (const TaskField& field : facts.endpoint->fields) known.push_back(field.name);
  for (const std::string& name : facts.unknown_names) {
    const std::string_view nearest = nearest_name(name, known);
    Location location;
    location.kind = LocationKind::kParameter;
    context.out.report(
        "task/parameter-not-allowed", at("/" + printable(name), location), "{} has no parameter {}{}",
        facts.endpoint->id, printable(name),
        nearest.empty() ? std::string(". Leave it out") : fmt::format("; did you mean {}?", nearest));
  }
}

}  // namespace

extern const Check check_task_parameters{.rules = kRules, .run = run};

}  // namespace meshgate
