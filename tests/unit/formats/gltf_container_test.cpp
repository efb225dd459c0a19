// The GLB container and the JSON in it: each rule with a file that has the defect, and hostile JSON.
#include <catch2/catch.hpp>

#include <map>

#include "core/source.h"
#include "formats/detail/gltf_container.h"
#include "formats/detail/gltf_uri.h"
#include "meshgate/format.h"
#include "meshgate/rule.h"
#include "support/gltf_builder.h"
#include "support/invariants.h"

namespace meshgate {
namespace {

using Bytes = std::vector<std::byte>;
using Counts = std::map<std::string, std::uint64_t>;

Counts notes_of(const Bytes& bytes, const char* format = "glb") {
  const Result<Asset> asset = find_format(format)->read(Source::from_memory("/nowhere/a", bytes), {});
  REQUIRE(asset);
  Counts counts;
  for (const Finding& note : asset->notes) {
    INFO(note.rule);
    CHECK(find_rule(note.rule) != nullptr);
    counts[note.rule] += note.count;
  }
  test::check_invariants(*asset);
  return counts;
}

void put_u32(Bytes& bytes, std::size_t offset, std::uint32_t value) {
  std::memcpy(bytes.data() + offset, &value, 4);
}

Bytes chunk(std::uint32_t type, std::string_view content) {
  Bytes bytes(8);
  put_u32(bytes, 0, static_cast<std::uint32_t>(content.size()));
  put_u32(bytes, 4, type);
  const ByteView view = as_bytes(content);
  bytes.insert(bytes.end(), view.begin(), view.end());
  return bytes;
}

Bytes glb_from(const std::vector<Bytes>& chunks) {
  Bytes file = test::glb_of("", {});
  file.resize(12);
  for (const Bytes& part : chunks) file.insert(file.end(), part.begin(), part.end());
  put_u32(file, 8, static_cast<std::uint32_t>(file.size()));
  return file;
}

constexpr std::uint32_t kJson = 0x4E4F534A, kBin = 0x004E4942;
constexpr std::string_view kDocument = R"({"asset":{"version":"2.0"}} )";

}  // namespace

TEST_CASE("a sound container has no findings", "[gltf][container]") {
  CHECK(notes_of(glb_from({chunk(kJson, kDocument)})).empty());
  CHECK(notes_of(test::gltf_cube().glb()).empty());
}

TEST_CASE("each defect of the container has its rule", "[gltf][container]") {
  const Bytes json = chunk(kJson, kDocument);
  CHECK(notes_of({})["gltf/glb-unexpected-end-of-header"] == 1);
  CHECK(notes_of(Bytes(11))["gltf/glb-unexpected-end-of-header"] == 1);
  CHECK(notes_of(Bytes(12))["gltf/glb-invalid-magic"] == 1);

  Bytes version = test::gltf_cube().glb();
  put_u32(version, 4, 1);
  CHECK(notes_of(version)["gltf/glb-invalid-version"] == 1);

  Bytes length = glb_from({json});
  put_u32(length, 8, 12);
  CHECK(notes_of(length)["gltf/glb-length-too-small"] == 1);
  put_u32(length, 8, static_cast<std::uint32_t>(length.size()) + 4);
  const Counts longer = notes_of(length);
  CHECK(longer.at("gltf/glb-length-mismatch") == 1);
  CHECK(longer.at("file/truncated") == 1);
  put_u32(length, 8, static_cast<std::uint32_t>(length.size()) - 4);
  CHECK(notes_of(length)["gltf/glb-chunk-too-big"] == 1);

  CHECK(notes_of(glb_from({chunk(kJson, kDocument.substr(0, 27))}))["gltf/glb-chunk-length-unaligned"] == 1);
  CHECK(notes_of(glb_from({json, json}))["gltf/glb-duplicate-chunk"] == 1);
  CHECK(notes_of(glb_from({chunk(kJson, "")}))["gltf/glb-empty-chunk"] == 1);
  CHECK(notes_of(glb_from({json, chunk(kBin, "")}))["gltf/glb-empty-bin-chunk"] == 1);
  CHECK(notes_of(glb_from({chunk(kBin, "1234"), json}))["gltf/glb-unexpected-first-chunk"] == 1);
  CHECK(notes_of(glb_from({json, chunk(7, "1234"), chunk(kBin, "1234")}))["gltf/glb-unexpected-bin-chunk"] ==
        1);
  CHECK(notes_of(glb_from({json, chunk(7, "1234")}))["gltf/glb-unknown-chunk-type"] == 1);
  CHECK(notes_of(glb_from({json, Bytes(7)}))["gltf/glb-unexpected-end-of-chunk-header"] == 1);

  Bytes extra = glb_from({json});
  extra.resize(extra.size() + 5);
  const Counts trailing = notes_of(extra);
  CHECK(trailing.at("gltf/glb-extra-data") == 1);
  CHECK(trailing.at("file/trailing-data") == 1);

  Bytes cut = test::gltf_cube().glb();
  cut.resize(cut.size() - 1);
  const Counts truncated = notes_of(cut);
  CHECK(truncated.at("gltf/glb-unexpected-end-of-chunk-data") == 1);
  CHECK(truncated.at("file/truncated") == 1);
}

TEST_CASE("a GLB with a damaged magic is still recognised", "[gltf][container]") {
  Bytes bytes = test::gltf_cube().glb();
  CHECK(sniff_glb(bytes) == 100);
  bytes[0] = std::byte{'G'};
  CHECK(sniff_glb(bytes) > 0);
  CHECK(notes_of(bytes)["gltf/glb-invalid-magic"] == 1);
  CHECK(sniff_glb(Bytes(100)) == 0);
}

TEST_CASE("JSON that is not JSON", "[gltf][json]") {
  const auto text = [](std::string_view json) {
    const ByteView view = as_bytes(json);
    return Bytes(view.begin(), view.end());
  };
  for (const std::string_view broken :
       {"", "{", "{\"asset\":", "{\"asset\":{\"version\":\"2.0\"}}}", "{\"a\":01}", "{\"a\":\"\xFF\"}",
        "{\"a\":1e999}", "{\"a\":\"\n\"}", "nul", "{'a':1}"}) {
    INFO(broken);
    CHECK(notes_of(text(broken), "gltf")["gltf/invalid-json"] == 1);
  }
  CHECK(notes_of(text("\xEF\xBB\xBF{\"asset\":{\"version\":\"2.0\"}}"), "gltf") ==
        Counts{{"gltf/invalid-json", 1}});
  CHECK(notes_of(text(std::string("{\"asset\":{\"version\":\"2.0\"}\0}", 28)), "gltf")["gltf/invalid-json"] ==
        1);
  CHECK(notes_of(glb_from({chunk(kJson, std::string_view("{\"asset\":{\"version\":\"2.0\"}}\0", 28))})) ==
        Counts{{"gltf/invalid-json", 1}});
  CHECK(notes_of(text("[1]"), "gltf")["gltf/type-mismatch"] == 1);
  CHECK(notes_of(text("{\"asset\":{\"version\":\"2.0\",\"version\":\"2.0\"}}"), "gltf") ==
        Counts{{"gltf/duplicate-key", 1}});
}

TEST_CASE("hostile JSON is bounded", "[gltf][json]") {
  const auto read = [](const std::string& json, const ReadOptions& options) {
    const ByteView view = as_bytes(json);
    return find_format("gltf")->read(Source::from_memory("/nowhere/a.gltf", Bytes(view.begin(), view.end())),
                                     options);
  };
  const Result<Asset> deep = read(std::string(10'000'000, '['), {});
  REQUIRE_FALSE(deep);
  CHECK(deep.error().kind == ErrorKind::kLimit);

  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  REQUIRE_FALSE(read(objects, {}));

  ReadOptions small;
  small.max_memory = 1 << 20;
  std::string wide = "{\"a\":[";
  for (int i = 0; i < 100'000; ++i) wide += "0,";
  const Result<Asset> many = read(wide + "0]}", small);
  REQUIRE_FALSE(many);
  CHECK(many.error().kind == ErrorKind::kLimit);
  CHECK(read(wide + "0]}", {}));
}

TEST_CASE("addresses are told apart", "[gltf][uri]") {
  CHECK(classify_uri("a b.bin").kind == UriKind::kRelative);
  CHECK(classify_uri("textures/a%20b.png").kind == UriKind::kRelative);
  CHECK(classify_uri("a%2x.png").kind == UriKind::kInvalid);
  CHECK(classify_uri(":").kind == UriKind::kInvalid);
  CHECK(classify_uri("1a:b").kind == UriKind::kInvalid);
  CHECK(classify_uri("http://example.com/a.bin").kind == UriKind::kNonRelative);
  CHECK(classify_uri("//example.com/a.bin").kind == UriKind::kNonRelative);
  CHECK(classify_uri("/a.bin").kind == UriKind::kNonRelative);
  CHECK(classify_uri("a.bin?x").kind == UriKind::kNonRelative);
  CHECK(classify_uri("data:").kind == UriKind::kInvalid);
  CHECK(classify_uri("data:x,").kind == UriKind::kInvalid);
  CHECK(classify_uri("data:a/b;base64,A").kind == UriKind::kInvalid);
  CHECK(classify_uri("data:a/b;base64,AA=").kind == UriKind::kInvalid);
  CHECK(classify_uri("data:a/b;base64,A A=").kind == UriKind::kInvalid);
  CHECK(classify_uri("data:a/b;;base64,AA==").kind == UriKind::kInvalid);

  const UriFacts plain = classify_uri("DATA:Image/PNG;charset=x,a%62c");
  REQUIRE(plain.kind == UriKind::kData);
  CHECK(plain.mime_type == "image/png");
  CHECK(as_text(decode_data_uri(plain).span()) == "abc");

  for (std::size_t size = 0; size < 20; ++size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(37 * i + 200);
    const std::string uri = "data:a/b;base64," + test::base64(bytes);
    const UriFacts facts = classify_uri(uri);
    REQUIRE(facts.kind == UriKind::kData);
    const Array<std::byte> decoded = decode_data_uri(facts);
    CHECK(Bytes(decoded.begin(), decoded.end()) == bytes);
    CHECK(decoded.size() <= decoded_size(facts));
  }
}

}  // namespace meshgate
