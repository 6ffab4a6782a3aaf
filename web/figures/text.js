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

// Thousandths of an em of DejaVu Sans, the widest of the fonts that a page is likely to get.
const kWidths = new Map();
for (const [characters, width] of [
  [" ,.", 318],
  ["ijlIJ", 290],
  ["!|'", 401],
  ["-", 361],
  ["()[]", 390],
  ["ft/;:", 385],
  ["r", 411],
  ["sz_†", 525],
  ["ck", 575],
  ["aoevxyFLTYP", 615],
  ["bdghnpqu0123456789AEBCKRSVXZ", 690],
  ["DGHNOQU", 785],
  ["w=<>+−~", 840],
  ["M", 863],
  ["mW%@…—", 1000],
]) {
  for (const character of characters) kWidths.set(character, width / 1000);
}
for (const character of "bdghnpqu0123456789") kWidths.set(character, 0.636);

const widthOf = (character) => kWidths.get(character) ?? (character.codePointAt(0) > 0x2e7f ? 1.1 : 0.7);

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

// The same with the middle left out: names of features differ at both ends.
export function abbreviated(name, width, size = 11) {
  if (textWidth(name, size) <= width) return name;
  const characters = Array.from(name);
  for (let kept = characters.length - 1; kept > 2; --kept) {
    const head = Math.floor(kept * 0.45),
      text = `${characters.slice(0, head).join("")}…${characters.slice(characters.length - kept + head).join("")}`;
    if (textWidth(text, size) <= width) return text;
  }
  return "…";
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
