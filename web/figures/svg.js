// Plots drawn into a document of their own, put together and written as text.
import * as Plot from "@observablehq/plot";
import {DOMParser} from "linkedom";

import {ink} from "./style.js";

const kNamespace = "http://www.w3.org/2000/svg";
const document = new DOMParser().parseFromString(`<svg xmlns="${kNamespace}"></svg>`, "image/svg+xml");

export const fontSize = 11;

export const element = (name) => document.createElementNS(kNamespace, name);

// Characters that no XML may hold.
// eslint-disable-next-line no-control-regex
const clean = (text) =>
  text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );

// Observable Plot's plot, without its style sheet: that of the page does.
export function plot(options) {
  const svg = Plot.plot({document, ...options});
  for (const style of Array.from(svg.querySelectorAll("style"))) style.remove();
  return svg;
}

// One drawing of several, each with its upper left corner at (x, y).
export function compose(width, height, parts) {
  const whole = element("svg");
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  whole.setAttribute("font-family", "system-ui, sans-serif");
  whole.setAttribute("text-anchor", "middle");
  whole.setAttribute("fill", "currentColor");
  for (const {svg, x, y} of parts) {
    const group = element("g");
    group.setAttribute("transform", `translate(${x},${y})`);
    while (svg.firstChild) group.appendChild(svg.firstChild);
    whole.appendChild(group);
  }
  return whole;
}

const kGeometry = new Set([
  "d",
  "x",
  "y",
  "x1",
  "x2",
  "y1",
  "y2",
  "cx",
  "cy",
  "r",
  "width",
  "height",
  "transform",
  "points",
  "dx",
  "dy",
]);
const kDropped = ["class", "aria-label", "aria-hidden", "font-variant", "width", "height"];

// Two decimals are a hundredth of a pixel.
const rounded = (text) =>
  text.replace(/-?\d*\.?\d+(?:e[-+]?\d+)?/g, (digits) => String(Math.round(Number(digits) * 100) / 100 || 0));

function tidy(node, root) {
  for (const {name, value} of Array.from(node.attributes)) {
    if (/NaN|Infinity|undefined/.test(value)) throw new Error(`${node.localName} has ${name}="${value}"`);
    if (kDropped.slice(0, root ? undefined : 4).includes(name)) node.removeAttribute(name);
    else if (kGeometry.has(name)) node.setAttribute(name, rounded(value));
  }
  for (const child of node.children) tidy(child, false);
}

function textElement(name, id, text) {
  const made = element(name);
  made.setAttribute("id", id);
  made.textContent = clean(text);
  return made;
}

// The drawing as text, with its name and its alternative in words. As wide as its box up to its own width; on a
// narrow screen the box scrolls.
export function write(svg, id, title, alt) {
  tidy(svg, true);
  for (const text of svg.querySelectorAll("text, tspan, title")) {
    if (text.children.length === 0) text.textContent = clean(text.textContent);
  }
  const width = Number(svg.getAttribute("viewBox").split(" ")[2]);
  svg.setAttribute("id", `${id}-drawing`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title ${id}-text`);
  svg.setAttribute("font-size", String(fontSize));
  svg.setAttribute("color", ink);
  svg.setAttribute("width", "100%");
  svg.setAttribute("style", `max-width:${Math.round(width * 1.15)}px;min-width:${Math.round(width * 0.9)}px`);
  svg.prepend(textElement("title", `${id}-title`, title), textElement("desc", `${id}-text`, alt));
  return svg.toString();
}
