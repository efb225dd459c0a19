// Text layers of USD: the grammar of OpenUSD's "usda" files, as far as geometry and looks need it. What is
// not needed is walked over, so that its brackets and texts still have to be right.
#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>

#include "core/parallel.h"
#include "formats/detail/usda_lexer.h"

namespace meshgate {
namespace {

using Token = UsdaToken;

bool is_texts(std::string_view type) {
  return type == "string" || type == "token" || type == "asset" || type == "path";
}
bool is_integers(std::string_view type) {
  return type == "bool" || type == "uchar" || type == "int" || type == "uint" || type == "int64" ||
         type == "uint64" || (type.size() == 4 && type.starts_with("int"));
}

class Parser {
 public:
  Parser(const Source& source, const UsdLimits& limits)
      : lexer_(source.text()), limits_(limits), budget_(limits.max_memory) {
    layer_.source = source;
    layer_.specs.emplace_back();
  }

  UsdLayer parse() {
    lexer_.skip_line();  // "#usda 1.0"
    next();
    if (is('(')) parse_metadata(nullptr, nullptr);
    while (token_.kind != Token::Kind::kEnd) parse_prim(0, 0);
    layer_.memory = budget_.used();
    return std::move(layer_);
  }

 private:
  void next() {
    if (++steps_ % 65536 == 0 && limits_.stop.stop_requested()) throw Cancelled{};
    token_ = lexer_.next();
  }
  [[nodiscard]] bool is(char sign) const {
    return token_.kind == Token::Kind::kSign && token_.text[0] == sign;
  }
  [[nodiscard]] bool is(std::string_view word) const {
    return token_.kind == Token::Kind::kWord && token_.text == word;
  }
  bool accept(char sign) {
    if (!is(sign)) return false;
    next();
    return true;
  }
  void expect(char sign) {
    if (!accept(sign)) fail_here(fmt::format("\"{}\" is expected", sign));
  }
  [[noreturn]] void fail_here(std::string_view what) const {
    throw UsdBroken{fmt::format("line {}: {}, not \"{}\"", lexer_.line(), what, token_.text.substr(0, 40))};
  }
  [[noreturn]] void too_deep(std::string_view what) const {
    throw UsdBroken{fmt::format("line {}: {} are nested too deeply, more than {} levels", lexer_.line(), what,
                                kUsdMaxDepth)};
  }
  std::string_view word(std::string_view what) {
    if (token_.kind != Token::Kind::kWord) fail_here(fmt::format("{} is expected", what));
    const std::string_view text = token_.text;
    next();
    return text;
  }
  std::string text(std::string_view what) {
    if (token_.kind != Token::Kind::kText) fail_here(fmt::format("{} in quotes is expected", what));
    std::string content = unescape_usda(token_.text);
    next();
    return content;
  }

  std::uint32_t new_spec(std::string name) {
    if (layer_.specs.size() >= kUsdMaxPrims) throw UsdTooLarge{};
    budget_.take(sizeof(UsdSpec) + name.size(), 1);
    layer_.specs.emplace_back().name = std::move(name);
    return static_cast<std::uint32_t>(layer_.specs.size() - 1);
  }

  void parse_prim(std::uint32_t parent, unsigned depth) {
    if (depth > kUsdMaxDepth) too_deep("prims");
    UsdSpec::Specifier specifier = UsdSpec::Specifier::kDef;
    if (is("over")) {
      specifier = UsdSpec::Specifier::kOver;
    } else if (is("class")) {
      specifier = UsdSpec::Specifier::kClass;
    } else if (!is("def")) {
      fail_here("def, over or class is expected");
    }
    next();
    std::string type;
    if (token_.kind == Token::Kind::kWord) type = word("a type");
    const std::uint32_t own = new_spec(text("the name of a prim"));
    layer_.specs[own].specifier = specifier;
    layer_.specs[own].type = std::move(type);
    layer_.specs[parent].children.push_back(own);
    if (is('(')) parse_metadata(&own, nullptr);
    parse_block(own, depth + 1);
  }

  void parse_block(std::uint32_t own, unsigned depth) {
    expect('{');
    while (!accept('}')) {
      if (token_.kind == Token::Kind::kEnd) fail_here("the file ends inside a prim: } is expected");
      if (is(';')) {
        next();
      } else if (is("def") || is("over") || is("class")) {
        parse_prim(own, depth);
      } else if (is("variantSet")) {
        parse_variants(own, depth);
      } else {
        parse_property(own);
      }
    }
  }

  void parse_variants(std::uint32_t own, unsigned depth) {
    if (depth > kUsdMaxDepth) too_deep("variants");
    next();
    const std::string set = text("the name of a variant set");
    expect('=');
    expect('{');
    while (!accept('}')) {
      const std::string name = text("the name of a variant");
      const std::uint32_t variant = new_spec(name);
      layer_.specs[own].variants[set][name] = variant;
      if (is('(')) parse_metadata(&variant, nullptr);
      parse_block(variant, depth + 1);
    }
  }

  // "reorder properties = […]", "[custom] [uniform] type name [= value] [(…)]", "rel name = …".
  void parse_property(std::uint32_t own) {
    bool deletes = false;
    for (;;) {
      if (is("reorder")) {
        next();
        word("what is reordered");
        expect('=');
        skip_value(0);
        return;
      }
      if (is("delete")) deletes = true;
      if (!(is("custom") || is("uniform") || is("varying") || is("config") || is("prepend") || is("append") ||
            is("add") || is("delete")))
        break;
      next();
    }
    std::string type(word("the type of a property"));
    if (is('[')) {
      next();
      expect(']');
      type += "[]";
    }
    std::string name(word("the name of a property"));
    std::string_view part;
    for (const std::string_view suffix : {".timeSamples", ".connect", ".spline"}) {
      if (!name.ends_with(suffix)) continue;
      part = suffix;
      name.resize(name.size() - suffix.size());
    }
    UsdProperty& property = property_of(own, name);
    if (type != "rel") property.type = type;
    if (accept('=')) {
      if (part == ".timeSamples") {
        parse_samples(type, property);
      } else if (part == ".spline") {
        property.animated = true;
        skip_value(0);
      } else if (type == "rel" || part == ".connect") {
        std::vector<std::string> targets = parse_targets();
        if (!deletes) property.targets = std::move(targets);
      } else {
        property.value.parsed = std::make_shared<const UsdValue>(parse_typed(type));
      }
    }
    if (is('(')) parse_metadata(nullptr, &property);
  }

  // Values, samples and connections of one property may be said in several statements.
  UsdProperty& property_of(std::uint32_t own, const std::string& name) {
    std::vector<UsdProperty>& properties = layer_.specs[own].properties;
    // The statements of one property follow each other; a look at the last few keeps this linear.
    constexpr std::size_t kNear = 8;
    for (std::size_t i = properties.size(); i-- > 0 && properties.size() - i <= kNear;) {
      if (properties[i].name == name) return properties[i];
    }
    budget_.take(sizeof(UsdProperty) + name.size(), 1);
    properties.emplace_back().name = name;
    return properties.back();
  }

  std::vector<std::string> parse_targets() {
    std::vector<std::string> targets;
    const auto take = [&] {
      if (token_.kind == Token::Kind::kPath) {
        budget_.take(token_.text.size() + sizeof(std::string), 1);
        targets.emplace_back(token_.text);
      } else if (!is("None")) {
        fail_here("a path is expected");
      }
      next();
    };
    if (!is('[')) {
      take();
      return targets;
    }
    next();
    while (!accept(']')) {
      take();
      accept(',');
    }
    return targets;
  }

  void parse_samples(std::string_view type, UsdProperty& property) {
    expect('{');
    std::size_t count = 0;
    while (!accept('}')) {
      if (token_.kind != Token::Kind::kNumber) fail_here("a time is expected");
      next();
      expect(':');
      if (count++ == 0 && !property.value) {
        property.value.parsed = std::make_shared<const UsdValue>(parse_typed(type));
      } else {
        skip_value(0);
      }
      accept(',');
    }
    property.animated = property.animated || count > 1;
  }

  UsdValue parse_typed(std::string_view type) {
    UsdValue value;
    if (is("None")) {
      value.kind = UsdValue::Kind::kBlocked;
      next();
      return value;
    }
    value.is_array = type.ends_with("[]");
    const std::string_view base = value.is_array ? type.substr(0, type.size() - 2) : type;
    if (is_texts(base)) {
      value.kind = UsdValue::Kind::kTexts;
      collect_texts(value, 0);
    } else if (base == "dictionary" || base == "opaque") {
      skip_value(0);
    } else {
      collect_numbers(base, value);
    }
    return value;
  }

  void collect_texts(UsdValue& value, unsigned depth) {
    if (is('[')) {
      if (depth > 0) fail_here("a text is expected");
      next();
      while (!accept(']')) {
        collect_texts(value, 1);
        accept(',');
      }
      return;
    }
    if (token_.kind != Token::Kind::kText && token_.kind != Token::Kind::kAsset &&
        token_.kind != Token::Kind::kPath)
      fail_here("a text is expected");
    budget_.take(token_.text.size() + sizeof(std::string), 1);
    value.texts.push_back(token_.kind == Token::Kind::kText ? unescape_usda(token_.text)
                                                            : std::string(token_.text));
    next();
  }

  void collect_numbers(std::string_view base, UsdValue& value) {
    const bool integers = is_integers(base);
    value.kind = integers ? UsdValue::Kind::kIntegers : UsdValue::Kind::kReals;
    if (!value.is_array) {
      each_number([&](double number) { value.exact.push_back(number); }, kMaxSingle);
      if (base.starts_with("quat") && value.exact.size() == 4)  // text begins with the real part
        value.exact = {value.exact[1], value.exact[2], value.exact[3], value.exact[0]};
      return;
    }
    if (integers) {
      std::vector<std::int32_t> numbers;
      each_number([&](double number) { numbers.push_back(to_int32(number)); }, kMaxNumbers);
      value.integers = std::move(numbers);
    } else {
      std::vector<float> numbers;
      each_number([&](double number) { numbers.push_back(static_cast<float>(number)); }, kMaxNumbers);
      value.reals = std::move(numbers);
    }
  }
  static std::int32_t to_int32(double value) {
    constexpr double kLow = std::numeric_limits<std::int32_t>::min(),
                     kHigh = std::numeric_limits<std::int32_t>::max();
    return std::isnan(value) ? 0 : static_cast<std::int32_t>(std::min(std::max(value, kLow), kHigh));
  }

  // All numbers of a value, however they are bracketed.
  template <class Take>
  void each_number(Take take, std::size_t most) {
    std::string open;
    std::size_t count = 0;
    do {
      if (is('[') || is('(')) {
        if (open.size() > kMaxBrackets) fail_here("a number is expected");
        open += is('[') ? ']' : ')';
      } else if (is(']') || is(')')) {
        if (open.empty() || token_.text[0] != open.back()) fail_here("a number is expected");
        open.pop_back();
      } else if (const auto number = number_of(token_)) {
        if (++count > most) fail_here("fewer numbers are expected");
        budget_.take(1, 8);
        take(*number);
      } else if (!(is(',') && !open.empty())) {
        fail_here("a number is expected");
      }
      next();
    } while (!open.empty());
  }
  static std::optional<double> number_of(const Token& token) {
    if (token.kind == Token::Kind::kNumber) return token.number;
    if (token.kind != Token::Kind::kWord) return std::nullopt;
    if (token.text == "true" || token.text == "True") return 1;
    if (token.text == "false" || token.text == "False") return 0;
    return std::nullopt;
  }

  void parse_metadata(const std::uint32_t* prim, UsdProperty* property) {
    expect('(');
    while (!accept(')')) {
      if (token_.kind == Token::Kind::kEnd) fail_here("the file ends inside of metadata: ) is expected");
      if (token_.kind == Token::Kind::kText || is(';') || is(',')) {  // a doc string, a separator
        next();
        continue;
      }
      bool deletes = false;
      if (is("prepend") || is("append") || is("add") || is("delete") || is("reorder")) {
        deletes = is("delete") || is("reorder");
        next();
      }
      const std::string key(word("the name of metadata"));
      expect('=');
      if (deletes) {
        ++layer_.skipped["a deleted or reordered item of a list"];
        skip_value(0);
      } else if (prim != nullptr) {
        parse_prim_metadata(key, *prim);
      } else if (property != nullptr) {
        if (key == "interpolation" && token_.kind == Token::Kind::kText)
          property->interpolation = token_.text;
        skip_value(0);
      } else {
        parse_layer_metadata(key);
      }
    }
  }

  void parse_layer_metadata(std::string_view key) {
    if (key == "defaultPrim" && token_.kind == Token::Kind::kText) layer_.default_prim = token_.text;
    if (key == "upAxis" && token_.kind == Token::Kind::kText) layer_.up_axis = token_.text;
    if (key == "metersPerUnit" && token_.kind == Token::Kind::kNumber) layer_.meters_per_unit = token_.number;
    if (key != "subLayers") return skip_value(0);
    for (const UsdReference& reference : parse_references()) layer_.sublayers.push_back(reference.asset);
  }

  void parse_prim_metadata(std::string_view key, std::uint32_t prim) {
    UsdSpec& spec = layer_.specs[prim];
    const auto append = [](auto& to, auto more) { to.insert(to.end(), more.begin(), more.end()); };
    if (key == "references") return append(spec.references, parse_references());
    if (key == "payload") return append(spec.payloads, parse_references());
    if (key == "inherits") return append(spec.inherits, parse_targets());
    if (key == "specializes") return append(spec.specializes, parse_targets());
    if (key == "active") {
      spec.active = number_of(token_).value_or(1) != 0 ? 1 : 0;
    } else if (key == "variants") {
      return parse_selections(spec);
    }
    skip_value(0);
  }

  void parse_selections(UsdSpec& spec) {
    expect('{');
    while (!accept('}')) {
      word("string");
      std::string set =
          token_.kind == Token::Kind::kText ? text("a variant set") : std::string(word("a variant set"));
      expect('=');
      spec.selections[std::move(set)] = text("a variant");
      accept(',');
    }
  }

  // "@asset@</Prim> (offset = 1)", one of them or a list; also sublayers.
  std::vector<UsdReference> parse_references() {
    std::vector<UsdReference> references;
    const auto take = [&] {
      UsdReference reference;
      if (is("None")) {
        next();
        return;
      }
      if (token_.kind != Token::Kind::kAsset && token_.kind != Token::Kind::kPath)
        fail_here("an asset is expected");
      budget_.take(sizeof reference + token_.text.size(), 1);
      if (token_.kind == Token::Kind::kAsset) {
        reference.asset = token_.text;
        next();
      }
      if (token_.kind == Token::Kind::kPath) {
        reference.prim = token_.text;
        next();
      }
      if (is('(')) parse_metadata_of_nothing();
      references.push_back(std::move(reference));
    };
    if (!is('[')) {
      take();
      return references;
    }
    next();
    while (!accept(']')) {
      take();
      accept(',');
    }
    return references;
  }
  void parse_metadata_of_nothing() {
    UsdProperty nothing;
    parse_metadata(nullptr, &nothing);
  }

  // Any value: a scalar, or brackets of any kind with anything in them.
  void skip_value(unsigned depth) {
    if (depth > kUsdMaxDepth) too_deep("values");
    const char close = is('[') ? ']' : is('(') ? ')' : is('{') ? '}' : '\0';
    if (close == '\0') {
      if (token_.kind == Token::Kind::kEnd || token_.kind == Token::Kind::kSign)
        fail_here("a value is expected");
      const bool asset = token_.kind == Token::Kind::kAsset;
      next();
      if (asset && token_.kind == Token::Kind::kPath) next();
      return;
    }
    next();
    while (!accept(close)) {
      if (token_.kind == Token::Kind::kEnd)
        fail_here(fmt::format("the file ends inside of a value: {} is expected", close));
      if (is('[') || is('(') || is('{')) {
        skip_value(depth + 1);
      } else {
        next();
      }
    }
  }

  static constexpr std::size_t kMaxBrackets = 8;
  static constexpr std::size_t kMaxSingle = 16;
  static constexpr std::size_t kMaxNumbers = std::size_t{1} << 32U;

  UsdaLexer lexer_;
  const UsdLimits& limits_;
  UsdBudget budget_;
  UsdLayer layer_;
  Token token_;
  std::uint64_t steps_ = 0;
};

}  // namespace

UsdLayer parse_usda(const Source& source, const UsdLimits& limits) { return Parser(source, limits).parse(); }

}  // namespace meshgate
