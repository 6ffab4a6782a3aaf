// Every figure that the files have something for.
import {calibrationPlots} from "./calibration.js";
import {decisionCurves} from "./decision_curves.js";
import {forestPlots} from "./forest.js";
import {rocCurves} from "./roc.js";
import {readStudy} from "./study.js";
import {write} from "./svg.js";

const kKinds = [forestPlots, rocCurves, calibrationPlots, decisionCurves];

// {figures, failed}: one that cannot be drawn does not cost the others.
export function drawFigures(files) {
  const study = readStudy(files);
  const figures = [], failed = {};
  for (const {id, title, draw} of kKinds.flatMap((kind) => kind(study))) {
    try {
      const drawn = draw();
      if (drawn) figures.push({id, title, caption: drawn.caption, alt: drawn.alt, svg: write(drawn.svg, `drawing-${id}`, title, drawn.alt)});
    } catch (error) {
      failed[id] = String(error.message);
    }
  }
  return {figures, failed};
}
