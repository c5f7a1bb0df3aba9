// The Markdown that Teams knows in cards: **bold**, _italic_, [links](https://…), lists. All else is text.

import { h, link } from "/static/dom.js";

const INLINE = /\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*(?=\S)(.+?)\*\*|(?<!\w)([*_])(?=\S)(.+?)\4(?!\w)/g;

/** A text in which tags like <at>Ada</at> mean somebody, as far as `mentions` [{text, name}] say so. */
function tagged(text, mentions) {
  const [first, ...others] = mentions;
  if (!first) return text ? [text] : [];
  return text.split(first.text).flatMap((part, at) => {
    const rest = tagged(part, others);
    return at ? [h("span", { class: "mention" }, first.name), ...rest] : rest;
  });
}

function inline(text, mentions) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, label, address, bold, , italic] = match;
    nodes.push(...tagged(text.slice(from, match.index), mentions));
    from = match.index + whole.length;
    if (label !== undefined) nodes.push(link(address, label));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold, mentions)));
    else nodes.push(h("em", {}, inline(italic, mentions)));
  }
  return [...nodes, ...tagged(text.slice(from), mentions)];
}

const LINES = [["ul", /^\s*[-*+] +(.*)$/], ["ol", /^\s*\d+[.)] +(.*)$/], ["p", /^(.*)$/]];

function classified(line) {
  const [kind, pattern] = LINES.find(([, test]) => test.test(line));
  return { kind, text: pattern.exec(line)[1], start: parseInt(line, 10) || 1 };
}

function drawn({ kind, lines, start }, mentions) {
  if (kind === "p") return h("p", {}, lines.flatMap((line, at) => (at ? [h("br"), ...inline(line, mentions)] : inline(line, mentions))));
  return h(kind, { start: kind === "ol" ? start : null }, lines.map((line) => h("li", {}, inline(line, mentions))));
}

/** A text of a card as block nodes. */
export function markdown(text, mentions = []) {
  const groups = [];
  for (const line of String(text ?? "").split(/\r?\n/)) {
    if (!line.trim()) { groups.push(null); continue; }
    const { kind, text: words, start } = classified(line);
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(words);
    else groups.push({ kind, lines: [words], start });
  }
  return groups.filter(Boolean).map((group) => drawn(group, mentions));
}

/** A text that is shown as it was typed, but for whom it mentions. */
export function typed(text, mentions = []) {
  return h("p", { class: "pre" }, tagged(String(text ?? ""), mentions));
}

/** The same for a place that can only speak. */
export function spoken(text, mentions = []) {
  return h("p", {}, tagged(String(text ?? ""), mentions)).textContent.replace(/\s+/g, " ").trim();
}
