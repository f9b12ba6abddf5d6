// Everything on record about one message: its payload, its statuses, each try at its webhooks.

import { api } from "./api.js";
import { el } from "./dom.js";
import { button, openSheet } from "./sheets.js";
import { clockWithSeconds } from "./times.js";
import { t } from "./words.js";

export async function openInspector(wamid) {
  const { message, facts } = await api.about(wamid);
  const payload = JSON.stringify(message.message, null, 2);
  openSheet(
    t("raw"),
    (sheet) => ({
      body: [
        el("p", { class: "hint" }, wamid),
        el("h3", { class: "group" }, t("journey")),
        el("ul", { class: "steps" }, facts.filter((fact) => fact.kind !== "media").map(step)),
        el("h3", { class: "group" }, t("payload")),
        coloured(payload),
        el("details", {}, el("summary", {}, t("journey") + " · JSON"), coloured(JSON.stringify(facts, null, 2))),
      ],
      foot: [button(t("copy"), () => sheet.do(() => navigator.clipboard.writeText(payload)))],
    }),
    { side: true },
  );
}

function step(fact) {
  const bad = (fact.kind === "attempt" && fact.http_status !== 200) || fact.status === "failed" || fact.kind === "response_lost";
  return el("li", {}, el("time", {}, `${clockWithSeconds(fact.at)}.${String(Math.floor((fact.at % 1) * 1000)).padStart(3, "0")}`), el("span", { class: bad ? "bad" : "" }, said(fact)));
}

function said(fact) {
  if (fact.kind === "attempt") {
    const answered = fact.http_status !== null;
    const text = answered
      ? t("webhook_answered", { status: fact.http_status, ms: fact.took_ms, attempt: fact.attempt })
      : t("webhook_unanswered", { error: fact.error, attempt: fact.attempt });
    return fact.fault ? t("by_fault", { text, fault: t(`fault_${fact.fault}`) }) : text;
  }
  if (fact.kind === "status") return `${t("fact_status", { status: fact.status })}${fact.errors ? ` · ${fact.errors[0].code} ${fact.errors[0].title}` : ""}`;
  return ["inbound", "outbound", "seen", "response_lost"].includes(fact.kind) ? t(`fact_${fact.kind}`) : fact.kind;
}

// JSON in colours: keys, texts, numbers. Pieces are text nodes, so payloads cannot become markup.
const PIECE = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(-?\d+(?:\.\d+)?|true|false|null)\b/g;

function coloured(json) {
  const block = el("pre", { class: "raw", tabIndex: 0 });
  let at = 0;
  for (const match of json.matchAll(PIECE)) {
    const kind = match[2] ? "key" : match[1] ? "str" : "num";
    block.append(json.slice(at, match.index), el("span", { class: kind }, match[1] ?? match[3]), match[2] ?? "");
    at = match.index + match[0].length;
  }
  block.append(json.slice(at));
  return block;
}
