// A basket put together from the shop's products, or by hand, and sent as an order.

import { productCard } from "./pieces.js";
import { el } from "./dom.js";
import { button, field, openSheet } from "./sheets.js";
import { money } from "./times.js";
import { t } from "./words.js";
import { findProduct, world } from "./world.js";

export function openOrder(chat, { catalogue, only, quote } = {}) {
  const shop = world.shops.get(chat.shop);
  const lines = shop.products.filter((product) => !only || only.includes(product.retailer_id)).map(lineOf);
  for (const id of only ?? []) if (!findProduct(chat.shop, id)) lines.push(lineOf({ retailer_id: id, name: id, price: 0, currency: "KES", image_link: "" }));
  const note = el("input", { name: "note" });
  const draft = () => ({
    type: "order",
    catalog_id: catalogue || shop.catalog_id || "0",
    text: note.value.trim(),
    product_items: lines.filter((line) => line.quantity).map(({ product, quantity }) => ({ product_retailer_id: product.retailer_id, quantity, item_price: product.price, currency: product.currency })),
    ...chat.composer.takeQuote(),
    ...(quote ? { quote } : {}),
  });
  openSheet(t("order"), (sheet) => {
    const chosen = lines.filter((line) => line.quantity);
    const sum = chosen.reduce((total, { product, quantity }) => total + product.price * quantity, 0);
    const state = el("span", { role: "status", class: "foot" }, chosen.length ? money(sum, chosen[0].product.currency) : t("nothing_ordered"));
    const send = button(t("send_order"), () => sheet.do(() => chat.send(draft())), { class: "go", disabled: !chosen.length });
    const hint = lines.length ? null : el("p", { class: "hint" }, t("no_products"));
    return { body: [hint, lines.map((line) => orderRow(line, sheet)), only ? null : byHand(lines, sheet), field(t("words_with_order"), note)].flat(), foot: [state, send] };
  });
}

const lineOf = (product) => ({ product, quantity: 0 });

function orderRow(line, sheet) {
  const { product } = line;
  const change = (by) => () => {
    line.quantity = Math.min(9999, Math.max(0, line.quantity + by));
    sheet.redraw();
    sheet.dialog.querySelector(`[data-step="${CSS.escape(product.retailer_id)}${by > 0 ? "+" : "-"}"]`)?.focus();
  };
  const step = (sign, label, by) => el("button", { type: "button", data: { step: product.retailer_id + sign }, aria: { label: `${label}: ${product.name}` }, onclick: change(by) }, by > 0 ? "+" : "−");
  return el(
    "div",
    { class: "option" },
    el("div", { class: "body goods" }, productCard(product, money(product.price, product.currency))),
    el("div", { class: "stepper" }, step("-", t("fewer"), -1), el("output", {}, String(line.quantity)), step("+", t("more"), 1)),
  );
}

function byHand(lines, sheet) {
  const id = el("input", { aria: { label: t("product_id") }, placeholder: t("product_id") });
  const price = el("input", { inputmode: "decimal", aria: { label: t("price") }, placeholder: t("price") });
  const add = button(t("add"), () => {
    const amount = Number(price.value.replace(",", ""));
    if (!id.value.trim() || !price.value.trim() || !(amount >= 0)) return sheet.fail(new Error(`${t("product_id")}, ${t("price")}`));
    lines.push({ product: { retailer_id: id.value.trim(), name: id.value.trim(), price: amount, currency: "KES", image_link: "" }, quantity: 1 });
    return sheet.redraw();
  });
  return el("div", { class: "knobs" }, el("label", { class: "mini" }, id), el("label", { class: "mini" }, price), add);
}

export function openProduct(chat, id, catalogue) {
  const product = findProduct(chat.shop, id) ?? { retailer_id: id, name: id, price: 0, currency: "KES", image_link: "", description: "" };
  const text = t("about_product", { name: product.name });
  const ask = { type: "text", text, referred_product: { catalog_id: catalogue, product_retailer_id: id } };
  openSheet(product.name, (sheet) => {
    const toOrder = () => {
      sheet.close();
      openOrder(chat, { catalogue, only: [id] });
    };
    return {
      body: [el("div", { class: "goods" }, productCard(product, money(product.price, product.currency))), el("p", {}, product.description ?? "")],
      foot: [button(t("ask_about"), () => sheet.do(() => chat.send(ask))), button(t("order"), toOrder, { class: "go" })],
    };
  });
}
