// One popup list for everything that is picked from a list: people, selects and overflow menus.
// The list takes the focus; arrows, Home, End and typing move, Enter or Space picks, Esc gives the focus back.

import { h, icon, uid } from "./dom.js";

const ROLES = { listbox: "option", menu: "menuitem" };

function place(list, button) {
  const box = button.getBoundingClientRect();
  const width = Math.min(Math.max(box.width, 240), innerWidth - 16);
  const below = innerHeight - box.bottom - 12;
  const upwards = below < 220 && box.top > below;
  list.style.minWidth = `${width}px`;
  list.style.maxHeight = `${Math.min(420, Math.max(upwards ? box.top - 12 : below, 120))}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - Math.max(width, list.offsetWidth) - 8))}px`;
  list.style.top = upwards ? "auto" : `${box.bottom + 4}px`;
  list.style.bottom = upwards ? `${innerHeight - box.top + 4}px` : "auto";
}

function entry(option, role, selected) {
  return h("li", {
    id: uid("option"), role, class: "option", dataset: { value: option.value },
    "aria-selected": role === "option" ? String(option.value === selected) : null,
  }, h("span", { class: "option-text" }, option.label),
  option.note ? h("span", { class: "option-note" }, option.note) : null);
}

function entries(options, role, selected) {
  const nodes = [];
  let group;
  for (const option of options) {
    if (option.group && option.group !== group) nodes.push(h("li", { role: "presentation", class: "option-group" }, option.group));
    group = option.group;
    nodes.push(entry(option, role, selected));
  }
  return nodes;
}

class Popup {
  constructor({ button, label, options, selected, kind, onPick }) {
    Object.assign(this, { button, options, onPick, typed: "", typedAt: 0 });
    this.list = h("ul", { class: "popup", role: kind, popover: "auto", tabindex: "-1", "aria-label": label, id: uid("list") },
      entries(options, ROLES[kind], selected));
    this.items = [...this.list.querySelectorAll(".option")];
    button.setAttribute("aria-controls", this.list.id);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.pick(event.target.closest(".option")));
    this.list.addEventListener("pointermove", (event) => this.move(event.target.closest(".option")));
    this.list.addEventListener("beforetoggle", (event) => this.beforeToggle(event.newState === "open"));
  }

  beforeToggle(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open && this.list.contains(document.activeElement)) this.button.focus();
  }

  open() {
    if (this.list.matches(":popover-open")) return;
    this.list.showPopover();
    place(this.list, this.button);
    this.list.focus();
    this.move(this.items.find((item) => item.getAttribute("aria-selected") === "true") ?? this.items[0]);
  }

  move(item) {
    if (!item) return;
    for (const other of this.items) other.classList.toggle("active", other === item);
    this.list.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  pick(item) {
    if (!item) return;
    this.list.hidePopover();
    this.button.focus();
    this.onPick(item.dataset.value);
  }

  key(event) {
    const at = this.items.findIndex((item) => item.classList.contains("active"));
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.items.length - 1 };
    if (event.key in targets) this.move(this.items[targets[event.key]]);
    else if (event.key === "Enter" || event.key === " ") this.pick(this.items[at]);
    else if (event.key === "Tab") { this.list.hidePopover(); return; }
    else if (event.key.length === 1) this.search(event);
    else return;
    event.preventDefault();
  }

  search(event) {
    this.typed = (event.timeStamp - this.typedAt > 800 ? "" : this.typed) + event.key.toLowerCase();
    this.typedAt = event.timeStamp;
    this.move(this.items.find((item) => item.textContent.toLowerCase().startsWith(this.typed)));
  }
}

/** A button with its list: [button, list], to be put next to each other. */
export function picker({ label, face, options, selected = null, kind = "listbox", onPick, className = "picker", attributes = {} }) {
  const button = h("button", {
    type: "button", class: className, "aria-haspopup": kind, "aria-expanded": "false", "aria-label": label, ...attributes,
  }, face, kind === "listbox" ? icon("down") : null);
  const popup = new Popup({ button, label, options, selected, kind, onPick });
  button.addEventListener("click", () => popup.open());
  button.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    popup.open();
  });
  return [button, popup.list];
}
