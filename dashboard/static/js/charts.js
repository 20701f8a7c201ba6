// Draws the options that the server wrote beside the tables. Strings that
// begin with -- are colour tokens; fn:name is one of the formatters below.
(() => {
  "use strict";
  const lib = window.echarts;
  if (!lib) return;
  const comma = (v, d) => {
    const s = Math.abs(v).toFixed(d).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return v < 0 ? "\u2212" + s : s;
  };
  const formats = {
    int: (v) => comma(v, 0),
    dec1: (v) => comma(v, 1),
    signed1: (v) => (v > 0 ? "+" : "") + comma(v, 1),
  };
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || name;
  const resolve = (v) => {
    if (typeof v === "string") {
      if (v.startsWith("--")) return token(v);
      if (v.startsWith("fn:")) return formats[v.slice(3)] || v;
      return v;
    }
    if (Array.isArray(v)) return v.map(resolve);
    if (v && typeof v === "object") return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, resolve(x)]));
    return v;
  };
  const drawn = new Map();

  function option(node) {
    const o = resolve(JSON.parse(document.getElementById(node.dataset.chart).textContent));
    const narrow = node.clientWidth < 480;
    const scatter = (o.series || []).every((s) => s.type === "scatter");
    o.animation = false;
    o.aria = { enabled: true, label: { description: node.dataset.alt } };
    o.textStyle = { fontFamily: token("--font"), fontSize: 13, color: token("--text") };
    o.tooltip = {
      ...o.tooltip, show: true, trigger: scatter ? "item" : "axis", renderMode: "richText", confine: true,
      backgroundColor: token("--bg"), borderColor: token("--control"), borderWidth: 1, padding: [6, 10],
      textStyle: { color: token("--text"), fontSize: 13, fontFamily: token("--font") },
      axisPointer: { type: "line", lineStyle: { color: token("--control"), type: "dashed" } },
    };
    if (!scatter) o.tooltip.formatter = (points) => lines(points);
    for (const axis of [].concat(o.xAxis || [])) {
      axis.axisLabel = { ...axis.axisLabel, hideOverlap: true };
      axis.axisLine = { ...axis.axisLine, lineStyle: { color: token("--axis") } };
      axis.axisTick = { ...axis.axisTick, lineStyle: { color: token("--axis") } };
      if (narrow && axis.type === "value" && axis.interval) axis.interval *= 2;
    }
    for (const s of o.series || []) {
      s.emphasis = { disabled: true };
      if (narrow && s.endLabel && s.endLabel.width) s.endLabel.width = 84;
    }
    if (narrow && o.grid) for (const g of [].concat(o.grid)) if (Number(g.right) > 110) g.right = 96;
    return o;
  }

  // A stacked band carries differences; the reader sees the sums.
  function lines(points) {
    if (!points.length) return "";
    const out = [points[0].axisValueLabel];
    const sums = {};
    for (const p of points) {
      if (p.value == null || p.value === "") continue;
      const spec = p.seriesName || "";
      const stack = drawnStack(p);
      let v = Number(p.value);
      if (stack) { sums[stack] = (sums[stack] || 0) + v; v = sums[stack]; }
      if (spec && !/^series\d/.test(spec)) out.push(`${spec}  ${comma(v, Math.abs(v) < 10 && v % 1 ? 2 : 0)}`);
    }
    return out.join("\n");
  }
  let current = null;
  const drawnStack = (p) => current && (current.series[p.seriesIndex] || {}).stack;

  function draw(node) {
    let held = drawn.get(node);
    try {
      node.classList.add("drawn");
      if (!held) {
        const chart = lib.init(node, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio || 1), useCoarsePointer: true });
        held = { chart, width: 0 };
        drawn.set(node, held);
        keys(node, held);
        new ResizeObserver(() => {
          if (!document.contains(node) || Math.abs(node.clientWidth - held.width) < 2) return;
          chart.resize();
          draw(node);
        }).observe(node);
      }
      held.width = node.clientWidth;
      held.option = option(node);
      const tip = held.option.tooltip.formatter;
      if (tip) held.option.tooltip.formatter = (p) => { current = held.option; return tip(p); };
      held.chart.setOption(held.option, true);
    } catch (err) {
      const p = document.createElement("p");
      p.className = "note";
      p.textContent = node.dataset.failed;
      node.replaceChildren(p);
      throw err;
    }
  }

  // Keyboard: left and right between points, up and down between series.
  function keys(node, held) {
    node.tabIndex = 0;
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", node.dataset.alt + " " + node.dataset.keys);
    let series = 0, point = -1;
    node.addEventListener("keydown", (e) => {
      const list = held.option.series.map((s, i) => [s, i]).filter(([s]) => s.name && (s.data || []).length);
      if (!list.length) return;
      if (e.key === "Escape") { held.chart.dispatchAction({ type: "hideTip" }); node.blur(); return; }
      if (e.key === "ArrowRight") point++;
      else if (e.key === "ArrowLeft") point--;
      else if (e.key === "ArrowDown") { series++; point = Math.max(point, 0); }
      else if (e.key === "ArrowUp") { series--; point = Math.max(point, 0); }
      else return;
      e.preventDefault();
      series = (series + list.length) % list.length;
      const [s, index] = list[series];
      point = (point + s.data.length) % s.data.length;
      held.chart.dispatchAction({ type: "showTip", seriesIndex: index, dataIndex: point });
      const d = s.data[point];
      const value = d && d.tooltip ? d.tooltip.formatter : `${s.name} ${[].concat(held.option.xAxis)[0].data?.[point] ?? ""} ${d ?? "—"}`;
      document.getElementById("say").textContent = String(value).replace(/\n/g, ", ");
    });
  }

  const seen = new IntersectionObserver((list) => {
    for (const e of list) if (e.isIntersecting) { seen.unobserve(e.target); draw(e.target); }
  }, { rootMargin: "300px" });

  window.drawCharts = (within) => {
    const open = new URLSearchParams(location.search).get("view") === "table";
    for (const node of within.querySelectorAll("[data-chart]")) {
      node.classList.add("drawn");
      const d = node.parentElement.querySelector("details.data");
      if (d && !open) d.open = false;
      seen.observe(node);
    }
  };
  const again = () => { for (const node of drawn.keys()) if (document.contains(node)) draw(node); };
  document.addEventListener("themechange", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  window.addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details.data")) d.open = true; again(); });
  window.drawCharts(document);
})();
