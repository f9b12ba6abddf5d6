// Pieces that several kinds of message share.

import { linkUrl, mediaUrl } from "./api.js";
import { el, icon } from "./dom.js";
import { formatted, isOnlyEmoji } from "./format.js";
import { t } from "./words.js";

export const words = (text) => el("div", { class: `words ${isOnlyEmoji(text) ? "big" : ""}` }, formatted(text));

export const source = ({ id, link }) => (id ? mediaUrl(id) : linkUrl(link));

export function picture(content, message) {
  const box = el("div", { class: "picture" });
  // a link is only here once WhatsApp has fetched it, which `sent` tells
  if (content.link && message.status === "accepted") return el("div", { class: "picture" }, gone(""));
  const image = el("img", { src: source(content), alt: content.caption || t("photo"), loading: "lazy" });
  image.addEventListener("error", () => box.replaceChildren(gone(content.link ? t("not_shown", { link: content.link }) : t("file_gone"))));
  box.append(image);
  return box;
}

const gone = (text) => el("div", { class: "gone" }, icon("picture"), text);

export function productCard({ name, image_link: link }, small) {
  const blank = el("span", { class: "blank" }, icon("bag"));
  if (link) {
    const image = el("img", { src: linkUrl(link), alt: "" });
    image.addEventListener("load", () => blank.replaceWith(image));
  }
  return el("div", { class: "card" }, blank, el("span", {}, el("b", {}, name), el("small", {}, small)));
}
