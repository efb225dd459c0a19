// Every file of testdata, damaged in many ways: each reader answers with a sound asset or an Error, within
// limits.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/source.h"
#include "meshgate/format.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/mutate.h"

namespace fs = std::filesystem;
using namespace meshgate;
using namespace meshgate::test;

namespace {

const Format* format_of(const std::vector<std::byte>& bytes, const std::string& path) {
  const std::span<const std::byte> all(bytes);
  return sniff_format(all.first(std::min<std::size_t>(all.size(), 4096)), all.size(), path);
}

/// Reads as the format that the damaged bytes say, and as the one that the whole file was.
void read_damaged(const std::string& file, const Mutant& mutant, const Format* original,
                  const ReadOptions& options) {
  const std::string path = (source_dir() / file).string();
  const Format* const now = format_of(mutant.bytes, path);
  for (const Format* const format : {now, original}) {
    if (format == nullptr || format->read == nullptr) continue;
    INFO(file << ", " << mutant.how << ", as " << format->id);
    const Source source = Source::from_memory(path, mutant.bytes);
    const Result<Asset> asset = format->read(source, options);
    if (asset) {
      check_invariants(*asset);
    } else {
      CHECK_FALSE(asset.error().message.empty());
    }
    if (now == original) break;
  }
}

/// Small files get many variants, large ones few: the whole takes seconds.
std::size_t variants(std::size_t size) {
  if (size < 64'000) return 100;
  return size < 512'000 ? 40 : 16;
}

ReadOptions options_for_damage() {
  ReadOptions options;
  options.max_memory = 256U << 20U;
  options.max_pixels = 4U << 20U;
  return options;
}

std::uint64_t seed_of(const std::string& file) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : file) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

}  // namespace

TEST_CASE("mutation: whole files are sound", "[mutation]") {
  for (const std::string& file : testdata_inputs()) {
    const std::string path = (source_dir() / file).string();
    for (const bool keep_pixels : {false, true}) {
      ReadOptions options;
      options.keep_texture_pixels = keep_pixels;
      const Result<Asset> asset = read_asset(path, options);
      INFO(file);
      if (asset) check_invariants(*asset);
    }
  }
}

TEST_CASE("mutation: cut at many lengths", "[mutation]") {
  for (const std::string& file : testdata_inputs()) {
    const std::vector<std::byte> bytes = read_bytes(source_dir() / file);
    const Format* const original = format_of(bytes, file);
    for (const std::size_t length : truncation_lengths(bytes.size(), variants(bytes.size()))) {
      read_damaged(file, truncated(bytes, length), original, options_for_damage());
    }
  }
}

TEST_CASE("mutation: changed bytes", "[mutation]") {
  for (const std::string& file : testdata_inputs()) {
    const std::vector<std::byte> bytes = read_bytes(source_dir() / file);
    const Format* const original = format_of(bytes, file);
    for (std::size_t i = 0; i < variants(bytes.size()); ++i) {
      read_damaged(file, flipped(bytes, seed_of(file) + i), original, options_for_damage());
    }
  }
}

TEST_CASE("mutation: damaged companions", "[mutation]") {
  // Materials, buffers and textures: the files of testdata that are not inputs themselves, or also.
  for (const std::string& file : testdata_inputs()) {
    const fs::path path(file);
    if (path.extension() != ".mtl" && path.extension() != ".bin") continue;
    const TemporaryFolder copy;
    fs::copy(source_dir() / path.parent_path(), copy.path(), fs::copy_options::recursive);
    const std::vector<std::byte> bytes = read_bytes(source_dir() / path);
    for (std::size_t i = 0; i < 100; ++i) {
      const Mutant mutant =
          i % 2 == 0 ? flipped(bytes, seed_of(file) + i) : truncated(bytes, bytes.size() * i / 100);
      write_binary(copy.path() / path.filename(), mutant.bytes);
      for (const fs::directory_entry& user : fs::directory_iterator(copy.path())) {
        if (user.path().extension() != ".obj" && user.path().extension() != ".gltf") continue;
        INFO(file << ", " << mutant.how << ", used by " << user.path().filename());
        const Result<Asset> asset = read_asset(user.path().string(), options_for_damage());
        if (asset) check_invariants(*asset);
      }
    }
  }
}

TEST_CASE("mutation: little memory", "[mutation]") {
  for (const std::string& file : testdata_inputs()) {
    const std::string path = (source_dir() / file).string();
    for (const std::uint64_t memory : {std::uint64_t{0}, std::uint64_t{1000}, std::uint64_t{100'000}}) {
      ReadOptions options;
      options.max_memory = memory;
      const Result<Asset> asset = read_asset(path, options);
      INFO(file << " in " << memory << " bytes");
      if (asset) {
        check_invariants(*asset);
        // Views of the mapped file are not memory of the reader.
        CHECK(held_bytes(*asset) <= memory + asset->bytes);
      } else {
        CHECK_FALSE(asset.error().message.empty());
      }
    }
  }
}
