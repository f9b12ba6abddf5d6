// Places and people, filled in by hand.

import { el, icon } from "./dom.js";
import { button, field, openSheet } from "./sheets.js";
import { t } from "./words.js";

const PLACES = [
  ["Kenyatta Avenue, Nairobi", -1.28465, 36.82],
  ["Westlands, Nairobi", -1.2676, 36.8108],
  ["Likoni Ferry, Mombasa", -4.0797, 39.6632],
  ["Kisumu", -0.0917, 34.768],
];

export function openLocation(chat, more = {}) {
  const inputs = {
    name: el("input", { name: "name", value: PLACES[0][0] }),
    address: el("input", { name: "address" }),
    latitude: el("input", { name: "latitude", inputmode: "decimal", value: String(PLACES[0][1]) }),
    longitude: el("input", { name: "longitude", inputmode: "decimal", value: String(PLACES[0][2]) }),
  };
  const preset = el("select", { onchange: () => use(PLACES[preset.selectedIndex]) }, PLACES.map(([name]) => el("option", {}, name)));
  const use = ([name, latitude, longitude]) => {
    inputs.name.value = name;
    inputs.latitude.value = latitude;
    inputs.longitude.value = longitude;
  };
  const draft = () => ({
    type: "location",
    latitude: Number(inputs.latitude.value),
    longitude: Number(inputs.longitude.value),
    name: inputs.name.value.trim(),
    address: inputs.address.value.trim(),
    ...chat.composer.takeQuote(),
    ...more,
  });
  openSheet(t("location"), (sheet) => ({
    body: [
      field(t("places"), preset),
      field(t("place_name"), inputs.name),
      field(t("address"), inputs.address),
      el("div", { class: "pair" }, field(t("latitude"), inputs.latitude), field(t("longitude"), inputs.longitude)),
    ],
    foot: [button([icon("pin"), t("send")], () => sheet.do(() => chat.send(draft())), { class: "go" })],
  }));
}

export function openContact(chat) {
  const name = el("input", { name: "name", autocomplete: "off" });
  const phone = el("input", { name: "phone", inputmode: "tel", autocomplete: "off", placeholder: "+254 7…" });
  const draft = () => {
    const [first, ...rest] = name.value.trim().split(/\s+/);
    const full = { formatted_name: name.value.trim(), first_name: first, ...(rest.length ? { last_name: rest.join(" ") } : {}) };
    const digits = phone.value.replace(/\D/g, "");
    return { type: "contacts", contacts: [{ name: full, phones: [{ phone: phone.value.trim(), wa_id: digits, type: "CELL" }] }], ...chat.composer.takeQuote() };
  };
  openSheet(t("contact"), (sheet) => {
    const send = () => sheet.do(async () => {
      for (const input of [name, phone]) if (!input.value.trim()) throw new Error(input === name ? t("name") : t("phone_number"));
      await chat.send(draft());
    });
    return { body: [field(t("name"), name), field(t("phone_number"), phone)], foot: [button(t("send"), send, { class: "go" })] };
  });
  name.focus();
}
