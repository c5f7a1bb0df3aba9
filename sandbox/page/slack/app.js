// The page as Slack has it: direct messages, App home, channels, slash commands, Block Kit.

import * as api from "/static/api.js";
import { avatar, h, icon } from "/static/dom.js";
import { toast } from "/static/notice.js";
import { openPage } from "/static/page.js";
import * as calls from "./calls.js";
import { blocks } from "./blocks.js";
import { withEmoji } from "./emoji.js";
import { inline, mrkdwn, plain } from "./mrkdwn.js";
import { tapper } from "./tapper.js";
import { Home, Modal } from "./view.js";

const SUGGESTIONS = ["/pulse help", "/pulse status", "/pulse ideas", "/pulse privacy"];
const OF_THE_WORKSPACE = ["/invite", "/join", "/leave", "/remove"];
const HOME = "home";

function body(message, { place, world, refresh, form }) {
  if (!message.text && !message.blocks?.length) return null;
  if (!message.blocks?.length) return h("div", { class: "prose" }, mrkdwn(message.text, world.names));
  const where = { channel: place.split("/")[1], ts: message.ts };
  const tap = tapper({ as: world.me.id, where, form, after: refresh });
  return h("div", { class: "card" }, blocks(message.blocks, { names: world.names, form, tap }));
}

const content = {
  body,
  spoken: (message, world) => plain(message.text, world.names),
  system: (message, world) => inline(message.text, world.names),
  reaction: (name) => withEmoji(`:${name}:`),
};

const unreadLook = (one) => ({ unread: one.unread, className: one.unread ? "is-unread" : "" });

function sections(world) {
  const dm = (one, person) => ({ id: one.id, face: avatar({ ...person, name: one.name }), words: one.name, ...unreadLook(one) });
  const app = world.dms.filter((one) => one.id === world.botDm).map((one) => dm(one, { isBot: true }));
  const home = { id: HOME, face: h("span", { class: "place-icon" }, icon("home")), words: "App home" };
  const channels = world.channels.map((channel) => ({
    id: channel.id, face: h("span", { class: "place-icon" }, "#"),
    words: h("span", { class: "place-name" }, channel.name, channel.is_member ? null : h("small", {}, "not a member")),
    ...(channel.is_member ? unreadLook(channel) : { className: "outside" }),
  }));
  const others = world.dms.filter((one) => one.id !== world.botDm);
  return [["App", [...app, home]], ["Channels", channels],
    ["Direct messages", others.map((one) => dm(one, world.names.find(one.user)))]];
}

function header(world, place) {
  const channel = world.channels.find((one) => one.id === place);
  if (channel) return { name: `#${channel.name}`, topic: channel.topic, members: channel.members?.length };
  if (place === HOME) return { name: world.bot.name, topic: "App home" };
  const dm = world.dms.find((one) => one.id === place);
  return { name: dm?.name ?? "", topic: "Direct message" };
}

function corner(world, place) {
  const tab = (id, text) => h("a", { href: `#${world.me.id}/${id}`, "aria-current": id === place ? "page" : null }, text);
  const here = world.botDm && (place === HOME || place === world.botDm);
  return {
    key: `${world.me.id}/${place}`,
    nodes: () => (here ? [h("nav", { class: "tabs", "aria-label": world.bot.name }, tab(world.botDm, "Messages"), tab(HOME, "Home"))] : []),
  };
}

function writing(world, place) {
  const { name } = header(world, place);
  const unread = world.dms.some((one) => one.id === place && !one.is_read);
  return {
    placeholder: unread ? "Type a slash command, like /pulse help" : `Write to ${name}, or type /pulse help`,
    label: unread ? `Commands to ${name}` : `Write to ${name}`,
  };
}

/** The workspace's own commands that make sense in the channel at hand. */
function commandsHere(world, place) {
  const channel = world.channels.find((one) => one.id === place);
  if (!channel) return [];
  const bot = channel.members.includes(world.bot.id) ? "/remove" : "/invite";
  return [`${bot} @${world.bot.name}`, channel.is_member ? "/leave" : "/join"];
}

function hints(text, world, place) {
  if (!text.startsWith("/")) return { said: [], tips: [] };
  const name = text.split(/\s/)[0];
  const goes = OF_THE_WORKSPACE.includes(name) ? " goes to the workspace; the channel shows what it did."
    : " goes to the bot; others do not see it.";
  return {
    said: [name === "/" ? h("span", {}, "Slash command:") : h("span", {}, "Slash command: ", h("code", {}, name), goes)],
    tips: [...SUGGESTIONS, ...commandsHere(world, place)].filter((tip) => tip.startsWith(text) && tip !== text),
  };
}

const send = (text, world, place) => (text.startsWith("/") ? calls.command : api.say)(world.me.id, place, text);

function appHome(page) {
  const home = new Home(document.getElementById("home"));
  let opened = ""; // whose home was opened; looking at it again is not opening it again
  return {
    id: HOME,
    leave: () => { opened = ""; },
    load: async (as) => {
      const quiet = opened === as;
      opened = as;
      const { view, error } = await calls.home(as, { quiet });
      if (as !== page.world().me.id || page.place() !== HOME) return;
      home.show(view, { world: page.world(), refresh: page.refresh });
      if (error) toast(error);
    },
  };
}

const steps = (page) => (world) => {
  const [team = world.channels[0]] = world.channels.filter((one) => one.is_member)
    .sort((one, other) => other.has_pictures - one.has_pictures || one.members.length - other.members.length);
  const me = world.me.id;
  return [
    [`Answer the question in ${world.bot.name}'s direct message`, `#${me}/${world.botDm ?? ""}`],
    ...(team ? [[`Look at the chart in #${team.name}`, `#${me}/${team.id}`]] : []),
    ["Type /pulse help", async () => { if (page.place() === HOME) await page.go(world.botDm ?? team.id); page.write("/pulse help"); }],
    ["Switch person and see it through other eyes", page.becomeAnother],
    ...(world.clock?.jumps?.length ? [["Jump the clock to see the digest", async () => { if (team) await page.go(team.id); await page.jump(); }]] : []),
  ];
};

await openPage((page) => ({
  content, sections, header, corner, writing, hints, send,
  lineLabel: "Message or slash command",
  window: new Modal({ world: page.world, refresh: page.refresh }),
  look: calls.view,
  home: appHome(page),
  steps: steps(page),
}));
