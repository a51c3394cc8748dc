// The unchanging parts of the html page: style and script, both inline (nothing is fetched).
#pragma once

#include <string_view>

namespace jirei::html_page {

inline constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--line:#8886;--dim:#666;--mark:#ffe08a}
@media (prefers-color-scheme:dark){:root{--dim:#aaa;--mark:#6b5200}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:75rem;padding:1rem;line-height:1.7;font-family:system-ui,"Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",sans-serif}
h1{font-size:1.3rem;margin:.3rem 0}h2{font-size:1.1rem}h3{font-size:1rem;margin:.2rem 0}h4{font-size:.9rem;margin:.5rem 0 0;color:var(--dim)}
.answer{display:grid;grid-template-columns:minmax(0,1fr) 17rem;gap:1.5rem}
.answer>header{grid-column:1/-1}
@media (max-width:48rem){.answer{grid-template-columns:minmax(0,1fr)}}
ol.hits{list-style:none;margin:0;padding:0}ol.hits>li{border-top:1px solid var(--line);padding:.6rem 0}
mark{background:var(--mark);color:inherit;border-radius:2px}
dl.facts{display:flex;flex-wrap:wrap;gap:0 1rem;margin:.2rem 0;font-size:.85rem;color:var(--dim)}
dl.facts div{display:flex;gap:.4rem}dl.facts dd{margin:0}dl.facts dt::after{content:":"}
p.fragment{margin:.1rem 0;white-space:pre-line;overflow-wrap:anywhere}
p.source{margin:.3rem 0 0;font-size:.85rem;color:var(--dim)}
nav ul{list-style:none;margin:0 0 .8rem;padding:0}nav li{display:flex;gap:.5rem;justify-content:space-between;font-size:.9rem}
nav li.chosen{font-weight:bold}nav li .count{font-variant-numeric:tabular-nums;color:var(--dim)}
nav label{cursor:pointer}
.notice{border-left:4px solid var(--mark);padding-left:.6rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{border:1px solid var(--line);padding:.15rem .5rem;text-align:right}
th[scope=row]{text-align:left}
[hidden]{display:none!important}
)css";

/// Turns the plain lists of counts into check boxes over the hits on the page: values of one facet
/// widen, facets narrow. Without it the page is whole, only still.
inline constexpr std::string_view kScript = R"js(
for (const answer of document.querySelectorAll('.answer')) {
  const hits = [...answer.querySelectorAll('ol.hits > li')];
  const shown = answer.querySelector('.shown');
  const chosen = new Map();
  const has = (hit, facet, value) => [...hit.querySelectorAll('dd')].some(
    dd => dd.dataset.facet === facet && dd.dataset.value === value);
  const apply = () => {
    let count = 0;
    for (const hit of hits) {
      hit.hidden = ![...chosen].every(
        ([facet, values]) => values.size === 0 || [...values].some(v => has(hit, facet, v)));
      if (!hit.hidden) count++;
    }
    for (const part of answer.querySelectorAll('section.part')) {
      part.hidden = ![...part.querySelectorAll('ol.hits > li')].some(hit => !hit.hidden);
    }
    shown.textContent = shown.dataset.text.replace('%', count);
    shown.hidden = false;
  };
  for (const item of answer.querySelectorAll('nav li')) {
    const {facet, value} = item.dataset;
    if (!hits.some(hit => has(hit, facet, value))) continue;
    const name = item.querySelector('.value');
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.addEventListener('change', () => {
      if (!chosen.has(facet)) chosen.set(facet, new Set());
      if (box.checked) chosen.get(facet).add(value); else chosen.get(facet).delete(value);
      apply();
    });
    name.replaceWith(label);
    label.append(box, ' ', name);
  }
}
)js";

}  // namespace jirei::html_page
