// The window that a bot opened, which Teams calls a dialog: a card whose buttons send it.

import { announce, h, uid } from "/static/dom.js";
import { note, told } from "/static/notice.js";
import { Window } from "/static/window.js";
import { action, elements, mentionsOf } from "./adaptive.js";
import * as calls from "./calls.js";
import { entered, incomplete } from "./inputs.js";

export class Dialog extends Window {
  /** `world()` gives the page as it is now; `refresh()` asks the server for changes. */
  constructor({ world, refresh }) {
    super();
    Object.assign(this, { world, refresh });
  }

  signature(view) {
    return JSON.stringify([this.world().me.id, view]);
  }

  title(view) {
    return view.title;
  }

  env(view) {
    return { form: this.form, people: this.world().people, mentions: mentionsOf(view.card), press: (one, node) => this.press(one, node) };
  }

  body(view) {
    return h("div", { class: "adaptive" }, elements(view.card.body ?? [], this.env(view)));
  }

  footer(view) {
    const buttons = (view.card.actions ?? []).map((one) => action(one, this.env(view)));
    this.submitButton = buttons[0] ?? null;
    if (buttons.length === 1) buttons[0].classList.replace("plain", "primary");
    const close = h("button", { type: "button", class: "button plain", onClick: () => this.dismiss() }, buttons.length ? "Cancel" : "Close");
    return [close, ...buttons];
  }

  /** What the bot found wrong stands above its field; that is where the person goes on. */
  firstFocus() {
    const wrong = this.dialog.querySelector(".is-attention");
    const field = wrong && [...this.dialog.querySelectorAll(".input-block")]
      .find((node) => wrong.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    const control = field?.querySelector("input, textarea, button");
    if (!control) { super.firstFocus(); return; }
    wrong.id = uid("wrong");
    control.setAttribute("aria-describedby", `${wrong.id} ${control.getAttribute("aria-describedby") ?? ""}`.trim());
    control.setAttribute("aria-invalid", "true");
    control.focus();
    announce(wrong.textContent);
  }

  /** Enter in a field presses the first button. */
  async submit() {
    const [first] = this.view.card.actions ?? [];
    if (first) await this.press(first, this.submitButton);
  }

  async press(one, node) {
    if (node.getAttribute("aria-busy") === "true") return;
    const alone = one.associatedInputs === "none";
    if (!alone && incomplete(this.form)) return;
    this.busy(true, node);
    try {
      const reply = await calls.submit({
        as: this.world().me.id, dialog: this.view.id, button: one.number, title: one.title ?? null, values: alone ? {} : entered(this.form),
      });
      this.complain(reply.error ?? "");
      if (reply.text) note(reply.text);
    } catch (problem) {
      this.complain(problem.message);
    } finally {
      this.busy(false, node);
    }
    await this.refresh();
  }

  async dismiss() {
    await told(() => calls.close(this.world().me.id, this.view.id));
    await this.refresh();
  }
}
