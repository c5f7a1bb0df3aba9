// Short sentences over the page: what went wrong, and "are you sure?".

import { h, icon } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Shows a sentence until it is dismissed or the next one comes. */
export function toast(sentence) {
  const close = h("button", { type: "button", class: "plain-icon", "aria-label": "Dismiss", onClick: clearToast }, icon("close"));
  document.getElementById("toasts").replaceChildren(h("div", { class: "toast" }, icon("warn"), h("p", {}, sentence), close));
}

export function clearToast() {
  document.getElementById("toasts").replaceChildren();
}

/** Runs something that may fail with a sentence; the sentence becomes a toast. */
export async function told(task) {
  try {
    return await task();
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

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
