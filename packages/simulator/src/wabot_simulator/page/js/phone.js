// One phone: its owner, the chats, the open chat, and the stream that keeps them live.

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { Chat } from "./chat.js";
import { el, fill, icon } from "./dom.js";
import { Meanwhile } from "./meanwhile.js";
import { chooseOwner } from "./people.js";
import { preview } from "./preview.js";
import { clock, dayName, sameDay } from "./times.js";
import { t } from "./words.js";
import { refresh, world } from "./world.js";

export class Phone {
  constructor(customer, shop, onChange) {
    this.customer = customer;
    this.shop = shop;
    this.onChange = onChange;
    this.chats = new Map();
    this.meanwhile = new Meanwhile();
    this.owner = el("div");
    this.rows = el("ul", { class: "rows" });
    this.lost = el("p", { class: "lost", role: "status", hidden: true });
    this.chatPane = el("section", { class: "chat" });
    this.listPane = el("nav", { class: "list" }, this.owner, this.lost, this.rows);
    this.node = el("section", { class: "phone" }, el("div", { class: "panes" }, this.listPane, this.chatPane));
    this.redraw = () => this.draw();
    world.addEventListener("change", this.redraw);
    this.connect();
    this.draw();
  }

  leave() {
    world.removeEventListener("change", this.redraw);
    this.stream?.close();
    this.chat?.leave();
    this.node.remove();
  }

  connect() {
    this.stream?.close();
    if (!this.customer) return;
    this.stream = new EventSource(`/simulator/events?customer=${encodeURIComponent(this.customer)}`);
    const on = (name, deed) => this.stream.addEventListener(name, (event) => deed(JSON.parse(event.data)));
    on("hello", () => this.catchUp());
    on("behind", () => this.catchUp());
    on("directory", refresh);
    on("message", (message) => this.take(message));
    on("typing", ({ shop, for_s }) => this.chat?.shop === shop && this.chat.showTyping(for_s));
    this.stream.addEventListener("error", () => {
      this.lost.hidden = false;
      // the browser gives up on an answer such as 404; the phone tries on
      if (this.stream.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), 2000);
    });
  }

  // After each (re)connection everything is read afresh: news in between are not missed.
  async catchUp() {
    this.lost.hidden = true;
    refresh();
    const { customer } = this;
    const { answer, news } = await this.meanwhile.during(api.chats(this.customer));
    // the phone may have another owner by now
    if (customer !== this.customer) return;
    this.chats = new Map(answer.conversations.map((line) => [line.shop, line]));
    news.forEach((message) => this.takeLine(message));
    this.drawRows();
    await this.chat?.load();
  }

  take(message) {
    if (message.type === "reaction") return;
    this.meanwhile.note(message);
    this.takeLine(message);
    if (message.direction === "outbound") this.countUnread();
    if (this.chat?.shop === message.shop) this.chat.take(message);
    this.drawRows();
  }

  takeLine(message) {
    const line = this.chats.get(message.shop);
    const isNew = !line || message.seq > line.last.seq;
    if (isNew || message.seq === line.last.seq) {
      this.chats.set(message.shop, { shop: message.shop, unread: line?.unread ?? 0, last: message });
    }
  }

  // The simulator counts; asked at most twice a second, however many messages come.
  countUnread() {
    this.counting ??= setTimeout(async () => {
      this.counting = null;
      const { customer } = this;
      const { conversations } = await api.chats(customer);
      if (customer !== this.customer) return;
      for (const { shop, unread } of conversations) if (this.chats.has(shop)) this.chats.get(shop).unread = unread;
      this.drawRows();
    }, 500);
  }

  use(customer) {
    this.customer = customer;
    this.chats = new Map();
    this.chat?.leave();
    this.chat = null;
    this.connect();
    this.draw();
    this.onChange();
  }

  changeOwner() {
    chooseOwner(this);
  }

  open(shop) {
    this.shop = shop;
    this.draw();
    this.onChange();
    this.chat?.focus();
  }

  draw() {
    this.node.setAttribute("aria-label", t("phone_of", { name: world.customers.get(this.customer)?.name ?? "" }));
    this.lost.textContent = t("lost");
    this.listPane.setAttribute("aria-label", t("chats"));
    this.drawOwner();
    this.drawRows();
    this.drawChat();
  }

  drawOwner() {
    const owner = world.customers.get(this.customer);
    const name = owner?.name ?? "?";
    const button = el(
      "button",
      { type: "button", class: "owner", aria: { label: t("change_phone", { name }) }, data: { open: "owner" }, onclick: () => this.changeOwner() },
      avatar(name, "", "small"),
      el("span", {}, el("strong", {}, name), el("small", {}, owner?.wa_id ? `+${owner.wa_id}` : `${owner?.username ? "@" + owner.username + " · " : ""}${t("no_number")}`)),
      icon("down"),
    );
    fill(this.owner, button);
  }

  drawRows() {
    const rest = [...world.shops.keys()].filter((id) => !this.chats.has(id)).map((shop) => ({ shop }));
    const written = [...this.chats.values()].filter(({ shop }) => world.shops.has(shop)).sort((a, b) => b.last.seq - a.last.seq);
    const lines = [...written, ...rest];
    // a key pressed while a row has the focus must not lose its place
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.dataset.shop : null;
    fill(this.rows, lines.length ? lines.map((line) => el("li", {}, this.row(line))) : el("li", { class: "nothing" }, t("no_shops")));
    if (focused) this.rows.querySelector(`[data-shop="${CSS.escape(focused)}"]`)?.focus();
  }

  row({ shop, unread, last }) {
    const { name, picture_url } = world.shops.get(shop);
    const when = last ? (sameDay(last.at, Date.now() / 1000) ? clock(last.at) : dayName(last.at)) : "";
    return el(
      "button",
      { type: "button", class: `row ${unread ? "fresh" : ""}`, data: { shop }, aria: shop === this.shop ? { current: "true" } : {}, onclick: () => this.open(shop) },
      avatar(name, picture_url),
      el("span", { class: "name" }, name),
      el("time", {}, when),
      el("span", { class: "last" }, last ? preview(last) : t("no_words_yet")),
      unread ? el("span", { class: "unread", aria: { label: t("unread", { count: unread }) } }, String(unread)) : el("span"),
    );
  }

  drawChat() {
    this.node.classList.toggle("in-chat", Boolean(this.shop));
    if (!this.shop || !this.customer) {
      fill(this.chatPane, el("div", { class: "wall" }, el("div", { class: "log" }, el("div", { class: "nothing" }, icon("chats"), t("pick_chat")))));
      return;
    }
    if (this.chat?.shop !== this.shop) {
      this.chat?.leave();
      this.chat = new Chat(this, this.shop, this.chatPane);
      this.chat.load();
    } else {
      this.chat.draw();
    }
  }

  back() {
    this.shop = "";
    this.chat?.leave();
    this.chat = null;
    this.draw();
    this.onChange();
    this.rows.querySelector("button")?.focus();
  }
}
