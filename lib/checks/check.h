#pragma once
// A check: a function and the rules that it can emit. One file in checks/FAMILY/ = one const Check.
#include <span>
#include <stop_token>
#include <string_view>
#include <variant>

#include "asset/facts.h"
#include "asset/finding_sink.h"
#include "meshgate/profile.h"
#include "meshgate/report.h"
#include "meshgate/rule.h"

namespace meshgate {

struct Comparison;         // verify/
struct SegmentComparison;  // verify/
struct DepthComparison;    // verify/depth.h
struct RequestFacts;       // hitem3d/request.h

/// What is known of an input before it is read.
struct FileInput {
  std::string_view path;
  std::uint64_t bytes = 0;
  std::string_view format;       ///< id by content; empty = not recognised
  std::string_view format_name;  ///< for people
  AssetKind kind = AssetKind::kUnknown;
  std::string_view suffix_format;  ///< id by suffix; empty = unknown suffix
  std::span<const std::byte> head;
};

/// What a check may ask besides its subject.
class CheckContext {
 public:
  CheckContext(const Profile& profile, std::stop_token stop) : profile_(&profile), stop_(std::move(stop)) {}
  [[nodiscard]] const Profile& profile() const { return *profile_; }
  [[nodiscard]] double parameter(std::string_view rule, std::string_view name) const {
    return profile_->parameter(rule, name);
  }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }
  FindingSink out;
  /// Rules that were asked for and could not be decided, with the reason ("budget").
  std::vector<NotChecked> not_checked;

 private:
  const Profile* profile_;
  std::stop_token stop_;
};

using FileCheck = void (*)(const FileInput&, CheckContext&);
using AssetCheck = void (*)(const AssetFacts&, CheckContext&);
using MeshCheck = void (*)(const MeshFacts&, CheckContext&);
using SurfaceCheck = void (*)(const SurfaceFacts&, CheckContext&);
using ImageCheck = void (*)(const ImageFacts&, CheckContext&);
/// Of a request before it is sent.
using TaskCheck = void (*)(const RequestFacts&, CheckContext&);
/// Of a result that came back, measured against its source.
using PartsCheck = void (*)(const Comparison&, CheckContext&);
using SegmentsCheck = void (*)(const SegmentComparison&, CheckContext&);
using DepthCheck = void (*)(const DepthComparison&, CheckContext&);

/// The signature of `run` is the scope. monostate: the rules are found by readers (their notes), this
/// record only declares them.
struct Check {
  std::span<const Rule> rules;
  std::variant<std::monostate, FileCheck, AssetCheck, MeshCheck, SurfaceCheck, ImageCheck, TaskCheck,
               PartsCheck, SegmentsCheck, DepthCheck>
      run;
};

/// All checks, sorted by file.
std::span<const Check* const> all_checks();

}  // namespace meshgate
