// Pictures of models: found, judged, in parallel and within memory.
#include <catch2/catch.hpp>

#include "core/parallel.h"
#include "formats/detail/picture.h"
#include "formats/detail/texture.h"
#include "support/files.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

TextureImage embedded(Bytes bytes, std::string mime = "", std::string uri = "") {
  TextureImage texture;
  texture.element = "/images/0";
  texture.mime_type = std::move(mime);
  texture.uri = std::move(uri);
  texture.encoded = Array<std::byte>(std::move(bytes));
  return texture;
}

std::vector<Finding> judge(TextureImage& texture, const ReadOptions& options = {}) {
  FindingSink notes;
  judge_texture(options, texture, notes);
  return std::move(notes).take();
}

std::vector<Finding> judge(TextureImage&& texture) { return judge(texture); }

}  // namespace

TEST_CASE("texture: a good picture is decoded, judged and dropped", "[texture]") {
  TextureImage texture = embedded(checkered_png(20, 10), "image/png");
  CHECK(judge(texture).empty());
  CHECK(texture.available);
  CHECK(texture.format == "png");
  CHECK(texture.bytes == texture.encoded.size());
  CHECK(texture.image.width == 20);
  CHECK_FALSE(texture.image.decoded());
  ReadOptions keep;
  keep.keep_texture_pixels = true;
  CHECK(judge(texture, keep).empty());
  CHECK(texture.image.decoded());
}

TEST_CASE("texture: damage is one finding that says which", "[texture]") {
  Bytes cut = checkered_png(20, 10);
  cut.resize(cut.size() / 2);
  const auto found = judge(embedded(cut));
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "texture/undecodable");
  CHECK(found[0].element == "/images/0");
  CHECK(found[0].message.find("is cut") != std::string::npos);

  Bytes changed = checkered_png(20, 10);
  changed[60] ^= std::byte{1};
  CHECK(judge(embedded(changed)).at(0).message.find("is damaged") != std::string::npos);
  CHECK(judge(embedded(to_bytes("this is no picture"))).at(0).rule == "texture/undecodable");
  CHECK(judge(embedded({})).empty());  // never found: its opener has reported it
  TextureImage nothing = embedded({});
  nothing.available = true;
  CHECK(judge(nothing).at(0).rule == "texture/undecodable");
  ReadOptions few;
  few.max_pixels = 10;
  TextureImage large = embedded(checkered_png(20, 10));
  CHECK(judge(large, few).at(0).message.find("too large") != std::string::npos);
  // Padding behind the picture is usual in a buffer view.
  Bytes padded = checkered_png(20, 10);
  padded.resize(padded.size() + 3);
  CHECK(judge(embedded(padded)).empty());
}

TEST_CASE("texture: declared type and suffix against the content", "[texture]") {
  const auto rule = [](TextureImage texture) {
    const auto found = judge(texture);
    return found.empty() ? std::string() : found[0].rule;
  };
  CHECK(rule(embedded(checkered_png(4, 4), "image/png", "a.png")).empty());
  CHECK(rule(embedded(checkered_png(4, 4), "IMAGE/PNG")).empty());
  CHECK(rule(embedded(checkered_png(4, 4), "image/jpeg")) == "texture/mime-mismatch");
  CHECK(rule(embedded(checkered_png(4, 4), "application/octet-stream")) == "texture/mime-mismatch");
  CHECK(rule(embedded(checkered_png(4, 4), "", "a.JPG")) == "texture/mime-mismatch");
  CHECK(rule(embedded(checkered_png(4, 4), "", "a.picture")).empty());
  CHECK(rule(embedded(checkered_png(4, 4), "", "data:image/png;base64,AA.jpg")).empty());
  CHECK(rule(embedded(sample_picture("baseline.jpg"), "image/jpg", "a.jpeg")).empty());
}

TEST_CASE("texture: formats that are only recognised are named", "[texture]") {
  TextureImage texture = embedded(to_bytes("DDS \x7C" + std::string(200, '\0')), "", "a.dds");
  CHECK(judge(texture).empty());
  CHECK(texture.format == "dds");
}

TEST_CASE("texture: files beside the model", "[texture]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "model");
  const auto put = [&](const char* name, const Bytes& bytes) {
    write_text(folder.path() / name, as_text(bytes));
  };
  put("model/a b.png", checkered_png(4, 4));
  put("outside.png", checkered_png(4, 4));
  const Source model = Source::from_memory((folder.path() / "model/scene.gltf").string(), {});
  const auto open = [&](const std::string& uri, PathSyntax syntax, TextureImage& texture) {
    FindingSink notes;
    texture.element = "/images/3";
    texture.uri = uri;
    const bool opened = open_texture(model, syntax, texture, notes);
    CHECK(opened == notes.findings().empty());
    if (notes.findings().empty()) return std::string();
    CHECK(notes.findings()[0].element == "/images/3");
    return notes.findings()[0].rule;
  };
  TextureImage texture;
  CHECK(open("a%20b.png", PathSyntax::kUri, texture).empty());
  CHECK(texture.available);
  CHECK(texture.encoded.size() == texture.bytes);
  TextureImage other;
  CHECK(open("a b.png", PathSyntax::kPlain, other).empty());
  CHECK(open("a%20b.png", PathSyntax::kPlain, other) == "texture/missing-file");
  CHECK(open("nowhere.png", PathSyntax::kUri, other) == "texture/missing-file");
  CHECK(open("broken%2.png", PathSyntax::kUri, other) == "texture/missing-file");
  CHECK(open("../outside.png", PathSyntax::kUri, other) == "texture/unsafe-path");
  CHECK(open("%2e%2e/outside.png", PathSyntax::kUri, other) == "texture/unsafe-path");
  CHECK(open("/etc/passwd", PathSyntax::kPlain, other) == "texture/unsafe-path");
  CHECK(open("C:\\a.png", PathSyntax::kPlain, other) == "texture/unsafe-path");
  CHECK(open("https://host/a.png", PathSyntax::kUri, other) == "texture/unsafe-path");
}

TEST_CASE("texture: many at once give the same notes as one after the other", "[texture]") {
  const auto make = [] {
    std::vector<TextureImage> textures;
    for (int i = 0; i < 24; ++i) {
      Bytes bytes = checkered_png(30, 30);
      if (i % 3 == 0) bytes.resize(100);
      textures.push_back(embedded(bytes, i % 2 == 0 ? "image/png" : "image/jpeg"));
      textures.back().element = "/images/" + std::to_string(i);
    }
    return textures;
  };
  std::vector<std::string> first;
  for (const int threads : {1, 4}) {
    for (const bool keep : {false, true}) {
      ReadOptions options;
      options.keep_texture_pixels = keep;
      options.max_memory = 100'000;  // a few pictures at a time
      std::vector<TextureImage> textures = make();
      FindingSink notes;
      run_with_threads(threads, [&] { judge_textures(options, textures, notes); });
      std::vector<std::string> found;
      for (const Finding& finding : notes.findings())
        found.push_back(finding.element + finding.rule + finding.message);
      if (first.empty()) first = found;
      CHECK(found == first);
      CHECK(found.size() == 8 + 12);
    }
  }
}

TEST_CASE("texture: the gate lets in what fits, and somebody always", "[texture]") {
  MemoryGate gate(100);
  {
    const auto large = gate.enter(1000);  // alone
  }
  const auto a = gate.enter(60);
  auto b = gate.enter(40);
  b = MemoryGate::Ticket{};  // given back
  const auto c = gate.enter(40);
  CHECK(true);  // nobody waited for ever
}
