/** Filters and the two buttons. Without it everything is there, and sections open by themselves. */
export const script = `
"use strict";
const search = document.getElementById("search");
const boxes = [...document.querySelectorAll("[data-filter]")];
const items = [...document.querySelectorAll("[data-kind]")];
const shown = document.getElementById("shown");
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.filter));
  let count = 0;
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    const fits = kinds.has(item.dataset.kind) && words.every((word) => text.includes(word));
    item.hidden = !fits;
    if (fits) count += 1;
  }
  for (const part of document.querySelectorAll("[data-part]")) {
    const own = [...part.querySelectorAll("[data-kind]")];
    part.hidden = own.length > 0 && own.every((item) => item.hidden);
  }
  shown.textContent = count + " of " + items.length + " shown";
}
search.addEventListener("input", filter);
for (const box of boxes) box.addEventListener("change", filter);
for (const [id, open] of [["open", true], ["close", false]])
  document.getElementById(id).addEventListener("click", () => {
    for (const one of document.querySelectorAll("details")) one.open = open;
  });
filter();
`.trim();
