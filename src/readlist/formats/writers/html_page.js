// Search, filters and keys of an exported page. Text of entries is read and cloned, never parsed as HTML.
"use strict";
(() => {
  const $ = (name) => document.getElementById(`ui-${name}`);
  const box = $("search"), bar = $("bar"), out = $("count"), main = $("main"), results = $("results"), help = $("help");
  const PAGE = 20;
  const MOST_RANGES = 2000;

  // -- folding: width, case, accents and Chinese script, as the library folds them ---------------------------------
  const { from, to } = $("fold").dataset;
  const simple = [...to];
  const chars = new Map([...from].map((char, place) => [char, simple[place]]));
  for (const pair of "øo łl đd ðd æae œoe þth ıi ŋn ħh ŧt ßss".split(" ")) chars.set(pair[0], pair.slice(1));
  const changing = new RegExp(`[${[...chars.keys()].join("")}]`, "gu");
  const dropped = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u00ad\u200b\ufeff]/g;
  const ascii = /^[\x00-\x7f]*$/;
  const fold = (text) =>
    ascii.test(text)
      ? text.toLowerCase()
      : text.normalize("NFKD").replace(dropped, "").toLowerCase().replace(changing, (char) => chars.get(char)).normalize("NFC");

  // -- what there is -----------------------------------------------------------------------------------------------
  const topics = [...main.querySelectorAll("section")].map((section) => ({
    section,
    name: section.dataset.name,
    depth: Number(section.dataset.depth),
    end: 0,
  }));
  topics.forEach((topic, place) => {
    let end = place + 1;
    while (end < topics.length && topics[end].depth > topic.depth) end += 1;
    topic.end = topic.depth ? end : place + 1;
  });
  const path = (place) => {
    const names = [];
    for (let at = place, depth = topics[place].depth + 1; at >= 0 && depth > 1; at -= 1) {
      if (topics[at].depth < depth && topics[at].depth) names.unshift(topics[at].name), (depth = topics[at].depth);
    }
    return names.join(" / ");
  };
  const target = (link) => {
    try {
      return decodeURIComponent(link.hash.slice(1));
    } catch {
      return link.hash.slice(1);
    }
  };
  const docs = [];
  const byId = new Map();
  topics.forEach((topic, place) => {
    for (const element of topic.section.querySelectorAll(":scope > .prose, :scope > .list > li")) {
      if (element.classList.contains("brief")) continue;
      const doc = { element, topics: [place], kind: element.dataset.kind, year: element.dataset.year || "", status: element.dataset.status || "", tags: [], text: null };
      for (const tag of element.querySelectorAll(":scope > .links > .tag")) doc.tags.push(tag.textContent);
      docs.push(doc);
      if (element.id) byId.set(element.id, doc);
    }
  });
  topics.forEach((topic, place) => {
    for (const link of topic.section.querySelectorAll(":scope > .list > .brief > .title > a")) {
      byId.get(target(link))?.topics.push(place);
    }
  });
  const index = (doc) => {
    const parts = [...doc.element.children];
    const named = (name) => parts.filter((part) => part.classList.contains(name)).map((part) => part.textContent).join("\n");
    doc.title = fold(named("title") || named("name"));
    doc.by = fold(named("by"));
    doc.text = fold([...parts.map((part) => part.textContent), ...doc.topics.map(path)].join("\n"));
  };
  let indexed = 0;
  const indexSome = (deadline) => {
    while (indexed < docs.length && deadline.timeRemaining() > 1) {
      if (docs[indexed].text === null) index(docs[indexed]);
      indexed += 1;
    }
    if (indexed < docs.length) later(indexSome);
    else document.documentElement.dataset.ready = "";
  };
  const later = window.requestIdleCallback ?? ((run) => setTimeout(() => {
    const start = performance.now();
    run({ timeRemaining: () => 12 - (performance.now() - start) });
  }));

  // -- searching ---------------------------------------------------------------------------------------------------
  const parse = (query) => [...query.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)]
    .map(([, minus, phrase, word]) => ({ not: minus === "-", text: fold(phrase ?? word).trim() }))
    .filter((term) => term.text && term.text !== "-");
  const starts = (text, word) => {
    const at = text.indexOf(word);
    return at === 0 || (at > 0 && !/[a-z0-9]/.test(text[at - 1]));
  };
  const score = (doc, terms) => {
    if (doc.text === null) index(doc);
    let sum = 0;
    for (const { not, text } of terms) {
      const found = doc.text.includes(text);
      if (found === not) return -1;
      if (found) sum += starts(doc.title, text) ? 8 : doc.title.includes(text) ? 4 : doc.by.includes(text) ? 2 : 1;
    }
    return sum;
  };
  const selects = {};
  const passes = (doc) =>
    (!selects.kind.value || doc.kind === selects.kind.value) &&
    (!selects.year.value || doc.year === selects.year.value) &&
    (!selects.status.value || doc.status === selects.status.value) &&
    (!selects.tag.value || doc.tags.includes(selects.tag.value)) &&
    (!selects.topic.value || inTopic(doc, Number(selects.topic.value)));
  const inTopic = (doc, place) => doc.topics.some((topic) => topic >= place && topic < topics[place].end);

  // Hidden by a class that keeps what the browser has laid out, so that the whole list is back at once.
  const away = (hidden) => {
    main.classList.toggle("away", hidden);
    main.inert = hidden;
  };
  let hits = null;
  let shown = 0;
  let terms = [];
  const update = () => {
    terms = parse(box.value);
    const filtered = Object.values(selects).some((select) => select.value);
    for (const select of Object.values(selects)) select.classList.toggle("on", Boolean(select.value));
    if (!terms.length && !filtered) {
      hits = null;
      results.replaceChildren();
      CSS.highlights?.clear();
      results.hidden = true;
      away(false);
      out.textContent = "";
      return;
    }
    const found = [];
    for (const doc of docs) {
      if (!passes(doc)) continue;
      const points = score(doc, terms);
      if (points >= 0) found.push([points, doc]);
    }
    hits = found.sort((one, other) => other[0] - one[0]).map(([, doc]) => doc);
    shown = 0;
    results.replaceChildren();
    CSS.highlights?.clear();
    away(true);
    results.hidden = false;
    out.textContent = hits.length ? `${hits.length} of ${docs.length}` : "Nothing fits. Fewer words, or Esc to see all.";
    more();
    if (window.scrollY > results.offsetTop) window.scrollTo(0, results.offsetTop - bar.offsetHeight);
  };
  const more = () => {
    if (!hits || shown >= hits.length) return;
    const items = hits.slice(shown, shown + PAGE).map(show);
    results.append(...items);
    shown += items.length;
    paint(items);
    watcher.disconnect();
    watcher.observe(results.lastElementChild);
  };
  const show = (doc) => {
    let item = doc.element.cloneNode(true);
    if (item.tagName !== "LI") {
      const prose = item;
      item = document.createElement("li");
      item.tabIndex = -1;
      item.append(prose);
    }
    item.removeAttribute("id");
    const names = doc.topics.map(path).filter(Boolean);
    if (names.length) {
      const where = document.createElement("p");
      where.className = "where";
      where.textContent = names.join(" · ");
      item.append(where);
    }
    return item;
  };
  const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), { rootMargin: "300px" });

  // -- showing where: ranges, so that the text stays as it is --------------------------------------------------------
  const paint = (items) => {
    const words = terms.filter((term) => !term.not).map((term) => term.text);
    if (!words.length || !CSS.highlights) return;
    const ranges = [...(CSS.highlights.get("found") ?? [])];
    for (const item of items) {
      const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
      while (ranges.length < MOST_RANGES && walker.nextNode()) {
        if (walker.currentNode.parentElement.closest("details:not([open]) > :not(summary)")) continue;
        const { data } = walker.currentNode;
        const places = [];
        let folded = "";
        if (ascii.test(data)) folded = data.toLowerCase();
        else for (let at = 0; at < data.length; at += 1) {
          for (const char of fold(data[at])) places.push(at), (folded += char);
        }
        for (const word of words) {
          for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
            const range = new Range();
            const last = at + word.length - 1;
            range.setStart(walker.currentNode, places[at] ?? at);
            range.setEnd(walker.currentNode, Math.min(data.length, (places[last] ?? last) + 1));
            ranges.push(range);
          }
        }
      }
    }
    if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
  };

  // -- filters -----------------------------------------------------------------------------------------------------
  const count = (values) => {
    const numbers = new Map();
    for (const value of values) if (value) numbers.set(value, (numbers.get(value) ?? 0) + 1);
    return [...numbers];
  };
  const byCount = (one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1);
  const KINDS = { paper: "papers", repo: "code", article: "articles", resource: "resources", note: "prose" };
  const fill = (name, options) => {
    const select = (selects[name] = $(name));
    for (const [value, label] of options) select.add(new Option(label, value));
    select.hidden = options.length < (name === "topic" ? 2 : name === "kind" ? 2 : 1);
    select.addEventListener("change", update);
  };
  const plain = ([value, number]) => [value, `${value} (${number})`];
  fill("topic", topics.map((topic, place) => [String(place), "\u2003".repeat(Math.max(0, topic.depth - 1)) + topic.name]).filter((_, place) => topics[place].depth));
  fill("year", count(docs.map((doc) => doc.year)).sort((one, other) => other[0] - one[0]).map(plain));
  fill("kind", count(docs.map((doc) => doc.kind)).sort(byCount).map(([value, number]) => [value, `${KINDS[value] ?? value} (${number})`]));
  fill("tag", count(docs.flatMap((doc) => doc.tags)).sort(byCount).map(plain));
  fill("status", count(docs.map((doc) => doc.status)).sort(byCount).map(plain));

  const clear = () => {
    box.value = "";
    for (const select of Object.values(selects)) select.value = "";
    update();
  };
  const narrowed = () => box.value || Object.values(selects).some((select) => select.value);
  const visit = (link) => {
    clear();
    const element = document.getElementById(target(link));
    if (!element) return;
    element.scrollIntoView();
    if (element.tagName === "LI") element.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (hits) visit(link);
    $("toc") && ($("toc").checked = false);
  });
  box.addEventListener("input", update);

  // -- theme and keys ----------------------------------------------------------------------------------------------
  const root = document.documentElement;
  const remember = (theme) => {
    try {
      if (theme) localStorage.setItem("readlist-theme", theme);
      return localStorage.getItem("readlist-theme");
    } catch {
      return null; // a page opened as a file may have no storage
    }
  };
  const theme = remember();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  const switchTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    remember((root.dataset.theme = dark ? "light" : "dark"));
  };
  $("theme").addEventListener("click", switchTheme);
  $("keys").addEventListener("click", () => help.showModal());

  const items = () => (hits ? [...results.children] : [...main.querySelectorAll(".list > li")]);
  const step = (by) => {
    const here = document.activeElement?.closest?.(".list > li");
    const list = items();
    let next = here ? list.indexOf(here) + by : list.findIndex((item) => item.getBoundingClientRect().bottom > bar.offsetHeight);
    if (here && next < 0) return box.focus();
    next = list[Math.max(0, Math.min(next, list.length - 1))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  const open = () => document.activeElement?.closest?.(".list > li")?.querySelector(".title a")?.click();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    const typing = event.target === box;
    const inField = typing || event.target.tagName === "SELECT";
    const keys = { "/": () => (box.focus(), box.select()), j: () => step(1), k: () => step(-1), o: open, t: switchTheme, "?": () => help.showModal() };
    const on = event.target.closest?.(".list > li") === event.target;
    if (event.key === "Escape" && typing && !narrowed()) box.blur();
    else if (event.key === "Escape") clear(), typing || box.focus();
    else if (typing && (event.key === "ArrowDown" || event.key === "Enter")) items()[0]?.focus();
    else if (on && event.key === "ArrowDown") step(1);
    else if (on && event.key === "ArrowUp") step(-1);
    else if (on && event.key === "Enter") open();
    else if (!inField && Object.hasOwn(keys, event.key)) keys[event.key]();
    else return;
    event.preventDefault();
  });

  bar.hidden = false;
  later(indexSome);
})();
