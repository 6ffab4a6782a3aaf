#include "coordinator/report/report_style.h"

namespace osteon::report {

std::string ReportStyle() {
  return R"css(:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b2126; font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 24px 56px; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 30px; margin: 2px 0 4px; }
h2 { font-size: 21px; margin: 40px 0 10px; padding-bottom: 5px; border-bottom: 2px solid #1f4e79; }
h3 { font-size: 17px; margin: 26px 0 6px; }
p, li { max-width: 78ch; overflow-wrap: anywhere; }
p { margin: 8px 0; }
ul { margin: 8px 0; padding-left: 22px; }
li { margin: 3px 0; }
code { font: 0.86em/1.4 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; color: #37424c; }
.kind { margin: 0; color: #1f4e79; font-weight: 600; font-size: 14px; letter-spacing: 0.02em; }
.identity { margin: 0; color: #4d5963; font-size: 14px; max-width: none; }
.warning { max-width: none; margin: 18px 0; padding: 12px 16px; background: #fff4dc; border: 1px solid #8a5300; border-left-width: 8px; }
a { color: #1f4e79; text-underline-offset: 2px; }
a:focus-visible { outline: 3px solid #1f4e79; outline-offset: 2px; }
.contents { margin: 18px 0 0; padding: 10px 16px; border: 1px solid #d0d7dd; border-radius: 6px; }
.contents ol { margin: 0; padding-left: 26px; columns: 3 250px; column-gap: 36px; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 20px; margin: 40px 0 10px; padding-bottom: 5px; border-bottom: 2px solid #1f4e79; }
.heading h2 { margin: 0; padding: 0; border: 0; }
.items { margin: 0; color: #4d5963; font-size: 13px; }
.items span { display: inline-block; margin-right: 10px; }
.facts, .equations { margin: 12px 0; }
.facts div { display: grid; grid-template-columns: 180px minmax(0, 1fr); gap: 2px 16px; padding: 4px 0; border-bottom: 1px solid #dfe4e8; }
.facts dt, .equations dt { color: #4d5963; font-size: 14px; }
.facts dd, .equations dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.equations div { padding: 6px 0; border-bottom: 1px solid #dfe4e8; break-inside: avoid; }
.equations dd { font-variant-numeric: tabular-nums; }
.equations .quiet { display: block; font-size: 14px; }
.todo { padding: 0 4px; border-bottom: 1px dashed #5a6670; color: #4d5963; font-style: italic; }
.references { padding-left: 30px; font-size: 14px; }
.note { color: #4d5963; font-size: 14px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin: 22px 0 14px; }
.card { display: flex; flex-direction: column-reverse; padding: 10px 14px; border: 1px solid #d0d7dd; border-radius: 6px; background: #f7f9fb; }
.card dt { color: #4d5963; font-size: 14px; }
.card dd { margin: 0; font-size: 25px; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 18px 0; }
.scroll:focus-visible { outline: 3px solid #1f4e79; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 650; font-size: 15px; padding: 0 0 6px; }
caption span { position: sticky; left: 0; display: block; width: fit-content; max-width: calc(100vw - 48px); overflow-wrap: anywhere; }
caption .source { font-weight: 400; font-size: 13px; color: #4d5963; }
.line { display: block; }
.line .interval { display: inline; white-space: nowrap; }
th, td { padding: 6px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid #dfe4e8; }
thead th { vertical-align: bottom; border-bottom: 2px solid #5a6670; font-weight: 600; color: #37424c; }
tbody th { font-weight: 500; overflow-wrap: break-word; min-width: 92px; }
.number { text-align: right; }
td.number { white-space: nowrap; }
.group th { background: #eef2f6; font-weight: 650; }
.group span { position: sticky; left: 10px; }
.interval { display: block; color: #4d5963; font-size: 13px; }
.unavailable { display: inline-block; min-width: 84px; color: #4d5963; font-size: 13px; font-style: italic; white-space: normal; }
.quiet { color: #4d5963; }
.mark { display: inline-block; padding: 0 6px; border: 1px solid #8a5300; border-radius: 9px; color: #7a4900; font-size: 12px; line-height: 16px; font-weight: 500; white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 12px 36px; align-items: start; }
figure { margin: 14px 0; min-width: 0; }
figcaption { font-weight: 650; font-size: 15px; margin-bottom: 6px; overflow-wrap: anywhere; }
.drawing { overflow-x: auto; }
.drawing:focus-visible { outline: 3px solid #1f4e79; outline-offset: 2px; }
.undrawn { padding: 8px 12px; border: 1px dashed #8a959e; color: #4d5963; font-size: 14px; }
svg { display: block; height: auto; font-variant-numeric: tabular-nums; }
svg text, svg tspan { white-space: pre; }
@media (max-width: 600px) {
  body { font-size: 15px; }
  main { padding: 18px 14px 40px; }
  h1 { font-size: 24px; }
  h2 { font-size: 19px; }
  .heading { margin-top: 32px; }
  .facts div { grid-template-columns: minmax(0, 1fr); }
  .cards { grid-template-columns: repeat(auto-fit, minmax(104px, 1fr)); gap: 8px; }
  .card { padding: 8px 10px; }
  .card dd { font-size: 21px; }
  table { font-size: 13px; }
  th, td { padding: 5px 7px; }
  tbody tr:not(.group) th { position: sticky; left: 0; background: #fff; min-width: 112px; max-width: 130px; box-shadow: 1px 0 0 #dfe4e8; }
  thead th:first-child { position: sticky; left: 0; background: #fff; box-shadow: 1px 0 0 #dfe4e8; }
}
@page { size: A4; margin: 15mm 13mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .scroll, .drawing { overflow: visible; }
  svg { min-width: 0 !important; }
  table { font-size: 8pt; }
  th, td { padding: 3px 5px; }
  tbody th { min-width: 17mm; }
  .group { break-after: avoid; }
  .interval, .unavailable { font-size: 7.5pt; min-width: 0; }
  .mark { padding: 0 3px; white-space: normal; }
  .mark { font-size: 7pt; }
  .figures { display: block; }
  .contents { break-inside: avoid; }
  .heading { margin-top: 22px; break-after: avoid; break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  p, li { max-width: none; orphans: 3; widows: 3; }
  caption span { position: static; max-width: none; width: auto; }
  caption .source { font-size: 7.5pt; }
  td.number, .line .interval { white-space: normal; }
  th, td { overflow-wrap: break-word; }
  table.short { break-inside: avoid; }
  tbody:first-of-type tr:first-child, tbody:first-of-type tr:nth-child(2) { break-before: avoid; }
  h2, h3, caption, figcaption { break-after: avoid; }
  tr, figure, .card, .warning { break-inside: avoid; }
  thead { display: table-header-group; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";
}

}  // namespace osteon::report
