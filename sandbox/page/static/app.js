// The page as a whole: reads where it is from the address, fetches what that needs, and keeps it fresh.

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import { Composer } from "./composer.js";
import { Clock, Help } from "./extras.js";
import { MessageList } from "./messages.js";
import { toast, told } from "./notice.js";
import { drawer, fullName, places, switcher } from "./sidebar.js";
import { asked } from "./taps.js";
import { Home, Modal } from "./view.js";

const at = (id) => document.getElementById(id);

let world = null; // the state of the workspace as `world.me` sees it
let place = ""; // a channel id, or "home"
let turns = 0; // how often the address was read; an older reading gives way
let openedHome = ""; // whose home was opened; looking at it again is not opening it again
let stopListening = () => {};

/** One run at a time; whoever asks during a run gets another run after it. */
function coalesced(task) {
  let running = null;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await told(task);
    } while (again);
    running = null;
  };
  return () => {
    if (running) again = true;
    else running = loop();
    return running;
  };
}

function knowing(state) {
  const everybody = new Map([...state.people, { ...state.bot, is_bot: true }].map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  const names = {
    find: (id) => everybody.get(id),
    person: (id) => (everybody.has(id) ? fullName(everybody.get(id)) : id),
    channel: (id) => channels.get(id)?.name ?? id,
    people: () => state.people,
    channels: () => state.channels,
  };
  const botDm = (state.dms.find((dm) => dm.user === state.bot.id) ?? state.dms[0])?.id;
  return { ...state, names, botDm };
}

const knows = (id) => id === "home" || world.channels.some((one) => one.id === id) || world.dms.some((one) => one.id === id);

const loadState = coalesced(async () => {
  const state = await api.state(world?.me.id);
  if (state.me.id === world?.me.id) adopt(state);
});

const loadMessages = coalesced(async () => {
  const [as, channel] = [world.me.id, place];
  if (channel === "home") return;
  const messages = await api.messages(as, channel);
  if (as !== world.me.id || channel !== place) return;
  list.show(messages, { place: `${as}/${channel}`, world, refresh });
  at("skip-question").hidden = !list.newestQuestion();
  if ([...world.dms, ...world.channels].some((one) => one.id === channel && one.unread)) await loadState();
});

const loadHome = coalesced(async () => {
  const as = world.me.id;
  if (place !== "home") return;
  const quiet = openedHome === as;
  openedHome = as;
  const { view, error } = await api.home(as, { quiet });
  if (as !== world.me.id || place !== "home") return;
  home.show(view, { world, refresh });
  if (error) toast(error);
});

const loadModal = coalesced(async () => {
  const as = world.me.id;
  const view = await api.view(as);
  if (as === world.me.id) modal.show(view);
});

const refresh = () => Promise.all([loadMessages(), loadModal()]);
const everything = () => Promise.all([loadState(), loadMessages(), loadHome(), loadModal()]);

const list = new MessageList({ scroller: at("scroller"), list: at("messages"), more: at("more") });
const home = new Home(at("home"));
const modal = new Modal({ world: () => world, refresh });
const clock = new Clock({ box: at("clock"), after: everything });
const help = new Help({ box: at("help"), button: at("help-button") });
const menu = drawer({ sidebar: at("sidebar"), button: at("menu-button"), backdrop: at("backdrop"), main: at("main") });
const composer = new Composer({
  form: at("composer"), input: at("composer-input"), hint: at("composer-hint"),
  place: () => ({ as: world.me.id, channel: place, commands: commandsHere() }), after: refresh,
});

function adopt(state) {
  world = knowing(state);
  at("team").textContent = world.team.name;
  switcher(at("people"), world, (person) => { location.hash = `#${person}/${place}`; });
  clock.show(world.clock);
  at("away").hidden = world.connected;
  if (!place) return;
  if (place !== "home" && !knows(place)) location.hash = `#${world.me.id}`; // left, and private
  else title();
}

function header() {
  const channel = world.channels.find((one) => one.id === place);
  if (channel) return { name: `#${channel.name}`, topic: channel.topic, members: channel.members?.length };
  if (place === "home") return { name: world.bot.name, topic: "App home" };
  const dm = world.dms.find((one) => one.id === place);
  return { name: dm?.name ?? "", topic: "Direct message" };
}

/** The workspace's own commands that make sense in the channel at hand. */
function commandsHere() {
  const channel = world.channels.find((one) => one.id === place);
  if (!channel) return [];
  const bot = channel.members.includes(world.bot.id) ? "/remove" : "/invite";
  return [`${bot} @${world.bot.name}`, channel.is_member ? "/leave" : "/join"];
}

function tabs() {
  if (!world.botDm || (place !== "home" && place !== world.botDm)) return [];
  const tab = (id, text) => h("a", { href: `#${world.me.id}/${id}`, "aria-current": id === place ? "page" : null }, text);
  return [tab(world.botDm, "Messages"), tab("home", "Home")];
}

function title() {
  const { name, topic, members } = header();
  places(at("places"), world, place);
  at("place-name").textContent = name;
  at("place-topic").textContent = [topic, members ? `${members} members` : ""].filter(Boolean).join(" · ");
  if (at("tabs").dataset.shown !== `${world.me.id}/${place}`) at("tabs").replaceChildren(...tabs());
  at("tabs").dataset.shown = `${world.me.id}/${place}`;
  at("tabs").hidden = !at("tabs").childElementCount;
  document.title = `${name} · ${fullName(world.me)} · Pulssi sandbox`;
  const unread = world.dms.some((one) => one.id === place && !one.is_read);
  at("composer-input").placeholder = unread ? "Type a slash command, like /pulse help" : `Write to ${name}, or type /pulse help`;
  at("composer").setAttribute("aria-label", unread ? `Commands to ${name}` : `Write to ${name}`);
}

function steps() {
  const [team = world.channels[0]] = world.channels.filter((one) => one.is_member)
    .sort((one, other) => other.has_pictures - one.has_pictures || one.members.length - other.members.length);
  const me = world.me.id;
  return [
    [`Answer the question in ${world.bot.name}'s direct message`, `#${me}/${world.botDm ?? ""}`],
    ...(team ? [[`Look at the chart in #${team.name}`, `#${me}/${team.id}`]] : []),
    ["Type /pulse help", async () => { if (place === "home") await go(world.botDm ?? team.id); composer.set("/pulse help"); }],
    ["Switch person and see it through other eyes", () => { menu.open(); at("switcher").click(); }],
    ...(world.clock?.jumps?.length ? [["Jump the clock to see the digest", async () => { if (team) await go(team.id); await clock.next(); }]] : []),
  ];
}

function onEvent(event) {
  const own = event.kind === "message" && (!event.channel || event.channel === place);
  if (own) loadMessages();
  if (event.kind === "message" && !own) loadState();
  if (event.kind === "state" || event.kind === "clock") loadState();
  if (event.kind === "view") loadModal();
  if (event.kind === "home") loadHome();
}

async function become(person, turn) {
  const state = await api.state(person).catch(() => api.state());
  if (turn !== turns) return;
  stopListening();
  adopt(state);
  stopListening = api.listen(world.me.id, { onEvent, onGap: everything });
}

/** The address decides: #U1/C1 is what U1 sees in C1. An unknown part falls back to the bot's direct message. */
async function route() {
  const turn = ++turns;
  const [person, wanted] = location.hash.slice(1).split("/");
  if (!world || person !== world.me.id) await become(person, turn);
  if (turn !== turns) return;
  place = wanted && knows(wanted) ? wanted : world.botDm ?? world.channels[0]?.id ?? "home";
  history.replaceState(null, "", `#${world.me.id}/${place}`);
  title();
  help.show(steps());
  menu.close();
  if (place !== "home") openedHome = "";
  at("scroller").hidden = place === "home";
  at("home").hidden = place !== "home";
  at("composer").hidden = place === "home";
  at("more").hidden = true;
  at("skip-question").hidden = true;
  await Promise.all([loadMessages(), loadHome(), loadModal()]);
}

async function go(id) {
  history.pushState(null, "", `#${world.me.id}/${id}`);
  await route();
}

at("menu-button").append(icon("menu"));
at("send").append(icon("send"));
at("help-button").prepend(icon("help"));
at("skip").addEventListener("click", (event) => { event.preventDefault(); at(place === "home" ? "home" : "scroller").focus(); });
at("skip-question").addEventListener("click", (event) => { event.preventDefault(); asked(list.newestQuestion())?.focus(); });
addEventListener("hashchange", () => told(route));
// The demo's time runs on between two events, and so do "today" and "yesterday".
setInterval(() => { if (world?.clock && !document.hidden) loadState(); }, 30_000);
await told(route);
