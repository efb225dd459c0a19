// Sorting, filtering and the theme. Without it the report is complete, and everything can still be read.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  // Theme: what the system says until the reader chooses.
  const root = document.documentElement;
  const themeButton = byId("theme");
  const remember = (value) => { try { localStorage.setItem("meshgate-theme", value); } catch { /* not allowed */ } };
  const remembered = () => { try { return localStorage.getItem("meshgate-theme"); } catch { return null; } };
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const showTheme = () => { themeButton.textContent = isDark() ? "Light theme" : "Dark theme"; };
  if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    showTheme();
  });
  themeButton.hidden = false;
  showTheme();

  // A link to an input or a rule opens it.
  const openTarget = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  document.addEventListener("click", (event) => {
    // The same link a second time changes no hash.
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) openTarget();
  });

  const table = byId("input-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const sections = new Map(rows.map((row) => [row, byId(row.dataset.section)]));

  // Sorting by the values of a column; a second time the other way round.
  const compare = (a, b) => typeof a === "number" ? a - b : a < b ? -1 : a > b ? 1 : 0;
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const numeric = head.classList.contains("num");
    const value = (row) => {
      const cell = row.cells[head.cellIndex];
      const raw = cell.dataset.v ?? cell.textContent.trim();
      return numeric || head.dataset.numeric ? (raw === "" ? -Infinity : Number(raw)) : raw.toLowerCase();
    };
    button.addEventListener("click", () => {
      const first = numeric ? "descending" : "ascending";
      const second = numeric ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const keyed = rows.map((row, index) => ({ row, index, key: value(row) }));
      keyed.sort((a, b) => sign * compare(a.key, b.key) || a.index - b.index);
      body.append(...keyed.map((entry) => entry.row));
    });
  }

  // Filtering hides rows and the details beneath.
  const form = byId("filter");
  const text = byId("filter-text"), verdict = byId("filter-verdict"), rule = byId("filter-rule");
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const haystack = row.dataset.text.toLowerCase();
      const fits = words.every((word) => haystack.includes(word)) &&
        (!verdict.value || row.dataset.verdict === verdict.value) &&
        (!rule.value || row.dataset.rules.split(" ").includes(rule.value));
      row.hidden = !fits;
      const section = sections.get(row);
      if (section) section.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    byId("filter-count").textContent = `${shown} of ${rows.length} inputs shown`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  for (const link of document.querySelectorAll("[data-show-rule]")) {
    link.addEventListener("click", () => {
      form.reset();
      rule.value = link.dataset.showRule;
      setTimeout(apply);
    });
  }

  const tools = byId("tools");
  tools.hidden = false;
  byId("open-all").addEventListener("click", () => {
    for (const section of sections.values()) if (section && !section.hidden) section.open = true;
  });
  byId("close-all").addEventListener("click", () => {
    for (const section of sections.values()) if (section) section.open = false;
  });
})();
