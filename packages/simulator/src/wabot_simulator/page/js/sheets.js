// Sheets: a native dialog that says its own errors and gives focus back when it goes.

import { el, fill, roundButton } from "./dom.js";
import { t } from "./words.js";

// Opens a sheet. `build(sheet)` returns {body, foot}; the sheet has close(), fail(error) and redraw().
export function openSheet(title, build, { side = false } = {}) {
  const heading = el("h2", { id: `sheet-${Math.random().toString(36).slice(2)}` }, title);
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const body = el("div", { class: "sheet-body" });
  const foot = el("div", { class: "sheet-foot" });
  const dialog = el(
    "dialog",
    { class: side ? "side" : "", aria: { labelledby: heading.id } },
    el("div", { class: "sheet-head" }, heading, roundButton("close", t("close"), () => dialog.close())),
    body,
    foot,
  );
  const sheet = {
    dialog,
    close: () => dialog.close(),
    fail(error) {
      problem.textContent = t("not_done", { why: error.message });
      problem.hidden = false;
      problem.scrollIntoView({ block: "nearest" });
    },
    redraw() {
      const parts = build(sheet);
      fill(body, problem, parts.body);
      fill(foot, parts.foot ?? []);
      foot.hidden = !parts.foot;
    },
    // Runs a deed; closes when it went well, says why when not.
    async do(deed) {
      try {
        await deed();
        dialog.close();
      } catch (error) {
        sheet.fail(error);
      }
    },
  };
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  sheet.redraw();
  dialog.showModal();
  return sheet;
}

export function button(text, onclick, more = {}) {
  return el("button", { type: "button", ...more, class: `btn ${more.class ?? ""}`, onclick }, text);
}

export function field(label, input) {
  return el("label", { class: "field" }, el("span", {}, label), input);
}

export function ask(question, yes, deed) {
  openSheet(question, (sheet) => ({
    body: [],
    foot: [button(t("cancel"), sheet.close), button(yes, () => sheet.do(deed), { class: "danger" })],
  }));
}
