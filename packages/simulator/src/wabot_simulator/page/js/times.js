// Times and days in the chosen language; seconds since 1970 come in.

import { locale, t } from "./words.js";
import { world } from "./world.js";

const DAY_MS = 86_400_000;
const day = (ms) => new Date(ms).setHours(0, 0, 0, 0);

export const clock = (at) => new Date(at * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
export const clockWithSeconds = (at) => new Date(at * 1000).toLocaleTimeString(locale(), { hour12: false });
export const sameDay = (a, b) => day(a * 1000) === day(b * 1000);

export function dayName(at) {
  const back = Math.round((day(Date.now() + (world.ahead_ms ?? 0)) - day(at * 1000)) / DAY_MS);
  if (back === 0) return t("today");
  if (back === 1) return t("yesterday");
  const style = back < 7 ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" };
  return new Date(at * 1000).toLocaleDateString(locale(), style);
}

export function money(amount, currency) {
  const digits = Number.isInteger(amount) ? 0 : 2;
  return `${currency} ${amount.toLocaleString("en-KE", { minimumFractionDigits: digits, maximumFractionDigits: 2 })}`;
}
