// A form over the page. What stands in it is the platform's: a subclass draws it and sends it.

import { h, icon } from "./dom.js";
import { Form } from "./form.js";
import { swap } from "./taps.js";

export class Window {
  constructor() {
    Object.assign(this, { view: null, drawn: "", form: null, submitButton: null });
    this.dialog = h("dialog", { class: "dialog modal", "aria-labelledby": "window-title" });
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.dismiss();
    });
    document.body.append(this.dialog);
  }

  /** Shows a view {id, …}, or nothing; what a person has typed stays while the id does. */
  show(view) {
    const now = this.signature(view);
    if (now === this.drawn) return;
    const same = view && view.id === this.view?.id;
    this.form = new Form(same ? this.form : null);
    Object.assign(this, { view, drawn: now });
    if (!view) this.dialog.close();
    else this.draw(view, same);
  }

  draw(view, same) {
    this.submitButton = null;
    const form = h("form", { novalidate: true, tabindex: "-1", onSubmit: (event) => { event.preventDefault(); this.submit(); } },
      h("header", { class: "dialog-head" }, h("h2", { id: "window-title" }, this.title(view)),
        h("button", { type: "button", class: "plain-icon", "aria-label": "Close", onClick: () => this.dismiss() }, icon("close"))),
      h("div", { class: "dialog-body", tabindex: "-1" }, h("div", { class: "form-error", role: "alert" }), this.body(view)),
      h("footer", {}, this.footer(view)));
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

  /** What is wrong with the form as a whole. */
  complain(sentence) {
    this.dialog.querySelector(".form-error").textContent = sentence;
  }

  busy(on, button = this.submitButton) {
    button?.toggleAttribute("disabled", on);
    button?.setAttribute("aria-busy", String(on));
  }
}
