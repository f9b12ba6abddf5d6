// What can be done with a message.

import { el, icon } from "./dom.js";
import { openInspector } from "./inspector.js";
import { previewText } from "./preview.js";
import { openSheet } from "./sheets.js";
import { t } from "./words.js";

const FACES = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

export function openMenu(chat, message) {
  openSheet(t("message"), (sheet) => {
    const row = (name, text, deed) => el("li", {}, el("button", { type: "button", class: "option", onclick: deed }, icon(name), el("span", { class: "body" }, text)));
    const reply = () => {
      sheet.close();
      chat.composer.replyTo(message);
    };
    const copy = () => sheet.do(() => navigator.clipboard.writeText(previewText(message)));
    const raw = () => {
      sheet.close();
      openInspector(message.wamid);
    };
    return { body: [faces(chat, message, sheet), el("ul", { class: "options" }, row("reply", t("reply"), reply), row("copy", t("copy"), copy), row("code", t("raw"), raw))] };
  });
}

function faces(chat, message, sheet) {
  const chosen = message.reactions.customer;
  return el(
    "div",
    { class: "faces" },
    FACES.map((emoji) => {
      const on = emoji === chosen;
      const draft = { type: "reaction", message_id: message.wamid, emoji: on ? "" : emoji };
      const label = t(on ? "unreact" : "react", { emoji });
      return el("button", { type: "button", aria: { pressed: String(on), label }, onclick: () => sheet.do(() => chat.send(draft)) }, emoji);
    }),
  );
}
