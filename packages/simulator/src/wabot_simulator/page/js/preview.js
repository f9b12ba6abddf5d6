// A message in one line, for chat lists and quotes.

import { el, icon } from "./dom.js";
import { plain } from "./format.js";
import { templateText } from "./template-text.js";
import { t } from "./words.js";

const ICONS = { image: "picture", video: "picture", audio: "mic", document: "file", sticker: "sticker", location: "pin", contacts: "person", order: "bag" };
const NAMES = { image: "photo", video: "video", audio: "audio", document: "document", sticker: "sticker", location: "location", contacts: "contact", order: "order" };

export function preview(message) {
  const drawn = ICONS[message.type];
  return el("span", {}, drawn ? icon(drawn) : null, previewText(message));
}

export function previewText(message) {
  const { type, message: whole } = message;
  const content = whole[type] ?? {};
  if (type === "text") return plain(content.body);
  if (type === "button") return content.text;
  if (type === "template") return plain(templateText(message));
  if (type === "interactive") return interactive(content);
  if (type === "edit") return t("edited", { text: content.message?.text?.body ?? "" });
  if (type === "revoke") return t("removed");
  if (type in NAMES) return plain(content.caption || content.name || content.filename || t(NAMES[type]));
  return t("unsupported", { kind: type });
}

function interactive(content) {
  const reply = content.list_reply ?? content.button_reply;
  if (reply) return reply.title;
  return plain(content.body?.text ?? content.nfm_reply?.body ?? t("catalogue"));
}
