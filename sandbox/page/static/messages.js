// The message list of one channel. Redraws only what changed, so that focus, scroll and open disclosures stay.

import { announce, avatar, h, icon } from "./dom.js";
import { file } from "./files.js";
import { Form } from "./form.js";
import { Stops } from "./stops.js";
import { asked, swap } from "./taps.js";
import { clockTime, dayKey, dayLabel, fullTime } from "./when.js";

export class MessageList {
  /** `content` is how the platform writes: {body, spoken, system, reaction}. */
  constructor({ scroller, list, more, content }) {
    Object.assign(this, { scroller, list, more, content, drawn: new Map(), place: "", pinned: true, top: 0 });
    this.stops = new Stops(list);
    scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    more.addEventListener("click", () => this.toBottom());
    const stick = new ResizeObserver(() => { if (this.pinned) this.toBottom(); });
    stick.observe(list);
    stick.observe(scroller);
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    // Only a person scrolls up; a picture that arrives late pushes the end away, and is no reason to stop following.
    if (scrollTop + clientHeight >= scrollHeight - 32) this.pinned = true;
    else if (scrollTop < this.top) this.pinned = false;
    this.top = scrollTop;
    if (this.pinned) this.more.hidden = true;
  }

  toBottom() {
    this.pinned = true;
    this.more.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Shows the messages of a place; the same place again means an update, another one a fresh start. */
  show(messages, { place, world, refresh }) {
    const fresh = place !== this.place;
    if (fresh) this.reset(place);
    const rows = [];
    let day;
    for (const message of messages) {
      const key = dayKey(message.at, world.me.tz);
      if (key !== day) rows.push(this.day(message.at, world));
      day = key;
      rows.push(this.row(message, { place, world, refresh, quiet: fresh }));
    }
    if (!rows.length) rows.push(this.nothing());
    this.settle(rows);
    this.stops.set(this.newestQuestion());
    if (fresh || this.pinned) this.toBottom();
  }

  /** The newest message that waits for an answer. */
  newestQuestion() {
    return [...this.list.children].findLast((node) => asked(node));
  }

  reset(place) {
    this.place = place;
    this.pinned = true;
    this.drawn.clear();
    this.list.replaceChildren();
  }

  settle(rows) {
    const wanted = new Set(rows);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    rows.forEach((row, at) => {
      if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] ?? null);
    });
    for (const [key, { node }] of this.drawn) if (!wanted.has(node)) this.drawn.delete(key);
  }

  keep(key, signature, draw) {
    const old = this.drawn.get(key);
    if (old?.signature === signature) return { node: old.node, was: old };
    const made = draw(old);
    this.drawn.set(key, { signature, ...made });
    return { node: made.node, was: old, focused: Boolean(old?.node.isConnected) && swap(old.node, made.node), changed: true };
  }

  day(at, world) {
    const label = dayLabel(at, world.now, world.me.tz);
    return this.keep(`day ${dayKey(at, world.me.tz)}`, label, () => ({ node: h("li", { class: "day" }, h("h2", {}, label)) })).node;
  }

  nothing() {
    return this.keep("nothing", "", () => ({ node: h("li", { class: "nothing" }, "Nothing has been written here yet.") })).node;
  }

  row(message, { place, world, refresh, quiet }) {
    const { node, was, focused, changed } = this.keep(message.ts, JSON.stringify(message), (old) =>
      draw(message, { place, world, refresh, form: new Form(old?.form), content: this.content }));
    if (changed && !quiet && (!was || focused)) this.tell(message, was, world);
    return node;
  }

  tell(message, was, world) {
    if (!was && !this.pinned) this.more.hidden = false;
    const words = this.content.spoken(message, world).slice(0, 300) || "a message without text";
    if (was || message.user !== world.me.id) announce(`${message.name}${was ? " changed a message" : ""}${message.is_system ? "" : ":"} ${words}`);
  }
}

function head(message, world) {
  return h("header", { class: "message-head" },
    h("span", { class: "author" }, message.name),
    message.is_bot ? h("span", { class: "badge" }, "App") : null,
    h("time", { datetime: message.at, title: fullTime(message.at, world.me.tz) }, clockTime(message.at, world.me.tz)),
    message.thread_ts && message.thread_ts !== message.ts ? h("span", { class: "edited" }, "in a thread") : null,
    message.edited ? h("span", { class: "edited" }, "(edited)") : null);
}

function reactions(list, { world, content }) {
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, list.map(({ name, users }) =>
    h("li", { title: users.map(world.names.person).join(", ") }, content.reaction(name), ` ${users.length}`)));
}

/** What the workspace wrote itself: "Pulssi was added to #product by Aino." */
function system(message, { world, form, content }) {
  const node = h("li", { class: "message system", tabindex: "-1", dataset: { ts: message.ts } },
    h("strong", {}, message.name), " ", ...content.system(message, world),
    h("time", { datetime: message.at, title: fullTime(message.at, world.me.tz) }, clockTime(message.at, world.me.tz)));
  return { node, form };
}

function draw(message, options) {
  const { world, form } = options;
  if (message.is_system) return system(message, options);
  const person = world.names.find(message.user) ?? {};
  const when = clockTime(message.at, world.me.tz);
  const node = h("li", { class: message.ephemeral ? "message ephemeral" : "message", tabindex: "-1",
    dataset: { ts: message.ts }, "aria-label": `${message.name}, ${when}` },
  avatar({ color: message.color ?? person.color, initials: person.initials, name: message.name, isBot: message.is_bot }),
  h("div", { class: "message-main" },
    message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    head(message, world),
    options.content.body(message, options),
    (message.files ?? []).map(file),
    message.reactions?.length ? reactions(message.reactions, options) : null));
  return { node, form };
}
