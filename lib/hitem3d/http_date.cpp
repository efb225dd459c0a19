#include "hitem3d/http_date.h"

#include <charconv>
#include <chrono>

namespace meshgate {
namespace {

// Of exactly so many digits; negative for something else.
int digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

}  // namespace

std::optional<double> parse_http_date(std::string_view text) {
  constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT",
                             kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != kForm.size() || !text.ends_with(" GMT") || text[3] != ',') return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(8, 3));
  const int day = digits(text.substr(5, 2)), year = digits(text.substr(12, 4)),
            hour = digits(text.substr(17, 2)), minute = digits(text.substr(20, 2)),
            second = digits(text.substr(23, 2));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                            std::chrono::day(static_cast<unsigned>(day)));
  constexpr int kLeapSecond = 60;
  const bool is_time =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= kLeapSecond;
  if (day < 1 || year < 1970 || !date.ok() || !is_time) return std::nullopt;
  const auto at = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return duration<double>(at.time_since_epoch()).count();
}

}  // namespace meshgate
