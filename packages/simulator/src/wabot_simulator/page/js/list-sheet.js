// A list message opened: its sections and rows, one of which can be sent back.

import { el } from "./dom.js";
import { button, openSheet } from "./sheets.js";
import { t } from "./words.js";

export function openListSheet(content, answer) {
  let chosen = null;
  openSheet(content.action.button, (sheet) => {
    const send = button(t("send"), () => sheet.do(() => answer({ type: "list_reply", ...chosen })), { class: "go", disabled: true });
    const choose = (row) => {
      chosen = row;
      send.disabled = false;
    };
    const sections = content.action.sections.map((section) => [section.title ? el("h3", {}, section.title) : null, section.rows.map((row) => option(row, choose))]);
    return { body: el("div", { class: "options", role: "radiogroup", aria: { label: t("choose_one") } }, sections.flat(2).filter(Boolean)), foot: [send] };
  });
}

function option({ id, title, description }, choose) {
  const row = { id, title, ...(description ? { description } : {}) };
  const input = el("input", { type: "radio", name: "row", value: id, onchange: () => choose(row) });
  return el("label", { class: "option", data: { rowId: id } }, el("span", { class: "body" }, el("b", {}, title), description ? el("small", {}, description) : null), input);
}
