#include "hitem3d/request.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.h"
#include "core/url.h"
#include "hitem3d/endpoints.h"

namespace meshgate {
namespace {

const Choice* find_choice(const TaskField& field, std::string_view text) {
  const std::string lower = to_lower(text);
  for (const Choice& choice : field.choices) {
    if (choice.name == lower || choice.wire == lower) return &choice;
  }
  return nullptr;
}

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

class Resolver {
 public:
  explicit Resolver(RequestFacts& facts) : facts_(facts) {}

  void resolve(const TaskField& field) {
    ResolvedField result;
    result.field = &field;
    const auto given = facts_.request->values.find(field.name);
    result.given = given != facts_.request->values.end();
    if (result.given) result.text = given->second;
    if (!allowed(field.when)) {
      if (result.given) result.problem = FieldProblem::kNotAllowed;
    } else if (result.given && result.text.empty()) {
      result.problem = field.required ? FieldProblem::kRequired : FieldProblem::kUnknownValue;
    } else if (result.given) {
      take_given(field, result);
    } else {
      take_fallback(field, result);
    }
    facts_.fields.push_back(std::move(result));
  }

 private:
  // A condition on a field that is itself wrong holds: one mistake is told once.
  [[nodiscard]] bool allowed(const Condition& condition) const {
    if (condition.field.empty()) return true;
    const ResolvedField* earlier = facts_.find(condition.field);
    if (earlier == nullptr || !earlier->wire)
      return earlier != nullptr && earlier->problem != FieldProblem::kNone;
    return holds(condition, *earlier->wire);
  }

  void take_given(const TaskField& field, ResolvedField& result) const {
    if (field.type == FieldType::kChoice) return take_choice(field, result);
    if (field.type == FieldType::kUrl) {
      const auto url = parse_url(result.text);
      if (url) {
        result.wire = result.text;
      } else {
        result.problem = FieldProblem::kBadUrl;
        result.detail = url.error().message;
      }
      return;
    }
    const auto number = number_of(result.text);
    if (!number || (field.type == FieldType::kInteger && *number != std::floor(*number))) {
      result.problem = FieldProblem::kUnknownValue;
    } else if (*number < field.min || *number > field.max) {
      result.problem = FieldProblem::kOutOfRange;
    } else {
      result.wire =
          field.type == FieldType::kInteger ? fmt::format("{:.0f}", *number) : fmt::format("{}", *number);
    }
  }

  void take_choice(const TaskField& field, ResolvedField& result) const {
    const Choice* choice = find_choice(field, result.text);
    if (choice == nullptr) {
      result.problem = FieldProblem::kUnknownValue;
    } else if (!allowed(choice->when)) {
      result.problem = FieldProblem::kChoiceNotAllowed;
    } else {
      result.wire = choice->wire;
    }
  }

  void take_fallback(const TaskField& field, ResolvedField& result) const {
    if (field.fallback.empty()) {
      if (field.required) result.problem = FieldProblem::kRequired;
      return;
    }
    const Choice* chosen = nullptr;
    for (const Choice& choice : field.choices) {
      if (!allowed(choice.when)) continue;
      if (chosen == nullptr || choice.wire == field.fallback) chosen = &choice;
    }
    result.wire = chosen == nullptr ? field.fallback : chosen->wire;
  }

  RequestFacts& facts_;
};

std::vector<std::string_view> endpoint_ids() {
  std::vector<std::string_view> ids;
  for (const Endpoint* endpoint : all_endpoints()) ids.push_back(endpoint->id);
  return ids;
}

}  // namespace

const ResolvedField* RequestFacts::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const ResolvedField& one) { return one.field->name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string_view RequestFacts::wire(std::string_view name) const {
  const ResolvedField* field = find(name);
  return field != nullptr && field->wire ? std::string_view(*field->wire) : std::string_view();
}

Result<RequestFacts> resolve_request(const TaskRequest& request) {
  RequestFacts facts;
  facts.request = &request;
  facts.endpoint = find_endpoint(request.task);
  if (facts.endpoint == nullptr) {
    const std::string_view nearest = nearest_name(request.task, endpoint_ids());
    std::string known;
    for (const std::string_view id : endpoint_ids()) known += (known.empty() ? "" : ", ") + std::string(id);
    return fail(
        ErrorKind::kUsage,
        fmt::format("unknown task \"{}\"; {}", printable(request.task),
                    nearest.empty() ? "known: " + known : fmt::format("did you mean \"{}\"?", nearest)));
  }
  Resolver resolver(facts);
  for (const TaskField& field : facts.endpoint->fields) resolver.resolve(field);
  for (const auto& [name, value] : request.values) {
    if (facts.find(name) == nullptr && name != facts.endpoint->inputs.url)
      facts.unknown_names.push_back(name);
  }
  return facts;
}

std::string allowed_choices(const RequestFacts& facts, const TaskField& field) {
  std::string text;
  for (const Choice& choice : field.choices) {
    const bool allowed = choice.when.field.empty() || facts.wire(choice.when.field).empty() ||
                         holds(choice.when, facts.wire(choice.when.field));
    if (allowed) text += (text.empty() ? "" : ", ") + std::string(choice.name);
  }
  return text;
}

std::string describe_condition(const Endpoint& endpoint, const Condition& condition) {
  std::string names;
  for (const TaskField& field : endpoint.fields) {
    if (field.name != condition.field) continue;
    for (const Choice& choice : field.choices) {
      if (holds(condition, choice.wire)) names += (names.empty() ? "" : " or ") + std::string(choice.name);
    }
  }
  return fmt::format("{} {}", condition.field, names);
}

std::optional<std::size_t> view_rank(std::string_view name) {
  const auto names = view_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace meshgate
