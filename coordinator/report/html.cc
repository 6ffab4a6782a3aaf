#include "coordinator/report/html.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace osteon::report {
namespace {

constexpr int kShort = 14;  // rows of a table that stays on one page in print

}  // namespace

Html Text(absl::string_view text) {
  return Html::Trusted(EscapeHtml(text));
}

Html Paragraph(absl::string_view text) {
  return Markup("<p>") + Text(text) + Markup("</p>\n");
}

Html Code(absl::string_view text) {
  return Markup("<code>") + Text(text) + Markup("</code>");
}

Html Heading(int level, absl::string_view text) {
  return Html::Trusted(absl::StrFormat("<h%d>%s</h%d>\n", level, EscapeHtml(text), level));
}

Html List(const std::vector<std::string>& items) {
  if (items.empty()) return Html();
  Html list = Markup("<ul>\n");
  for (const std::string& item : items) list += Markup("<li>") + Text(item) + Markup("</li>\n");
  return list + Markup("</ul>\n");
}

Html Note(absl::string_view text) {
  return Markup("<p class=\"note\">") + Text(text) + Markup("</p>\n");
}

Html NoValue() {
  return Markup("<span class=\"quiet\">\xE2\x80\x93</span>");
}

Table::Table(std::string caption, std::vector<Column> columns)
    : caption_(std::move(caption)), columns_(std::move(columns)) {}

void Table::Group(const std::string& heading) {
  if (!body_.empty()) body_ += "</tbody>\n";
  absl::StrAppendFormat(
      &body_,
      "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%d\"><span>%s</span></th></tr>\n",
      columns_.size(), EscapeHtml(heading));
}

void Table::Row(const std::vector<Html>& cells) {
  if (body_.empty()) body_ += "<tbody>\n";
  ++rows_;
  body_ += "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == 0) {
      absl::StrAppend(&body_, "<th scope=\"row\">", cells[i].markup(), "</th>");
    } else {
      absl::StrAppend(&body_, columns_[i].align == Align::kNumber ? "<td class=\"number\">" : "<td>",
                      cells[i].markup(), "</td>");
    }
  }
  body_ += "</tr>\n";
}

Html Table::Build(Numbering& numbering) const {
  if (rows_ == 0) return Html();
  const std::string caption = EscapeHtml(absl::StrCat("Table ", ++numbering.tables, ". ", caption_));
  std::string out = absl::StrFormat(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"table-%d\">\n%s\n"
      "<caption id=\"table-%d\"><span>%s</span>%s</caption>\n<thead>\n<tr>",
      numbering.tables, rows_ <= kShort ? "<table class=\"short\">" : "<table>", numbering.tables, caption,
      source_.empty() ? "" : absl::StrCat("<span class=\"source\">", source_.markup(), "</span>"));
  for (const Column& column : columns_) {
    absl::StrAppend(
        &out, column.align == Align::kNumber ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">",
        absl::StrReplaceAll(EscapeHtml(column.heading), {{"95% CI", "95%&nbsp;CI"}}), "</th>");
  }
  absl::StrAppend(&out, "</tr>\n</thead>\n", body_, "</tbody>\n</table>\n</div>\n");
  return Html::Trusted(std::move(out));
}

}  // namespace osteon::report
