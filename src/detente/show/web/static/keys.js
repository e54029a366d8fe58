// Which key does what? '/' searches, '?' lists the keys, 'g' and a letter jumps, j k walk, a x e m s u review.
const PLACES = { b: "/", t: "/events#strip", m: "/events#map", d: "/disputes", n: "/numbers", c: "/channels", q: "/queue" };

export function keys() {
  let jump = false;
  let at = -1;
  const stops = () => [...document.querySelectorAll(".cards .card, .list .row, main > .row, main section > .row")];
  const here = () => {
    const all = stops();
    const marked = all.findIndex((s) => s.matches(":target, .lit"));
    return all[at >= 0 ? at : marked] || null;
  };
  function walk(step) {
    const all = stops();
    if (!all.length) return;
    if (at < 0) at = all.findIndex((s) => s.matches(":target"));
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    for (const s of all) s.classList.remove("lit");
    const stop = all[at];
    if (stop.classList.contains("card")) location.replace("#" + stop.id);
    stop.classList.add("lit");
    stop.setAttribute("tabindex", "-1");
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: "nearest" });
    stop.dispatchEvent(new Event("mouseenter"));
  }
  function review(key) {
    const wanted = `.review button[data-key="${key}"]`;
    const button = (here() && here().querySelector(wanted)) || document.querySelector("main > " + wanted);
    if (!button) return false;
    button.closest("details").open = true;
    choose(button.form, button);
    const missing = [...button.form.querySelectorAll("input[name=author], input[name=reason]")].find((f) => !f.value);
    const own = button.form.querySelector(`[data-for="${key}"] select, [data-for="${key}"] input`);
    (own || missing || button).focus();
    return true;
  }
  // A form has many buttons: with a key one is chosen, the others go, and Enter in a field presses the chosen one.
  function choose(form, chosen) {
    for (const b of form.querySelectorAll("button")) b.hidden = chosen !== null && b !== chosen;
    for (const set of form.querySelectorAll("[data-for]")) set.hidden = chosen !== null && set.dataset.for !== chosen.dataset.key;
  }
  for (const form of document.querySelectorAll(".review form")) {
    form.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.target.tagName === "BUTTON") return;
      e.preventDefault();
      const left = [...form.querySelectorAll("button:not([hidden])")];
      if (left.length === 1) form.requestSubmit(left[0]);
    });
  }
  document.addEventListener("keydown", (e) => {
    const field = e.target.closest("input, select, textarea");
    if (e.key === "Escape" && field) { field.blur(); if (field.form && field.closest(".review")) choose(field.form, null); return; }
    if (field || e.ctrlKey || e.metaKey || e.altKey) return;
    if (jump) {
      jump = false;
      if (PLACES[e.key]) {
        const now = new URLSearchParams(location.search);
        const kept = new URLSearchParams([...now].filter(([name]) => name === "crisis" || name === "snapshot")).toString();
        const [path, hash] = PLACES[e.key].split("#");
        location.href = path + (kept ? "?" + kept : "") + (hash ? "#" + hash : "");
      }
      return;
    }
    if (e.key === "/") { document.getElementById("search").focus(); e.preventDefault(); }
    else if (e.key === "?") location.href = "/keys";
    else if (e.key === "g") jump = true;
    else if (e.key === "j") walk(1);
    else if (e.key === "k") walk(-1);
    else if (e.key === "Enter" && here() && document.activeElement === here()) { const link = here().querySelector("h3 a, a.id"); if (link) link.click(); }
    else if ("axemsu".includes(e.key) && e.key.length === 1 && review(e.key)) e.preventDefault();
  });
}
