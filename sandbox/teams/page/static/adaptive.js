// Adaptive Cards into nodes. What the sandbox does not know is said out loud, never left out.
// env = {form, people, mentions, press(action, node)}.

import { chart } from "/static/charts.js";
import { h, link, uid } from "/static/dom.js";
import { picture } from "/static/files.js";
import { input } from "./inputs.js";
import { markdown } from "./markdown.js";

const among = (value, ...known) => (known.includes(value) ? value.toLowerCase() : "");

function textBlock(element, env) {
  const look = [
    among(element.size, "Small", "Medium", "Large", "ExtraLarge"), among(element.weight, "Bolder", "Lighter"),
    among(element.color, "Attention", "Good", "Warning", "Accent"), element.isSubtle ? "subtle" : "",
  ].filter(Boolean).map((name) => `is-${name}`);
  const words = markdown(element.text, env.mentions);
  // Headings of a card stand below that of the conversation and that of the day.
  const spoken = element.style === "heading" ? { role: "heading", "aria-level": "3" } : {};
  return h("div", { class: ["prose", ...look].join(" "), ...spoken }, words);
}

/** Points of several lines, where a name stands once on the axis. */
function lines(element) {
  const series = (element.data ?? []).map((one) => ({
    name: one.legend ?? "", data: (one.values ?? []).map((point) => ({ label: String(point.x), value: Number(point.y) })),
  }));
  const categories = [...new Set(series.flatMap((one) => one.data.map((point) => point.label)))];
  if (!categories.length) return null;
  return chart({ title: element.title ?? "", chart: { type: "line", series, axis_config: { categories, y_label: element.yAxisTitle } } });
}

const STYLES = { positive: "primary", destructive: "danger" };

const ids = (action) => ({ block: "", action: action.title ?? "", value: JSON.stringify(action.data ?? null) });

function look(action) {
  return { class: `button ${STYLES[action.style] ?? "plain"}`, title: action.tooltip, dataset: ids(action) };
}

function pressed(action, env) {
  return h("button", { ...look(action), type: "button", disabled: action.isEnabled === false,
    onClick: (event) => env.press(action, event.currentTarget) }, action.title ?? "");
}

/** A button that opens a card in the card; `panels` is where that comes. */
function unfolding(action, env, panels) {
  const panel = h("div", { class: "inner-card", id: uid("inner"), hidden: true }, body(action.card ?? {}, env));
  panels.push(panel);
  return h("button", { ...look(action), type: "button", "aria-expanded": "false", "aria-controls": panel.id, onClick: (event) => {
    panel.hidden = !panel.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("input, textarea, button")?.focus();
  } }, action.title ?? "");
}

const ACTIONS = {
  "Action.Execute": pressed,
  "Action.Submit": pressed,
  "Action.ShowCard": unfolding,
  "Action.OpenUrl": (action) => {
    const node = link(action.url ?? "", action.title ?? action.url);
    node.className = look(action).class;
    return node;
  },
};

export function action(one, env, panels = []) {
  const draw = ACTIONS[one.type];
  return draw ? draw(one, env, panels) : h("span", { class: "unknown" }, `The sandbox cannot show a “${one.type}” button.`);
}

/** Rows of buttons that follow each other ask one thing together, or offer what can be done about one. */
function rows(sets, env) {
  const panels = [];
  const count = sets.reduce((sum, set) => sum + (set.actions ?? []).length, 0);
  const drawn = sets.map((set) => h("div", { class: "actions" }, (set.actions ?? []).map((one) => action(one, env, panels))));
  // Two buttons are things to do about an answer; three or more are answers to choose from.
  return h("div", { class: count > 2 ? "rows asks" : "rows", role: "group", "aria-label": env.heading || "Actions" }, drawn, panels);
}

function unknown(element, env) {
  if (element.fallback === "drop") return null;
  if (element.fallback?.type) return one(element.fallback, env);
  return h("div", { class: "unknown" },
    h("p", {}, `The sandbox cannot show a “${element.type}” element. In Teams it may look fine.`),
    h("details", {}, h("summary", {}, "What the bot sent"), h("pre", {}, h("code", {}, JSON.stringify(element, null, 2)))));
}

const ELEMENTS = {
  TextBlock: textBlock,
  Image: (element) => picture({ url: element.url, alt: element.altText ?? "" }),
  "Chart.Line": lines,
};

function one(element, env) {
  return ELEMENTS[element.type]?.(element, env) ?? input(element, env) ?? unknown(element, env);
}

const shortened = (words) => (words.length > 80 ? `${words.slice(0, 79)}…` : words);

/** Elements below each other; rows of buttons are drawn together. */
export function elements(list, env) {
  const nodes = [];
  let heading = "";
  for (let at = 0; at < list.length; at += 1) {
    const element = list[at];
    let node;
    if (element.type === "ActionSet") {
      const from = at;
      while (list[at + 1]?.type === "ActionSet" && !list[at + 1].separator) at += 1;
      node = rows(list.slice(from, at + 1), { ...env, heading });
    } else node = one(element, env);
    if (element.type === "TextBlock" && !element.isSubtle) heading = shortened(node.textContent);
    if (!node) continue;
    node.classList.add("block", `space-${among(element.spacing, "None", "Small", "Medium", "Large", "ExtraLarge") || "default"}`);
    if (element.separator) node.classList.add("is-separate");
    nodes.push(node);
  }
  return nodes;
}

function body(content, env) {
  const actions = content.actions?.length ? [{ type: "ActionSet", actions: content.actions }] : [];
  return elements([...(content.body ?? []), ...actions], env);
}

export const mentionsOf = (content) => (content.msteams?.entities ?? [])
  .filter((entity) => entity.type === "mention" && entity.text)
  .map((entity) => ({ text: entity.text, name: entity.mentioned?.name ?? "" }));

/** One card of a message. */
export function card(content, env) {
  return h("div", { class: "card adaptive" }, body(content, { ...env, mentions: mentionsOf(content) }));
}
