// Markup that can only be made safely: what comes from outside passes through Text, which escapes it.
#ifndef OSTEON_COORDINATOR_REPORT_HTML_H_
#define OSTEON_COORDINATOR_REPORT_HTML_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/text/escape_html.h"

namespace osteon::report {

class Html {
 public:
  Html() = default;
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return left += right; }

  // Only for markup that the program wrote and whose every foreign part went through EscapeHtml.
  static Html Trusted(std::string markup) {
    Html html;
    html.markup_ = std::move(markup);
    return html;
  }

 private:
  std::string markup_;
};

// A literal of the program.
template <std::size_t N>
Html Markup(const char (&literal)[N]) {
  return Html::Trusted(std::string(literal, N - 1));
}

Html Text(absl::string_view text);
Html Paragraph(absl::string_view text);
Html Code(absl::string_view text);
Html Heading(int level, absl::string_view text);
Html List(const std::vector<std::string>& items);
Html Note(absl::string_view text);  // a paragraph in small type
Html NoValue();                     // a dash, in a cell that has none

enum class Reference;  // references.h

// Numbers the tables, figures and references of one page.
struct Numbering {
  int tables = 0;
  int figures = 0;
  std::vector<Reference> cited;  // in the order of their first citation
};

enum class Align { kText, kNumber };

// A table with a caption, column headers and row headers, in a region that scrolls sideways where it is wider
// than the page.
class Table {
 public:
  struct Column {
    std::string heading;
    Align align = Align::kNumber;
  };

  Table(std::string caption, std::vector<Column> columns);
  // A second line of the caption: where the numbers come from.
  void Source(const Html& source) { source_ = source; }
  // The rows that follow belong to `heading`.
  void Group(const std::string& heading);
  // As many cells as columns; the first is the row's header.
  void Row(const std::vector<Html>& cells);
  // "Table 3. Caption". Nothing where there is no row.
  Html Build(Numbering& numbering) const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  Html source_;
  std::string body_;
  int rows_ = 0;
};

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_HTML_H_
