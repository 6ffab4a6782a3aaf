#include "coordinator/report/figures/check_svg.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"

namespace osteon::report {
namespace {

constexpr absl::string_view kElements[] = {"circle", "clipPath", "defs", "desc", "ellipse", "g",     "line",
                                           "path",   "polygon",  "rect", "svg",  "text",    "title", "tspan"};
constexpr absl::string_view kAttributes[] = {"aria-labelledby",
                                             "clip-path",
                                             "color",
                                             "cx",
                                             "cy",
                                             "d",
                                             "dx",
                                             "dy",
                                             "fill",
                                             "fill-opacity",
                                             "font-family",
                                             "font-size",
                                             "font-style",
                                             "font-weight",
                                             "height",
                                             "id",
                                             "opacity",
                                             "paint-order",
                                             "points",
                                             "r",
                                             "role",
                                             "rx",
                                             "ry",
                                             "shape-rendering",
                                             "stroke",
                                             "stroke-dasharray",
                                             "stroke-linecap",
                                             "stroke-linejoin",
                                             "stroke-miterlimit",
                                             "stroke-opacity",
                                             "stroke-width",
                                             "style",
                                             "text-anchor",
                                             "transform",
                                             "viewBox",
                                             "width",
                                             "x",
                                             "x1",
                                             "x2",
                                             "xmlns",
                                             "y",
                                             "y1",
                                             "y2"};

template <std::size_t N>
bool Knows(const absl::string_view (&names)[N], absl::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

class Reader {
 public:
  explicit Reader(absl::string_view text) : rest_(text) {}

  absl::Status Read() {
    if (!absl::StartsWith(rest_, "<svg ")) return Found("no <svg> at the beginning", rest_);
    while (!rest_.empty()) {
      const std::size_t tag = rest_.find('<');
      if (open_.empty() && opened_) return Found("text behind </svg>", rest_);
      if (tag == absl::string_view::npos) return Found("an element that does not end", rest_);
      rest_.remove_prefix(tag + 1);
      OSTEON_RETURN_IF_ERROR(absl::StartsWith(rest_, "/") ? ReadEnd() : ReadStart());
    }
    return open_.empty() ? absl::OkStatus() : Found("an element that does not end", open_.back());
  }

 private:
  static absl::Status Found(absl::string_view what, absl::string_view where) {
    return absl::InvalidArgumentError(absl::StrCat("the drawing has ", what, ": ", OneLine(where, 40)));
  }

  absl::string_view TakeName() {
    std::size_t end = 0;
    while (end < rest_.size() &&
           (absl::ascii_isalnum(static_cast<unsigned char>(rest_[end])) || rest_[end] == '-'))
      ++end;
    const absl::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return name;
  }

  absl::Status ReadEnd() {
    rest_.remove_prefix(1);
    const absl::string_view name = TakeName();
    if (open_.empty() || open_.back() != name || !absl::StartsWith(rest_, ">"))
      return Found("an end of what did not begin", name);
    open_.pop_back();
    rest_.remove_prefix(1);
    return absl::OkStatus();
  }

  absl::Status ReadStart() {
    const absl::string_view name = TakeName();
    if (!Knows(kElements, name))
      return Found("an element that no figure has", absl::StrCat(name, rest_.substr(0, 20)));
    if (name == "svg" && opened_) return Found("a drawing within a drawing", name);
    opened_ = true;
    while (true) {
      rest_ = absl::StripLeadingAsciiWhitespace(rest_);
      if (absl::ConsumePrefix(&rest_, "/>")) return absl::OkStatus();
      if (absl::ConsumePrefix(&rest_, ">")) {
        open_.emplace_back(name);
        return absl::OkStatus();
      }
      OSTEON_RETURN_IF_ERROR(ReadAttribute());
    }
  }

  absl::Status ReadAttribute() {
    const absl::string_view name = TakeName();
    if (!Knows(kAttributes, name))
      return Found("an attribute that no figure has", absl::StrCat(name, rest_.substr(0, 20)));
    if (!absl::ConsumePrefix(&rest_, "=\"")) return Found("an attribute without quotes", name);
    const std::size_t end = rest_.find('"');
    if (end == absl::string_view::npos) return Found("an attribute that does not end", name);
    const absl::string_view value = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (value.find('<') != absl::string_view::npos) return Found("markup in an attribute", value);
    if (absl::StrContains(absl::AsciiStrToLower(value), "url(") && !absl::StartsWith(value, "url(#"))
      return Found("a reference", value);
    if (name == "style" && !std::all_of(value.begin(), value.end(), [](char c) {
          return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                 absl::StrContains("-:;%. ", absl::string_view(&c, 1));
        }))
      return Found("a style that no figure has", value);
    return absl::OkStatus();
  }

  absl::string_view rest_;
  std::vector<std::string> open_;
  bool opened_ = false;
};

}  // namespace

absl::Status CheckSvg(absl::string_view svg) {
  return Reader(svg).Read();
}

}  // namespace osteon::report
