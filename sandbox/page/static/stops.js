// Where Tab stops in a long list: at one message and at the newest question. Arrow keys go on to other messages.

const CONTROLS = "a[href], button, input, textarea, summary";

export class Stops {
  constructor(list) {
    Object.assign(this, { list, current: null, question: null });
    list.addEventListener("focusin", (event) => this.enter(event.target.closest(".message")));
    list.addEventListener("keydown", (event) => this.key(event));
  }

  get messages() {
    return [...this.list.querySelectorAll(":scope > .message")];
  }

  /** After every redraw; `question` is the message whose buttons Tab reaches without going there first. */
  set(question) {
    const { messages } = this;
    const focused = messages.find((node) => node.contains(document.activeElement));
    this.question = question ?? null;
    this.current = focused ?? (messages.includes(this.current) ? this.current : messages.at(-1));
    for (const node of messages) this.mark(node);
  }

  enter(message) {
    if (!message || message === this.current) return;
    const left = this.current;
    this.current = message;
    for (const node of [left, message]) if (node) this.mark(node);
  }

  mark(node) {
    const open = node === this.current || node === this.question;
    node.tabIndex = node === this.current ? 0 : -1;
    for (const control of node.querySelectorAll(CONTROLS)) control.tabIndex = open ? 0 : -1;
  }

  key(event) {
    const { messages } = this;
    const at = messages.indexOf(event.target);
    if (at < 0) return;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: messages.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    messages[to]?.focus();
  }
}
