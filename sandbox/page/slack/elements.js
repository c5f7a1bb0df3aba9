// Interactive elements. In an actions block or as an accessory an element *taps* at once; in an input block it
// waits to be read. env = {blockId, tap(actionId, option, node), form, names, attrs, waits}.

import { confirmed } from "./confirm.js";
import { h, icon, safeUrl, uid } from "/static/dom.js";
import { withEmoji } from "./emoji.js";
import { picker } from "/static/popup.js";

const label = (object) => withEmoji(object?.text ?? "");

const ids = (element, env) => ({ dataset: { block: env.blockId, action: element.action_id ?? "" } });

async function tap(element, env, option, node) {
  if (await confirmed(element.confirm, env.names)) await env.tap(element.action_id ?? "", option, node);
}

/** Announces a control to the form, so that its value can be read, kept over a redraw, and focused on an error. */
function register(element, env, node, read) {
  env.form.add(env.blockId, element.action_id ?? "", { node, read });
  return node;
}

const kept = (element, env, initial) => env.form.kept(env.blockId, element.action_id ?? "") ?? initial;

function button(element, env) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "plain";
  const href = element.url ? safeUrl(element.url) : null;
  const shared = {
    class: `button ${style}`, "aria-label": element.accessibility_label, ...ids(element, env),
    onClick: (event) => tap(element, env, undefined, event.currentTarget),
  };
  shared.dataset.value = element.value ?? "";
  if (href) return h("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer" }, label(element.text));
  return h("button", { ...shared, type: "button" }, label(element.text));
}

const flat = (element) => [
  ...(element.options ?? []).map((option) => ({ option })),
  ...(element.option_groups ?? []).flatMap((group) => group.options.map((option) => ({ option, group: label(group.label) }))),
];

const choices = (element) => flat(element).map(({ option, group }) => ({
  value: option.value, label: label(option.text), note: label(option.description), group,
}));

const CHOICES = {
  users: (env) => env.names.people().map((person) => ({ value: person.id, label: person.real_name || person.name, note: person.title })),
  channels: (env) => env.names.channels().map((channel) => ({ value: channel.id, label: `#${channel.name}` })),
};

const listed = { users_select: CHOICES.users, multi_users_select: CHOICES.users, channels_select: CHOICES.channels,
  multi_channels_select: CHOICES.channels, conversations_select: CHOICES.channels, multi_conversations_select: CHOICES.channels };

const optionsOf = (element, env) => listed[element.type]?.(env) ?? choices(element);

const initialOne = (element) => element.initial_option?.value ?? element.initial_user ?? element.initial_channel
  ?? element.initial_conversation ?? null;

const initialMany = (element) => element.initial_options?.map((option) => option.value)
  ?? element.initial_users ?? element.initial_channels ?? element.initial_conversations ?? [];

function select(element, env) {
  const options = optionsOf(element, env);
  let value = kept(element, env, initialOne(element));
  const shown = () => options.find((option) => option.value === value)?.label ?? (label(element.placeholder) || "Choose…");
  const face = h("span", { class: "picker-face" }, shown());
  const named = () => `${env.label || label(element.placeholder) || "Choose"}: ${shown()}`;
  const [control, list] = picker({
    label: named(), face, options, selected: value, attributes: { ...env.attrs, ...ids(element, env) },
    onPick: (picked) => {
      value = picked;
      face.textContent = shown();
      control.setAttribute("aria-label", named());
      for (const item of list.querySelectorAll("[role=option]")) item.setAttribute("aria-selected", String(item.dataset.value === picked));
      if (!env.waits) tap(element, env, picked, control);
    },
  });
  register(element, env, control, () => value);
  return h("span", { class: "picker-box" }, control, list);
}

function boxes(element, env, type) {
  const many = type === "checkbox";
  const initial = kept(element, env, many ? initialMany(element) : initialOne(element));
  const name = uid("choice");
  const read = () => {
    const on = [...group.querySelectorAll("input:checked")].map((input) => input.value);
    return many ? on : (on[0] ?? null);
  };
  const change = (event) => { if (!env.waits) tap(element, env, read(), event.target); };
  const rows = optionsOf(element, env).map((option) => {
    const note = uid("note");
    return h("label", { class: "choice" },
      h("input", { type, name, value: option.value, checked: many ? initial.includes(option.value) : option.value === initial,
        onChange: change, "aria-describedby": option.note ? note : null, ...ids(element, env) }),
      h("span", {}, option.label, option.note ? h("small", { id: note }, option.note) : null));
  });
  const group = h("div", { class: rows.length > 10 ? "choices long" : "choices", role: many ? "group" : "radiogroup",
    "aria-label": env.label, ...env.attrs }, rows);
  return register(element, env, group, read);
}

function typed(element, env, { type, initial, convert = (value) => value, ...attributes }) {
  const tag = element.multiline ? "textarea" : "input";
  const input = h(tag, {
    type: tag === "input" ? type : null, rows: tag === "textarea" ? 4 : null, class: "field",
    "aria-label": env.attrs?.id ? null : env.label || label(element.placeholder) || type,
    placeholder: label(element.placeholder), minlength: element.min_length, maxlength: element.max_length,
    autofocus: element.focus_on_load, autocomplete: "off", value: kept(element, env, initial ?? ""), ...attributes, ...env.attrs, ...ids(element, env),
  });
  if (!env.waits || env.dispatches) commitsItself(input, () => tap(element, env, convert(input.value), input));
  return register(element, env, input, () => (input.value === "" ? null : convert(input.value)));
}

/** A date or time is done when it is left or Enter is pressed, not at every arrow key. */
function commitsItself(input, commit) {
  let told = input.value;
  const tell = () => {
    if (input.value === told || !input.value) return;
    told = input.value;
    commit();
  };
  input.addEventListener("blur", tell);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || (input.tagName === "TEXTAREA" && !event.ctrlKey)) return;
    event.preventDefault();
    tell();
  });
}

function overflow(element, env) {
  return h("span", { class: "picker-box" }, picker({
    label: "More actions", face: icon("more"), options: choices(element), kind: "menu", className: "button plain more",
    attributes: ids(element, env),
    onPick: (value) => {
      const chosen = element.options.find((option) => option.value === value);
      const href = chosen?.url ? safeUrl(chosen.url) : null;
      if (href) open(href, "_blank", "noopener");
      tap(element, env, value, null);
    },
  }));
}

const seconds = (value) => Math.floor(new Date(value).getTime() / 1000);
const local = (epoch) => (epoch ? new Date(epoch * 1000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : "");

const ELEMENTS = {
  button, overflow,
  workflow_button: button,
  static_select: select, users_select: select, channels_select: select, conversations_select: select,
  radio_buttons: (element, env) => boxes(element, env, "radio"),
  checkboxes: (element, env) => boxes(element, env, "checkbox"),
  multi_static_select: (element, env) => boxes(element, env, "checkbox"),
  multi_users_select: (element, env) => boxes(element, env, "checkbox"),
  multi_channels_select: (element, env) => boxes(element, env, "checkbox"),
  multi_conversations_select: (element, env) => boxes(element, env, "checkbox"),
  plain_text_input: (element, env) => typed(element, env, { type: "text", initial: element.initial_value }),
  email_text_input: (element, env) => typed(element, env, { type: "email", initial: element.initial_value }),
  url_text_input: (element, env) => typed(element, env, { type: "url", initial: element.initial_value }),
  number_input: (element, env) => typed(element, env, { type: "number", initial: element.initial_value, min: element.min_value,
    max: element.max_value, step: element.is_decimal_allowed ? "any" : 1 }),
  datepicker: (element, env) => typed(element, env, { type: "date", initial: element.initial_date }),
  timepicker: (element, env) => typed(element, env, { type: "time", initial: element.initial_time }),
  datetimepicker: (element, env) => typed(element, env, { type: "datetime-local", initial: local(element.initial_date_time), convert: seconds }),
};

export const GROUPED = new Set(Object.keys(ELEMENTS).filter((type) => /^(radio|check|multi_)/.test(type)));

export function element(description, env) {
  const draw = ELEMENTS[description?.type];
  if (draw) return draw(description, env);
  return h("span", { class: "unknown" }, `The sandbox cannot show a “${description?.type}” element.`);
}

export { label };
