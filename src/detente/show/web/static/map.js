// How do the list and the map point at each other, and how does the map zoom? Wheel and drag; double click goes back.
export function lighting(root) {
  const rows = [...root.querySelectorAll(".row[data-place]")].filter((r) => r.dataset.place);
  const marks = [...root.querySelectorAll("#map a[data-place]")];
  const light = (all, place, on) => { for (const x of all) if (x.dataset.place === place) x.classList.toggle("lit", on); };
  for (const r of rows) for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) r.addEventListener(type, () => light(marks, r.dataset.place, on));
  for (const m of marks) for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focus", true], ["blur", false]]) m.addEventListener(type, () => light(rows, m.dataset.place, on));
}

export function zoom(map) {
  if (!map) return;
  const whole = map.getAttribute("viewBox").split(" ").map(Number);
  let view = [...whole];
  let from = null;
  let moved = false;
  const show = () => map.setAttribute("viewBox", view.join(" "));
  const at = (e) => {
    const box = map.getBoundingClientRect();
    return [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height];
  };
  map.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.shiftKey && view[2] === whole[2] && e.deltaY > 0) return;
    e.preventDefault();
    const [fx, fy] = at(e);
    const next = Math.min(Math.max(view[2] * (e.deltaY > 0 ? 1.2 : 1 / 1.2), whole[2] / 12), whole[2]);
    const tall = (next * whole[3]) / whole[2];
    view = [view[0] + (view[2] - next) * fx, view[1] + (view[3] - tall) * fy, next, tall];
    if (next === whole[2]) view = [...whole];
    show();
  }, { passive: false });
  map.addEventListener("pointerdown", (e) => { if (view[2] < whole[2]) { from = [e.clientX, e.clientY, ...view]; moved = false; } });
  map.addEventListener("pointermove", (e) => {
    if (!from) return;
    const box = map.getBoundingClientRect();
    const [dx, dy] = [e.clientX - from[0], e.clientY - from[1]];
    moved = moved || Math.abs(dx) + Math.abs(dy) > 4;
    view = [from[2] - (dx / box.width) * view[2], from[3] - (dy / box.height) * view[3], view[2], view[3]];
    show();
  });
  addEventListener("pointerup", () => { from = null; });
  map.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true);
  map.addEventListener("dblclick", (e) => { e.preventDefault(); view = [...whole]; show(); });
}
