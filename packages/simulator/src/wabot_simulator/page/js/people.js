// Whose phone it is, and new customers.

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { button, field, openSheet } from "./sheets.js";
import { t } from "./words.js";
import { refresh, world } from "./world.js";

export function chooseOwner(phone) {
  openSheet(t("whose_phone"), (sheet) => {
    const use = (key) => () => {
      sheet.close();
      phone.use(key);
    };
    const add = () => {
      sheet.close();
      addCustomer(phone);
    };
    const rows = [...world.customers.values()].map(({ key, name, wa_id: number, username }) =>
      el("li", {}, el("button", { type: "button", class: "option", data: { customer: key }, aria: key === phone.customer ? { current: "true" } : {}, onclick: use(key) }, avatar(name, "", "small"), el("span", { class: "body" }, el("b", {}, name), el("small", {}, number ? `+${number}` : `@${username || key}`)))),
    );
    return { body: el("ul", { class: "options" }, rows), foot: [button([icon("plus"), t("add_customer")], add, { class: "go" })] };
  });
}

function addCustomer(phone) {
  const name = el("input", { name: "name", autocomplete: "off" });
  const number = el("input", { name: "wa_id", inputmode: "tel", value: freeNumber() });
  const hides = el("input", { type: "checkbox", onchange: () => toggle() });
  const username = el("input", { name: "username", autocomplete: "off" });
  const numberField = field(t("phone_number"), number);
  const usernameField = field(t("username"), username);
  usernameField.hidden = true;
  const toggle = () => {
    numberField.hidden = hides.checked;
    usernameField.hidden = !hides.checked;
  };
  const given = () => {
    const who = { name: name.value.trim() };
    if (!hides.checked) return { ...who, wa_id: number.value.replace(/\D/g, "") };
    return { ...who, username: username.value.trim(), user_id: `KE.${Date.now()}${Math.floor(Math.random() * 1e6)}` };
  };
  openSheet(t("add_customer"), (sheet) => {
    const go = () => sheet.do(async () => {
      const { key } = await api.addCustomer(given());
      await refresh();
      phone.use(key);
    });
    return {
      body: [field(t("name"), name), el("label", { class: "switch" }, el("span", { class: "body" }, t("hides_number")), hides), numberField, usernameField],
      foot: [button(t("add_and_use"), go, { class: "go" })],
    };
  });
  name.focus();
}

function freeNumber() {
  const taken = [...world.customers.values()].map((customer) => Number(customer.wa_id)).filter(Boolean);
  return String(Math.max(254711000000, ...taken) + 1);
}
