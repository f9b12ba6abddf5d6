// Everything that is not text: pictures, files, voice, stickers, places, people, orders.

import { api } from "./api.js";
import { openContact, openLocation } from "./attach-forms.js";
import { el, icon } from "./dom.js";
import { openOrder } from "./order.js";
import { button, field, openSheet } from "./sheets.js";
import { openStickers } from "./stickers.js";
import { openVoice } from "./voice.js";
import { t } from "./words.js";
import { shopName } from "./world.js";

const TILES = [
  ["photo", "picture", "hue-3", (chat) => pickFile(chat, "image/jpeg,image/png,video/mp4,video/3gpp")],
  ["document", "file", "hue-2", (chat) => pickFile(chat, "")],
  ["voice", "mic", "hue-1", openVoice],
  ["sticker", "sticker", "hue-5", openStickers],
  ["location", "pin", "hue-6", openLocation],
  ["contact", "person", "hue-7", openContact],
  ["order", "bag", "hue-4", openOrder],
];

export function openAttach(chat) {
  openSheet(t("attach"), (sheet) => ({
    body: el(
      "div",
      { class: "grid" },
      TILES.map(([name, drawn, hue, open]) => {
        const go = () => {
          sheet.close();
          open(chat);
        };
        return el("button", { type: "button", class: "tile", data: { attach: name }, onclick: go }, el("span", { class: `disc ${hue}` }, icon(drawn)), t(name));
      }),
    ),
  }));
}

function pickFile(chat, accept) {
  const input = el("input", { type: "file", accept, hidden: true, aria: { hidden: "true" } });
  input.addEventListener("change", () => {
    if (input.files.length) openPreview(chat, input.files[0], accept === "");
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

function kindOf(file, asDocument) {
  if (asDocument) return "document";
  return file.type.startsWith("video/") ? "video" : "image";
}

function openPreview(chat, file, asDocument) {
  const kind = kindOf(file, asDocument);
  const shown = URL.createObjectURL(file);
  const words = el("input", { name: "caption", maxLength: 1024 });
  const sheet = openSheet(t("send_to", { shop: shopName(chat.shop) }), (self) => ({
    body: [look(kind, shown, file), field(t("caption"), words)],
    foot: [
      button(t("send"), () =>
        self.do(async () => {
          const { id } = await api.upload(file, file.name);
          await chat.send({ type: kind, media_id: id, filename: file.name, caption: words.value.trim(), ...chat.composer.takeQuote() });
        }), { class: "go" }),
    ],
  }));
  sheet.dialog.addEventListener("close", () => URL.revokeObjectURL(shown));
  words.focus();
}

function look(kind, shown, file) {
  if (kind === "image") return el("img", { class: "preview", src: shown, alt: file.name });
  if (kind === "video") return el("video", { class: "preview", src: shown, controls: true });
  return el("p", {}, icon("file"), file.name);
}
