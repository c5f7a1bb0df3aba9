// Views of the app: the App home of a person, and modals over the page.

import { announce, h } from "/static/dom.js";
import { Form } from "/static/form.js";
import { told } from "/static/notice.js";
import { swap } from "/static/taps.js";
import { Window } from "/static/window.js";
import { blocks } from "./blocks.js";
import * as calls from "./calls.js";
import { label } from "./elements.js";
import { tapper } from "./tapper.js";

/** What a redraw depends on: what the bot wrote, not what the person has typed into it since. */
const signature = (world, view) => JSON.stringify([world.me.id, view && [view.id, view.title, view.submit, view.close, view.blocks]]);

function content(view, { world, form, refresh }) {
  const tap = tapper({ as: world.me.id, where: { view_id: view.id }, form, after: refresh });
  return blocks(view.blocks, { names: world.names, form, tap });
}

export class Home {
  constructor(box) {
    Object.assign(this, { box, drawn: "", form: null, viewId: null });
  }

  show(view, { world, refresh }) {
    const now = signature(world, view);
    if (now === this.drawn) return;
    this.form = new Form(view?.id === this.viewId ? this.form : null);
    Object.assign(this, { drawn: now, viewId: view?.id });
    const old = this.box.firstElementChild;
    const fresh = h("div", { class: "home-view", tabindex: "-1" },
      view ? content(view, { world, form: this.form, refresh }) : h("p", { class: "nothing" }, `${world.bot.name} has not published a home tab for ${world.me.name} yet.`));
    if (old) swap(old, fresh);
    else this.box.append(fresh);
  }
}

/** The top modal. `world()` gives the page as it is now; `refresh()` asks the server for changes. */
export class Modal extends Window {
  constructor({ world, refresh }) {
    super();
    Object.assign(this, { world, refresh });
  }

  signature(view) {
    return signature(this.world(), view);
  }

  title(view) {
    return label(view.title);
  }

  body(view) {
    return content(view, { world: this.world(), form: this.form, refresh: this.refresh });
  }

  footer(view) {
    this.submitButton = view.submit ? h("button", { class: "button primary" }, label(view.submit)) : null;
    return [
      h("button", { type: "button", class: "button plain", onClick: () => this.dismiss() }, label(view.close) || (view.submit ? "Cancel" : "Close")),
      this.submitButton,
    ];
  }

  problems(errors, sentence = "") {
    for (const slot of this.dialog.querySelectorAll("[data-error-of]")) {
      const text = errors[slot.dataset.errorOf] ?? "";
      slot.textContent = text;
      const control = this.form.control(slot.dataset.errorOf)?.node;
      if (text) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    this.complain(sentence);
    const [first] = this.view.blocks.map((block) => block.block_id).filter((id) => errors[id]);
    if (first) this.focusOn(first);
  }

  focusOn(blockId) {
    const { node } = this.form.control(blockId) ?? {};
    (node?.matches("input, textarea, button") ? node : node?.querySelector("input"))?.focus();
    announce(this.dialog.querySelector(`[data-error-of="${CSS.escape(blockId)}"]`).textContent);
  }

  missing(values) {
    const empty = (value) => value === null || value === undefined || (Array.isArray(value) && !value.length);
    const owed = this.view.blocks.filter((block) => block.type === "input" && !block.optional
      && Object.values(values[block.block_id] ?? {}).every(empty));
    return Object.fromEntries(owed.map((block) => [block.block_id, "Please complete this required field."]));
  }

  async submit() {
    const values = this.form.values();
    const missing = this.missing(values);
    if (Object.keys(missing).length) { this.problems(missing); return; }
    this.busy(true);
    try {
      const reply = await calls.submit(this.world().me.id, this.view.id, values);
      this.problems(reply.errors ?? {}, reply.error ?? "");
    } catch (problem) {
      this.problems({}, problem.message);
    } finally {
      this.busy(false);
    }
    await this.refresh();
  }

  async dismiss() {
    await told(() => calls.close(this.world().me.id, this.view.id));
    await this.refresh();
  }
}
