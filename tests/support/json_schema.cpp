#include "support/json_schema.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "support/files.h"

namespace meshgate::test {

std::string schema_problems(const nlohmann::json& document, std::string_view schema_file) {
  const auto schema_json = nlohmann::json::parse(read_text(source_dir() / schema_file));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::ValidationResults results;
  valijson::Validator validator;
  std::string problems;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results))
    return problems;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const std::string& step : error.context) problems += step;
    problems += ": " + error.description + "\n";
  }
  return problems;
}

}  // namespace meshgate::test
