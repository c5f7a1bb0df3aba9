// "Are you sure?", where an element asks that before it is tapped.

import { h } from "/static/dom.js";
import { textObject } from "./mrkdwn.js";

/** Asks before a risky tap, as the element's `confirm` object wants. True when there is nothing to ask. */
export function confirmed(question, names) {
  if (!question) return Promise.resolve(true);
  return new Promise((resolve) => {
    const style = question.style === "danger" ? "danger" : "primary";
    const dialog = h("dialog", { class: "dialog small", "aria-labelledby": "confirm-title", onClose: () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    } },
    h("form", { method: "dialog" },
      h("h2", { id: "confirm-title" }, question.title?.text ?? "Are you sure?"),
      h("div", { class: "dialog-body" }, textObject(question.text, names)),
      h("footer", {},
        h("button", { class: "button plain", value: "no" }, question.deny?.text ?? "Cancel"),
        h("button", { class: `button ${style}`, value: "yes" }, question.confirm?.text ?? "Yes"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
