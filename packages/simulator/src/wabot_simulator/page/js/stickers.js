// Stickers drawn here and now, sent as WebP as WhatsApp wants them.

import { api } from "./api.js";
import { el } from "./dom.js";
import { openSheet } from "./sheets.js";
import { t } from "./words.js";

const FACES = ["😀", "😍", "🥳", "👍", "🙏🏾", "💃🏾", "🛍️", "🇰🇪", "☕", "🔥", "❤️", "👋🏾"];

export function openStickers(chat) {
  openSheet(t("sticker"), (sheet) => ({
    body: el("div", { class: "grid" }, FACES.map((face) => el("button", { type: "button", class: "tile", onclick: () => sheet.do(() => sendSticker(chat, face)) }, el("span", { class: "face" }, face)))),
  }));
}

async function sendSticker(chat, face) {
  const { id } = await api.upload(await drawn(face), "sticker.webp");
  await chat.send({ type: "sticker", media_id: id, ...chat.composer.takeQuote() });
}

function drawn(face) {
  const canvas = el("canvas", { width: 512, height: 512 });
  const pen = canvas.getContext("2d");
  pen.font = '380px "Noto Color Emoji", system-ui, sans-serif';
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(face, 256, 280);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.9));
}
