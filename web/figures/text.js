// Numbers and names as people read them, and about how wide they are.

// "0.812", with a true minus sign; never "−0.000".
export function fixed(value, decimals) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// "0.82 (0.71 to 0.93)".
export function withInterval({estimate, lower, upper}, decimals) {
  if (lower === null || upper === null) return fixed(estimate, decimals);
  return `${fixed(estimate, decimals)} (${fixed(lower, decimals)} to ${fixed(upper, decimals)})`;
}

// "12,345".
export const count = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

// "1 site", "3 sites".
export const counted = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

// Four significant digits, as somebody would type them.
export function plain(value) {
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) {
    return value.toExponential(2).replace("-", "−").replace("e-", "e−").replace("e+", "e");
  }
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

// "a, b and c".
export function listed(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

// Of one character in ems: those of DejaVu Sans, the widest of the fonts that a page is likely to get.
function widthOf(character) {
  if (/[ .,:;'|!()[\]/I]/u.test(character)) return 0.4;
  if (/[ijl]/u.test(character)) return 0.32;
  if (/[mwMW@%—…]/u.test(character)) return 0.98;
  if (/[A-Z]/u.test(character)) return 0.72;
  if (character.codePointAt(0) > 0x2e7f) return 1.1;
  return 0.64;
}

// In pixels at `size` pixels a line.
export function textWidth(text, size = 11) {
  let ems = 0;
  for (const character of text) ems += widthOf(character);
  return ems * size;
}

// As much as fits, with an ellipsis where something was cut.
export function shortened(text, width, size = 11) {
  if (textWidth(text, size) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("")}…`;
}

// In lines of at most `width`, cut behind separators, at most `most` of them.
export function wrapped(text, width, most, size = 11) {
  const lines = [];
  let rest = Array.from(text);
  while (rest.length > 0 && lines.length < most - 1 && textWidth(rest.join(""), size) > width) {
    let fits = 1;
    while (textWidth(rest.slice(0, fits + 1).join(""), size) <= width) ++fits;
    let end = fits;
    while (end > 0 && !/[ _\-.=,;/]/u.test(rest[end - 1])) --end;
    if (end === 0) end = fits;
    lines.push(rest.slice(0, end).join("").trim());
    rest = rest.slice(end);
  }
  if (rest.length > 0) lines.push(shortened(rest.join("").trim(), width, size));
  return lines;
}
