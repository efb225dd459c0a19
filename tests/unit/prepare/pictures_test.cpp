// Pictures and textures through prepare.
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "asset/encoders.h"
#include "meshgate/prepare.h"
#include "prepare/size_search.h"
#include "support/gltf_builder.h"
#include "support/pictures.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

struct Outcome {
  InputReport report;
  Asset asset;
  std::vector<std::byte> bytes;
};

/// Prepares these bytes for the default profile and reads the output.
Outcome prepared(const Bytes& bytes, const std::string& in, const std::string& out,
                 PrepareOptions options = {}) {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / in).string(), output = (folder.path() / out).string();
  write_binary(input, bytes);
  options.check.profile = load_profile("hitem3d").value();
  const Result<Report> report = prepare_file(input, output, options);
  if (!report) FAIL(describe(report.error()));
  CHECK(read_bytes(input) == bytes);
  const InputReport& one = report->inputs.front();
  for (const std::string& refusal : one.preparation->refusals) FAIL(refusal);
  return {one, read_asset(output).value(), read_bytes(output)};
}

std::vector<std::string> steps_of(const Outcome& outcome) {
  std::vector<std::string> steps;
  for (const StepRecord& step : outcome.report.steps) steps.push_back(step.step);
  return steps;
}

bool says_lost(const Outcome& outcome, std::string_view part) {
  for (const Finding& finding : outcome.report.findings) {
    if (finding.rule == "prepare/loss" && finding.message.find(part) != std::string::npos) return true;
  }
  for (const StepRecord& step : outcome.report.steps) {
    for (const std::string& lost : step.lost) {
      if (lost.find(part) != std::string::npos) return true;
    }
  }
  return false;
}

std::vector<std::uint8_t> noise_of(std::size_t size, std::uint32_t seed) {
  std::vector<std::uint8_t> noise(size);
  for (std::uint8_t& sample : noise) {
    seed = seed * 1664525 + 1013904223;
    sample = static_cast<std::uint8_t>(seed >> 24U);
  }
  return noise;
}

/// A JPEG with this orientation: left half dark, right half light.
Bytes turned_jpeg(std::uint32_t orientation) {
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 200 * 300; ++i) {
    for (int c = 0; c < 3; ++c)
      samples.push_back(static_cast<std::uint8_t>(i % 200 < 100 ? 30 + i / 2000 : 220));
  }
  const Array<std::byte> plain = encode_jpeg({200, 300, 3, samples, {}}, 90).value();
  Bytes segment{std::byte{0xFF}, std::byte{0xE1}};
  Bytes exif = to_bytes(std::string("Exif\0\0", 6));
  append(exif, exif_block(orientation, true));
  const std::size_t size = exif.size() + 2;
  segment.push_back(std::byte(size >> 8U));
  segment.push_back(std::byte(size & 0xFFU));
  append(segment, exif);
  return with_inserted({plain.begin(), plain.end()}, 2, segment);
}

}  // namespace

TEST_CASE("prepare: a portrait photo is turned upright", "[prepare]") {
  const Outcome outcome = prepared(turned_jpeg(6), "photo.jpg", "out.jpg");
  CHECK(steps_of(outcome) == std::vector<std::string>{"upright"});
  CHECK(outcome.report.verdict != Verdict::kFail);
  const Image& image = *outcome.asset.image;
  CHECK(image.orientation == 1);
  REQUIRE(image.width == 300);
  REQUIRE(image.height == 200);
  // Clockwise by 90°: what was left is above.
  CHECK(image.pixels8[3 * (10 * 300 + 150)] < 90);
  CHECK(image.pixels8[3 * (190 * 300 + 150)] > 190);
}

TEST_CASE("prepare: CMYK becomes RGB, animations their first frame", "[prepare]") {
  const Outcome cmyk = prepared(sample_picture("cmyk.jpg"), "print.jpg", "out.jpg");
  CHECK(steps_of(cmyk) == std::vector<std::string>{"to-rgb"});
  CHECK(cmyk.asset.image->color_type == ColorType::kRgb);
  for (const char* name : {"animated.webp", "animated.png"}) {
    const Outcome still = prepared(sample_picture(name), name, "out.webp");
    INFO(name);
    CHECK(steps_of(still).front() == "first-frame");
    CHECK(still.asset.image->frames == 1);
    CHECK(says_lost(still, "further frame"));
  }
}

TEST_CASE("prepare: formats that the service does not take become ones that it takes", "[prepare]") {
  Bytes ppm = to_bytes("P6\n64 64\n255\n");
  for (int i = 0; i < 64 * 64 * 3; ++i) ppm.push_back(std::byte(i * 7 % 251));
  const Outcome outcome = prepared(ppm, "scan.ppm", "out.png");
  CHECK(steps_of(outcome) == std::vector<std::string>{"convert"});
  CHECK(outcome.asset.format == "png");
  CHECK(std::equal(ppm.end() - 64 * 64 * 3, ppm.end(),
                   reinterpret_cast<const std::byte*>(outcome.asset.image->pixels8.data())));
}

TEST_CASE("prepare: 16 bits stay where they can and are rounded where they cannot", "[prepare]") {
  std::vector<std::uint16_t> samples(64 * 64 * 3);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint16_t>(i * 977);
  const Array<std::byte> png = encode_png({64, 64, 3, {}, samples}).value();
  const Bytes bytes(png.begin(), png.end());
  const Outcome kept = prepared(bytes, "deep.png", "out.png");
  CHECK(kept.bytes == bytes);
  CHECK(kept.report.preparation->unchanged);
  const Outcome rounded = prepared(bytes, "deep.png", "out.jpg");
  CHECK(steps_of(rounded) == std::vector<std::string>{"to-8-bits", "convert"});
}

TEST_CASE("prepare: a picture above the limit gets a lower quality, then fewer pixels", "[prepare]") {
  const std::vector<std::uint8_t> noise = noise_of(400 * 300 * 3, 7);
  const Array<std::byte> png = encode_png({400, 300, 3, noise, {}}).value();
  const Bytes bytes(png.begin(), png.end());
  PrepareOptions options;
  options.max_bytes = 90'000;
  const Outcome lower = prepared(bytes, "noise.png", "out.jpg", options);
  CHECK(lower.bytes.size() <= 90'000);
  CHECK(lower.bytes.size() > 80'000);
  CHECK(lower.asset.image->width == 400);
  CHECK(says_lost(lower, "quality"));
  options.max_bytes = 100'000;
  const Outcome smaller = prepared(bytes, "noise.png", "out.png", options);
  CHECK(smaller.bytes.size() <= 100'000);
  CHECK(smaller.bytes.size() > 90'000);
  CHECK(smaller.asset.image->width < 250);
  CHECK(says_lost(smaller, "detail"));
  options.max_bytes.reset();
  options.max_side = 100;
  const Outcome side = prepared(bytes, "noise.png", "out.png", options);
  CHECK(side.asset.image->width == 100);
  CHECK(side.asset.image->height == 75);
}

TEST_CASE("prepare: the side of a picture is searched, however its bytes grow", "[prepare]") {
  for (const double power : {0.5, 1.0, 2.0, 3.9, 8.0}) {
    for (const double share : {0.99, 0.6, 0.1, 0.001}) {
      const auto bytes_at = [&](double side) { return 5e7 * std::pow(side / 4000, power); };
      const double limit = share * bytes_at(4000);
      SizeSearch search(4000, bytes_at(4000), limit, 2);
      double best = 0;
      int tries = 0;
      while (const auto side = search.next()) {
        ++tries;
        REQUIRE(*side < 4000);
        const double bytes = bytes_at(*side);
        const bool better = search.take(*side, bytes);
        if (bytes <= limit) CHECK(better == (bytes > best));
        if (bytes <= limit) best = std::max(best, bytes);
      }
      INFO("power " << power << ", share " << share << ", " << tries << " tries, best " << best / limit);
      CHECK(tries <= SizeSearch::kMostTries);
      if (bytes_at(1) <= limit && power <= 4 && share > 0.05) CHECK(best > 0.8 * limit);
    }
  }
  // A picture of one pixel cannot become smaller.
  CHECK_FALSE(SizeSearch(1, 100, 50, 2).next());
}

TEST_CASE("prepare: a JPEG comes just below the limit, also where its colours are halved", "[prepare]") {
  // Colours that change from pixel to pixel: all of them cost much more than half.
  const std::vector<std::uint8_t> noise = noise_of(300 * 200 * 3, 3);
  const Pixels pixels{300, 200, 3, noise, {}};
  const Array<std::byte> png = encode_png(pixels).value();
  const std::size_t half = encode_jpeg(pixels, kFullChromaQuality - 1)->size(),
                    full = encode_jpeg(pixels, kFullChromaQuality)->size();
  REQUIRE(full > half + half / 3);
  PrepareOptions options;
  options.max_bytes = half + (full - half) / 2;
  const Outcome outcome = prepared({png.begin(), png.end()}, "noise.png", "out.jpg", options);
  CHECK(outcome.bytes.size() <= *options.max_bytes);
  CHECK(static_cast<double>(outcome.bytes.size()) > 0.93 * static_cast<double>(*options.max_bytes));
  CHECK(says_lost(outcome, "half of the resolution of its colours"));
}

TEST_CASE("prepare: a texture in CMYK becomes one that glTF has", "[prepare]") {
  GltfFile file = gltf_rich();
  file.json["images"][0] = {{"bufferView", file.add_view(read_bytes(testdata("image/cmyk.jpg")))},
                            {"mimeType", "image/jpeg"}};
  const Outcome outcome = prepared(file.glb(), "model.glb", "out.glb", {});
  CHECK(steps_of(outcome) == std::vector<std::string>{"re-encode-textures"});
  CHECK(outcome.asset.scene.images[0].image.channels == 3);
  CHECK(outcome.asset.scene.images[0].format == "jpeg");
}

TEST_CASE("prepare: a texture that is declared as what plain glTF has not is mended", "[prepare]") {
  GltfFile file = gltf_rich();
  file.json["images"][0]["mimeType"] = "image/webp";
  const Outcome outcome = prepared(file.glb(), "model.glb", "out.glb", {});
  CHECK(steps_of(outcome) == std::vector<std::string>{"re-encode-textures"});
  CHECK(outcome.asset.scene.images[0].mime_type == "image/png");
}

TEST_CASE("prepare: textures are scaled and declared, the rest of a GLB stays", "[prepare]") {
  GltfFile file = gltf_rich();
  const std::vector<std::byte> png = checkered_png(256, 128);
  file.json["images"][0]["bufferView"] = file.add_view(png);
  file.json["images"][0]["mimeType"] = "image/jpeg";
  PrepareOptions options;
  options.max_side = 64;
  const Outcome outcome = prepared(file.glb(), "model.glb", "out.glb", options);
  CHECK(steps_of(outcome) == std::vector<std::string>{"re-encode-textures", "resize-textures"});
  const Scene& scene = outcome.asset.scene;
  CHECK(scene.images[0].image.width == 64);
  CHECK(scene.images[0].image.height == 32);
  CHECK(scene.images[0].mime_type == "image/png");
  CHECK(scene.animated);  // nothing but the pictures was written anew
  CHECK_FALSE(says_lost(outcome, "skin"));
  PrepareOptions again;
  again.max_side = 64;
  const Outcome second = prepared(outcome.bytes, "model.glb", "out.glb", again);
  CHECK(second.bytes == outcome.bytes);
}

TEST_CASE("prepare: a picture that cannot be decoded is refused with its findings", "[prepare]") {
  Bytes gif = to_bytes("GIF89a");
  for (const int value : {8, 0, 8, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0})
    gif.push_back(std::byte(value));
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "cut.gif").string(),
                    output = (folder.path() / "out.png").string();
  write_binary(input, gif);
  PrepareOptions options;
  options.check.profile = load_profile("asset").value();
  const Result<Report> report = prepare_file(input, output, options);
  REQUIRE(report);
  CHECK_FALSE(is_prepared(*report, Severity::kError));
  CHECK_FALSE(report->inputs.front().findings.empty());
  CHECK_FALSE(std::filesystem::exists(output));
}

TEST_CASE("prepare: EXIF data that is not written is told", "[prepare]") {
  CHECK(says_lost(prepared(turned_jpeg(6), "photo.jpg", "out.jpg"), "EXIF data"));
  CHECK_FALSE(says_lost(prepared(sample_picture("baseline.jpg"), "photo.jpg", "out.png"), "EXIF data"));
}
