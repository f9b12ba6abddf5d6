// WhatsApp's text marks: *bold* _italic_ ~strike~ `code` ```block``` > quote, - bullets, links.

import { el } from "./dom.js";

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'*_~]/;
const MARKS = { "*": "strong", _: "em", "~": "s" };
// A mark opens after a gap and closes before one, and never spans lines; 3*4*5 stays as it is.
const SPAN = /(^|[\s\p{P}\p{S}])([*_~])(?=\S)((?:(?!\2)[^\n])*?\S)\2(?=$|[\s\p{P}\p{S}])/u;
const CODE = /`([^`\n]+)`/;

export function formatted(text) {
  const fragment = document.createDocumentFragment();
  text.split(/```([\s\S]+?)```/).forEach((part, index) => {
    if (index % 2) fragment.append(el("pre", {}, part.replace(/^\n|\n$/g, "")));
    else appendLines(fragment, part);
  });
  return fragment;
}

function appendLines(into, text) {
  text.split("\n").forEach((line, index) => {
    const quoted = line.match(/^> (.+)/);
    const bullet = line.match(/^[-*] (.+)/);
    if (quoted) into.append(el("blockquote", {}, inline(quoted[1])));
    else if (bullet) into.append(el("span", { class: "bullet" }, "• ", inline(bullet[1])));
    else into.append(index ? "\n" : "", inline(line));
  });
}

function inline(text) {
  const fragment = document.createDocumentFragment();
  const found = [CODE, LINK, SPAN].map((pattern) => [pattern, pattern.exec(text)]).filter(([, match]) => match);
  if (!found.length) {
    fragment.append(text);
    return fragment;
  }
  const [pattern, match] = found.reduce((first, other) => (other[1].index < first[1].index ? other : first));
  const lead = pattern === SPAN ? match[1] : "";
  fragment.append(text.slice(0, match.index) + lead, node(pattern, match), inline(text.slice(match.index + match[0].length)));
  return fragment;
}

function node(pattern, match) {
  if (pattern === CODE) return el("code", {}, match[1]);
  if (pattern === LINK) return el("a", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0]);
  return el(MARKS[match[2]], {}, inline(match[3]));
}

// The same words without their marks, for one-line previews.
export const plain = (text) => formatted(text).textContent.replace(/\s+/g, " ");

// One to three emoji alone are shown large.
export const isOnlyEmoji = (text) => /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F}|\u{200D}\p{Extended_Pictographic})*\s*){1,3}$/u.test(text);
