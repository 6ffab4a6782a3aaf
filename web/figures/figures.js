// Every figure that the files have something for.
import {calibrationPlots} from "./calibration.js";
import {caseMixPlots} from "./case_mix.js";
import {caseMixShifts} from "./case_mix_shift.js";
import {coefficientPlots} from "./coefficients.js";
import {decisionCurves} from "./decision_curves.js";
import {flowDiagrams} from "./flow.js";
import {forestPlots} from "./forest.js";
import {crossValidations} from "./lasso_cv.js";
import {lassoPaths} from "./lasso_path.js";
import {nomograms} from "./nomogram.js";
import {optimismCurves} from "./optimism.js";
import {rocCurves} from "./roc.js";
import {runPlots} from "./runs.js";
import {scoreHistograms} from "./score_histogram.js";
import {readStudy} from "./study.js";
import {write} from "./svg.js";

const kKinds = [
  flowDiagrams,
  lassoPaths,
  crossValidations,
  coefficientPlots,
  nomograms,
  forestPlots,
  rocCurves,
  calibrationPlots,
  scoreHistograms,
  decisionCurves,
  caseMixPlots,
  caseMixShifts,
  optimismCurves,
  runPlots,
];

// {figures, failed}: one that cannot be drawn does not cost the others.
export function drawFigures(files) {
  const study = readStudy(files);
  const figures = [],
    failed = {};
  for (const {id, title, draw} of kKinds.flatMap((kind) => kind(study))) {
    try {
      const drawn = draw();
      if (drawn)
        figures.push({
          id,
          title,
          caption: drawn.caption,
          alt: drawn.alt,
          svg: write(drawn.svg, `drawing-${id}`, title, drawn.alt),
        });
    } catch (error) {
      failed[id] = String(error.message);
    }
  }
  return {figures, failed};
}
