#pragma once
// Style and script of the HTML report; the build makes them of lib/report/html/report.css and report.js.
#include <string_view>

namespace meshgate {

std::string_view html_style();
std::string_view html_script();

}  // namespace meshgate
