// Counts of events and of the others in bins, as bars up and down from a line.
import {list, number, object} from "./study.js";

// {edges, events, others}, or null where any part is missing or kept back.
export function readHistogram(value) {
  const at = object(value);
  const edges = list(at.edges).map(number),
    events = list(at.events).map(number),
    others = list(at.non_events).map(number);
  const whole = edges.length >= 2 && events.length === edges.length - 1 && others.length === events.length;
  return whole && ![...edges, ...events, ...others].includes(null) ? {edges, events, others} : null;
}

// Bars whose area is the share of their own class; the highest of all is `height` high. Bins may be of any width.
export function mirroredBars({edges, events, others}, base, height) {
  const total = (counts) => counts.reduce((sum, x) => sum + x, 0) || 1;
  const density = (counts) => counts.map((x, i) => x / total(counts) / (edges[i + 1] - edges[i]));
  const up = density(events),
    down = density(others),
    most = Math.max(...up, ...down) || 1;
  return up
    .flatMap((_, i) => [
      {x1: edges[i], x2: edges[i + 1], y1: base, y2: base + (up[i] / most) * height, event: true},
      {x1: edges[i], x2: edges[i + 1], y1: base, y2: base - (down[i] / most) * height, event: false},
    ])
    .filter((bar) => bar.y1 !== bar.y2);
}
