// Block Kit into nodes. A block the sandbox does not know is said out loud, never left out.

import { chart } from "/static/charts.js";
import { h, uid } from "/static/dom.js";
import { GROUPED, element, label } from "./elements.js";
import { picture } from "/static/files.js";
import { textObject } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

const imageUrl = (image) => image.image_url
  ?? (image.slack_file?.id ? `/sandbox/files/${encodeURIComponent(image.slack_file.id)}` : image.slack_file?.url);

const small = (image) => h("img", { class: "small-image", src: imageUrl(image), alt: image.alt_text ?? "" });

function accessory(item, env) {
  if (!item) return null;
  return h("div", { class: "accessory" }, item.type === "image" ? small(item) : element(item, env));
}

function section(block, env) {
  const fields = (block.fields ?? []).map((field) => h("div", { class: "field-text" }, textObject(field, env.names)));
  return h("div", { class: "section" },
    h("div", { class: "section-text" },
      block.text ? textObject(block.text, env.names) : null,
      fields.length ? h("div", { class: "fields" }, fields) : null),
    accessory(block.accessory, { ...env, label: block.text ? spoken(block.text, env) : "" }));
}

const spoken = (text, env) => {
  const words = h("div", {}, ...textObject(text, env.names)).textContent;
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
};

function actions(block, env) {
  const items = block.elements ?? [];
  const buttons = items.filter((item) => item.type === "button").map((item) => (item.text?.text ?? "").length);
  const tight = buttons.length > 5 && buttons.filter((length) => length <= 2).length >= buttons.length - 1;
  const words = buttons.length > 3 && !tight;
  // Two buttons are things to do about an answer; three or more are answers to choose from.
  const asks = buttons.length > 2 ? " asks" : "";
  const className = `${tight ? "actions numbers" : words ? "actions words" : "actions"}${asks}`;
  return h("div", { class: className, role: "group", "aria-label": env.label || "Actions" }, items.map((item) => element(item, env)));
}

function context(block, env) {
  return h("div", { class: "context" }, (block.elements ?? []).map((item) =>
    item.type === "image" ? small(item) : h("div", {}, textObject(item, env.names))));
}

function input(block, env) {
  const [id, hint, error] = [uid("input"), uid("hint"), uid("error")];
  const grouped = GROUPED.has(block.element?.type);
  const caption = [label(block.label), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const attrs = {
    id, "aria-describedby": [block.hint ? hint : null, error].filter(Boolean).join(" "),
    "aria-required": block.optional || block.element?.type === "checkboxes" ? null : "true",
  };
  const inner = { ...env, waits: true, dispatches: block.dispatch_action, attrs, label: label(block.label) };
  return h("div", { class: "input-block", dataset: { inputBlock: env.blockId } },
    grouped ? h("span", { class: "label" }, caption) : h("label", { class: "label", for: id }, caption),
    element(block.element, inner),
    block.hint ? h("p", { class: "hint", id: hint }, label(block.hint)) : null,
    h("p", { class: "error", id: error, dataset: { errorOf: env.blockId } }));
}

const image = (block) => picture({ url: imageUrl(block), alt: block.alt_text ?? "", title: label(block.title) });

const BLOCKS = {
  section, actions, context, input, image,
  header: (block) => h("h3", { class: "block-header" }, label(block.text)),
  divider: () => h("hr"),
  data_visualization: (block) => chart(block) ?? unknown(block),
  rich_text: (block, env) => h("div", { class: "prose" }, richText(block, env.names)),
  markdown: (block) => h("div", { class: "prose" }, markdown(block.text)),
  alert: (block, env) => h("div", { class: "alert", role: "note" }, textObject(block.text, env.names)),
};

function unknown(block) {
  return h("div", { class: "unknown" },
    h("p", {}, `The sandbox cannot show a “${block.type}” block. In Slack it may look fine.`),
    h("details", {}, h("summary", {}, "What the bot sent"), h("pre", {}, h("code", {}, JSON.stringify(block, null, 2)))));
}

/** All blocks of a message, view or home tab. `tap(blockId, actionId, option, node)` is what a tap does. */
export function blocks(list, { names, form, tap }) {
  let heading = "";
  return (list ?? []).map((block, at) => {
    const blockId = block.block_id ?? `block-${at}`;
    const env = { blockId, names, form, label: heading, waits: false, tap: (actionId, option, node) => tap(blockId, actionId, option, node) };
    if (["section", "header"].includes(block.type) && block.text) heading = spoken(block.text, env);
    const node = (BLOCKS[block.type] ?? unknown)(block, env);
    node.classList.add("block");
    return node;
  });
}
