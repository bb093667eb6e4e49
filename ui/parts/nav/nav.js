// The page's navigation. The address names the open tab; each tab comes back to the address that its panel left
// (`remember` in page.js), and the room that one watches stays in all.

import { openPanel } from "../page/page.js";
import { make } from "../page/shared.js";
import { tabStore } from "../page/store.js";

// The address under which a tab is opened from another, as a query.
export const addressOf = (tab, here, kept) => {
  const there = new URLSearchParams(kept ?? ""), room = here.get("room");
  there.set("tab", tab);
  if (room) there.set("room", room);
  return `?${there}`.replaceAll("%2C", ",");
};

export const start = async context => {
  const panel = await openPanel(context, { words: ["nav"], styles: ["parts/nav/nav"] });
  const { element, props, say, language, onLanguage } = panel;
  const list = element.querySelector("ul"), unfold = element.querySelector(".unfold"), links = new Map();
  const title = tab => props.titles[language()][tab];
  const all = props.chapters.flatMap(({ tabs }) => tabs);
  const asked = () => new URLSearchParams(location.search).get("tab");
  let open = all.includes(asked()) ? asked() : new URLSearchParams(location.search).has("room") ? "live" : all[0];

  const fold = () => {
    for (const button of element.querySelectorAll("[aria-expanded]")) button.setAttribute("aria-expanded", false);
  };
  const toggle = button => {
    const was = button.getAttribute("aria-expanded") === "true";
    if (button !== unfold) for (const other of list.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", false);
    button.setAttribute("aria-expanded", !was);
  };
  const mark = () => {
    for (const [tab, link] of links) {
      if (tab === open) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
      link.closest(".chapter")?.classList.toggle("current", link.closest(".chapter").querySelector("[aria-current]") !== null);
    }
    element.querySelector(".here").textContent = title(open);
  };

  // Opens a tab; Gradio's own button does it, and brings what the tab holds when it is opened for the first time.
  const go = tab => {
    fold();
    const here = new URLSearchParams(location.search);
    if (tab === open && here.get("tab") === tab) return;
    if (here.has("tab")) tabStore.set(`address-${here.get("tab")}`, location.search);
    history.replaceState(null, "", addressOf(tab, here, tabStore.get(`address-${tab}`)));
    open = tab;
    mark();
    document.getElementById(`tab-${tab}-button`)?.click();
    scrollTo({ top: 0 });
  };

  const link = tab => {
    const node = make("a", { href: `?tab=${tab}`, textContent: title(tab) });
    node.dataset.tab = tab;
    links.set(tab, node);
    return make("li", {}, node);
  };
  const chapter = ({ name, tabs }, index) => {
    if (tabs.length === 1) return link(tabs[0]);
    const id = `nav-chapter-${index}`, button = make("button", { type: "button", textContent: say(`chapter_${name}`) });
    button.setAttribute("aria-expanded", false);
    button.setAttribute("aria-controls", id);
    return make("li", { className: "chapter" }, button, make("ul", { id }, ...tabs.map(link)));
  };

  onLanguage(() => {
    links.clear();
    list.replaceChildren(...props.chapters.map(chapter));
    mark();
  });

  // Any link to a tab of this page, wherever it stands: a plain click opens the tab without loading the page again.
  document.addEventListener("click", event => {
    const button = event.target.closest("[aria-expanded]");
    if (button && element.contains(button)) { toggle(button); return; }
    if (!element.contains(event.target)) fold();
    const node = event.target.closest("a[href^='?tab=']");
    if (!node || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const tab = new URLSearchParams(node.getAttribute("href")).get("tab");
    if (!all.includes(tab)) return;
    event.preventDefault();
    go(tab);
  });
  element.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      const opened = [...element.querySelectorAll("[aria-expanded=true]")].at(-1);
      opened?.setAttribute("aria-expanded", false);
      opened?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], menu = event.target.closest(".chapter");
    if (!step || !menu) return;
    event.preventDefault();
    menu.querySelector("button").setAttribute("aria-expanded", true);
    const entries = [...menu.querySelectorAll("a")], at = entries.indexOf(event.target);
    entries[(at + step + entries.length) % entries.length].focus();
  });
  element.addEventListener("focusout", event => { if (!element.contains(event.relatedTarget)) fold(); });
};
