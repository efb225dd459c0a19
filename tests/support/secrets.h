#pragma once

namespace meshgate::test {

/// What tests put into credentials and tokens, to look for it in all that is written.
inline constexpr const char* kPlantedSecret = "PLANTED-SECRET+/=";
inline constexpr const char* kPlantedId = "PLANTED-ID";
inline constexpr const char* kPlantedToken = "PLANTED-TOKEN";

}  // namespace meshgate::test
