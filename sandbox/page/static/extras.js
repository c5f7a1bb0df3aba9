// What a real workspace does not have: the demo clock, the "what to try" panel, and a note when the bot is away.

import * as api from "./api.js";
import { announce, h, icon } from "./dom.js";
import { told } from "./notice.js";

const SEEN = "pulssi-sandbox-help-seen";

export class Clock {
  constructor({ box, after }) {
    Object.assign(this, { box, after, running: null, drawn: "" });
  }

  show(clock) {
    const now = JSON.stringify([clock, this.running]);
    if (now === this.drawn) return;
    this.drawn = now;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.jump : null;
    this.box.hidden = !clock;
    if (!clock) return;
    this.box.replaceChildren(
      h("p", { class: "clock-now" }, icon("clock"), h("span", { class: "clock-title" }, "Demo clock"), h("strong", {}, clock.label)),
      h("div", { class: "jumps", role: "group", "aria-label": "Move the demo clock" }, (clock.jumps ?? []).map((jump) => this.button(jump))));
    const wanted = focused === null ? null : this.box.querySelector(`[data-jump="${CSS.escape(focused)}"]`) ?? this.box.querySelector("button");
    wanted?.focus();
  }

  button(jump) {
    const running = this.running === jump.id;
    return h("button", {
      type: "button", class: "jump", dataset: { jump: jump.id }, "aria-busy": running ? "true" : null,
      "aria-disabled": this.running ? "true" : null, onClick: () => this.jump(jump),
    }, running ? "Working…" : jump.label);
  }

  /** Presses the first button, as the "what to try" panel offers. */
  async next() {
    const [jump] = JSON.parse(this.drawn)[0]?.jumps ?? [];
    if (jump) await this.jump(jump);
  }

  async jump(jump) {
    if (this.running) return;
    const before = JSON.parse(this.drawn)[0];
    this.running = jump.id;
    this.show(before);
    announce(`${jump.label}: working.`);
    await told(() => api.jump(jump.id));
    this.running = null;
    this.show(before);
    await this.after();
  }
}

function remembered() {
  try {
    return localStorage.getItem(SEEN) === "yes";
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // A browser without storage shows the panel again next time.
  }
}

export class Help {
  constructor({ box, button }) {
    Object.assign(this, { box, button });
    box.hidden = remembered();
    // On a phone the list would stand where the question is; there it is one line until somebody opens it.
    this.open = !matchMedia("(max-width: 760px)").matches;
    button.addEventListener("click", () => {
      box.hidden = false;
      this.open = true;
      const details = box.querySelector("details");
      if (details) details.open = true;
      box.querySelector("li :is(a, button)")?.focus();
    });
  }

  dismiss() {
    remember();
    this.box.hidden = true;
    this.button.focus();
  }

  /** `steps`: what can be tried, as [text, href or function]. */
  show(steps) {
    const item = ([text, way]) => h("li", {}, typeof way === "string"
      ? h("a", { href: way }, text)
      : h("button", { type: "button", class: "as-link", onClick: way }, text));
    this.box.replaceChildren(
      h("details", { open: this.open, onToggle: (event) => { this.open = event.target.open; } },
        h("summary", {}, h("h2", {}, "What to try")),
        h("ol", {}, steps.map(item)),
        h("p", { class: "hint" }, "Everything here runs on this machine. Nobody real is asked anything.")),
      h("button", { type: "button", class: "plain-icon", "aria-label": "Dismiss “What to try”", onClick: () => this.dismiss() }, icon("close")));
  }
}
