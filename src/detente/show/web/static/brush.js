// How are days chosen? Drag over the time strip; without this file each bar is a link to its own days.
export function brush(strip) {
  if (!strip) return;
  const bars = [...strip.querySelectorAll("[data-since]")];
  let first = null;
  const bar = (e) => {
    const box = strip.getBoundingClientRect();
    const i = Math.floor(((e.clientX - box.left) / box.width) * bars.length);
    return Math.min(Math.max(i, 0), bars.length - 1);
  };
  const paint = (a, b) => bars.forEach((el, i) => el.classList.toggle("brushed", i >= Math.min(a, b) && i <= Math.max(a, b)));
  strip.addEventListener("dragstart", (e) => e.preventDefault());
  strip.addEventListener("pointerdown", (e) => { if (e.button === 0) first = bar(e); });
  strip.addEventListener("pointermove", (e) => { if (first !== null) paint(first, bar(e)); });
  addEventListener("pointerup", (e) => {
    if (first === null) return;
    const last = bar(e);
    const [a, b] = [Math.min(first, last), Math.max(first, last)];
    first = null;
    if (a === b) { paint(-1, -2); return; }
    const there = new URL(strip.dataset.link, location.href);
    there.searchParams.set("since", bars[a].dataset.since);
    there.searchParams.set("until", bars[b].dataset.until);
    location.href = there.href;
  });
}
