// The left side: which workspace, who you are, where you can go.

import { avatar, h, icon } from "./dom.js";
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

const kind = (channel) => (!channel.is_member ? "outside" : channel.unread ? "is-unread" : "");

function section(title, rows) {
  return h("section", {}, h("h2", {}, title), h("ul", {}, rows));
}

/** The places of a person as links; a place is an id or "home". */
export function places(box, world, current) {
  const at = (place) => ({ href: `#${world.me.id}/${place}`, current: place === current });
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href")?.split("/")[1] : null;
  const bot = world.dms.filter((dm) => dm.id === world.botDm);
  const others = world.dms.filter((dm) => dm.id !== world.botDm);
  const app = [
    ...bot.map((dm) => row({ ...at(dm.id), unread: dm.unread, className: dm.unread ? "is-unread" : "" },
      avatar({ name: dm.name, isBot: true }), dm.name)),
    row(at("home"), h("span", { class: "place-icon" }, icon("home")), "App home"),
  ];
  const channels = world.channels.map((channel) => row({ ...at(channel.id), unread: channel.is_member && channel.unread, className: kind(channel) },
    h("span", { class: "place-icon" }, "#"), h("span", { class: "place-name" }, channel.name, channel.is_member ? null : h("small", {}, "not a member"))));
  const dms = others.map((dm) => row({ ...at(dm.id), unread: dm.unread, className: dm.unread ? "is-unread" : "" },
    avatar({ ...(world.names.find(dm.user) ?? {}), name: dm.name }), dm.name));
  box.replaceChildren(section("App", app), section("Channels", channels), dms.length ? section("Direct messages", dms) : "");
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
