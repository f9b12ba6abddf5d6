// What a message says, by its type.

import { el, icon } from "./dom.js";
import { drawInteractive, interactiveActions } from "./interactive.js";
import { picture, productCard, source, words } from "./pieces.js";
import { drawTemplate, templateActions } from "./template.js";
import { money } from "./times.js";
import { t } from "./words.js";
import { findProduct } from "./world.js";

const KINDS = {
  text: (chat, { body }) => words(body),
  button: (chat, { text }) => words(text),
  image: (chat, content, message) => [picture(content, message), caption(content)],
  video: (chat, content, message) => [film(content, message), caption(content)],
  audio: (chat, content) => el("audio", { controls: true, preload: "metadata", src: source(content), aria: { label: t(content.voice ? "voice" : "audio") } }),
  sticker: (chat, content) => el("div", { class: "sticker" }, el("img", { src: source(content), alt: t("sticker") })),
  document: (chat, content) => [file(content), caption(content)],
  location: (chat, content) => place(content),
  contacts: (chat, content) => content.map(person),
  order: (chat, content, message) => order(content, message.shop),
  interactive: drawInteractive,
  template: drawTemplate,
  edit: (chat, content) => words(t("edited", { text: content.message?.text?.body ?? "" })),
  revoke: () => el("em", {}, t("removed")),
};

export function drawContent(chat, message) {
  const draw = KINDS[message.type];
  if (!draw) return el("em", {}, t("unsupported", { kind: message.type }));
  return [draw(chat, message.message[message.type] ?? {}, message)].flat(2).filter(Boolean);
}

export function drawActions(chat, message) {
  const content = message.message[message.type] ?? {};
  let buttons = [];
  if (message.type === "interactive") buttons = interactiveActions(chat, content, message);
  if (message.type === "template") buttons = templateActions(chat, message);
  return buttons.length ? el("div", { class: "actions" }, buttons) : null;
}

const caption = (content) => (content.caption ? words(content.caption) : null);

function film(content) {
  return el("div", { class: "picture" }, el("video", { controls: true, preload: "metadata", src: source(content), aria: { label: t("video") } }));
}

function file(content) {
  const name = content.filename || t("document");
  return el("a", { class: "file", href: source(content), download: name, aria: { label: t("download", { name }) } }, icon("file"), el("span", {}, name, el("small", {}, content.mime_type ?? "")));
}

function place({ latitude, longitude, name, address }) {
  const where = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  return [el("div", { class: "map", role: "img", aria: { label: where } }), el("div", {}, el("b", {}, name || t("location")), el("div", { class: "foot" }, address || where))];
}

function person({ name, phones = [] }) {
  return el("div", { class: "card" }, icon("person"), el("span", {}, el("b", {}, name?.formatted_name ?? ""), phones.map(({ phone }) => el("small", {}, phone))));
}

function order({ product_items: items, text }, shop) {
  const total = items.reduce((sum, item) => sum + item.quantity * item.item_price, 0);
  return [
    el("div", { class: "title" }, icon("bag"), t("order")),
    el("div", { class: "goods" }, items.map((item) => orderLine(item, shop))),
    el("div", { class: "total" }, el("span", {}, t("total")), el("span", {}, money(total, items[0].currency))),
    text ? words(text) : null,
  ];
}

function orderLine(item, shop) {
  const product = findProduct(shop, item.product_retailer_id);
  const price = money(item.item_price, item.currency);
  return productCard(product ?? { name: item.product_retailer_id, image_link: "" }, `${item.quantity} × ${price}`);
}
