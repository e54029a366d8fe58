// What do keys, brushing and pointing add to pages that read whole without this file?
import { keys } from "./keys.js";
import { brush } from "./brush.js";
import { lighting, zoom } from "./map.js";

const remembered = document.cookie.match(/(?:^|; )detente_author=([^;]*)/);
for (const field of document.querySelectorAll('input[name="author"]')) {
  if (remembered && !field.value) field.value = decodeURIComponent(remembered[1].replace(/^"|"$/g, ""));
}
for (const select of document.querySelectorAll(".switch select")) select.addEventListener("change", () => select.form.requestSubmit());
for (const cited of document.querySelectorAll(".cite input")) {
  cited.addEventListener("focus", () => cited.select());
  if (!navigator.clipboard) continue;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(cited.value);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  cited.closest(".cite").append(copy);
}
for (const words of document.querySelectorAll("span[data-of]")) {
  words.addEventListener("click", () => { if (getSelection().isCollapsed) location.hash = words.dataset.of; });
}
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target && target.closest("details:not([open])");
  if (closed) { closed.open = true; target.scrollIntoView({ block: "center" }); }
  for (const t of document.querySelectorAll(".t.lit")) t.classList.remove("lit");
  if (target && target.classList.contains("card")) {
    const words = document.querySelectorAll(`[data-of="${CSS.escape(target.id)}"]`);
    for (const w of words) w.classList.add("lit");
    if (words.length) words[0].scrollIntoView({ block: "center" });
    target.scrollIntoView({ block: "nearest" });
  }
}
addEventListener("hashchange", unfold);
unfold();
keys();
brush(document.getElementById("strip"));
lighting(document);
zoom(document.getElementById("map"));
