// ui/live/panel/seats.js: how the windows of one browser share the few connections that it has for one server.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { createSeats } from "../../ui/live/panel/seats.js";

const MOST = 4;
let windows = [];

const open = () => {
  const page = {
    closed: false,
    channel: { postMessage: data => {
      if (page.closed) return;
      for (const other of windows) if (other !== page && !other.closed) other.channel.onmessage({ data });
    } },
  };
  windows.push(page);
  page.take = createSeats(page.channel, MOST);
  return page;
};
const pass = milliseconds => { for (let i = 0; i < milliseconds; i += 50) mock.timers.tick(50); };
const look = page => { page.leave = page.take(given => { page.given = given; }); };
const opened = count => Array.from({ length: count }, () => {
  const page = open();
  look(page);
  pass(350);
  return page;
});
const given = pages => pages.map(page => Number(page.given)).join("");

beforeEach(() => {
  windows = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});

test("four windows watch, and the fifth and sixth are told that they wait", () => {
  assert.equal(given(opened(6)), "111100");
});

test("whoever is hidden, closes or dies makes room for the one that has waited longest", () => {
  const pages = opened(7);
  pages[1].leave(); // hidden
  assert.equal(given(pages), "1111100");
  look(pages[1]); // and looked at again: now it is the last
  assert.equal(given(pages), "1011100");
  pages[0].closed = true; // and cannot say so any more
  pass(2000);
  assert.equal(given(pages.slice(1)), "011100");
  pass(1500);
  assert.equal(given(pages.slice(1)), "011110");
});

test("seven windows that a browser opens again at once do not all take a seat", () => {
  const pages = Array.from({ length: 7 }, open);
  pages.forEach(look);
  assert.deepEqual(pages.map(page => page.given), Array(7).fill(undefined), "nobody knows yet who else is there");
  pass(350);
  assert.equal(pages.filter(page => page.given).length, MOST);
});

test("a run and its copy are two streams of one window", () => {
  const pages = opened(3);
  pages[0].take(second => { pages[0].second = second; });
  assert.equal(pages[0].second, true);
  pass(50);
  pages[1].take(second => { pages[1].second = second; });
  assert.equal(pages[1].second, false);
  assert.equal(given(pages), "111");
});
