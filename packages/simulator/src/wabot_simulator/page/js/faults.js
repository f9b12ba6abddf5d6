// The drawer of what goes wrong on purpose, of WhatsApp's rules, and of time.

import { api } from "./api.js";
import { el } from "./dom.js";
import { ask, button, openSheet } from "./sheets.js";
import { clockWithSeconds, dayName } from "./times.js";
import { t } from "./words.js";
import { refresh, world } from "./world.js";

const PAUSES = new Set(["redeliver", "disorder", "batch", "delay", "slow_response"]);
// What the callback last said; kept here, since the drawer is drawn anew at each change.
let lastHandshake = "";

const RULES = ["window", "pair_rate", "throughput"];

export function openFaults() {
  lastHandshake = "";
  const sheet = openSheet(
    t("faults"),
    (self) => ({
      body: [
        el("p", { class: "hint" }, t("from_webhooks_hint")),
        Object.keys(world.faults.kinds).map((name) => fault(name, self)),
        el("h3", { class: "group" }, t("rules")),
        RULES.map((name) => rule(name, self)),
        el("h3", { class: "group" }, t("time")),
        time(self),
        el("h3", { class: "group" }, t("callback")),
        callback(self),
      ].flat(),
      foot: [
        button(t("start_over"), () => ask(t("start_over_sure"), t("forget"), api.reset), { class: "danger" }),
        button(t("lift_all"), () => attempt(self, api.liftFaults), { disabled: !world.faults.active.length }),
      ],
    }),
    { side: true },
  );
  // other pages and drills set faults too; a field being typed in is left alone
  const follow = () => sheet.dialog.contains(document.activeElement) && document.activeElement.matches(".mini input") || sheet.redraw();
  world.addEventListener("change", follow);
  sheet.dialog.addEventListener("close", () => world.removeEventListener("change", follow));
  refresh();
}

async function attempt(sheet, deed) {
  try {
    await deed();
    await refresh();
  } catch (error) {
    sheet.fail(error);
  }
}

function toggle(label, hint, on, onchange, more = {}) {
  const input = el("input", { type: "checkbox", role: "switch", checked: on, onchange, ...more });
  return el("label", { class: "switch" }, el("span", { class: "body" }, el("b", {}, label), el("small", {}, hint)), input);
}

function fault(name, sheet) {
  const active = world.faults.active.find((each) => each.name === name);
  const change = (event) => attempt(sheet, () => (event.target.checked ? api.setFault(name, {}) : api.liftFault(name)));
  return el(
    "div",
    { class: `fault ${active ? "on" : ""}` },
    toggle(t(`fault_${name}`), t(`fault_${name}_hint`), Boolean(active), change, { name }),
    active ? knobs(name, active, sheet) : null,
  );
}

function knobs(name, active, sheet) {
  const number = (label, value, min, max) => {
    const input = el("input", { type: "number", min, max, placeholder: value === null ? t("no_end") : "", value: value === null ? "" : String(value), onchange: apply });
    return [el("label", { class: "mini" }, el("span", {}, label), input), input];
  };
  const [chanceField, chance] = number(t("chance"), Math.round(active.probability * 100), 0, 100);
  const [timesField, times] = number(t("times"), active.left, 1, 1_000_000);
  const [delayField, delay] = number(t("delay"), active.delay_ms, 0, 600_000);
  const [sizeField, size] = number(t("size"), active.size, 2, 1000);
  const shops = [["", t("all_shops")], ...[...world.shops.values()].map((shop) => [shop.phone_number_id, shop.name])];
  const shop = el("select", { onchange: apply }, shops.map(([value, text]) => el("option", { value, selected: value === (active.shop ?? "") }, text)));
  function apply() {
    const options = { probability: Number(chance.value) / 100 };
    if (times.value) options.count = Number(times.value);
    if (PAUSES.has(name)) options.delay_ms = Number(delay.value);
    if (name === "batch") options.size = Number(size.value);
    if (shop.value) options.shop = shop.value;
    return attempt(sheet, async () => {
      if ((active.shop ?? "") !== shop.value) await api.liftFault(name);
      await api.setFault(name, options);
    });
  }
  return el(
    "div",
    { class: "knobs" },
    chanceField,
    timesField,
    PAUSES.has(name) ? delayField : null,
    name === "batch" ? sizeField : null,
    el("label", { class: "mini wide" }, el("span", {}, t("shop")), shop),
  );
}

function rule(name, sheet) {
  const hint = t(`rule_${name}_hint`, { count: world.rules.throughput_per_s });
  const change = (event) => attempt(sheet, () => api.rules({ [name]: event.target.checked }));
  return toggle(t(`rule_${name}`), hint, world.rules[name], change);
}

function time(sheet) {
  const now = Date.now() / 1000 + world.ahead_ms / 1000;
  const skip = (hours) => button(t("skip", { hours }), () => attempt(sheet, () => api.skip(hours * 3600)));
  return [el("p", { class: "hint" }, t("clock", { time: `${dayName(now)} ${new Date(now * 1000).toLocaleDateString()} ${clockWithSeconds(now)}` })), el("div", { class: "tools" }, skip(1), skip(24))];
}

function callback(sheet) {
  const shake = button(t("handshake"), () => attempt(sheet, async () => {
    const { ok, said } = await api.handshake();
    lastHandshake = `${ok ? "✓" : "✗"} ${said}`;
  }));
  return [
    el("p", { class: "hint" }, `${world.callback} · ${t("pending", { count: world.pending })}`),
    el("p", { class: "hint", role: "status" }, lastHandshake),
    el("div", { class: "tools" }, shake),
  ];
}
