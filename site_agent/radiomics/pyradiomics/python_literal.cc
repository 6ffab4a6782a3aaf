#include "site_agent/radiomics/pyradiomics/python_literal.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/text/number.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"

namespace osteon {
namespace {

std::string Quoted(const std::string& text) {
  const std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\n", "\\n"}});
  if (text.find('\'') != std::string::npos && text.find('"') == std::string::npos) {
    return absl::StrCat("\"", escaped, "\"");
  }
  return absl::StrCat("'", absl::StrReplaceAll(escaped, {{"'", "\\'"}}), "'");
}

std::string Scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return Quoted(text);  // written in quotes
  if (text.empty() || text == "~" || absl::EqualsIgnoreCase(text, "null")) return "None";
  if (absl::EqualsIgnoreCase(text, "true")) return "True";
  if (absl::EqualsIgnoreCase(text, "false")) return "False";
  const std::size_t digits = text[0] == '-' || text[0] == '+' ? 1 : 0;
  if (text.size() > digits && text.find_first_not_of("0123456789", digits) == std::string::npos) {
    std::size_t first = text.find_first_not_of('0', digits);
    if (first == std::string::npos) first = text.size() - 1;
    return absl::StrCat(text[0] == '-' && text[first] != '0' ? "-" : "", text.substr(first));
  }
  const std::optional<double> number = ParseNumber(text);
  return number.has_value() ? PythonNumber(*number) : Quoted(text);
}

}  // namespace

std::string PythonLiteral(const YAML::Node& node) {
  if (!node.IsDefined() || node.IsNull()) return "None";
  if (node.IsScalar()) return Scalar(node);
  std::string text;
  if (node.IsSequence()) {
    for (const YAML::Node& element : node) {
      absl::StrAppend(&text, text.empty() ? "" : ", ", PythonLiteral(element));
    }
    return absl::StrCat("[", text, "]");
  }
  for (const auto& entry : node) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", PythonLiteral(entry.first), ": ",
                    PythonLiteral(entry.second));
  }
  return absl::StrCat("{", text, "}");
}

}  // namespace osteon
