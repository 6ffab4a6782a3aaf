#include "coordinator/report/authors_texts.h"

namespace osteon::report {

Html ToBeCompleted() {
  return Markup("<span class=\"todo\">to be completed by the authors</span>");
}

Html TextOfAuthors(const std::string& text) {
  return text.empty() ? ToBeCompleted() : Text(text);
}

Html Facts(const std::vector<std::pair<std::string, Html>>& facts) {
  Html list = Markup("<dl class=\"facts\">\n");
  for (const auto& [name, what] : facts) {
    list += Markup("<div><dt>") + Text(name) + Markup("</dt><dd>") + what + Markup("</dd></div>\n");
  }
  return list + Markup("</dl>\n");
}

}  // namespace osteon::report
