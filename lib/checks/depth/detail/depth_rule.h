#pragma once
// What the rules of depth/ share.
#include <string_view>

#include "checks/check.h"
#include "verify/depth.h"

namespace meshgate {

/// Whether the values of the map mean something: decoded, one channel, not the same everywhere. Otherwise
/// notes that `rule` is not checked; another rule says why.
bool has_depth(const DepthComparison& comparison, std::string_view rule, CheckContext& context);

/// Whether subject and background of the map can be compared with those of the picture: the background was to
/// be removed, it has one value, and the picture tells its subject. Otherwise notes that `rule` is not
/// checked.
bool has_masks(const DepthComparison& comparison, std::string_view rule, CheckContext& context);

/// Whether map and picture have the same ratio of width and height, within what depth/size-mismatch accepts;
/// with `turned` the map on its side.
bool has_shape_of_picture(const DepthComparison& comparison, const CheckContext& context,
                          bool turned = false);

/// Whether all values are one, or all values of the subject are.
bool is_constant(const DepthComparison& comparison);

/// Whether the outlines of the map and of the subject can be compared: as has_masks, without the note.
bool knows_outlines(const DepthComparison& comparison);

/// Whether the map lies in another way than the picture by its outline: better by `min-gain` of
/// depth/flipped.
bool is_outline_flipped(const DepthComparison& comparison, const CheckContext& context);

/// Whether it does by its edges, where the outlines are not known: they do not fit as it lies, and turned
/// they do, better by `min-edge-gain` of depth/flipped.
bool are_edges_flipped(const DepthComparison& comparison, const CheckContext& context);

/// In which of the eight ways the map lies by one of both; 1 = as the picture.
std::uint32_t orientation_of(const DepthComparison& comparison, const CheckContext& context);
bool is_flipped(const DepthComparison& comparison, const CheckContext& context);

/// Whether something is left where the background should be: depth/background.
bool keeps_background(const DepthComparison& comparison, const CheckContext& context);

/// Whether the outlines differ by more than depth/mask-mismatch accepts.
bool is_outline_off(const DepthComparison& comparison, const CheckContext& context);

/// "12.5 %".
std::string say_percent(double share);

/// Notes that a rule cannot be decided here.
void skip_depth_rule(CheckContext& context, std::string_view rule,
                     std::string_view reason = "not-applicable");

}  // namespace meshgate
