// English and Swahili. A key that a language lacks is a defect; a browser test compares the two.

import { en } from "./words-en.js";
import { sw } from "./words-sw.js";

export const LANGUAGES = { en, sw };
const KEPT = "simulator.language";

let current = read();

function read() {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept in LANGUAGES) return kept;
  } catch {
    // private windows may refuse storage; the browser's own language serves then
  }
  return navigator.language.startsWith("sw") ? "sw" : "en";
}

export function language() {
  return current;
}

export function locale() {
  return current === "sw" ? "sw-KE" : "en-KE";
}

export function setLanguage(code) {
  current = code;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    // kept for this page only
  }
}

export function t(key, values = {}) {
  const words = LANGUAGES[current][key];
  if (words === undefined) throw new Error(`no words for ${key} in ${current}`);
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
