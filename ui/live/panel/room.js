// The class room below a run: its link and its QR picture, who watches, and to whom the controls may pass.

import { make } from "../../parts/page/shared.js";
import { tabStore } from "../../parts/page/store.js";

// ask(action, data) -> the server's answer; main() -> the view whose room this is.
export const createRoom = ({ say, latest, props }, place, banner, main, ask) => {
  place.innerHTML = `
    <h3 data-word="share"></h3>
    <div class="invitation">
      <button type="button" class="qr" data-room="grow" data-label="room_grow" hidden><img data-label="room_picture"></button>
      <div>
        <p><a class="room"></a></p>
        <p><button type="button" class="link" data-room="copy" data-word="copy"></button>
           <button type="button" class="link" data-room="grow" data-word="room_grow"></button></p>
        <p class="hint why"></p>
      </div>
    </div>
    <p class="names hint" hidden></p>
    <div class="passing">
    <form class="hand"><label><span data-word="room_hand"></span> <select></select></label>
      <button data-word="room_hand_do"></button></form>
    <p class="pending" role="status"><span></span> <button type="button" class="link" data-room="withdraw" data-word="room_withdraw"></button></p>
    </div>
    <form class="call"><label><span data-word="room_name"></span> <input type="text" maxlength="24" autocomplete="off"></label>
      <button data-word="room_name_do"></button></form>
    <dialog class="poster" data-label="share">
      <form method="dialog"><button data-word="room_shrink"></button></form>
      <p class="code"></p><img data-label="room_picture"><p class="address"></p><p class="crowd hint"></p>
    </dialog>`;
  banner.innerHTML = `<span></span> <button type="button" class="strong" data-room="take" data-word="room_take"></button>`;
  const part = selector => place.querySelector(selector);
  const poster = part(".poster"), choice = part(".hand select");
  let shown = "", people = [], crowd = -1;

  const link = () => `${location.origin}${location.pathname}?tab=${props.tab}&room=${main().code}`;
  const nameOf = guest => guest?.name || say("guest", { number: guest?.number });
  const toRoom = (action, data = {}) => ask(action, { code: main().code, ...data });

  const draw = async () => { // the QR picture, once for each room
    const address = shown = link();
    for (const button of place.querySelectorAll("[data-room=grow]")) button.hidden = true;
    const { picture } = await toRoom("picture", { link: address });
    if (address !== shown || !picture) return;
    for (const image of place.querySelectorAll("img")) image.src = picture;
    for (const button of place.querySelectorAll("[data-room=grow]")) button.hidden = false;
  };

  const list = () => {
    const chosen = choice.value;
    choice.replaceChildren(new Option(say("room_anyone"), "anyone"), ...people.map(guest => new Option(nameOf(guest), guest.number)));
    part(".names").textContent = say("room_here", { names: people.map(nameOf).join(", ") });
    choice.value = people.some(({ number }) => String(number) === chosen) ? chosen : "anyone";
  };
  const count = latest(() => toRoom("people"), answer => {
    if (answer.people) { people = answer.people; list(); offers(); }
  }, 1);

  const offers = () => {
    const { told, mine, you } = main(), to = told?.offered ?? null;
    part(".names").hidden = !mine || !people.length;
    part(".hand").hidden = !mine || to !== null || !people.length;
    part(".pending").hidden = !mine || to === null;
    const guest = people.find(({ number }) => number === to) ?? { number: to };
    part(".pending span").textContent = to === "anyone" ? say("room_offered_all") : say("room_offered", { name: nameOf(guest) });
    banner.hidden = mine || !(to === "anyone" || to === you) || told?.state === "gone";
    banner.querySelector("span").textContent = say("room_offer");
  };

  const actions = {
    copy: async button => {
      try { await navigator.clipboard.writeText(link()); button.textContent = say("copied"); } catch { getSelection().selectAllChildren(part(".room")); }
      setTimeout(() => { button.textContent = say("copy"); }, 1500);
    },
    grow: () => poster.showModal(),
    withdraw: () => toRoom("offer", { to: null }),
    take: () => toRoom("take"),
  };
  for (const node of [place, banner]) node.addEventListener("click", event => {
    const button = event.target.closest("[data-room]");
    if (button) actions[button.dataset.room](button);
  });
  part(".hand").addEventListener("submit", event => {
    event.preventDefault();
    toRoom("offer", { to: choice.value === "anyone" ? "anyone" : Number(choice.value) });
  });
  const call = async name => {
    const answer = await toRoom("call", { name });
    if (answer.name === undefined) return;
    part(".call input").value = answer.name;
    tabStore.set("live-name", answer.name); // a reload keeps it, and so does the next room
  };
  part(".call").addEventListener("submit", event => { event.preventDefault(); call(part(".call input").value); });

  return {
    show: () => { // after every message
      const { code, told, mine, you } = main(), at = told?.state;
      place.hidden = !code || !told || at === "gone";
      if (place.hidden) { banner.hidden = true; if (poster.open) poster.close(); return; }
      if (shown !== link()) {
        draw();
        crowd = -1;
        const name = tabStore.get("live-name");
        if (name && !mine) call(name);
      }
      for (const node of place.querySelectorAll(".room, .code")) node.textContent = code;
      part(".room").href = link();
      part(".address").textContent = link();
      part(".crowd").textContent = say("room_crowd", { count: Math.max(0, told.watching - 1) });
      part(".why").textContent = say(mine ? "share_why" : "room_watch_why");
      part(".call").hidden = mine;
      part(".call input").placeholder = say("guest", { number: you });
      if (mine && crowd !== told.crowd) { crowd = told.crowd; count({}); }
      offers();
    },
    words: () => { list(); offers(); },
  };
};
