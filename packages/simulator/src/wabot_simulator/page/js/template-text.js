// A template's text with its holes filled.

import { world } from "./world.js";

export function templateOf(message) {
  const { name, language } = message.message.template;
  return world.shops.get(message.shop)?.templates.find((each) => each.name === name && each.language === language.code);
}

export const sent = (message, type) => message.message.template.components?.find((part) => part.type?.toLowerCase() === type)?.parameters ?? [];

export function filled(text, parameters) {
  let next = 0;
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (hole, name) => {
    const named = parameters.find((each) => each.parameter_name === name);
    const value = named ?? (/^\d+$/.test(name) ? parameters[Number(name) - 1] : parameters[next++]);
    return value?.text ?? value?.currency?.fallback_value ?? value?.date_time?.fallback_value ?? hole;
  });
}

export function templateText(message) {
  const body = templateOf(message)?.components.find((part) => part.type.toUpperCase() === "BODY");
  return body ? filled(body.text, sent(message, "body")) : message.message.template.name;
}
