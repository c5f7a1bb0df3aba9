// The line at the bottom: says something, or tells the bot to do something, and hints at which of the two it will be.

import { h } from "./dom.js";
import { clearToast, told } from "./notice.js";

export class Composer {
  /** `hints(text)` is what stands above the line: nodes, and tips that can be taken; `send(text)` gives a reply. */
  constructor({ form, input, hint, hints, send, after }) {
    Object.assign(this, { form, input, hint, hints, say: send, after });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    input.addEventListener("input", () => this.changed());
    input.addEventListener("keydown", (event) => this.key(event));
  }

  set(text) {
    this.input.value = text;
    this.changed();
    this.input.focus();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  changed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
    const { said, tips } = this.hints(this.input.value);
    this.hint.replaceChildren(...said,
      ...tips.map((tip) => h("button", { type: "button", class: "chip", onClick: () => this.set(tip) }, tip)));
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || this.busy) return;
    clearToast();
    this.busy = true;
    const sent = await told(async () => {
      const reply = await this.say(text);
      if (reply?.error) throw new Error(reply.error);
      return true;
    });
    this.busy = false;
    if (sent) this.set("");
    await this.after();
  }
}
