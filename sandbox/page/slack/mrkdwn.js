// Chat markup into nodes: *bold* _italic_ ~strike~ `code` ```code``` > quote, lists, <links|…>, mentions, :emoji:.

import { h, isAbsolute, link } from "/static/dom.js";
import { emoji } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** What a reference like <@U1>, <#C1|general> or <https://…|label> looks like to a reader. */
function reference(inside, names) {
  const [target, ...rest] = inside.split("|");
  const label = rest.length ? unescape(rest.join("|")) : "";
  const kind = target.charAt(0);
  if (kind === "@") return h("span", { class: "mention" }, `@${label || names.person(target.slice(1))}`);
  if (kind === "#") return h("span", { class: "mention" }, `#${label || names.channel(target.slice(1))}`);
  if (kind === "!") return special(target.slice(1), label);
  const address = unescape(target);
  return isAbsolute(address) ? link(address, label || address.replace(/^mailto:/, "")) : `<${inside}>`;
}

function special(target, label) {
  if (target.startsWith("date^")) return h("span", {}, label);
  return h("span", { class: "mention" }, label || `@${target.split("^")[0]}`);
}

const DELIMITED = { "*": "strong", _: "em", "~": "s" };

// Order matters: code hides everything inside it, and a delimiter counts only at the edge of a word.
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}])([*_~])(?=\S)((?:(?!\3)[^\n])*?(?!\3)\S)\3(?![\p{L}\p{N}])|:([a-z0-9_+-]+):/gu;

export function inline(text, names) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, inside, mark, marked, shortcode] = match;
    nodes.push(unescape(text.slice(from, match.index)));
    from = match.index + whole.length;
    if (code !== undefined) nodes.push(h("code", {}, unescape(code)));
    else if (inside !== undefined) nodes.push(reference(inside, names));
    else if (mark !== undefined) nodes.push(h(DELIMITED[mark], {}, ...inline(marked, names)));
    else nodes.push(emoji(shortcode) ?? whole);
  }
  nodes.push(unescape(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

const LINES = [
  { kind: "quote", test: /^(?:&gt;|>) ?(.*)$/ },
  { kind: "ul", test: /^\s*[•◦▪-] +(.*)$/ },
  { kind: "ol", test: /^\s*(?:\d+)[.)] +(.*)$/ },
];

function classify(line) {
  for (const { kind, test } of LINES) {
    const match = test.exec(line);
    if (match) return { kind, text: match[1], start: parseInt(line, 10) };
  }
  return { kind: "text", text: line };
}

function joined(lines, render) {
  return lines.flatMap((line, at) => (at ? [h("br"), ...render(line.text)] : render(line.text)));
}

function group({ kind, lines }, render) {
  if (kind === "ul") return h("ul", {}, lines.map((line) => h("li", {}, ...render(line.text))));
  if (kind === "ol") return h("ol", { start: lines[0].start || 1 }, lines.map((line) => h("li", {}, ...render(line.text))));
  if (kind === "quote") return h("blockquote", {}, ...joined(lines, render));
  return h("p", {}, ...joined(lines, render));
}

/** Lines of text grouped into paragraphs, lists and quotes; `render` turns one line into nodes. */
export function paragraphs(text, render) {
  const groups = [];
  for (const line of text.split("\n")) {
    const { kind, ...rest } = classify(line);
    const last = groups.at(-1);
    const blank = kind === "text" && !rest.text.trim();
    if (blank) groups.push({ kind: "blank", lines: [] });
    else if (last?.kind === kind) last.lines.push(rest);
    else groups.push({ kind, lines: [rest] });
  }
  return groups.filter((one) => one.kind !== "blank").map((one) => group(one, render));
}

/** A whole mrkdwn text as block nodes. */
export function mrkdwn(text, names) {
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, at) =>
    at % 2
      ? [h("pre", {}, h("code", {}, unescape(part)))]
      : paragraphs(part, (line) => inline(line, names)));
}

/** The same text for a place that can only speak: no markup, names instead of ids. */
export function plain(text, names) {
  const box = h("div", {}, ...mrkdwn(text, names));
  for (const block of box.querySelectorAll("p, li, br, pre")) block.append(" ");
  return box.textContent.replace(/\s+/g, " ").trim();
}

/** A text object {type, text}: mrkdwn or plain_text. */
export function textObject(object, names) {
  if (object?.type === "mrkdwn") return mrkdwn(object.text, names);
  return paragraphsOfPlain(object?.text ?? "");
}

function paragraphsOfPlain(text) {
  const spoken = String(text).replace(/:([a-z0-9_+-]+):/g, (typed, name) => emoji(name) ?? typed);
  return spoken.split(/\n{2,}/).map((paragraph) => h("p", { class: "pre" }, paragraph));
}
