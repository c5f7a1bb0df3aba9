// The two other ways to write: rich_text (a tree) and markdown (the common kind).

import { h, link } from "/static/dom.js";
import { emoji } from "./emoji.js";
import { paragraphs } from "./mrkdwn.js";

const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"], ["underline", "u"]];

function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text || leaf.url),
  emoji: (leaf) => emoji(leaf.name) ?? `:${leaf.name}:`,
  user: (leaf, names) => h("span", { class: "mention" }, `@${names.person(leaf.user_id)}`),
  channel: (leaf, names) => h("span", { class: "mention" }, `#${names.channel(leaf.channel_id)}`),
  broadcast: (leaf) => h("span", { class: "mention" }, `@${leaf.range}`),
  date: (leaf) => leaf.fallback || new Date(leaf.timestamp * 1000).toLocaleString("en-GB"),
  color: (leaf) => leaf.value,
};

const leaves = (section, names) =>
  (section.elements ?? []).map((leaf) => styled((LEAVES[leaf.type] ?? (() => `[${leaf.type}]`))(leaf, names), leaf.style));

const BRANCHES = {
  rich_text_section: (part, names) => h("p", { class: "pre" }, leaves(part, names)),
  rich_text_quote: (part, names) => h("blockquote", { class: "pre" }, leaves(part, names)),
  rich_text_preformatted: (part, names) => h("pre", {}, h("code", {}, leaves(part, names))),
  rich_text_list: (part, names) => {
    const tag = part.style === "ordered" ? "ol" : "ul";
    const items = (part.elements ?? []).map((item) => h("li", {}, leaves(item, names)));
    const list = h(tag, { start: tag === "ol" ? (part.offset ?? 0) + 1 : null }, items);
    if (part.indent) list.style.marginInlineStart = `${part.indent * 1.4}em`;
    return list;
  },
};

export const richText = (block, names) =>
  (block.elements ?? []).map((part) => (BRANCHES[part.type] ?? BRANCHES.rich_text_section)(part, names));

const INLINE =
  /`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*(?=\S)(.+?)\*\*|~~(?=\S)(.+?)~~|(?<!\w)([*_])(?=\S)(.+?)\6(?!\w)|:([a-z0-9_+-]+):/g;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, label, address, bold, strike, , italic, shortcode] = match;
    nodes.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (code !== undefined) nodes.push(h("code", {}, code));
    else if (label !== undefined) nodes.push(link(address, label));
    else if (bold !== undefined) nodes.push(h("strong", {}, ...inline(bold)));
    else if (strike !== undefined) nodes.push(h("s", {}, ...inline(strike)));
    else if (italic !== undefined) nodes.push(h("em", {}, ...inline(italic)));
    else nodes.push(emoji(shortcode) ?? whole);
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

const HEADING = /^(#{1,6}) +(.+)$/gm;

/** Markdown: headings, lists, quotes, code, links, emphasis. Tables stay as they were typed. */
export function markdown(text) {
  const parts = String(text ?? "").split(/```[^\n]*\n([\s\S]*?)\n?```/);
  return parts.flatMap((part, at) => (at % 2 ? [h("pre", {}, h("code", {}, part))] : prose(part)));
}

function prose(text) {
  const bulleted = text.replace(/^(\s*)[*+] +/gm, "$1- ");
  const parts = bulleted.split(HEADING);
  const nodes = paragraphs(parts[0], inline);
  for (let at = 1; at < parts.length; at += 3) {
    nodes.push(h("p", { class: `md-h${Math.min(parts[at].length, 3)}` }, h("strong", {}, ...inline(parts[at + 1]))));
    nodes.push(...paragraphs(parts[at + 2], inline));
  }
  return nodes;
}
