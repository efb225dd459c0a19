// Reads one file and writes it in the format that the output's suffix names: conversion without a step
// between. For many files at once, as the input of a validator: convert --into FOLDER SUFFIX FILE…
#include <meshgate/meshgate.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

const meshgate::Format* format_of_suffix(const std::string& suffix) {
  for (const meshgate::Format* format : meshgate::all_formats()) {
    const auto& suffixes = format->suffixes;
    if (format->write != nullptr && std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end())
      return format;
  }
  return nullptr;
}

bool convert(const std::string& from, const std::filesystem::path& to) {
  const meshgate::Format* format = format_of_suffix(to.extension().string());
  if (format == nullptr) {
    std::fprintf(stderr, "%s: no format with this suffix is written\n", to.c_str());
    return false;
  }
  const auto asset = meshgate::read_asset(from);
  if (!asset) {
    std::fprintf(stderr, "%s\n", meshgate::describe(asset.error()).c_str());
    return false;
  }
  meshgate::WriteOptions options;
  options.stem = to.stem().string();
  const auto written = format->write(*asset, options);
  if (!written) {
    std::fprintf(stderr, "%s: %s\n", from.c_str(), meshgate::describe(written.error()).c_str());
    return false;
  }
  for (const std::string& lost : written->lost) std::printf("%s: lost: %s\n", to.c_str(), lost.c_str());
  const auto done = meshgate::write_output(to.string(), *written, meshgate::Existing::kReplace);
  if (!done) std::fprintf(stderr, "%s\n", meshgate::describe(done.error()).c_str());
  return done.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return convert(argv[1], argv[2]) ? 0 : 1;
  if (argc < 5 || std::string(argv[1]) != "--into") {
    std::fputs("usage: convert INPUT OUTPUT | convert --into FOLDER SUFFIX INPUT…\n", stderr);
    return 2;
  }
  int failed = 0;
  for (int i = 4; i < argc; ++i) {
    std::string name = argv[i];
    std::replace(name.begin(), name.end(), '/', '_');
    if (!convert(argv[i], std::filesystem::path(argv[2]) / (name + argv[3]))) ++failed;
  }
  std::printf("%d of %d converted\n", argc - 4 - failed, argc - 4);
  return failed == 0 ? 0 : 1;
}
