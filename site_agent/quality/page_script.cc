#include "site_agent/quality/page_assets.h"

namespace osteon::quality {

std::string QualityPageScript() {
  return R"js('use strict';
(function () {
  const root = document.documentElement;
  root.classList.add('js');
  const body = document.querySelector('.rows tbody');
  if (!body) return;
  const rows = Array.from(body.rows);
  const search = document.getElementById('search');
  const choices = Array.from(document.querySelectorAll('.choice button'));
  const nothing = document.querySelector('.nothing');
  const position = document.getElementById('position');
  const cases = document.querySelector('.cases');
  let shown = rows;
  let current = null;

  function caseOf(row) { return document.getElementById(row.dataset.case); }

  function show(row, scroll) {
    if (current) {
      current.classList.remove('current');
      current.removeAttribute('aria-current');
      caseOf(current).classList.remove('current');
    }
    current = row;
    if (row) {
      row.classList.add('current');
      row.setAttribute('aria-current', 'true');
      caseOf(row).classList.add('current');
      cases.scrollTop = 0;
      if (scroll) row.scrollIntoView({ block: 'nearest' });
      const next = shown[shown.indexOf(row) + 1];
      const picture = next && caseOf(next).querySelector('img');
      if (picture) new Image().src = picture.src;  // ready when it is turned to
      try { history.replaceState(null, '', '#' + row.dataset.case); } catch (e) { /* some browsers, for files */ }
    }
    const place = row ? shown.indexOf(row) + 1 : 0;
    position.textContent = place + ' of ' + shown.length;
  }

  function filter() {
    const wanted = choices.find(function (b) { return b.getAttribute('aria-pressed') === 'true'; }).dataset.state;
    const words = search.value.trim().toLowerCase().split(/\s+/);
    shown = Array.from(body.rows).filter(function (row) {
      const text = row.textContent.toLowerCase();
      const keep = (wanted === 'all' || row.classList.contains(wanted)) &&
        words.every(function (word) { return text.includes(word); });
      row.hidden = !keep;
      return keep;
    });
    nothing.hidden = shown.length > 0;
    show(shown.includes(current) ? current : shown[0] || null, true);
  }

  function turn(step) {
    if (!shown.length) return;
    const place = shown.indexOf(current) + step;
    show(shown[Math.min(Math.max(place, 0), shown.length - 1)], true);
  }

  function choose(state) {
    choices.forEach(function (b) { b.setAttribute('aria-pressed', String(b.dataset.state === state)); });
    filter();
  }

  function sort(header) {
    const column = header.cellIndex;
    const down = header.getAttribute('aria-sort') === 'ascending';
    document.querySelectorAll('.rows thead th').forEach(function (th) { th.removeAttribute('aria-sort'); });
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = function (row) {
      const cell = row.cells[column];
      return 'value' in cell.dataset ? parseFloat(cell.dataset.value) : cell.textContent.trim();
    };
    const compare = function (a, b) {
      const x = key(a), y = key(b);
      if (typeof x === 'number') {
        if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);  // what there is none of comes last, both ways
        return down ? y - x : x - y;
      }
      const order = x.localeCompare(y, undefined, { numeric: true });
      return down ? -order : order;
    };
    Array.from(body.rows).sort(compare).forEach(function (row) { body.appendChild(row); });
    filter();
  }

  rows.forEach(function (row) {
    row.addEventListener('click', function (event) { event.preventDefault(); show(row, false); });
  });
  document.querySelectorAll('.rows thead button').forEach(function (button) {
    button.addEventListener('click', function () { sort(button.closest('th')); });
  });
  choices.forEach(function (button) {
    button.addEventListener('click', function () { choose(button.dataset.state); });
  });
  search.addEventListener('input', filter);
  document.getElementById('previous').addEventListener('click', function () { turn(-1); });
  document.getElementById('next').addEventListener('click', function () { turn(1); });
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target === search) {
      if (event.key === 'Escape') { search.value = ''; filter(); search.blur(); }
      if (event.key === 'Enter') search.blur();
      return;
    }
    const key = event.key;
    if (key === 'ArrowRight' || key === 'ArrowDown' || key === 'j') turn(1);
    else if (key === 'ArrowLeft' || key === 'ArrowUp' || key === 'k') turn(-1);
    else if (key === 'Home') turn(-shown.length);
    else if (key === 'End') turn(shown.length);
    else if (key === '/') search.focus();
    else return;
    event.preventDefault();
  });
  const asked = rows.find(function (row) { return '#' + row.dataset.case === location.hash; });
  filter();
  if (asked) show(asked, true);
})();
)js";
}

}  // namespace osteon::quality
