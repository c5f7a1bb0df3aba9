// Pictures and other files: readable in the flow, larger on request, and in words for whoever wants words.

import { h, icon, safeUrl, uid } from "./dom.js";

/** Where a picture is, or the picture itself; anything else that calls itself an address is none. */
const source = (url) => (/^data:image\/(png|jpeg|gif|webp);base64,/.test(String(url)) ? String(url) : safeUrl(url));

function enlarge(url, alt, title, small) {
  const shape = small.naturalHeight > small.naturalWidth ? "tall" : "wide";
  const dialog = h("dialog", { class: "lightbox", "aria-label": title || "Picture", onClose: () => dialog.remove() },
    h("button", { type: "button", class: "plain-icon", "aria-label": "Close the picture", onClick: () => dialog.close() }, icon("close")),
    h("div", { class: "lightbox-scroll", tabindex: "0", role: "group", "aria-label": title || "Picture" }, h("img", { src: url, alt, class: shape })));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

export function picture({ url, alt, title }) {
  const href = source(url);
  const caption = title || "";
  const words = uid("alt");
  if (!href) return h("p", { class: "unknown" }, `A picture without an address: ${alt || caption}`);
  return h("figure", { class: "picture" },
    caption ? h("figcaption", {}, caption) : null,
    h("button", { type: "button", class: "picture-button", "aria-label": `Enlarge the picture${caption ? `: ${caption}` : ""}`,
      "aria-describedby": alt ? words : null, onClick: (event) => enlarge(href, alt, caption, event.currentTarget.firstElementChild) }, h("img", { src: href, alt })),
    alt ? h("details", { class: "alt" }, h("summary", {}, "Alt text"), h("p", { id: words }, alt)) : null);
}

export function file(item) {
  const url = item.url || `/sandbox/files/${encodeURIComponent(item.id)}`;
  if (String(item.mime ?? "").startsWith("image/")) return picture({ url, alt: item.alt ?? "", title: item.title || item.name });
  return h("p", { class: "file" }, h("a", { href: safeUrl(url), download: item.name || true }, item.title || item.name || "File"),
    item.mime ? h("small", {}, ` ${item.mime}`) : null);
}
