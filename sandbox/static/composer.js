// The line at the bottom: says something, or sends a slash command, and hints at which of the two it will be.

import * as api from "./api.js";
import { h } from "./dom.js";
import { clearToast, told } from "./notice.js";

const SUGGESTIONS = ["help", "status", "ideas", "privacy"];

export class Composer {
  /** `place()` is where the text goes: {as, channel, name}; `after()` is called when it went. */
  constructor({ form, input, hint, place, after }) {
    Object.assign(this, { form, input, hint, place, after });
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
    this.hint.replaceChildren(...this.hints(this.input.value));
  }

  hints(text) {
    if (!text.startsWith("/")) return [];
    const tips = SUGGESTIONS.filter((word) => `/pulse ${word}`.startsWith(text) && text !== `/pulse ${word}`);
    return [
      h("span", {}, "Slash command: ", h("code", {}, text.split(/\s/)[0]), " goes to the bot; others do not see it."),
      ...tips.map((word) => h("button", { type: "button", class: "chip", onClick: () => this.set(`/pulse ${word}`) }, `/pulse ${word}`)),
    ];
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || this.busy) return;
    const { as, channel } = this.place();
    clearToast();
    this.busy = true;
    const sent = await told(async () => {
      const reply = await (text.startsWith("/") ? api.command : api.say)(as, channel, text);
      if (reply?.error) throw new Error(reply.error);
      return true;
    });
    this.busy = false;
    if (sent) this.set("");
    await this.after();
  }
}
