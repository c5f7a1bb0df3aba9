// The left side: which workspace, who you are, where you can go.

import { avatar, h } from "./dom.js";
import { picker } from "./popup.js";
import { zoneName } from "./when.js";

export const fullName = (person) => person.real_name || person.name;

export function note(person) {
  return [person.title, person.is_admin ? "admin" : "", zoneName(person.tz)].filter(Boolean).join(" · ");
}

/** "You are …": a button with the list of everybody. */
export function switcher(box, world, onPick) {
  const { me, people } = world;
  const face = h("span", { class: "me" }, avatar({ ...me, name: fullName(me) }),
    h("span", { class: "me-text" }, h("span", { class: "me-small" }, "You are"),
      h("strong", {}, fullName(me)), h("span", { class: "me-small" }, note(me))));
  const hadFocus = box.contains(document.activeElement);
  const [button, list] = picker({
    label: `You are ${fullName(me)}, ${note(me)}. Switch person`, className: "switcher", face, selected: me.id, onPick,
    options: people.map((person) => ({ value: person.id, label: fullName(person), note: note(person) })),
    attributes: { id: "switcher" },
  });
  box.replaceChildren(button, list);
  if (hadFocus) button.focus();
}

function row({ href, current, className = "", unread }, ...children) {
  return h("li", {}, h("a", { href, class: `place ${className}`, "aria-current": current ? "page" : null }, ...children,
    unread ? h("span", { class: "unread" }, h("span", { class: "visually-hidden" }, "unread")) : null));
}

/** The places of a person as links, in sections: [title, [{id, face, words, unread, className}]]. */
export function places(box, world, current, sections) {
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href")?.split("/")[1] : null;
  const link = ({ id, face, words, ...look }) => row({ ...look, href: `#${world.me.id}/${id}`, current: id === current }, face, words);
  const filled = sections.filter(([, rows]) => rows.length);
  box.replaceChildren(...filled.map(([title, rows]) => h("section", {}, h("h2", {}, title), h("ul", {}, rows.map(link)))));
  if (focused) box.querySelector(`[href$="/${CSS.escape(focused)}"]`)?.focus();
}

/** On a narrow screen the sidebar is a drawer: opened by a button, closed by Esc, the backdrop or a choice. */
export function drawer({ sidebar, button, backdrop, main }) {
  const narrow = matchMedia("(max-width: 760px)");
  const set = (open) => {
    document.body.classList.toggle("drawer-open", open && narrow.matches);
    button.setAttribute("aria-expanded", String(open && narrow.matches));
    sidebar.toggleAttribute("inert", narrow.matches && !open);
    main.toggleAttribute("inert", narrow.matches && open);
    backdrop.hidden = !(open && narrow.matches);
  };
  const close = () => {
    const had = sidebar.contains(document.activeElement);
    set(false);
    if (had && narrow.matches) button.focus();
  };
  button.addEventListener("click", () => {
    set(true);
    document.getElementById("switcher")?.focus();
  });
  backdrop.addEventListener("click", close);
  sidebar.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });
  narrow.addEventListener("change", () => set(false));
  set(false);
  return { close, open: () => set(true) };
}
