// What is sent for a request, what identifies it, and how people see it.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "core/sha256.h"
#include "core/text.h"
#include "core/url.h"
#include "hitem3d/request.h"

namespace meshgate {
namespace {

// "1010" for front and left.
std::string view_mask(const TaskRequest& request) {
  std::string mask(view_names().size(), '0');
  for (const View& view : request.views) {
    if (const auto rank = view_rank(view.name)) mask[*rank] = '1';
  }
  return mask;
}

std::vector<View> in_order(std::vector<View> views) {
  std::stable_sort(views.begin(), views.end(), [](const View& a, const View& b) {
    return view_rank(a.name).value_or(99) < view_rank(b.name).value_or(99);
  });
  return views;
}

std::vector<FormField> file_fields(const TaskRequest& request, const TaskInputs& inputs) {
  std::vector<FormField> files;
  const auto url = request.values.find(inputs.url);
  if (!inputs.url.empty() && url != request.values.end())
    files.push_back({std::string(inputs.url), url->second});
  // One view is one picture.
  if (request.views.size() == 1 && request.input.empty()) {
    files.push_back({std::string(inputs.file), request.views[0].path, true});
  } else if (!request.views.empty() && !inputs.views.empty()) {
    files.push_back({std::string(inputs.view_mask), view_mask(request)});
    for (const View& view : in_order(request.views))
      files.push_back({std::string(inputs.views), view.path, true});
  }
  if (!request.input.empty()) files.push_back({std::string(inputs.file), request.input, true});
  return files;
}

std::string shown_field(const FormField& field) {
  if (!field.is_file) return shown_value(field.name, field.value);
  std::error_code error;
  const auto size = std::filesystem::file_size(field.value, error);
  return fmt::format("@{}{}", printable(field.value, 1000), error ? "" : " (" + format_bytes(size) + ")");
}

std::string amount_text(int min_credits, int max_credits) {
  constexpr double kDollars = 0.02;  // a credit
  if (min_credits == max_credits)
    return fmt::format("{} credits, {:.2f} USD", min_credits, min_credits * kDollars);
  return fmt::format("{} to {} credits, {:.2f} to {:.2f} USD, by model and resolution", min_credits,
                     max_credits, min_credits * kDollars, max_credits * kDollars);
}

std::string shown_price(const Endpoint& endpoint) {
  if (!endpoint.price) return "price: not published";
  const Price& price = *endpoint.price;
  return fmt::format("price: {} (seen {})", amount_text(price.min_credits, price.max_credits), price.date);
}

}  // namespace

bool is_url_value(std::string_view field, std::string_view value) {
  return value.find("://") != std::string_view::npos || field.ends_with("_url");
}

std::string shown_value(std::string_view field, const std::string& value) {
  if (field == "callback_url") {
    const auto url = parse_url(value);
    return url ? origin_of(*url) + "/(hidden)" : "(hidden)";
  }
  return printable(is_url_value(field, value) ? without_query(value) : value, 1000);
}

Result<std::vector<FormField>> make_form(const TaskRequest& request) {
  MG_TRY(const RequestFacts facts, resolve_request(request));
  std::vector<FormField> form;
  for (const ResolvedField& field : facts.fields) {
    if (field.wire) form.push_back({std::string(field.field->name), *field.wire});
  }
  for (FormField& field : file_fields(request, facts.endpoint->inputs)) form.push_back(std::move(field));
  return form;
}

Result<std::string> describe_request(const TaskRequest& request, const std::string& base_url) {
  MG_TRY(const std::vector<FormField> form, make_form(request));
  const Endpoint& endpoint = *find_endpoint(request.task);
  const auto base = parse_url(base_url);
  std::string text = fmt::format("POST {}/open-api/v1{}\n  Authorization: {} (hidden)\n",
                                 base ? origin_of(*base) : without_query(base_url), endpoint.create_path,
                                 to_string(endpoint.scheme));
  for (const FormField& field : form) text += fmt::format("  {} = {}\n", field.name, shown_field(field));
  return text + "  " + shown_price(endpoint) + "\n";
}

std::string describe_prices(std::span<const TaskRequest> requests) {
  int min_credits = 0, max_credits = 0;
  std::size_t unpriced = 0;
  for (const TaskRequest& request : requests) {
    const Endpoint* endpoint = find_endpoint(request.task);
    if (endpoint == nullptr || !endpoint->price) {
      ++unpriced;
      continue;
    }
    min_credits += endpoint->price->min_credits;
    max_credits += endpoint->price->max_credits;
  }
  const std::string count = fmt::format("{} task{}", requests.size(), requests.size() == 1 ? "" : "s");
  if (unpriced == requests.size()) return count + ", price not published";
  return fmt::format("{}, {}", count, amount_text(min_credits, max_credits)) +
         (unpriced > 0 ? fmt::format(", and {} whose price is not published", unpriced) : "");
}

Result<std::string> compute_task_key(const TaskRequest& request) {
  MG_TRY(const std::vector<FormField> form, make_form(request));
  // Lengths in front of texts: no two requests can give the same bytes.
  std::string identity = fmt::format("meshgate-task/1 {}", request.task);
  for (const FormField& field : form) {
    if (field.name == "callback_url") continue;
    std::string value = field.value;
    if (field.is_file) {
      MG_TRY(value, sha256_of_file(field.value));
    }
    identity +=
        fmt::format("\n{} {} {}:{}", field.name, field.is_file ? "file" : "text", value.size(), value);
  }
  return sha256_hex(as_bytes(identity));
}

std::string expectation_of(const TaskRequest& request) {
  const auto facts = resolve_request(request);
  if (!facts) return "none";
  const auto name_of = [&](std::string_view field) -> std::string {
    const ResolvedField* resolved = facts->find(field);
    if (resolved == nullptr || !resolved->wire) return {};
    for (const Choice& choice : resolved->field->choices) {
      if (choice.wire == *resolved->wire) return std::string(choice.name);
    }
    return *resolved->wire;
  };
  if (request.task == "split") {
    return facts->wire("model") == "general"
               ? "split:general:" + name_of("level")
               : fmt::format("split:character:{}:{}{}", name_of("part"), name_of("joint"),
                             name_of("merge") == "no" ? ":loose" : "");
  }
  if (request.task == "segment") return "segmentation:" + name_of("seg_level");
  const bool is_map = name_of("format") == "exr" || name_of("format") == "png" || name_of("format") == "bmp";
  if (request.task == "depth" && is_map)
    return fmt::format("depth:{}{}", name_of("model_type"), facts->wire("rmbg") == "1" ? ":rmbg" : "");
  return "none";
}

std::string input_name(const TaskRequest& request) {
  if (!request.input.empty()) return request.input;
  if (!request.views.empty()) return in_order(request.views).front().path;
  const Endpoint* endpoint = find_endpoint(request.task);
  if (endpoint != nullptr && !endpoint->inputs.url.empty()) {
    const auto url = request.values.find(endpoint->inputs.url);
    if (url != request.values.end()) return without_query(url->second);
  }
  return "(no input)";
}

}  // namespace meshgate
