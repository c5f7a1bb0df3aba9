// Building the page out of nodes. Nothing in this folder turns a string into markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  menu: ["M3 6h18", "M3 12h18", "M3 18h18"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  down: ["M6 9l6 6 6-6"],
  more: ["M6 12h.01", "M12 12h.01", "M18 12h.01"],
  home: ["M4 11l8-7 8 7", "M6 10v9h12v-9"],
  eye: ["M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6z", "M12 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3.5 2"],
  send: ["M4 12l16-8-6 16-3-6.5z"],
  warn: ["M12 4l9 16H3z", "M12 10v4.5", "M12 17.4h.01"],
  info: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 11v5.5", "M12 7.6h.01"],
  list: ["M8 6h12", "M8 12h12", "M8 18h12", "M4 6h.01", "M4 12h.01", "M4 18h.01"],
  team: ["M9 5.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "M3 19c0-3 2.5-5 6-5s6 2 6 5", "M16 6.2a2.6 2.6 0 0 1 0 5", "M17.5 14.3c2.2.5 3.5 2.2 3.5 4.7"],
  help: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M9.6 9.3a2.5 2.5 0 1 1 3.4 2.4c-.7.3-1 .8-1 1.6", "M12 16.6h.01"],
};

let counter = 0;

export function uid(prefix = "n") {
  counter += 1;
  return `${prefix}-${counter}`;
}

function assign(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (typeof value === "function") node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else if (name === "checked") node.checked = Boolean(value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** h("p", {class: "hint"}, "text", node, [nodes]): an element with attributes, listeners and children. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The same for a drawing. */
export function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(node, name, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(name) {
  const paths = ICONS[name].map((d) => svg("path", { d }));
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, ...paths);
}

/** The address if it is one a person may be sent to, otherwise null. */
export function safeUrl(address) {
  try {
    const url = new URL(String(address), location.href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export const isAbsolute = (address) => /^(https?:\/\/|mailto:)/i.test(address);

export function link(address, ...children) {
  const href = isAbsolute(address) ? safeUrl(address) : null;
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function inkOn(hex) {
  const channel = (at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
  return luminance > 0.179 ? "#1c1917" : "#ffffff";
}

export function avatar({ color, initials, name, isBot = false }) {
  const letters = initials || String(name || "?").split(/\s+/).slice(0, 2).map((part) => part.charAt(0)).join("").toUpperCase();
  const node = h("span", { class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true" }, letters);
  const hex = String(color ?? "").replace(/^#/, "");
  if (/^[0-9a-f]{6}$/i.test(hex)) {
    node.style.backgroundColor = `#${hex}`;
    node.style.color = inkOn(hex);
  }
  return node;
}

/** Reads a sentence to people who listen to the page instead of looking at it. */
export function announce(sentence) {
  const region = document.getElementById("announcer");
  region.append(h("p", {}, sentence));
  while (region.childElementCount > 5) region.firstElementChild.remove();
}
