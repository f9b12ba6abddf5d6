// One open conversation: head, messages, composer.

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { drawMessage } from "./bubbles.js";
import { Composer } from "./composer.js";
import { el, fill, icon, roundButton } from "./dom.js";
import { Meanwhile } from "./meanwhile.js";
import { dayName, sameDay } from "./times.js";
import { t } from "./words.js";
import { shopName, world } from "./world.js";

const PAGE = 150;
// As close to the end as this counts as reading the newest.
const NEAR_PX = 120;

const RANKS = ["accepted", "sent", "delivered", "read", "failed"];

export class Chat {
  constructor(phone, shop, pane) {
    this.phone = phone;
    this.customer = phone.customer;
    this.shop = shop;
    this.messages = new Map();
    this.meanwhile = new Meanwhile();
    this.limit = PAGE;
    this.all = 0;
    this.missed = 0;
    this.head = el("header", { class: "chat-head" });
    this.log = el("ol", { class: "log", role: "log", tabIndex: 0 });
    this.toEnd = el("button", { type: "button", class: "round to-end", hidden: true, onclick: () => this.scrollToEnd() });
    this.composer = new Composer(this);
    fill(pane, this.head, el("div", { class: "wall" }, this.log, this.toEnd), this.composer.node);
    this.log.addEventListener("scroll", () => this.onScroll());
    this.onVisible = () => this.readIfSeen();
    document.addEventListener("visibilitychange", this.onVisible);
    this.atEnd = true;
    // a keyboard that opens or a second phone must not push the newest message out of sight
    this.watch = new ResizeObserver(() => this.atEnd && this.scrollToEnd());
    this.watch.observe(this.log);
    this.draw();
  }

  onScroll() {
    this.atEnd = this.nearEnd();
    if (this.atEnd) this.clearMissed();
  }

  leave() {
    this.left = true;
    this.watch.disconnect();
    clearTimeout(this.typingTimer);
    document.removeEventListener("visibilitychange", this.onVisible);
  }

  focus() {
    this.composer.input.focus();
  }

  async read() {
    const { answer, news } = await this.meanwhile.during(api.chat(this.customer, this.shop, this.limit));
    this.all = answer.all;
    this.messages = new Map(answer.messages.map((message) => [message.wamid, message]));
    return news;
  }

  async load() {
    const news = await this.read();
    if (this.left) return;
    this.drawLog();
    this.scrollToEnd();
    news.forEach((message) => this.take(message));
    this.readIfSeen();
  }

  async loadEarlier() {
    const fromEnd = this.log.scrollHeight - this.log.scrollTop;
    this.limit += PAGE;
    const news = await this.read();
    this.drawLog();
    this.log.scrollTop = this.log.scrollHeight - fromEnd;
    news.forEach((message) => this.take(message));
  }

  take(message) {
    this.meanwhile.note(message);
    const known = this.messages.get(message.wamid);
    // a reaction shows on the message it is for; news of messages further back than shown change nothing here
    if (message.type === "reaction" || (!known && message.seq <= this.newestSeq())) return;
    if (known && RANKS.indexOf(message.status) < RANKS.indexOf(known.status)) return;
    const wasNear = this.nearEnd();
    this.messages.set(message.wamid, message);
    if (known) this.replace(known, message);
    else this.append(message);
    if (wasNear || (!known && message.direction === "inbound")) this.scrollToEnd();
    else if (!known) this.noteMissed();
    if (message.direction === "outbound" && message.status === "delivered") this.readIfSeen();
  }

  append(message) {
    this.all += 1;
    if (message.direction === "outbound") this.showTyping(0);
    const before = [...this.messages.values()].at(-2);
    this.log.querySelector(".nothing")?.remove();
    this.log.append(...this.withDay(message, before));
    const dots = this.log.querySelector(".typing-dots");
    if (dots) this.log.append(dots);
  }

  withDay(message, before) {
    const nodes = drawMessage(this, message, before);
    return before && sameDay(before.at, message.at) ? nodes : [el("li", { class: "day" }, dayName(message.at)), ...nodes];
  }

  newestSeq() {
    return Math.max(0, ...[...this.messages.values()].slice(-1).map((message) => message.seq));
  }

  // Only one message changed. Mostly that is its ticks: then the rest stays, with the focus or sound in it.
  replace(old, message) {
    const item = this.log.querySelector(`[data-wamid="${CSS.escape(message.wamid)}"]`);
    const list = [...this.messages.values()];
    const [fresh, ...reactions] = drawMessage(this, message, list[list.indexOf(message) - 1]);
    if (item.nextElementSibling?.matches(".reactions")) item.nextElementSibling.remove();
    item.after(...reactions);
    if (old.status === "accepted" || message.status === "failed") {
      item.replaceWith(fresh);
      return;
    }
    item.querySelector(".meta").replaceWith(fresh.querySelector(".meta"));
    item.dataset.status = message.status;
    item.setAttribute("aria-label", fresh.getAttribute("aria-label"));
  }

  draw() {
    const { name, picture_url } = world.shops.get(this.shop) ?? { name: this.shop };
    this.note = el("small", { aria: { live: "polite" } }, t("online"));
    fill(
      this.head,
      roundButton("back", t("back"), () => this.phone.back(), { class: "back" }),
      avatar(name, picture_url, "small"),
      el("div", { class: "who" }, el("strong", {}, name), this.note),
      this.ownerButton(),
    );
    this.log.setAttribute("aria-label", t("phone_of", { name: `${world.customers.get(this.customer)?.name ?? ""} · ${name}` }));
    this.drawToEnd();
    this.composer.draw();
    this.drawLog();
  }

  // In one pane the chat list is away, and with it the line that says whose phone this is.
  ownerButton() {
    const { name } = world.customers.get(this.customer) ?? { name: "?" };
    const label = t("change_phone", { name });
    return el("button", { type: "button", class: "round whose", aria: { label }, title: label, onclick: () => this.phone.changeOwner() }, avatar(name));
  }

  drawLog() {
    const list = [...this.messages.values()];
    const nodes = [];
    if (this.all > list.length) nodes.push(el("button", { type: "button", class: "earlier", onclick: () => this.loadEarlier() }, t("earlier")));
    list.forEach((message, index) => nodes.push(...this.withDay(message, list[index - 1])));
    if (!list.length) nodes.push(el("li", { class: "nothing" }, icon("chats"), t("empty_chat")));
    if (this.typing) nodes.push(this.dots());
    const { scrollTop } = this.log;
    fill(this.log, nodes);
    if (this.atEnd) this.scrollToEnd();
    else this.log.scrollTop = scrollTop;
  }

  dots() {
    return el("li", { class: "typing-dots", role: "img", aria: { label: t("shop_types", { shop: shopName(this.shop) }) } }, el("i"), el("i"), el("i"));
  }

  // Up to 25 seconds, as WhatsApp shows it, or until the reply; 0 ends it.
  showTyping(seconds) {
    clearTimeout(this.typingTimer);
    const near = this.nearEnd();
    this.typing = seconds > 0;
    this.log.querySelector(".typing-dots")?.remove();
    this.note.textContent = this.typing ? t("is_typing") : t("online");
    this.note.classList.toggle("typing", this.typing);
    if (!this.typing) return;
    this.log.append(this.dots());
    this.typingTimer = setTimeout(() => this.showTyping(0), seconds * 1000);
    if (near) this.scrollToEnd();
  }

  nearEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    this.clearMissed();
  }

  noteMissed() {
    this.missed += 1;
    this.drawToEnd();
  }

  clearMissed() {
    if (!this.missed) return;
    this.missed = 0;
    this.drawToEnd();
  }

  drawToEnd() {
    this.toEnd.hidden = !this.missed;
    this.toEnd.setAttribute("aria-label", t("to_end"));
    fill(this.toEnd, icon("down"), el("span", { class: "badge" }, String(this.missed)));
  }

  readIfSeen() {
    const unread = [...this.messages.values()].some((message) => message.direction === "outbound" && message.status === "delivered");
    if (unread && document.visibilityState === "visible" && !this.left) api.read(this.customer, this.shop);
  }

  async send(draft) {
    await api.send({ customer: this.customer, shop: this.shop, ...draft });
  }

  jumpTo(wamid) {
    const node = this.log.querySelector(`[data-wamid="${CSS.escape(wamid)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }
}
