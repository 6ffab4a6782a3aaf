#include "common/json/json_text.h"

#include <cmath>
#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"

namespace osteon {
namespace {

constexpr std::size_t kLineWidth = 110;

absl::Status At(const std::string& place, absl::string_view problem) {
  return absl::InternalError(absl::StrCat("JSON at ", place.empty() ? "/" : place, ": ", problem));
}

// `name` as a step of a JSON pointer (RFC 6901).
std::string Step(const std::string& name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

absl::StatusOr<std::string> Quoted(const std::string& text, const std::string& place) {
  try {
    return Json(text).dump();
  } catch (const Json::exception&) {
    return At(place, "the text is not UTF-8");
  }
}

absl::StatusOr<std::string> Scalar(const Json& value, const std::string& place) {
  if (value.is_string()) return Quoted(value.get_ref<const std::string&>(), place);
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (!std::isfinite(number)) return At(place, absl::StrCat(FormatNumber(number), " is not a number"));
    if (number == 0 && std::signbit(number)) return std::string("-0.0");  // "-0" would be read as an integer
    return FormatNumber(number);
  }
  if (value.is_binary() || value.is_discarded()) return At(place, "the value has no JSON form");
  return value.dump();
}

bool HoldsContainers(const Json& value) {
  for (const Json& element : value) {
    if (element.is_structured()) return true;
  }
  return false;
}

// Appends `value`; `column` is where the text begins on its line.
absl::Status Write(const Json& value, const std::string& place, std::size_t indent, std::size_t column,
                   std::string& out) {
  if (!value.is_structured()) {
    OSTEON_ASSIGN_OR_RETURN(const std::string text, Scalar(value, place));
    out += text;
    return absl::OkStatus();
  }
  const bool object = value.is_object();
  const char* const brackets = object ? "{}" : "[]";
  const auto key = [&](Json::const_iterator it) -> absl::StatusOr<std::string> {
    if (!object) return std::string();
    OSTEON_ASSIGN_OR_RETURN(const std::string name, Quoted(it.key(), place));
    return absl::StrCat(name, ": ");
  };
  if (!HoldsContainers(value)) {
    std::string line(1, brackets[0]);
    std::size_t index = 0;
    for (auto it = value.begin(); it != value.end(); ++it, ++index) {
      OSTEON_ASSIGN_OR_RETURN(const std::string name, key(it));
      OSTEON_ASSIGN_OR_RETURN(
          const std::string text,
          Scalar(*it, absl::StrCat(place, object ? Step(it.key()) : absl::StrCat("/", index))));
      absl::StrAppend(&line, index == 0 ? "" : ", ", name, text);
    }
    line += brackets[1];
    if (column + line.size() <= kLineWidth || value.empty()) {
      out += line;
      return absl::OkStatus();
    }
  }
  out += brackets[0];
  std::size_t index = 0;
  for (auto it = value.begin(); it != value.end(); ++it, ++index) {
    OSTEON_ASSIGN_OR_RETURN(const std::string name, key(it));
    absl::StrAppend(&out, index == 0 ? "\n" : ",\n", std::string(indent + 2, ' '), name);
    OSTEON_RETURN_IF_ERROR(Write(*it, absl::StrCat(place, object ? Step(it.key()) : absl::StrCat("/", index)),
                                 indent + 2, indent + 2 + name.size(), out));
  }
  absl::StrAppend(&out, "\n", std::string(indent, ' '), std::string(1, brackets[1]));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> JsonText(const Json& value) {
  std::string text;
  OSTEON_RETURN_IF_ERROR(Write(value, "", 0, 0, text));
  text += '\n';
  return text;
}

}  // namespace osteon
