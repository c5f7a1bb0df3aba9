// Fields of a card: each waits to be read when a button is pressed. env = {form, people, heading}.

import { announce, h, uid } from "/static/dom.js";
import { picker } from "/static/popup.js";

const CARD = "card"; // the form's name for all fields of a card

const kept = (field, env) => env.form.kept(CARD, field.id) ?? String(field.value ?? "");

const data = (field) => ({ block: CARD, action: field.id ?? "" });

function text(field, env, attrs) {
  const tag = field.isMultiline ? "textarea" : "input";
  const type = { Email: "email", Tel: "tel", Url: "url" }[field.style] ?? "text";
  const input = h(tag, {
    class: "field", type: tag === "input" ? type : null, rows: tag === "textarea" ? 4 : null, autocomplete: "off",
    placeholder: field.placeholder, maxlength: field.maxLength, value: kept(field, env), dataset: data(field), ...attrs,
  });
  return { node: input, read: () => input.value };
}

function boxes(field, env, attrs) {
  const many = Boolean(field.isMultiSelect);
  const chosen = new Set(kept(field, env).split(",").filter(Boolean));
  const name = uid("choice");
  const rows = (field.choices ?? []).map((choice) => h("label", { class: "choice" },
    h("input", { type: many ? "checkbox" : "radio", name, value: choice.value, checked: many ? chosen.has(choice.value) : kept(field, env) === choice.value, dataset: data(field) }),
    h("span", {}, choice.title)));
  const group = h("div", { class: rows.length > 10 ? "choices long" : "choices", role: many ? "group" : "radiogroup",
    "aria-label": field.label, ...attrs }, rows);
  return { node: group, read: () => [...group.querySelectorAll("input:checked")].map((input) => input.value).join(",") };
}

/** What a list offers: the card's choices, and whom a search of the directory would find. */
function offered(field, env) {
  const listed = (field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.title }));
  const searched = field["choices.data"] ? env.people.map((person) => ({ value: person.account, label: person.real_name, note: person.title })) : [];
  const none = field.isRequired ? [] : [{ value: "", label: "No choice" }];
  return [...none, ...listed, ...searched];
}

function list(field, env, attrs) {
  const options = offered(field, env);
  let value = kept(field, env);
  const shown = () => options.find((option) => option.value && option.value === value)?.label ?? field.placeholder ?? "Choose…";
  const face = h("span", { class: "picker-face" }, shown());
  const named = () => `${field.label ?? "Choose"}: ${shown()}`;
  const [control, popup] = picker({
    label: named(), face, options, selected: value, attributes: { ...attrs, dataset: data(field) },
    onPick: (picked) => {
      value = picked;
      face.textContent = shown();
      control.setAttribute("aria-label", named());
      for (const item of popup.querySelectorAll("[role=option]")) item.setAttribute("aria-selected", String(item.dataset.value === picked));
    },
  });
  return { node: control, shown: h("span", { class: "picker-box" }, control, popup), read: () => value };
}

const spreads = (field) => field.isMultiSelect || (field.style === "expanded" && !field["choices.data"]);

const INPUTS = {
  "Input.Text": text,
  "Input.ChoiceSet": (field, env, attrs) => (spreads(field) ? boxes : list)(field, env, attrs),
};

/** A field with its label and the place for what is wrong with it; null for a kind that is not known here. */
export function input(field, env) {
  const make = INPUTS[field.type];
  if (!make) return null;
  const [id, error] = [uid("input"), uid("error")];
  const control = make(field, env, { id, "aria-describedby": error, "aria-required": field.isRequired ? "true" : null });
  env.form.add(CARD, field.id, { ...control, field });
  const grouped = control.node.matches("div");
  const caption = [field.label ?? "", field.isRequired ? null : h("span", { class: "optional" }, " (optional)")];
  return h("div", { class: "input-block" },
    grouped ? h("span", { class: "label" }, caption) : h("label", { class: "label", for: id }, caption),
    control.shown ?? control.node,
    h("p", { class: "error", id: error, dataset: { errorOf: field.id } }));
}

const controls = (form) => [...(form.controls.get(CARD)?.values() ?? [])];

/** What is entered, as texts by id. */
export const entered = (form) => form.values()[CARD] ?? {};

export function focusOn(node) {
  (node.matches("input, textarea, button") ? node : node.querySelector("input"))?.focus();
}

/** Says at every required field that is empty that it is; true if there is one. */
export function incomplete(form) {
  const owing = controls(form).filter(({ field, read }) => field.isRequired && !read());
  for (const { node, field } of controls(form)) {
    const missing = owing.some((one) => one.node === node);
    const slot = node.closest(".input-block").querySelector(".error");
    slot.textContent = missing ? field.errorMessage ?? "This field is required." : "";
    node.toggleAttribute("aria-invalid", missing);
    if (missing) node.setAttribute("aria-invalid", "true");
  }
  if (!owing.length) return false;
  focusOn(owing[0].node);
  announce(owing[0].field.errorMessage ?? "This field is required.");
  return true;
}
