// Views of the app: the App home of a person, and modals over the page.

import * as api from "./api.js";
import { announce, h, icon } from "./dom.js";
import { blocks } from "./blocks.js";
import { label } from "./elements.js";
import { Form } from "./form.js";
import { told } from "./notice.js";
import { swap, tapper } from "./taps.js";

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

/** The top modal, as a dialog. `world()` gives the page as it is now; `refresh()` asks the server for changes. */
export class Modal {
  constructor({ world, refresh }) {
    Object.assign(this, { world, refresh, view: null, drawn: "", form: null });
    this.dialog = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" });
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.dismiss();
    });
    document.body.append(this.dialog);
  }

  show(view) {
    const now = signature(this.world(), view);
    if (now === this.drawn) return;
    const same = view && view.id === this.view?.id;
    this.form = new Form(same ? this.form : null);
    Object.assign(this, { view, drawn: now });
    if (!view) this.dialog.close();
    else this.draw(view, same);
  }

  draw(view, same) {
    const options = { world: this.world(), form: this.form, refresh: this.refresh };
    this.submitButton = view.submit ? h("button", { class: "button primary" }, label(view.submit)) : null;
    const form = h("form", { novalidate: true, tabindex: "-1", onSubmit: (event) => { event.preventDefault(); this.submit(); } },
      h("header", { class: "dialog-head" }, h("h2", { id: "modal-title" }, label(view.title)),
        h("button", { type: "button", class: "plain-icon", "aria-label": "Close", onClick: () => this.dismiss() }, icon("close"))),
      h("div", { class: "dialog-body", tabindex: "-1" }, h("div", { class: "form-error", role: "alert" }), content(view, options)),
      h("footer", {},
        h("button", { type: "button", class: "button plain", onClick: () => this.dismiss() }, label(view.close) || (view.submit ? "Cancel" : "Close")),
        this.submitButton));
    const old = this.dialog.firstElementChild;
    if (old && same) swap(old, form);
    else this.dialog.replaceChildren(form);
    if (!this.dialog.open) this.dialog.showModal();
    if (!same) this.firstFocus();
  }

  firstFocus() {
    const body = this.dialog.querySelector(".dialog-body");
    const wanted = body.querySelector("[autofocus]") ?? body.querySelector(".input-block :is(input, textarea, button)");
    (wanted ?? body).focus();
  }

  problems(errors, sentence = "") {
    for (const slot of this.dialog.querySelectorAll("[data-error-of]")) {
      const text = errors[slot.dataset.errorOf] ?? "";
      slot.textContent = text;
      const control = this.form.control(slot.dataset.errorOf)?.node;
      if (text) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    this.dialog.querySelector(".form-error").textContent = sentence;
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
      const reply = await api.submit(this.world().me.id, this.view.id, values);
      this.problems(reply.errors ?? {}, reply.error ?? "");
    } catch (problem) {
      this.problems({}, problem.message);
    } finally {
      this.busy(false);
    }
    await this.refresh();
  }

  busy(on) {
    this.submitButton?.toggleAttribute("disabled", on);
    this.submitButton?.setAttribute("aria-busy", String(on));
  }

  async dismiss() {
    await told(() => api.close(this.world().me.id, this.view.id));
    await this.refresh();
  }
}
