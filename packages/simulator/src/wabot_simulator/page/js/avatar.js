// Round pictures; initials on a colour of their own where there is none.

import { linkUrl } from "./api.js";
import { el } from "./dom.js";

function hue(name) {
  let sum = 7;
  for (const letter of name) sum = (sum * 131 + letter.codePointAt(0)) % 65_521;
  return (sum >> 4) % 8;
}

export function avatar(name, picture = "", more = "") {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const disc = el("span", { class: `avatar hue-${hue(name)} ${more}`, aria: { hidden: "true" } }, initials);
  if (picture) {
    const image = el("img", { src: linkUrl(picture), alt: "" });
    image.addEventListener("load", () => disc.replaceChildren(image));
  }
  return disc;
}
