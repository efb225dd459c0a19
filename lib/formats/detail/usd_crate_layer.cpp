// From the specs of a crate file to a layer.
#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "formats/detail/usd_crate.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kMaxFieldReads = 50'000'000;  // sets may be shared by specs: that is bounded here

enum class SpecType : std::uint32_t {
  kAttribute = 1,
  kPrim = 6,
  kRoot = 7,
  kRelationship = 8,
  kVariant = 10
};

// Which lists of a list operation are there, in the order in which they are stored.
enum ListBits : unsigned {
  kExplicitItems = 1U << 1U,
  kAddedItems = 1U << 2U,
  kDeletedItems = 1U << 3U,
  kOrderedItems = 1U << 4U,
  kPrependedItems = 1U << 5U,
  kAppendedItems = 1U << 6U,
};

class LayerBuilder {
 public:
  LayerBuilder(const Source& source, const UsdLimits& limits)
      : limits_(limits), crate_(std::make_shared<UsdCrate>(source, limits)), budget_(limits.max_memory) {
    layer_.source = source;
    layer_.crate = crate_;
  }

  UsdLayer build() {
    place_prims();
    for (const UsdCrate::Spec& spec : crate_->specs()) {
      if (limits_.stop.stop_requested()) throw Cancelled{};
      read_spec(spec);
    }
    layer_.memory = crate_->memory() + budget_.used();
    return std::move(layer_);
  }

 private:
  using Field = UsdCrate::Field;

  // Gives every prim and variant its spec, and hangs it below its parent.
  void place_prims() {
    const auto& paths = crate_->paths();
    spec_of_path_.assign(paths.size(), UsdCrate::kNone);
    layer_.specs.emplace_back();
    std::vector<std::uint32_t> order;
    for (const UsdCrate::Spec& spec : crate_->specs()) {
      if (spec.path >= paths.size() || !paths[spec.path].known) throw UsdBroken{"a spec has no path"};
      const auto type = static_cast<SpecType>(spec.type);
      if (type == SpecType::kRoot) spec_of_path_[spec.path] = 0;
      if (type == SpecType::kPrim || type == SpecType::kVariant) order.push_back(spec.path);
    }
    if (order.size() > kUsdMaxPrims) throw UsdTooLarge{};
    budget_.take(order.size(), sizeof(UsdSpec));
    for (const std::uint32_t path : order) {
      if (spec_of_path_[path] != UsdCrate::kNone) throw UsdBroken{"a prim occurs twice"};
      spec_of_path_[path] = static_cast<std::uint32_t>(layer_.specs.size());
      layer_.specs.emplace_back().name = paths[path].element;
    }
    for (const std::uint32_t path : order) attach(path);
  }

  void attach(std::uint32_t path) {
    const UsdCrate::Path& node = crate_->paths()[path];
    const std::uint32_t parent = parent_spec(path);
    if (parent == UsdCrate::kNone) {
      ++layer_.skipped["a prim without a parent"];
      return;
    }
    const std::uint32_t own = spec_of_path_[path];
    if (!node.element.starts_with('{')) {
      layer_.specs[parent].children.push_back(own);
      return;
    }
    const std::size_t equals = node.element.find('=');
    if (equals == std::string_view::npos || !node.element.ends_with('}'))
      throw UsdBroken{"a variant has no name"};
    const std::string set(node.element.substr(1, equals - 1));
    const std::string variant(node.element.substr(equals + 1, node.element.size() - equals - 2));
    if (!variant.empty()) layer_.specs[parent].variants[set][variant] = own;
  }

  [[nodiscard]] std::uint32_t parent_spec(std::uint32_t path) const {
    const std::uint32_t parent = crate_->paths()[path].parent;
    return parent == UsdCrate::kNone ? UsdCrate::kNone : spec_of_path_[parent];
  }

  std::vector<Field> fields_of(const UsdCrate::Spec& spec) {
    std::vector<Field> fields;
    const auto& sets = crate_->field_sets();
    if (spec.field_set > sets.size()) throw UsdBroken{"a spec has no fields"};
    for (std::size_t i = spec.field_set; i < sets.size() && sets[i] != UsdCrate::kNone; ++i) {
      if (sets[i] >= crate_->fields().size()) throw UsdBroken{"a field has a number beyond their count"};
      fields.push_back(crate_->fields()[sets[i]]);
      if (++field_reads_ > kMaxFieldReads) throw UsdTooLarge{};
    }
    return fields;
  }

  void read_spec(const UsdCrate::Spec& spec) {
    const auto type = static_cast<SpecType>(spec.type);
    if (type == SpecType::kRoot) {
      for (const Field& field : fields_of(spec)) read_root_field(field);
    } else if (type == SpecType::kPrim || type == SpecType::kVariant) {
      UsdSpec& prim = layer_.specs[spec_of_path_[spec.path]];
      for (const Field& field : fields_of(spec)) guarded([&] { read_prim_field(field, prim); });
    } else if (type == SpecType::kAttribute || type == SpecType::kRelationship) {
      read_property(spec);
    }
  }

  // A damaged field is left out and counted; the others stand.
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const UsdBroken& broken) {
      ++layer_.skipped["a damaged field: " + broken.what];
    }
  }

  void read_root_field(const Field& field) {
    const std::string_view name = crate_->token(field.token);
    guarded([&] {
      if (name == "subLayers") {
        layer_.sublayers = crate_->value(field.rep, limits_).texts;
      } else if (name == "defaultPrim") {
        layer_.default_prim = text(field);
      } else if (name == "primChildren") {
        order_children(field, layer_.specs[0]);
      } else if (name == "upAxis") {
        layer_.up_axis = text(field);
      } else if (name == "metersPerUnit") {
        layer_.meters_per_unit = number(field);
      }
    });
  }

  std::string text(const Field& field) const {
    const UsdValue value = crate_->value(field.rep, limits_);
    return value.texts.empty() ? std::string() : value.texts.front();
  }
  double number(const Field& field) const {
    const UsdValue value = crate_->value(field.rep, limits_);
    return value.exact.empty() ? 0 : value.exact.front();
  }

  // Paths are stored by name; the order that the author gave stands in a field.
  void order_children(const Field& field, UsdSpec& prim) {
    const UsdValue names = crate_->value(field.rep, limits_);
    std::map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < names.texts.size(); ++i) place.emplace(names.texts[i], i);
    const auto place_of = [&](std::uint32_t child) {
      const auto found = place.find(layer_.specs[child].name);
      return found == place.end() ? names.texts.size() : found->second;
    };
    std::stable_sort(prim.children.begin(), prim.children.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return place_of(a) < place_of(b); });
  }

  void read_prim_field(const Field& field, UsdSpec& prim) {
    const std::string_view name = crate_->token(field.token);
    const CrateRep rep{field.rep};
    if (name == "specifier" && rep.type() == CrateType::kSpecifier) {
      const std::uint64_t value = rep.payload();
      prim.specifier = value == 0   ? UsdSpec::Specifier::kDef
                       : value == 2 ? UsdSpec::Specifier::kClass
                                    : UsdSpec::Specifier::kOver;
    } else if (name == "typeName") {
      prim.type = text(field);
    } else if (name == "primChildren") {
      order_children(field, prim);
    } else if (name == "active") {
      prim.active = number(field) != 0 ? 1 : 0;
    } else if (name == "references") {
      prim.references = read_references(rep);
    } else if (name == "payload") {
      prim.payloads = read_references(rep);
    } else if (name == "inheritPaths") {
      prim.inherits = read_paths(rep);
    } else if (name == "specializes") {
      prim.specializes = read_paths(rep);
    } else if (name == "variantSelection" && rep.type() == CrateType::kVariantSelectionMap) {
      CrateCursor in = crate_->cursor(rep.payload());
      for (std::uint64_t left = in.count(8); left > 0; --left) {
        const std::string set(crate_->string(in.get<std::uint32_t>()));
        prim.selections[set] = crate_->string(in.get<std::uint32_t>());
      }
    }
  }

  // Walks the lists of a list operation that add something; `item(in)` reads one of at least `size` bytes.
  template <class Item>
  void read_list(CrateRep rep, std::uint64_t size, Item item) {
    CrateCursor in = crate_->cursor(rep.payload());
    const unsigned bits = in.get<std::uint8_t>();
    for (const unsigned list :
         {kExplicitItems, kAddedItems, kPrependedItems, kAppendedItems, kDeletedItems, kOrderedItems}) {
      if ((bits & list) == 0) continue;
      const bool adds = list != kDeletedItems && list != kOrderedItems;
      if (!adds) ++layer_.skipped["a deleted or reordered item of a list"];
      const std::uint64_t count = in.count(size);
      for (std::uint64_t i = 0; i < count; ++i) item(in, adds);
    }
  }

  std::vector<std::string> read_paths(CrateRep rep) {
    std::vector<std::string> paths;
    if (rep.type() != CrateType::kPathListOp) return paths;
    read_list(rep, 4, [&](CrateCursor& in, bool adds) {
      const std::string path = crate_->path_text(in.get<std::uint32_t>());
      budget_.take(path.size() + sizeof path, 1);
      if (adds) paths.push_back(path);
    });
    return paths;
  }

  UsdReference read_reference(CrateCursor& in, bool with_offset, bool with_data) {
    UsdReference reference;
    reference.asset = crate_->string(in.get<std::uint32_t>());
    const auto path = in.get<std::uint32_t>();
    if (path != UsdCrate::kNone && path < crate_->paths().size() && crate_->paths()[path].known) {
      reference.prim = crate_->path_text(path);
      if (reference.prim == "/") reference.prim.clear();
    }
    if (with_offset) in.take(16);  // of time, which is not looked at
    if (with_data) skip_dictionary(in);
    budget_.take(reference.asset.size() + reference.prim.size() + sizeof reference, 1);
    return reference;
  }

  // Each value stands behind its own offset, at whose end the next key follows.
  static void skip_dictionary(CrateCursor& in) {
    for (std::uint64_t left = in.count(12); left > 0; --left) {
      in.take(4);
      follow(in);
      in.take(8);
    }
  }
  static void follow(CrateCursor& in) {
    const std::uint64_t at = in.at();
    const auto offset = in.get<std::int64_t>();
    if (offset < 8) throw UsdBroken{"an offset points backwards"};
    in.seek(at + static_cast<std::uint64_t>(offset));
  }

  std::vector<UsdReference> read_references(CrateRep rep) {
    std::vector<UsdReference> references;
    const bool offsets = crate_->at_least(8);
    if (rep.type() == CrateType::kReferenceListOp) {
      read_list(rep, 8, [&](CrateCursor& in, bool adds) {
        UsdReference reference = read_reference(in, true, true);
        if (adds) references.push_back(std::move(reference));
      });
    } else if (rep.type() == CrateType::kPayloadListOp) {
      read_list(rep, 8, [&](CrateCursor& in, bool adds) {
        UsdReference reference = read_reference(in, offsets, false);
        if (adds) references.push_back(std::move(reference));
      });
    } else if (rep.type() == CrateType::kPayload) {
      CrateCursor in = crate_->cursor(rep.payload());
      references.push_back(read_reference(in, offsets, false));
    }
    return references;
  }

  void read_property(const UsdCrate::Spec& spec) {
    const std::uint32_t owner = spec.path < crate_->paths().size() ? parent_spec(spec.path) : UsdCrate::kNone;
    if (owner == UsdCrate::kNone) return;  // a property of a relationship's target
    UsdProperty property;
    property.name = crate_->paths()[spec.path].element;
    budget_.take(sizeof property + property.name.size(), 1);
    guarded([&] {
      for (const Field& field : fields_of(spec)) read_property_field(field, property);
    });
    layer_.specs[owner].properties.push_back(std::move(property));
  }

  void read_property_field(const Field& field, UsdProperty& property) {
    const std::string_view name = crate_->token(field.token);
    const CrateRep rep{field.rep};
    if (name == "typeName") {
      property.type = text(field);
    } else if (name == "default") {
      property.value.rep = field.rep;
    } else if (name == "timeSamples" && rep.type() == CrateType::kTimeSamples) {
      read_samples(rep, property);
    } else if (name == "interpolation") {
      property.interpolation = text(field);
    } else if (name == "connectionPaths" || name == "targetPaths") {
      property.targets = read_paths(rep);
    }
  }

  void read_samples(CrateRep rep, UsdProperty& property) {
    CrateCursor in = crate_->cursor(rep.payload());
    follow(in);
    in.take(8);  // the times
    follow(in);
    const std::uint64_t count = in.count(8);
    property.animated = count > 1;
    if (count > 0 && !property.value) property.value.rep = in.get<std::uint64_t>();
  }

  const UsdLimits& limits_;
  std::shared_ptr<const UsdCrate> crate_;
  UsdBudget budget_;
  UsdLayer layer_;
  std::vector<std::uint32_t> spec_of_path_;
  std::uint64_t field_reads_ = 0;
};

}  // namespace

UsdLayer read_usdc(const Source& source, const UsdLimits& limits) {
  return LayerBuilder(source, limits).build();
}

}  // namespace meshgate
