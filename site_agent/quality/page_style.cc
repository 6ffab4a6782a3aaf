#include "site_agent/quality/page_assets.h"

namespace osteon::quality {

std::string QualityPageStyle() {
  return R"css(:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b2126; font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
h1, h2 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 24px; }
h2 { font-size: 19px; }
p { margin: 6px 0; }
code { font: 0.86em/1.4 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; color: #37424c; }
kbd { font: 12px/1 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; padding: 1px 5px; border: 1px solid #c3ccd4; border-bottom-width: 2px; border-radius: 4px; background: #f7f9fb; }
button, input { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid #1f4e79; outline-offset: 1px; }
header { padding: 12px 24px 10px; border-bottom: 2px solid #1f4e79; display: flex; flex-wrap: wrap; gap: 8px 32px; align-items: center; }
.kind { margin: 0; color: #1f4e79; font-weight: 600; font-size: 14px; letter-spacing: 0.02em; }
.counts { display: flex; gap: 10px; margin: 0; }
.count { display: flex; flex-direction: row-reverse; gap: 6px; align-items: baseline; padding: 3px 12px; border: 1px solid #d0d7dd; border-radius: 6px; background: #f7f9fb; }
.count dt { color: #4d5963; font-size: 13px; }
.count dd { margin: 0; font-size: 19px; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.quiet, .note { color: #4d5963; }
.note { font-size: 13.5px; max-width: 110ch; margin: 6px 0 2px; }
details { font-size: 13.5px; }
details[open] { flex-basis: 100%; }
summary { cursor: pointer; color: #1f4e79; }
.layout { display: block; }
.list { padding: 0 0 24px; }
.tools { display: none; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; line-height: 1.35; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 7px; text-align: left; vertical-align: top; border-bottom: 1px solid #dfe4e8; }
thead th { vertical-align: bottom; border-bottom: 2px solid #5a6670; font-weight: 600; color: #37424c; background: #fff; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.list tbody th { font-weight: 500; white-space: nowrap; max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
.list a { color: inherit; text-decoration: none; }
.list a:hover { text-decoration: underline; }
.state { display: inline-block; width: 10px; height: 10px; border-radius: 50%; border: 2px solid #9aa5ae; margin-right: 7px; vertical-align: 0; }
.flagged .state { background: #e08a00; border-color: #8a5300; }
.failed .state { background: #b3261e; border-color: #7c1510; border-radius: 2px; }
.tag { display: inline-block; margin: 0 4px 2px 0; padding: 0 7px; border: 1px solid #8a5300; border-radius: 9px; color: #7a4900; font-size: 12px; line-height: 17px; font-weight: 500; white-space: nowrap; }
.list .tag { white-space: normal; }
.tag.bad { border-color: #b3261e; color: #8f1d17; }
.case { padding: 18px 24px 28px; border-top: 1px solid #d0d7dd; }
.where { margin: 2px 0 0; color: #4d5963; font-size: 13.5px; }
.findings { margin: 12px 0; padding: 8px 14px 8px 30px; background: #fff4dc; border: 1px solid #8a5300; border-left-width: 6px; max-width: 768px; overflow-wrap: anywhere; }
.error { margin: 12px 0; padding: 8px 14px; background: #fdeceb; border: 1px solid #b3261e; border-left-width: 6px; max-width: 768px; overflow-wrap: anywhere; white-space: pre-line; }
.montage { position: relative; width: 768px; max-width: 100%; margin: 14px 0 4px; background: #000; }
.montage img { display: block; width: 100%; height: auto; }
.montage span { position: absolute; width: 25%; padding: 3px 6px; border: solid #4a4f54; border-width: 0 1px 1px 0; color: #fff; font-size: 11.5px; line-height: 1.2; text-shadow: 0 0 2px #000, 0 0 3px #000, 0 0 4px #000; pointer-events: none; }
.montage .close { color: #ffd75e; }
.caption { margin: 4px 0 10px; color: #4d5963; font-size: 13px; max-width: 768px; }
.summary { margin: 10px 0; max-width: 768px; }
.facts { max-width: 768px; }
.facts tbody th { font-weight: 500; color: #37424c; width: 32%; }
.facts .far { background: #fff4dc; }
.facts .far .number { font-weight: 650; }
.scale { position: relative; display: inline-block; width: 120px; height: 12px; vertical-align: -1px; background: linear-gradient(#c3ccd4, #c3ccd4) 0 5px / 100% 2px no-repeat; }
.scale::before { content: ""; position: absolute; left: 28.125%; width: 43.75%; top: 3px; height: 6px; background: #d8e3ec; border-radius: 3px; }
.scale i { position: absolute; top: 1px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: #1f4e79; border: 1px solid #fff; }
.far .scale i { background: #c25b00; }
.paths { font-size: 13px; margin: 12px 0 0; max-width: 768px; }
.nothing { padding: 14px 24px; }
.js .tools { display: flex; flex-wrap: wrap; gap: 8px; padding: 12px 14px 10px; align-items: center; }
.tools input { flex: 1 1 140px; min-width: 110px; padding: 4px 9px; border: 1px solid #9aa5ae; border-radius: 6px; }
.choice { display: flex; border: 1px solid #9aa5ae; border-radius: 6px; overflow: hidden; }
.choice button { border: 0; background: #fff; padding: 4px 10px; cursor: pointer; }
.choice button + button { border-left: 1px solid #9aa5ae; }
.choice button[aria-pressed=true] { background: #1f4e79; color: #fff; }
.choice button:focus-visible { outline-offset: -3px; outline-color: #7fb2de; }
thead button { border: 0; background: none; padding: 0; font-weight: 600; color: inherit; white-space: nowrap; }
.js thead button { cursor: pointer; }
.js thead button::after { content: "\2195"; color: #9aa5ae; margin-left: 2px; font-size: 10px; }
.js thead [aria-sort=ascending] button::after { content: "\2191"; color: #1f4e79; }
.js thead [aria-sort=descending] button::after { content: "\2193"; color: #1f4e79; }
.leaf { display: none; }
.js .leaf { display: flex; gap: 8px; align-items: center; padding: 12px 24px 8px; flex-wrap: wrap; position: sticky; top: 0; z-index: 1; background: #fff; }
.leaf button { padding: 4px 12px; border: 1px solid #9aa5ae; border-radius: 6px; background: #fff; cursor: pointer; }
.leaf button:hover { background: #eef2f6; }
.leaf .keys { margin-left: auto; font-size: 13px; color: #4d5963; }
.js .case { display: none; border-top: 0; padding-top: 4px; scroll-margin-top: 60px; }
.js .case.current { display: block; }
.js .list tbody tr { cursor: pointer; }
.js .list tbody tr:hover { background: #f2f5f8; }
.js .list tbody tr.current { background: #dbe8f3; box-shadow: inset 4px 0 0 #1f4e79; }
@media (min-width: 1120px) {
  .js body { height: 100vh; display: flex; flex-direction: column; overflow: hidden; }
  .js .layout { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(400px, 1fr) minmax(816px, 1.35fr); }
  .js .list { min-height: 0; display: flex; flex-direction: column; border-right: 1px solid #d0d7dd; padding: 0; }
  .js .rows { flex: 1; min-height: 0; overflow: auto; padding: 0 0 20px; }
  .js .rows thead th { position: sticky; top: 0; z-index: 1; box-shadow: 0 2px 0 #5a6670; border-bottom: 0; }
  .js .rows th:first-child { padding-left: 14px; }
  .js .cases { min-height: 0; overflow: auto; }
}
@media (max-width: 700px) {
  header, .case { padding-left: 14px; padding-right: 14px; }
  .js .leaf { padding-left: 14px; padding-right: 14px; }
  .rows { overflow-x: auto; }
  .js .rows { max-height: 45vh; overflow: auto; border-bottom: 1px solid #d0d7dd; }
  .leaf .keys { display: none; }
  .montage span { font-size: 9px; padding: 2px 3px; }
}
@page { size: A4; margin: 14mm 12mm; }
@media print {
  .js body, .js .layout, .js .list, .js .rows, .js .cases { display: block; height: auto; overflow: visible; max-height: none; }
  .js .case { display: block; break-inside: avoid; border-top: 1px solid #d0d7dd; }
  .js .tools, .js .leaf { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";
}

}  // namespace osteon::quality
