// What all phones share: shops, customers, faults, rules. One copy, told to whoever listens.

import { api } from "./api.js";

export const world = new EventTarget();
world.shops = new Map();
world.customers = new Map();

let asked = null;
let again = false;

// News of one change reach every open phone; they ask once between them. News that come while an answer is
// under way may be newer than it, so it is asked for once more.
export function refresh() {
  if (asked) again = true;
  asked ??= api.state().then((state) => {
    world.shops = new Map(state.shops.map((shop) => [shop.phone_number_id, shop]));
    world.customers = new Map(state.customers.map((customer) => [customer.key, customer]));
    world.faults = state.faults;
    world.rules = state.rules;
    world.callback = state.callback_url;
    world.pending = state.pending_webhooks;
    world.ahead_ms = state.now * 1000 - Date.now();
    world.dispatchEvent(new Event("change"));
  }).finally(() => {
    asked = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return asked;
}

export const shopName = (id) => world.shops.get(id)?.name ?? id;

export function findProduct(shop, retailerId) {
  return world.shops.get(shop)?.products.find((product) => product.retailer_id === retailerId);
}
