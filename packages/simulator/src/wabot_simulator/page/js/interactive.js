// Lists, buttons, links, products: what a shop offers to tap, and the answers.

import { picture, productCard, source, words } from "./pieces.js";
import { el, icon } from "./dom.js";
import { openListSheet } from "./list-sheet.js";
import { openLocation } from "./attach-forms.js";
import { openOrder, openProduct } from "./order.js";
import { money } from "./times.js";
import { t } from "./words.js";
import { findProduct, world } from "./world.js";

export function drawInteractive(chat, content, message) {
  const reply = content.list_reply ?? content.button_reply;
  if (reply) return [el("div", { class: "title words" }, reply.title), reply.description ? el("div", { class: "foot" }, reply.description) : null];
  if (content.nfm_reply) return words(content.nfm_reply.body);
  return [
    header(content.header, message),
    product(content, message.shop),
    content.body ? words(content.body.text) : null,
    content.footer ? el("div", { class: "foot" }, content.footer.text) : null,
  ];
}

function header(given, message) {
  if (!given) return null;
  if (given.type === "text") return el("div", { class: "title" }, given.text);
  if (given.type === "image") return picture(given.image, message);
  const { [given.type]: medium } = given;
  return el("a", { class: "file", href: source(medium) }, icon("file"), medium.filename ?? given.type);
}

function product({ type, action }, shop) {
  if (type !== "product") return null;
  const id = action.product_retailer_id;
  const found = findProduct(shop, id);
  return el("div", { class: "goods" }, productCard(found ?? { name: id, image_link: "" }, found ? money(found.price, found.currency) : t("catalogue")));
}

const tap = (name, text, onclick, data = {}) => el("button", { type: "button", onclick, data }, icon(name), text);

export function interactiveActions(chat, content, message) {
  const { action = {}, type } = content;
  const answer = (draft) => chat.send({ ...draft, quote: message.wamid });
  switch (type) {
    case "button":
      return action.buttons.map(({ reply }) => tap("reply", reply.title, () => answer({ type: "button_reply", ...reply }), { replyId: reply.id }));
    case "list":
      return [tap("list", action.button, () => openListSheet(content, answer), { opens: "list" })];
    case "cta_url":
      return [el("a", { href: action.parameters.url, target: "_blank", rel: "noopener noreferrer" }, icon("link"), action.parameters.display_text)];
    case "product":
      return [tap("bag", t("view"), () => openProduct(chat, action.product_retailer_id, action.catalog_id))];
    case "product_list":
      return [tap("bag", t("view_items"), () => openOrder(chat, { catalogue: action.catalog_id, only: offeredIds(action), quote: message.wamid }))];
    case "catalog_message":
      return [tap("bag", t("view_catalogue"), () => openOrder(chat, { catalogue: world.shops.get(chat.shop)?.catalog_id, quote: message.wamid }))];
    case "location_request_message":
      return [tap("pin", t("share_location"), () => openLocation(chat, { quote: message.wamid }))];
    default:
      return [];
  }
}

const offeredIds = (action) => action.sections.flatMap((section) => section.product_items.map((item) => item.product_retailer_id));
