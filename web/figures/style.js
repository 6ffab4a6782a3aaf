// Colours of Okabe and Ito, dark enough on white paper; every series has a dash and a symbol as well, so that a
// figure can be read in black and white.
export const ink = "#1b2126";
export const soft = "#4d5963";
export const faint = "#9aa5ae";
export const grid = "#e6eaee";
export const blue = "#0072b2";
export const vermilion = "#d55e00";

export const roleStyle = {
  external: {colour: blue, symbol: "square", fill: blue},
  holdout: {colour: "#a34700", symbol: "diamond", fill: "#a34700"},
  development: {colour: "#56616b", symbol: "circle", fill: "white"},
};

const kSeries = [
  {colour: blue, dash: "none", symbol: "circle"},
  {colour: vermilion, dash: "7 3", symbol: "square"},
  {colour: ink, dash: "2 2.5", symbol: "triangle"},
  {colour: "#007a59", dash: "9 3 2 3", symbol: "diamond"},
  {colour: "#a8527f", dash: "12 4", symbol: "star"},
  {colour: "#9c6500", dash: "4 2 1 2 1 2", symbol: "cross"},
];
// As many as can be told apart.
export const mostSeries = kSeries.length;
export const seriesStyle = (index) => kSeries[index % kSeries.length];
