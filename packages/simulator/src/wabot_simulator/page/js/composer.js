// Where the customer writes.

import { openAttach } from "./attach.js";
import { quoteBox } from "./bubbles.js";
import { el, fill, icon, roundButton } from "./dom.js";
import { t } from "./words.js";
import { shopName } from "./world.js";

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.quoted = null;
    this.input = el("textarea", { rows: 1, name: "text", maxLength: 65536, autocomplete: "off", enterkeyhint: "send" });
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.replying = el("div", { class: "replying", hidden: true });
    this.attach = roundButton("plus", "", () => openAttach(chat), { data: { open: "attach" } });
    this.submit = el("button", { type: "submit", class: "round send" }, icon("send"));
    this.form = el("form", {}, this.attach, this.input, this.submit);
    this.node = el("div", { class: "composer" }, this.problem, this.replying, this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("input", () => this.grow());
  }

  // Only words change: the elements stay, and with them the focus of whoever is typing.
  draw() {
    this.input.placeholder = t("write");
    for (const [node, label] of [[this.input, "write"], [this.attach, "attach"], [this.submit, "send"]]) {
      node.setAttribute("aria-label", t(label));
      node.title = node === this.input ? "" : t(label);
    }
    this.drawReply();
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.quoted) {
      this.replyTo(null);
    }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 140)}px`;
  }

  replyTo(message) {
    this.quoted = message;
    this.drawReply();
    this.input.focus();
  }

  drawReply() {
    this.replying.hidden = !this.quoted;
    if (!this.quoted) return;
    const name = this.quoted.direction === "inbound" ? t("you") : shopName(this.quoted.shop);
    fill(this.replying, quoteBox(this.quoted, { aria: { label: t("replying_to", { name }) }, onclick: () => this.chat.jumpTo(this.quoted.wamid) }), roundButton("close", t("stop_replying"), () => this.replyTo(null)));
  }

  // What the customer is replying to, taken once.
  takeQuote() {
    const quote = this.quoted?.wamid;
    this.quoted = null;
    this.drawReply();
    return quote ? { quote } : {};
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const quoted = this.quoted;
    this.input.value = "";
    this.input.focus();
    this.grow();
    this.problem.hidden = true;
    try {
      await this.chat.send({ type: "text", text, ...this.takeQuote() });
    } catch (error) {
      // nothing was sent: the words go back where they came from
      this.input.value = text;
      this.quoted = quoted;
      this.drawReply();
      this.problem.textContent = t("not_done", { why: error.message });
      this.problem.hidden = false;
    }
  }
}
