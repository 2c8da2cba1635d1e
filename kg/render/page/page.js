(() => {
  "use strict";
  const all = (where, selector) => [...where.querySelectorAll(selector)];

  // Filters: an entry stays where it has every token that is chosen.
  const form = document.getElementById("facets");
  if (form) {
    const entries = all(document, "main [data-f]").map((each) => [each, new Set(each.dataset.f.split(" "))]);
    const heads = all(document, "[data-col]");
    const rows = all(document, "[data-row]");
    const counted = entries.filter(([each]) => each.matches("article"));
    const count = document.getElementById("facets-count");
    const apply = () => {
      const wanted = all(form, "select").map((each) => each.value).filter(Boolean);
      const party = wanted.find((token) => token.startsWith("p"));
      for (const [each, tokens] of entries) {
        each.classList.toggle("out", !wanted.every((token) => tokens.has(token)));
        if (each.matches("td")) each.classList.toggle("no-column", Boolean(party) && !tokens.has(party));
      }
      for (const each of heads) each.classList.toggle("no-column", Boolean(party) && each.dataset.col !== party);
      for (const row of rows) row.classList.toggle("out", !row.querySelector("td[data-f]:not(.out)"));
      document.body.classList.toggle("filtered", wanted.length > 0);
      const left = counted.filter(([each]) => !each.classList.contains("out")).length;
      count.textContent = !wanted.length ? "" : counted.length
        ? `${left} of ${counted.length} statements and findings` : `${rows.filter((row) => !row.matches(".out")).length} of ${rows.length} rows`;
    };
    form.addEventListener("change", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    // A browser that goes back to the page keeps what was chosen.
    apply();
  }
  const search = document.getElementById("page-filter-words");
  if (search) search.addEventListener("input", () => document.body.classList.toggle("searched", search.value.trim() !== ""));

  // A cell opens its evidence in a panel; without a script it is a link to it.
  const panel = document.getElementById("panel");
  const element = (name, values, ...inside) => {
    const made = Object.assign(document.createElement(name), values);
    made.append(...inside);
    return made;
  };
  const open = (evidence, hash) => {
    const copy = evidence.cloneNode(true);
    for (const each of [copy, ...all(copy, "[id]")]) each.removeAttribute("id");
    // In the panel they stand right below its title.
    for (const each of all(copy, "h4, h5")) each.setAttribute("aria-level", "3");
    const close = element("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => panel.close());
    const title = element("h2", { id: "panel-title", textContent: evidence.dataset.title });
    const place = element("a", { href: hash, textContent: "Show it on the page" });
    const body = element("div", { className: "panel-body", tabIndex: 0 }, copy);
    body.setAttribute("role", "region");
    body.setAttribute("aria-labelledby", "panel-title");
    panel.replaceChildren(element("div", { className: "panel-head" }, title, place, close), body);
    panel.showModal();
    body.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches("a.cell")) {
      const evidence = document.getElementById(link.getAttribute("href").slice(1));
      if (!evidence || !evidence.dataset.title) return;
      event.preventDefault();
      open(evidence, link.getAttribute("href"));
      return;
    }
    if (panel.open) panel.close();
    // The same address again brings no hashchange: what was folded meanwhile is unfolded here.
    const target = document.getElementById(link.getAttribute("href").slice(1));
    for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  });

  // Names in another language.
  const tongue = document.getElementById("tongue");
  const spoken = document.getElementById("tongues");
  if (tongue && spoken) {
    const labels = JSON.parse(spoken.textContent);
    const named = all(document, "[data-name]").map((each) => [each, each.textContent]);
    const say = () => {
      for (const [each, english] of named) {
        const told = tongue.value && labels[each.dataset.name] && labels[each.dataset.name][tongue.value];
        each.textContent = told || english;
        if (told) each.lang = tongue.value; else each.removeAttribute("lang");
      }
    };
    tongue.addEventListener("change", say);
    tongue.hidden = false;
    tongue.previousElementSibling.hidden = false;
    say();
  }
})();
