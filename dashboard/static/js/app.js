// Saves the reader time; nothing depends on it. Theme choice, suggestions in
// the search box, filters without a page load.
(() => {
  "use strict";
  const root = document.documentElement;
  const zh = root.lang.startsWith("zh");

  // Theme: auto, light, dark; kept in this browser only.
  const store = {
    get: () => { try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; } },
    set: (v) => { try { localStorage.setItem("theme", v); } catch { /* private mode: the choice lasts one page */ } },
  };
  const names = zh ? { auto: "自动", light: "浅色", dark: "深色" } : { auto: "Auto", light: "Light", dark: "Dark" };
  const apply = (v) => { if (v === "auto") delete root.dataset.theme; else root.dataset.theme = v; };
  apply(store.get());
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".langs");
    if (box) {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "theme";
      const show = () => { b.textContent = (zh ? "明暗：" : "Theme: ") + names[store.get()]; };
      show();
      b.addEventListener("click", () => {
        const order = ["auto", "light", "dark"];
        const next = order[(order.indexOf(store.get()) + 1) % 3];
        store.set(next);
        apply(next);
        show();
        document.dispatchEvent(new Event("themechange"));
      });
      box.append(" ", b);
    }
    suggestions();
    onFilter();
  });

  // Suggestions: a combobox with a list, after 200 ms of quiet.
  function suggestions() {
    const input = document.getElementById("q");
    if (!input || !input.dataset.suggest) return;
    const list = document.createElement("ul");
    list.className = "hits";
    list.id = "hits-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", zh ? "建议" : "Suggestions");
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    let timer, items = [], at = -1, asked = 0, leaving = false;
    const close = () => {
      clearTimeout(timer);
      asked++; // an answer under way must not open it again
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (i) => {
      at = i;
      [...list.children].forEach((li, k) => li.setAttribute("aria-selected", String(k === i)));
      if (i >= 0) input.setAttribute("aria-activedescendant", list.children[i].id);
      else input.removeAttribute("aria-activedescendant");
    };
    const load = async () => {
      const text = input.value.trim();
      if (text.length < (/\p{Script=Han}/u.test(text) ? 1 : 2)) return close();
      const mine = ++asked;
      const url = new URL(input.dataset.suggest, location.href);
      url.searchParams.set("q", text);
      try {
        const answer = await (await fetch(url)).json();
        if (mine !== asked) return;
        items = answer.items || [];
      } catch { return close(); }
      list.replaceChildren(...items.map((x, i) => {
        const li = document.createElement("li");
        li.id = "hit-" + i;
        li.setAttribute("role", "option");
        const small = document.createElement("small");
        small.textContent = [x.kind, x.code, x.why].filter(Boolean).join(" · ");
        li.append(x.label, small);
        li.addEventListener("mousedown", (e) => { e.preventDefault(); location.href = x.href; });
        return li;
      }));
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(items.length > 0));
      mark(-1);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 200); });
    input.addEventListener("blur", close);
    // Enter on a suggestion is not a search, even where the key repeats.
    input.form.addEventListener("submit", (e) => { if (leaving) e.preventDefault(); });
    window.addEventListener("pageshow", () => { leaving = false; });
    input.addEventListener("keydown", (e) => {
      if (list.hidden) return;
      if (e.key === "ArrowDown") mark((at + 1) % items.length);
      else if (e.key === "ArrowUp") mark((at + items.length - 1) % items.length);
      else if (e.key === "Escape") close(); // and keep what was typed
      else if (e.key === "Enter" && at >= 0) { leaving = true; location.href = items[at].href; }
      else return;
      e.preventDefault();
    });
  }

  // Filters: fetch the page, replace main, keep the address and the focus.
  function onFilter() {
    const form = document.querySelector("form[data-filters]");
    if (!form) return;
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      const url = new URL(form.action);
      for (const [k, v] of new FormData(form)) if (v) url.searchParams.append(k, v);
      go(url, true);
    });
  }
  let shown = location.pathname + location.search;
  async function go(url, push) {
    const main = document.getElementById("main");
    main.classList.add("old");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("main");
      const needs = page.querySelector("[data-chart]") && !window.drawCharts && page.querySelector("script[src*='charts.js']");
      if (!answer.ok || !next || needs) { location.href = url; return; }
      if (push) history.pushState({}, "", url);
      shown = url.pathname + url.search;
      document.title = page.title;
      main.replaceWith(next);
      for (const nav of ["nav.main", ".scopes", ".langs a"]) {
        const a = document.querySelector(nav), b = page.querySelector(nav);
        if (a && b) a.replaceWith(b);
      }
      const h1 = next.querySelector("h1");
      h1.tabIndex = -1;
      h1.focus();
      const n = next.querySelectorAll("tbody tr:not(.under):not(.grp)").length;
      document.getElementById("say").textContent = zh ? `${n} 行，已更新` : `${n} rows, updated`;
      onFilter();
      if (window.drawCharts) window.drawCharts(next);
    } catch { location.href = url; }
  }
  // A jump within the page is a popstate too: it must not load the page anew.
  window.addEventListener("popstate", () => { if (location.pathname + location.search !== shown) go(new URL(location.href), false); });
})();
