"use strict";
// The page of `akslint map --format html`. Texts of the input reach the page
// only as text nodes and attributes that hold text, never as HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  // unpack puts back what the data says once for many, and words what it leaves
  // to the page.
  const unpack = (scope) => {
    for (const hold of scope.holds) hold.by = (hold.by || []).map((i) => scope.notes[i]);
    const placed = ([file, line, column]) => `${scope.files[file]}:${line}:${column}`;
    const size = scope.spaces.map(() => 0);
    for (const w of scope.workloads) {
      size[w.s]++;
      w.k = scope.kinds[w.k];
      w.id ??= `${scope.spaces[w.s]}/${w.n}[${w.k}]`;
      w.p = placed(w.p);
      w.in = scope.holds[w.in];
      w.out = scope.holds[w.out];
    }
    for (const d of scope.doors) d.p = placed(d.p);
    const named = (i) => `${scope.workloads[i].k} ${scope.spaces[scope.workloads[i].s]}/${scope.workloads[i].n}`;
    const source = (f) => {
      if (f.any) return "any workload that no policy holds in what it sends";
      if (f.fs !== undefined) return "all of " + scope.spaces[f.fs];
      if (f.from.length === 1) return named(f.from[0]);
      const space = scope.workloads[f.from[0]].s;
      return `${f.from.length} of the ${size[space]} workloads of ${scope.spaces[space]}`;
    };
    for (const f of scope.facts) {
      f.k ??= "allow";
      f.t ??= `${source(f)} → ${named(f.to)} on ${f.on}`;
      f.n = (f.n || []).map((i) => scope.notes[i]);
    }
    for (const picture of scope.pictures) {
      for (const m of picture.marks) {
        m.k ??= "workload";
        m.l ??= m.k === "workload" ? scope.workloads[m.r].n : m.k === "door" ? scope.doors[m.r].n : scope.spaces[m.r];
      }
      for (const l of picture.strokes) l.k ??= "allow";
    }
  };
  data.scopes.forEach(unpack);

  const $ = (id) => document.getElementById(id);
  const svgNS = "http://www.w3.org/2000/svg";

  // make builds an element: attributes by name, children as nodes or texts.
  const fill = (e, attributes, children) => {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== null && value !== false) e.setAttribute(key, value === true ? "" : String(value));
    }
    for (const child of children.flat()) if (child !== null && child !== undefined) e.append(child);
    return e;
  };
  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(svgNS, tag), attributes, children);

  let scope, picture, view, picked = null;
  const gone = new Set();
  const stage = $("stage"), canvas = $("picture"), panel = $("panel");
  const world = s("g", { id: "world" });

  const legend = [
    ["open", "reaches a workload from outside", "way open public"],
    ["blocked", "blocked", "way blocked public"],
    ["call", "is called", "way call"],
    ["denied", "is called, but denied", "way denied"],
    ["allow", "allowed", "way allow"],
    ["unsure", "not known", "way unsure"],
  ];
  const clip = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text);
  const nearby = (i) => new Set(picture.strokes.flatMap((l, k) => (l.f === i || l.t === i ? ["l" + k, "m" + l.f, "m" + l.t] : [])).concat("m" + i));

  // ---- drawing ----

  const heads = () => s("defs", {}, [...new Set(legend.map((l) => l[0]))].flatMap((kind) => [false, true].map((pub) =>
    s("marker", { id: "head-" + kind + (pub ? "-public" : ""), viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
      s("g", { class: "way " + kind + (pub ? " public" : "") }, s("path", { class: "head", d: "M0 0.6 L8 4 L0 7.4z" }))))));

  const glyphs = {
    internet: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0M-9 0h18M0-9c5 5 5 13 0 18M0-9c-5 5-5 13 0 18",
    vnet: "M-8-5h6v6h-6zM3-8h6v6h-6zM3 3h6v6h-6zM-2-2H3M0-2v8h3",
    elsewhere: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0M-3-2a3 3 0 1 1 4 3l-1 1v1M0 5v.5",
  };

  const drawFrame = ([space, x, y, w, hh]) => {
    const name = scope.spaces[space];
    const count = scope.workloads.filter((v) => v.s === space).length;
    const title = s("text", { x: x + 20, y: y + 29 }, clip(name, 56), s("tspan", { class: "count", dx: 9 }, count === 1 ? "1 workload" : count + " workloads"));
    return s("g", { class: "frame" }, s("rect", { x, y, width: w, height: hh, rx: 14 }), title);
  };

  const edges = (w, x, y, ww, hh) => [
    s("rect", { class: "edge " + (w.h ? "host" : w.in.t), x: x + 4.5, y: y + 9, width: 4.5, height: hh - 18, rx: 2.2 }),
    s("rect", { class: "edge " + (w.h ? "host" : w.out.t), x: x + ww - 9, y: y + 9, width: 4.5, height: hh - 18, rx: 2.2 })];

  const drawMark = (m, i) => {
    const [x, y, w, hh] = m.at, middle = y + hh / 2;
    const parts = [s("rect", { class: "body", x, y, width: w, height: hh, rx: m.k === "workload" ? 9 : m.k === "space" ? 14 : hh / 2 })];
    let label = m.l, extra = "";
    switch (m.k) {
      case "workload": {
        const v = scope.workloads[m.r];
        parts.push(...edges(v, x, y, w, hh), s("text", { x: x + 20, y: middle - 2 }, clip(m.l, 28)), s("text", { class: "kind", x: x + 20, y: middle + 15 }, clip(v.k + (v.h ? ", host network" : ""), 40)));
        label = v.k + " " + v.id;
        break;
      }
      case "door": {
        const d = scope.doors[m.r];
        extra = d.r === "internet" ? " public" : "";
        parts.push(s("text", { x: x + 20, y: middle - 1 }, clip(m.l, 28)), s("text", { class: "kind", x: x + 20, y: middle + 13 }, d.k));
        label = d.k + " " + d.n;
        break;
      }
      case "space": {
        const list = scope.workloads.filter((v) => v.s === m.r), open = list.filter((v) => v.in.t === "open").length;
        parts.push(s("text", { x: x + 24, y: middle - 4 }, clip(m.l, 28)),
          s("text", { class: "kind", x: x + 24, y: middle + 15 }, (list.length === 1 ? "1 workload" : list.length + " workloads") + (open ? ", " + open + " open" : "")));
        label = "Namespace " + m.l;
        break;
      }
      case "internet": case "vnet": case "elsewhere": {
        const wide = m.k === "vnet" ? "Virtual" : m.l;
        parts.push(s("g", { transform: `translate(${x + 28} ${middle})` }, s("path", { class: "glyph", d: glyphs[m.k] })));
        if (m.k === "vnet") parts.push(s("text", { x: x + 48, y: middle - 3 }, wide), s("text", { x: x + 48, y: middle + 14 }, "network"));
        else parts.push(s("text", { x: x + 46, y: middle + 5 }, wide));
        break;
      }
      default:
        parts.push(s("text", { x: x + w / 2, y: middle + 4.5, "text-anchor": "middle" }, clip(m.l, 28)));
    }
    return s("g", { class: "mark " + m.k + extra, id: "m" + i, tabindex: 0, role: "button", "aria-label": label,
      onclick: (e) => { e.stopPropagation(); pick("m", i); }, ondblclick: () => m.k === "space" && show(m.r),
      onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick("m", i); } },
      onmouseenter: () => fade(nearby(i)), onmouseleave: () => fade() }, s("title", {}, label), ...parts);
  };

  // wayOf is the way along some points: level, or in a curve from one height to
  // another.
  const wayOf = (points) => {
    let way = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length; i += 2) {
      const [x0, y0, x, y] = points.slice(i - 2, i + 2), middle = (x0 + x) / 2;
      way += y === y0 ? ` H${x}` : ` C${middle} ${y0} ${middle} ${y} ${x} ${y}`;
    }
    return way;
  };

  // across is the way of a line for which there is no room between the marks.
  const across = (from, to) => {
    const [x0, y0, w0, h0] = from.at, [x1, y1, w1, h1] = to.at, a = x0 + w0 / 2, b = x1 + w1 / 2;
    if (y1 > y0 + h0) return `M${a} ${y0 + h0} C${a} ${(y0 + h0 + y1) / 2} ${b} ${(y0 + h0 + y1) / 2} ${b} ${y1}`;
    if (y1 + h1 < y0) return `M${a} ${y0} C${a} ${(y0 + y1 + h1) / 2} ${b} ${(y0 + y1 + h1) / 2} ${b} ${y1 + h1}`;
    return `M${a} ${y0 + h0} C${a} ${y0 + h0 + 40} ${b} ${y1 + h1 + 40} ${b} ${y1 + h1}`;
  };

  const drawStroke = (l, i) => {
    const from = picture.marks[l.f], to = picture.marks[l.t], names = from.l + " to " + to.l, way = l.d ? wayOf(l.d) : across(from, to);
    const path = s("path", { class: "stroke", d: way, "marker-end": `url(#head-${l.k}${l.p ? "-public" : ""})` });
    const g = s("g", { class: `way ${l.k}${l.p ? " public" : ""}${l.d ? "" : " unplaced"}${gone.has(l.k) ? " gone" : ""}`, id: "l" + i, tabindex: 0, role: "button", "aria-label": legend.find((x) => x[0] === l.k)[1] + ": " + names,
      onclick: (e) => { e.stopPropagation(); pick("l", i); },
      onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick("l", i); } },
      onmouseenter: () => fade(new Set(["l" + i, "m" + l.f, "m" + l.t])), onmouseleave: () => fade() },
      s("title", {}, names), s("path", { class: "hit", d: way }), path);
    return [g, path];
  };

  // stop puts a cross on a line that is denied, near its end.
  const stop = (g, path) => {
    const length = path.getTotalLength(), at = path.getPointAtLength(Math.max(length / 2, length - 46));
    g.append(s("g", { class: "stop", transform: `translate(${at.x} ${at.y})` }, s("circle", { r: 8 }), s("path", { d: "M-3-3L3 3M3-3L-3 3" })));
  };

  const order = { allow: 0, unsure: 1, call: 2, open: 3, blocked: 4, denied: 5 };
  const draw = () => {
    const strokes = picture.strokes.map((l, i) => [l, i]).sort((a, b) => order[a[0].k] - order[b[0].k] || a[1] - b[1]);
    const lines = strokes.map(([l, i]) => [l, ...drawStroke(l, i)]);
    world.replaceChildren(heads(), ...picture.boxes.map(drawFrame), ...lines.map((x) => x[1]), ...picture.marks.map(drawMark));
    world.classList.toggle("quiet", picture.strokes.some((l) => !l.d));
    world.classList.remove("loud");
    world.classList.toggle("closed", picture.s < 0 && picture.marks.some((m) => m.k === "space"));
    for (const [l, g, path] of lines) if (l.k === "denied" || l.k === "blocked") stop(g, path);
    stage.querySelector(".empty")?.remove();
    if (!picture.marks.length) stage.append(h("div", { class: "empty" }, h("div", {}, h("b", {}, "Nothing to draw"), "There is no workload and no way in here.")));
  };

  // fade leaves only what belongs together in full strength.
  const fade = (keep) => {
    keep = keep || (picked && (picked.kind === "m" ? nearby(picked.i) : new Set(["l" + picked.i, "m" + picture.strokes[picked.i].f, "m" + picture.strokes[picked.i].t])));
    world.classList.toggle("faded", Boolean(keep));
    for (const e of world.querySelectorAll(".near")) if (!keep || !keep.has(e.id)) e.classList.remove("near");
    if (keep) for (const id of keep) $(id)?.classList.add("near");
  };

  // ---- moving ----

  const apply = () => world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  const zoomAt = (factor, x, y) => {
    const k = Math.min(3, Math.max(0.05, view.k * factor));
    view = { k, x: x - (x - view.x) * (k / view.k), y: y - (y - view.y) * (k / view.k) };
    apply();
  };
  const zoom = (factor) => zoomAt(factor, canvas.clientWidth / 2, canvas.clientHeight / 2);
  const fit = () => {
    const w = canvas.clientWidth, hh = canvas.clientHeight - 44;
    const k = Math.max(0.05, Math.min(1.35, w / (picture.w || 1), hh / (picture.h || 1)));
    view = { k, x: (w - picture.w * k) / 2, y: Math.max(0, (hh - picture.h * k) / 2) };
    apply();
  };
  const centre = (i) => {
    const [x, y, w, hh] = picture.marks[i].at, k = Math.max(view.k, 0.8);
    view = { k, x: canvas.clientWidth / 2 - (x + w / 2) * k, y: canvas.clientHeight / 2 - (y + hh / 2) * k };
    apply();
  };

  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (e) => { fingers.set(e.pointerId, e); moved = 0; });
  addEventListener("pointermove", (e) => {
    const old = fingers.get(e.pointerId);
    if (!old) return;
    const others = [...fingers.values()].filter((f) => f.pointerId !== e.pointerId);
    moved += Math.abs(e.clientX - old.clientX) + Math.abs(e.clientY - old.clientY);
    if (moved > 4) canvas.classList.add("grabbed");
    if (others.length === 1) {
      const box = canvas.getBoundingClientRect(), o = others[0];
      const was = Math.hypot(old.clientX - o.clientX, old.clientY - o.clientY), now = Math.hypot(e.clientX - o.clientX, e.clientY - o.clientY);
      if (was > 0) zoomAt(now / was, (e.clientX + o.clientX) / 2 - box.x, (e.clientY + o.clientY) / 2 - box.y);
    } else {
      view.x += e.clientX - old.clientX;
      view.y += e.clientY - old.clientY;
      apply();
    }
    fingers.set(e.pointerId, e);
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, (e) => { fingers.delete(e.pointerId); canvas.classList.remove("grabbed"); });
  canvas.addEventListener("click", (e) => { if (moved < 5 && !e.target.closest(".mark, .way")) pick(); });
  canvas.addEventListener("wheel", (e) => {
    e.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoomAt(Math.exp(-e.deltaY * (e.ctrlKey ? 0.01 : 0.0016)), e.clientX - box.x, e.clientY - box.y);
  }, { passive: false });
  canvas.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[e.key];
    if (step) { view.x += step[0]; view.y += step[1]; apply(); }
    else if (e.key === "+" || e.key === "=") zoom(1.25);
    else if (e.key === "-") zoom(0.8);
    else if (e.key === "0") fit();
    else return;
    e.preventDefault();
  });

  // ---- the panel ----

  const holdWords = { open: "No policy holds ", held: "Policies hold ", unknown: "It is not known whether policies hold " };
  const noteLines = (notes) => notes && notes.length ? h("ul", {}, notes.map(([text, place]) => h("li", {}, text, place ? h("span", { class: "place" }, place) : null))) : null;
  const factLine = (i) => {
    const f = scope.facts[i], text = f.to >= 0 ? h("button", { type: "button", class: "link plainlink", onclick: () => go(f.to) }, f.t) : f.t;
    return h("li", { class: "fact " + f.k }, f.to >= 0 && !(picked && picked.workload === f.to) ? text : f.t, noteLines(f.n));
  };
  const most = 40;
  const section = (title, facts) => !facts || !facts.length ? [] : [h("h3", {}, title),
    h("ul", { class: "facts" }, facts.slice(0, most).map(factLine)), facts.length > most ? h("p", { class: "soft" }, `and ${facts.length - most} more`) : null];
  const back = () => h("button", { type: "button", class: "back", onclick: () => pick() }, "Close");
  const place = (text) => text ? h("p", { class: "place" }, text) : null;
  const holdLine = (side, what, host) => h("div", { class: "hold " + (host ? "host" : side.t) }, h("i"), h("div", {},
    host ? "No policy holds pods on the network of their node" : holdWords[side.t] + what, host ? null : noteLines(side.by)));

  // verdict answers whether one workload may reach another, from the facts.
  const verdict = (a, b) => {
    const from = scope.workloads[a], to = scope.workloads[b];
    const fits = (to.fr || []).filter((i) => {
      const f = scope.facts[i];
      return (f.from || []).includes(a) || f.fs === from.s || (f.any && from.out.t === "open");
    });
    if (fits.length) return [h("ul", { class: "facts" }, fits.map(factLine))];
    const notes = [];
    if (to.in.t !== "open") for (const [text, where] of to.in.by || []) notes.push([text + " holds what comes in to " + to.n + ", and no rule admits this", where]);
    if (from.out.t !== "open") for (const [text, where] of from.out.by || []) notes.push([text + " holds what " + from.n + " sends, and no rule admits this", where]);
    return [h("ul", { class: "facts" }, h("li", { class: "fact denied" }, `${from.n} may not reach ${to.n}`, noteLines(notes)))];
  };
  const ask = (a) => {
    if (scope.workloads.length < 2) return [];
    const answer = h("div"), box = h("select", { "aria-label": "May it reach", id: "ask", onchange: () => answer.replaceChildren(...(box.value === "" ? [] : verdict(a, Number(box.value)))) },
      h("option", { value: "" }, "choose a workload"),
      scope.spaces.map((name, sp) => h("optgroup", { label: name }, scope.workloads.map((w, i) => (w.s === sp && i !== a ? h("option", { value: i }, `${w.n} (${w.k})`) : null)))));
    return [h("h3", {}, "May it reach…"), box, answer];
  };

  const workloadCard = (i) => {
    const w = scope.workloads[i];
    return [back(), h("h2", {}, w.n), h("p", { class: "soft" }, `${w.k} in namespace ${scope.spaces[w.s]}`), place(w.p),
      holdLine(w.in, "what comes in", w.h), holdLine(w.out, "what it sends", w.h),
      ...section("From outside the cluster", w.fd), ...section("Calls", w.fc), ...section("Called by", w.fu),
      ...section("Who may reach it", w.fr), ...section("What it may reach by name", w.fo), ...section("Addresses outside", w.fx), ...ask(i)];
  };
  const doorCard = (i) => {
    const d = scope.doors[i];
    return [back(), h("h2", {}, d.n), h("p", { class: "soft" }, `${d.k}, open to the ${d.r === "unknown" ? "internet or the virtual network: the input does not tell" : d.r}`), place(d.p),
      d.h ? h("p", {}, "Answers to " + d.h) : null, d.f ? h("p", {}, "Only from " + d.f) : null, d.o ? h("p", { class: "soft" }, d.o) : null, ...section("Leads to", d.fd)];
  };
  const spaceCard = (i) => {
    const list = scope.workloads.map((w, k) => [w, k]).filter(([w]) => w.s === i);
    return [back(), h("h2", {}, scope.spaces[i]), h("p", { class: "soft" }, "Namespace"),
      picture.s === i ? null : h("button", { type: "button", class: "act", id: "open", onclick: () => show(i) }, "Open this namespace"),
      h("h3", {}, "Workloads"), h("ul", { class: "facts" }, list.slice(0, 200).map(([w, k]) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => go(k) }, w.n), h("span", { class: "soft" }, " " + w.k)))),
      list.length > 200 ? h("p", { class: "soft" }, `and ${list.length - 200} more`) : null];
  };
  const strokeCard = (i) => {
    const l = picture.strokes[i];
    return [back(), h("h2", {}, picture.marks[l.f].l + " → " + picture.marks[l.t].l), h("p", { class: "soft" }, legend.find((x) => x[0] === l.k)[1] + (l.c ? ` · ${l.c} connections` : "")),
      ...section("Why", l.x), l.c > l.x.length ? h("p", { class: "soft" }, "Open the namespace to see all.") : null];
  };
  const otherCard = (m, i) => [back(), h("h2", {}, m.l), ...section("Connections", [...new Set(picture.strokes.flatMap((l) => (l.f === i || l.t === i ? l.x : [])))])];
  const summary = () => [h("h2", {}, picture.s >= 0 ? scope.spaces[picture.s] : scope.name && !/^[./]*$/.test(scope.name) ? scope.name : "Who reaches whom"),
    scope.open ? h("p", { class: "soft" }, "More belongs here than the input shows: a template was skipped, or a base lies elsewhere.") : null,
    picture.s >= 0 ? h("h3", {}, "All namespaces") : null,
    h("ul", { class: "numbers" }, scope.numbers.map(([n, text]) => h("li", {}, h("b", {}, n), h("span", { class: "soft" }, text)))),
    ...section("From the internet", scope.public), ...section("Called, but denied", scope.denied),
    h("h3", {}, "How to read it"),
    h("p", { class: "soft" }, "Traffic goes from left to right. The bar at the left edge of a workload says whether a policy holds what comes in, the one at its right edge what it sends: filled where one does, hollow where none does. Where nothing holds a workload, anything in the cluster may reach it, and no line says so."),
    picture.strokes.some((l) => !l.d) ? h("p", { class: "soft" }, "What is merely allowed is more than a picture can show: the lines of a mark appear when you point at it.") : null,
    h("p", { class: "soft" }, "Press a workload or a line for the rule behind it.")];

  const card = () => {
    if (!picked) return summary();
    if (picked.kind === "l") return strokeCard(picked.i);
    if (picked.kind === "w") return workloadCard(picked.workload);
    const m = picture.marks[picked.i];
    if (m.k === "workload") return workloadCard(m.r);
    if (m.k === "door") return doorCard(m.r);
    if (m.k === "space") return spaceCard(m.r);
    return otherCard(m, picked.i);
  };

  const pick = (kind, i) => {
    world.querySelectorAll(".picked").forEach((e) => e.classList.remove("picked"));
    picked = kind ? { kind, i, workload: kind === "m" && picture.marks[i].k === "workload" ? picture.marks[i].r : -1 } : null;
    if (picked) $(kind + i).classList.add("picked");
    fade();
    panel.replaceChildren(...card().filter(Boolean));
    panel.scrollTop = 0;
  };

  // go shows a workload, wherever it is drawn.
  const go = (w) => {
    const find = () => picture.marks.findIndex((m) => m.k === "workload" && m.r === w);
    if (find() < 0) show(scope.workloads[w].s);
    const i = find();
    if (i >= 0) { pick("m", i); centre(i); return; }
    picked = { kind: "w", workload: w };
    panel.replaceChildren(...card().filter(Boolean));
  };

  // ---- the bar ----

  const show = (space) => {
    picture = scope.pictures.find((p) => p.s === space) || scope.pictures[0];
    picked = null;
    $("space").value = String(picture.s);
    draw();
    explain();
    fit();
    pick();
  };
  const open = (i) => {
    scope = data.scopes[i] || { name: "", spaces: [], workloads: [], doors: [], facts: [], numbers: [], public: [], denied: [], pictures: [{ s: -1, w: 0, h: 0, boxes: [], marks: [], strokes: [] }] };
    $("space").replaceChildren(h("option", { value: -1 }, "all"), ...(scope.pictures.length > 1 ? scope.spaces.map((name, k) => h("option", { value: k }, name)) : []));
    show(-1);
  };
  $("scope").append(...data.scopes.map((sc, i) => h("option", { value: i }, `${sc.name || "."} (${sc.workloads.length})`)));
  $("scope-field").hidden = data.scopes.length < 2;
  $("scope").addEventListener("change", (e) => open(Number(e.target.value)));
  $("space").addEventListener("change", (e) => show(Number(e.target.value)));
  $("in").addEventListener("click", () => zoom(1.25));
  $("out").addEventListener("click", () => zoom(0.8));
  $("fit").addEventListener("click", fit);
  $("theme").addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  });
  // explain lists what the picture has.
  const bar = (state) => s("svg", { viewBox: "0 0 10 14", class: "bar", "aria-hidden": "true" }, s("g", { class: "mark" }, s("rect", { class: "edge " + state, x: 3, y: 1, width: 4.5, height: 12, rx: 2.2 })));
  const explain = () => {
    const kinds = new Set(picture.strokes.map((l) => l.k)), states = new Set(picture.marks.filter((m) => m.k === "workload").flatMap((m) => [scope.workloads[m.r].in.t, scope.workloads[m.r].out.t]));
    const unplaced = new Set(picture.strokes.filter((l) => !l.d).map((l) => l.k));
    const shown = (kind) => !gone.has(kind) && (!unplaced.has(kind) || world.classList.contains("loud"));
    $("legend").replaceChildren(
      ...legend.filter(([kind]) => kinds.has(kind)).map(([kind, words, classes]) => h("button", { type: "button", "data-kind": kind, "aria-pressed": String(shown(kind)), onclick: (e) => {
        const hide = shown(kind);
        if (unplaced.has(kind)) world.classList.toggle("loud", !hide);
        if (hide && !unplaced.has(kind)) gone.add(kind); else gone.delete(kind);
        e.currentTarget.setAttribute("aria-pressed", String(!hide));
        picture.strokes.forEach((l, i) => l.k === kind && $("l" + i).classList.toggle("gone", gone.has(kind)));
      } }, s("svg", { viewBox: "0 0 26 10", "aria-hidden": "true" }, s("g", { class: classes }, s("path", { class: "stroke", d: "M1 5H25" }))), words)),
      ...[["held", "held by a policy"], ["open", "held by none"]].filter(([state]) => states.has(state)).map(([state, words]) => h("span", {}, bar(state), words)));
  };

  const search = $("search"), hits = $("hits");
  let found = [], at = -1;
  const close = () => { hits.hidden = true; search.setAttribute("aria-expanded", "false"); search.removeAttribute("aria-activedescendant"); at = -1; };
  const choose = (hit) => { if (!hit) return; close(); search.value = ""; hit.go(); };
  const point = (i) => {
    at = i;
    [...hits.children].forEach((li, k) => li.setAttribute("aria-selected", String(k === i)));
    if (hits.children[i]) { search.setAttribute("aria-activedescendant", "hit" + i); hits.children[i].scrollIntoView({ block: "nearest" }); }
  };
  search.addEventListener("input", () => {
    const word = search.value.trim().toLowerCase();
    if (!word) { close(); return; }
    found = [
      ...scope.spaces.flatMap((name, k) => (name.toLowerCase().includes(word) && scope.pictures.length > 1 ? [{ text: name, sub: "namespace", rank: name.toLowerCase().startsWith(word) ? 1 : 3, go: () => show(k) }] : [])),
      ...scope.workloads.flatMap((w, k) => (w.id.toLowerCase().includes(word) ? [{ text: w.n, sub: `${w.k} in ${scope.spaces[w.s]}`, rank: w.n.toLowerCase().startsWith(word) ? 0 : 2, go: () => go(k) }] : [])),
      ...scope.doors.flatMap((d, k) => (d.n.toLowerCase().includes(word) ? [{ text: d.n, sub: `${d.k} in ${scope.spaces[d.s]}`, rank: 2, go: () => {
        const find = () => picture.marks.findIndex((m) => m.k === "door" && m.r === k);
        if (find() < 0) show(d.s);
        if (find() >= 0) { const i = find(); pick("m", i); centre(i); }
      } }] : [])),
    ].sort((a, b) => a.rank - b.rank).slice(0, 14);
    hits.replaceChildren(...(found.length ? found.map((f, i) => h("li", { id: "hit" + i, role: "option", "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); choose(f); } }, f.text, h("small", {}, f.sub))) : [h("li", { role: "option", "aria-disabled": "true" }, "nothing found")]));
    hits.hidden = false;
    search.setAttribute("aria-expanded", "true");
    point(found.length ? 0 : -1);
  });
  search.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown") point(Math.min(found.length - 1, at + 1));
    else if (e.key === "ArrowUp") point(Math.max(0, at - 1));
    else if (e.key === "Enter") choose(found[at]);
    else if (e.key === "Escape") { search.value = ""; close(); }
    else return;
    e.preventDefault();
  });
  search.addEventListener("blur", close);
  addEventListener("keydown", (e) => {
    if (e.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { e.preventDefault(); search.focus(); }
    if (e.key === "Escape" && document.activeElement !== search) pick();
  });
  addEventListener("resize", fit);

  canvas.append(world);
  const first = data.scopes.reduce((best, sc, i) => (sc.workloads.length > data.scopes[best].workloads.length ? i : best), 0);
  $("scope").value = String(first);
  open(first);
})();
