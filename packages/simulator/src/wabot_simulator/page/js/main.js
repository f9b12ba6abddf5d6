// The page: a bar, one or two phones, and what they share.

import { el, fill, roundButton } from "./dom.js";
import { openFaults } from "./faults.js";
import { Phone } from "./phone.js";
import { currentTheme, setTheme } from "./theme.js";
import { language, setLanguage, t } from "./words.js";
import { refresh, world } from "./world.js";

const KEPT = "simulator.phones";
const phones = [];

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(phones.map((phone) => [phone.customer, phone.shop])));
  } catch {
    // without storage a reload starts with the first customer
  }
}

function drawBar() {
  const count = world.faults?.active.length ?? 0;
  const dark = currentTheme() === "dark";
  const faults = roundButton("bolt", t("faults"), openFaults, { data: { open: "faults" } });
  if (count) faults.append(el("span", { class: "badge" }, String(count)));
  fill(
    document.querySelector("#bar"),
    el("h1", {}, t("title")),
    faults,
    roundButton(phones.length > 1 ? "phone" : "phones", t(phones.length > 1 ? "one_phone" : "second_phone"), toggleSecond, { class: "wide-only" }),
    roundButton(dark ? "sun" : "moon", t(dark ? "light" : "dark"), () => {
      setTheme(dark ? "light" : "dark");
      drawBar();
    }),
    el("button", { type: "button", class: "round", lang: language() === "en" ? "sw" : "en", aria: { label: t("language") }, title: t("language"), onclick: switchLanguage }, language() === "en" ? "SW" : "EN"),
  );
  document.title = t("title");
}

function switchLanguage() {
  setLanguage(language() === "en" ? "sw" : "en");
  drawBar();
  for (const phone of phones) phone.draw();
}

function addPhone(customer, shop) {
  const phone = new Phone(customer, shop, keep);
  phones.push(phone);
  document.querySelector("#phones").append(phone.node);
}

function toggleSecond() {
  if (phones.length > 1) {
    phones.pop().leave();
  } else {
    const other = [...world.customers.keys()].find((key) => key !== phones[0].customer);
    addPhone(other ?? phones[0].customer, phones[0].shop);
  }
  document.querySelector("#phones").classList.toggle("two", phones.length > 1);
  drawBar();
  keep();
}

async function start() {
  setLanguage(language());
  setTheme(currentTheme());
  await refresh();
  const earlier = kept().filter(([customer]) => world.customers.has(customer));
  const first = [...world.customers.keys()][0] ?? "";
  for (const [customer, shop] of earlier.length ? earlier : [[first, ""]]) {
    addPhone(customer, world.shops.has(shop) ? shop : "");
  }
  document.querySelector("#phones").classList.toggle("two", phones.length > 1);
  drawBar();
  world.addEventListener("change", drawBar);
}

start();
