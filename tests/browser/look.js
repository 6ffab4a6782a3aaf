// Opens one report.html in Chromium as a reader would, and writes what is wrong with it.
//
// usage: node look.js BROWSER REPORT_HTML FOLDER_FOR_SCREENSHOTS
// Prints {"problems": [text], "figures": n, "tables": n}; exit code 0 whatever was found.
import {mkdirSync} from "node:fs";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const [browserPath, report, folder] = process.argv.slice(2);
const kWidths = [1280, 390];
const kTouching = 1.5;  // pixels by which the boxes of two texts may overlap: they are taller and wider than the ink

mkdirSync(folder, {recursive: true});

// In the page: what a reader would stumble over.
function inspect(touching) {
  const problems = [];
  const name = (element) => element.closest("figure")?.id ?? element.id;
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) {
    const widest = [...document.querySelectorAll("main *")].filter((element) =>
      element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 &&
      !element.closest(".scroll, .drawing, svg")).slice(0, 3).map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
    problems.push(`the page is ${over} px wider than the window: ${widest.join("; ")}`);
  }
  const figures = [...document.querySelectorAll("figure")];
  for (const figure of figures) {
    const svg = figure.querySelector("svg");
    if (!svg) {
      problems.push(`${figure.id} is not drawn: ${figure.querySelector(".undrawn")?.textContent ?? "empty"}`);
      continue;
    }
    const box = svg.getBoundingClientRect();
    if (box.width < 50 || box.height < 30) problems.push(`${figure.id} is ${box.width} x ${box.height} px`);
    if (svg.querySelectorAll("path, line, rect, circle, text").length < 3) problems.push(`${figure.id} is empty`);
    const alternative = svg.querySelector("desc")?.textContent ?? svg.getAttribute("aria-label") ?? "";
    if (alternative.trim().length < 20 || !/\d/.test(alternative)) problems.push(`${figure.id} has no text alternative with numbers: "${alternative}"`);
    if (!figure.querySelector("figcaption")?.textContent.trim()) problems.push(`${figure.id} has no caption`);
  }
  // Two texts on each other.
  for (const svg of document.querySelectorAll("svg")) {
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && getComputedStyle(text).visibility !== "hidden")
      .map((text) => ({text: text.textContent.trim(), box: text.getBoundingClientRect()})).filter(({box}) => box.width > 0);
    for (let i = 0; i < texts.length; ++i) {
      for (let j = i + 1; j < texts.length; ++j) {
        const [a, b] = [texts[i].box, texts[j].box];
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left), height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > touching && height > touching + 0.2 * Math.min(a.height, b.height)) {
          problems.push(`${name(svg)}: "${texts[i].text}" and "${texts[j].text}" overlap by ${width.toFixed(1)} x ${height.toFixed(1)} px`);
        }
      }
    }
  }
  for (const link of document.querySelectorAll("a")) {
    const target = link.getAttribute("href");
    if (!target.startsWith("#") || !document.getElementById(target.slice(1))) problems.push(`the link ${target} leads nowhere`);
  }
  const chapters = [...document.querySelectorAll("h2")].map((heading) => parseInt(heading.textContent, 10));
  if (chapters.some((number, i) => number !== i + 1)) problems.push(`chapters are numbered ${chapters}`);
  return {problems, figures: figures.length, tables: document.querySelectorAll("table").length};
}

const browser = await chromium.launch({executablePath: browserPath, args: process.getuid() === 0 ? ["--no-sandbox"] : []});
const problems = [];
let counts = {};
for (const width of kWidths) {
  const pictures = [];
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({viewport: {width, height: 900}, javaScriptEnabled});
    const page = await context.newPage();
    const told = (what) => problems.push(`at ${width} px${javaScriptEnabled ? "" : " without scripts"}: ${what}`);
    page.on("console", (message) => told(`console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => told(`error: ${error.message}`));
    const url = pathToFileURL(report).href;
    page.on("request", (request) => { if (request.url() !== url) told(`request of ${request.url()}`); });
    await page.goto(url, {waitUntil: "load"});
    const found = await page.evaluate(inspect, kTouching);
    if (javaScriptEnabled) {
      for (const problem of found.problems) told(problem);
      counts = {figures: found.figures, tables: found.tables};
    }
    pictures.push(await page.screenshot({fullPage: true, path: javaScriptEnabled ? `${folder}/${width}.png` : undefined}));
    await context.close();
  }
  if (!pictures[0].equals(pictures[1])) problems.push(`at ${width} px the page looks different without scripts`);
}
await browser.close();
console.log(JSON.stringify({problems, ...counts}));
