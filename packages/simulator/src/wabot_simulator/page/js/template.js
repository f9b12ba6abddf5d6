// Template messages, with their holes filled.

import { picture, words } from "./pieces.js";
import { el, icon } from "./dom.js";
import { filled, sent, templateOf } from "./template-text.js";

export function drawTemplate(chat, content, message) {
  const template = templateOf(message);
  if (!template) return words(content.name);
  return template.components.map((component) => part(component, message));
}

function part(component, message) {
  const parameters = sent(message, component.type.toLowerCase());
  switch (component.type.toUpperCase()) {
    case "HEADER": {
      const image = parameters.find((each) => each.image)?.image;
      if (image) return picture(image, message);
      return component.text ? el("div", { class: "title" }, filled(component.text, parameters)) : null;
    }
    case "BODY":
      return words(filled(component.text, parameters));
    case "FOOTER":
      return el("div", { class: "foot" }, component.text);
    default:
      return null;
  }
}

export function templateActions(chat, message) {
  const buttons = templateOf(message)?.components.find((each) => each.type.toUpperCase() === "BUTTONS")?.buttons ?? [];
  return buttons.map((given, index) => templateButton(chat, message, given, index));
}

function templateButton(chat, message, given, index) {
  const part = message.message.template.components?.find((each) => each.type?.toLowerCase() === "button" && Number(each.index ?? 0) === index);
  const parameters = part?.parameters ?? [];
  if (given.url) return el("a", { href: filled(given.url, parameters), target: "_blank", rel: "noopener noreferrer" }, icon("link"), given.text);
  const payload = parameters[0]?.payload ?? given.text;
  const draft = { type: "button", text: given.text, payload, quote: message.wamid };
  return el("button", { type: "button", data: { replyId: payload }, onclick: () => chat.send(draft) }, icon("reply"), given.text);
}
