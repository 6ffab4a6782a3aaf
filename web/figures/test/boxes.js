// Where the texts of a drawing stand, by estimated widths: for tests that none touches another.
import {DOMParser} from "linkedom";

import {textWidth} from "../text.js";

function numbersOf(text) {
  return (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
}

// [a, b, c, d, e, f] as SVG's matrix.
function times([a, b, c, d, e, f], transform) {
  let at = [a, b, c, d, e, f];
  for (const [, name, inside] of (transform ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [first, second = 0] = numbersOf(inside);
    let other;
    if (name === "translate") other = [1, 0, 0, 1, first, second];
    else if (name === "rotate")
      other = [
        Math.cos((first * Math.PI) / 180),
        Math.sin((first * Math.PI) / 180),
        -Math.sin((first * Math.PI) / 180),
        Math.cos((first * Math.PI) / 180),
        0,
        0,
      ];
    else throw new Error(`a transform of no figure: ${name}`);
    const [p, q, r, s, t, u] = at,
      [g, h, i, j, k, l] = other;
    at = [p * g + r * h, q * g + s * h, p * i + r * j, q * i + s * j, p * k + r * l + t, q * k + s * l + u];
  }
  return at;
}

const length = (text, size) => (text === null ? 0 : text.endsWith("em") ? parseFloat(text) * size : parseFloat(text));

// [{text, x1, x2, y1, y2}] in the units of the view box.
export function textBoxes(svg) {
  const boxes = [];
  const add = (text, [a, b, c, d, e, f], x, y, size, anchor) => {
    if (text.trim() === "") return;
    const wide = textWidth(text, size),
      from = x - (anchor === "end" ? wide : anchor === "middle" ? wide / 2 : 0);
    const corners = [
      [from, y - 0.74 * size],
      [from + wide, y + 0.2 * size],
    ].map(([u, v]) => [a * u + c * v + e, b * u + d * v + f]);
    const xs = corners.map((p) => p[0]),
      ys = corners.map((p) => p[1]);
    boxes.push({text, x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys)});
  };
  const walk = (node, matrix, inherited) => {
    const own = times(matrix, node.getAttribute("transform"));
    const size = parseFloat(node.getAttribute("font-size") ?? inherited.size),
      anchor = node.getAttribute("text-anchor") ?? inherited.anchor;
    if (node.localName === "text") {
      const x = length(node.getAttribute("x"), size),
        y = length(node.getAttribute("y"), size),
        lines = node.querySelectorAll("tspan");
      if (lines.length === 0) {
        const text = Array.from(node.childNodes)
          .filter((child) => child.nodeType === 3)
          .map((child) => child.textContent)
          .join("");
        add(text, own, x, y, size, anchor);
      }
      let at = y;
      for (const line of lines) {
        if (line.hasAttribute("y")) at = length(line.getAttribute("y"), size);
        if (line.hasAttribute("dy")) at += length(line.getAttribute("dy"), size);
        add(line.textContent, own, line.hasAttribute("x") ? length(line.getAttribute("x"), size) : x, at, size, anchor);
      }
      return;
    }
    for (const child of node.children) walk(child, own, {size, anchor});
  };
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  walk(root, [1, 0, 0, 1, 0, 0], {size: "11", anchor: "start"});
  return boxes;
}

// Pairs of texts that share more than half a pixel.
export function overlaps(boxes, slack = 0.5) {
  const found = [];
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      const wide = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1),
        high = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
      if (wide > slack && high > slack) found.push(`"${a.text}" and "${b.text}"`);
    }
  });
  return found;
}
