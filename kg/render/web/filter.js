(() => {
  "use strict";
  const reveal = () => {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Engines without ::details-content print what is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not(.stays-folded):not([open])")];
    for (const box of opened) box.open = true;
  });
  addEventListener("afterprint", () => { for (const box of opened) box.open = false; });

  const form = document.getElementById("page-filter");
  const cards = [...document.querySelectorAll("[data-card]")];
  if (!form || !cards.length) return;
  const input = form.querySelector("input");
  const count = document.getElementById("page-filter-count");
  // The heading of an entry right inside a fold is the fold's summary.
  const heading = (card) => card.parentElement.matches("details") ? card.parentElement.firstElementChild.textContent : "";
  const texts = new Map(cards.map((card) => [card, `${heading(card)} ${card.textContent}`.toLowerCase()]));
  const groups = [...document.querySelectorAll("[data-group]")];
  const folded = [...document.querySelectorAll("details[data-group]")].map((box) => [box, box.open]);
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const text = texts.get(card);
      card.hidden = !words.every((word) => text.includes(word));
      if (!card.hidden) shown += 1;
    }
    for (const group of groups) group.hidden = words.length > 0 && !group.querySelector("[data-card]:not([hidden])");
    for (const [box, open] of folded) box.open = words.length > 0 ? !box.hidden : open;
    count.textContent = words.length ? `${shown} of ${cards.length} entries` : "";
  };
  let waiting = 0;
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.hidden = false;
})();
