// A bubble around a message: quote, content, time and ticks, reactions, menu.

import { drawActions, drawContent } from "./content.js";
import { el, roundButton, ticks } from "./dom.js";
import { openMenu } from "./menu.js";
import { preview } from "./preview.js";
import { clock } from "./times.js";
import { t } from "./words.js";
import { shopName } from "./world.js";

// The message's list item, and one for its reactions where there are any.
export function drawMessage(chat, message, before) {
  const mine = message.direction === "inbound";
  const turn = !before || before.direction !== message.direction;
  const failed = message.status === "failed";
  const time = clock(message.at);
  const status = t(message.status === "accepted" ? "sent" : message.status);
  const bubble = el(
    "div",
    { class: "bubble" },
    el("div", { class: "inner" }, quoteOf(chat, message), drawContent(chat, message), failed && why(message), meta(message, mine, time, status)),
    failed ? null : drawActions(chat, message),
  );
  const item = el(
    "li",
    {
      class: `msg ${mine ? "mine" : ""} ${turn ? "turn" : ""} ${failed ? "failed" : ""} ${message.type === "sticker" ? "is-sticker" : ""}`,
      data: { wamid: message.wamid, type: message.type, status: message.status },
      aria: { label: mine ? t("by_you", { time, status }) : t("by_shop", { shop: shopName(message.shop), time }) },
    },
    bubble,
    roundButton("more", t("message_menu"), () => openMenu(chat, chat.messages.get(message.wamid)), { class: "more" }),
  );
  const faces = Object.values(message.reactions);
  return faces.length ? [item, el("li", { class: `reactions ${mine ? "mine" : ""}` }, faces.join(" "))] : [item];
}

function meta(message, mine, time, status) {
  return el("div", { class: "meta" }, el("time", {}, time), mine ? ticks(message.status, status) : null);
}

function why(message) {
  const { code, title, error_data: data } = message.error ?? {};
  return el("p", { class: "why" }, `⚠ ${t("failed")}: ${code ?? ""} ${title ?? ""}. ${data?.details ?? ""}`);
}

function quoteOf(chat, message) {
  const { context } = message.message;
  const wamid = context?.id ?? context?.message_id;
  const product = context?.referred_product;
  if (product) return el("span", { class: "quote" }, el("b", {}, t("catalogue")), el("span", {}, product.product_retailer_id));
  if (!wamid) return null;
  const quoted = chat.messages.get(wamid);
  if (!quoted) return null;
  return quoteBox(quoted, { onclick: () => chat.jumpTo(wamid) });
}

export function quoteBox(quoted, more) {
  const by = quoted.direction === "inbound" ? t("you") : shopName(quoted.shop);
  return el("button", { type: "button", class: "quote", ...more }, el("b", {}, by), preview(quoted));
}
