// Which key does what? '/' searches, '?' lists the keys, 'g' and a letter jumps, j k walk, a x e m s u review.
const PLACES = { b: "/", t: "/events#strip", m: "/events#map", d: "/disputes", c: "/channels", q: "/queue" };

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
    const from = here() || document;
    const button = from.querySelector(`.review button[data-key="${key}"]`);
    if (!button) return false;
    button.closest("details").open = true;
    const form = button.form;
    for (const b of form.querySelectorAll("button")) b.hidden = b !== button && key !== "";
    const missing = [...form.querySelectorAll("input[name=author], input[name=reason]")].find((f) => !f.value);
    (key === "e" ? form.querySelector("[name=fields]") : key === "m" || key === "s" ? form.querySelector("[name=others]") : missing || button).focus();
    return true;
  }
  document.addEventListener("keydown", (e) => {
    const field = e.target.closest("input, select, textarea");
    if (e.key === "Escape" && field) { field.blur(); for (const b of document.querySelectorAll(".review button[hidden]")) b.hidden = false; return; }
    if (field || e.ctrlKey || e.metaKey || e.altKey) return;
    if (jump) {
      jump = false;
      if (PLACES[e.key]) {
        const crisis = new URLSearchParams(location.search).get("crisis");
        const [path, hash] = PLACES[e.key].split("#");
        location.href = path + (crisis ? "?crisis=" + encodeURIComponent(crisis) : "") + (hash ? "#" + hash : "");
      }
      return;
    }
    if (e.key === "/") { document.getElementById("search").focus(); e.preventDefault(); }
    else if (e.key === "?") location.href = "/keys";
    else if (e.key === "g") jump = true;
    else if (e.key === "j") walk(1);
    else if (e.key === "k") walk(-1);
    else if (e.key === "Enter" && here() && document.activeElement === here()) { const link = here().querySelector("a.id, h3 a"); if (link) link.click(); }
    else if ("axemsu".includes(e.key) && e.key.length === 1 && review(e.key)) e.preventDefault();
  });
}
