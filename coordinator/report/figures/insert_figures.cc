#include "coordinator/report/figures/insert_figures.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "common/text/escape_html.h"

namespace osteon::report {
namespace {

constexpr absl::string_view kStart = "<figure class=\"figure\" id=\"fig-";
constexpr absl::string_view kEnd = "</figure>\n";
constexpr absl::string_view kCaptionStart = "<figcaption>", kCaptionEnd = "</figcaption>\n";

struct Place {
  std::string id;
  absl::string_view markup;   // from <figure to </figure>
  absl::string_view caption;  // "Figure 3. Title", as markup
};

// `change` gives what stands in a place's stead.
std::string ForEachPlace(absl::string_view html, const std::function<std::string(const Place&)>& change) {
  std::string out;
  while (true) {
    const std::size_t start = html.find(kStart);
    const std::size_t end = start == absl::string_view::npos ? start : html.find(kEnd, start);
    if (end == absl::string_view::npos) break;
    const absl::string_view markup = html.substr(start, end + kEnd.size() - start);
    const std::size_t id_end = markup.find('"', kStart.size());
    const std::size_t caption = markup.find(kCaptionStart), caption_end = markup.find(kCaptionEnd);
    out.append(html.data(), start);
    if (caption == absl::string_view::npos || caption_end == absl::string_view::npos || id_end > caption) {
      out.append(markup.data(), markup.size());  // none of ours
    } else {
      const std::size_t title = caption + kCaptionStart.size();
      out += change({std::string(markup.substr(kStart.size(), id_end - kStart.size())), markup,
                     markup.substr(title, caption_end - title)});
    }
    html.remove_prefix(end + kEnd.size());
  }
  out.append(html.data(), html.size());
  return out;
}

std::string Opened(const std::string& id, absl::string_view caption) {
  return absl::StrCat(kStart, id, "\" data-figure=\"", id, "\">\n", kCaptionStart, caption, kCaptionEnd);
}

std::string Undrawn(absl::string_view why) {
  return absl::StrCat("<p class=\"undrawn\">Figure not drawn: ", EscapeHtml(why), "</p>\n", kEnd);
}

std::string Drawn(const Figure& figure) {
  std::string out = absl::StrCat("<div class=\"drawing\" tabindex=\"0\">", figure.svg, "</div>\n");
  if (!figure.caption.empty())
    absl::StrAppend(&out, "<p class=\"note\">", EscapeHtml(figure.caption), "</p>\n");
  return out + std::string(kEnd);
}

// "Title" of "Figure 3. Title".
absl::string_view TitleOf(absl::string_view caption) {
  const std::size_t dot = caption.find(". ");
  return dot == absl::string_view::npos ? caption : caption.substr(dot + 2);
}

}  // namespace

std::string InsertFigures(absl::string_view html, const Figures& figures) {
  int number = 0;
  return ForEachPlace(html, [&](const Place& place) {
    const auto found = figures.find(place.id);
    if (found == figures.end()) return std::string();
    const Figure& figure = found->second;
    const std::string title =
        figure.title.empty() ? std::string(TitleOf(place.caption)) : EscapeHtml(figure.title);
    return absl::StrCat(Opened(place.id, absl::StrCat("Figure ", ++number, ". ", title)),
                        figure.svg.empty() ? Undrawn(figure.not_drawn) : Drawn(figure));
  });
}

std::string SayUndrawn(absl::string_view html, absl::string_view why) {
  return ForEachPlace(html, [&](const Place& place) {
    if (place.markup.find("<svg") != absl::string_view::npos) return std::string(place.markup);
    return absl::StrCat(Opened(place.id, place.caption), Undrawn(why));
  });
}

}  // namespace osteon::report
