// A nomogram as a drawing: read each predictor's points off the top, add them up, read the risk off the
// bottom.
#ifndef OSTEON_COORDINATOR_REPORT_NOMOGRAM_SVG_H_
#define OSTEON_COORDINATOR_REPORT_NOMOGRAM_SVG_H_

#include <string>

#include "coordinator/report/html.h"
#include "models/nomogram/nomogram.h"

namespace osteon::report {

// A whole SVG document: vector graphics without style sheet, script or font file, black and greys only, in
// units of about a pixel, 760 wide. A title and a description say every level and the ends of every axis.
// Ticks whose labels would touch others' keep the tick only; levels keep their labels, in further lines where
// they must, and those of equal points share one. Long names are wrapped and shortened, with the whole name
// in a title. `id` makes the ids inside unique on a page.
std::string NomogramSvg(const models::Nomogram& nomogram, const std::string& title, const std::string& id);

// The same in a <figure> with caption.
Html DrawNomogram(const models::Nomogram& nomogram, const std::string& title, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_NOMOGRAM_SVG_H_
