// Short sentences over the page: what went wrong, and what a bot says in passing.

import { h, icon } from "./dom.js";

function show(className, sign, ...said) {
  const close = h("button", { type: "button", class: "plain-icon", "aria-label": "Dismiss", onClick: clearToast }, icon("close"));
  document.getElementById("toasts").replaceChildren(h("div", { class: className }, icon(sign), h("p", {}, ...said), close));
}

/** Shows what went wrong until it is dismissed or the next sentence comes. */
export const toast = (sentence) => show("toast", "warn", sentence);

/** Shows what is nothing to worry about; it may hold a link. */
export const note = (...said) => show("toast note", "info", ...said);

export function clearToast() {
  document.getElementById("toasts").replaceChildren();
}

/** A note belongs to where it came up; what went wrong stays. */
export function clearNote() {
  document.querySelector("#toasts > .note")?.remove();
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
