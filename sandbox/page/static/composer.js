// The line at the bottom: says something, or sends a slash command, and hints at which of the two it will be.

import * as api from "./api.js";
import { h } from "./dom.js";
import { clearToast, told } from "./notice.js";

const SUGGESTIONS = ["/pulse help", "/pulse status", "/pulse ideas", "/pulse privacy"];
const OF_THE_WORKSPACE = ["/invite", "/join", "/leave", "/remove"];

export class Composer {
  /** `place()` is where the text goes and what makes sense there: {as, channel, commands}; `after()` follows. */
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
    const name = text.split(/\s/)[0];
    const tips = [...SUGGESTIONS, ...this.place().commands].filter((tip) => tip.startsWith(text) && tip !== text);
    const goes = OF_THE_WORKSPACE.includes(name) ? " goes to the workspace; the channel shows what it did."
      : " goes to the bot; others do not see it.";
    return [
      name === "/" ? h("span", {}, "Slash command:") : h("span", {}, "Slash command: ", h("code", {}, name), goes),
      ...tips.map((tip) => h("button", { type: "button", class: "chip", onClick: () => this.set(tip) }, tip)),
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
