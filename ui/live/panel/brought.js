// Files on their way in: a folder that was dropped is walked, and a large picture is made small before it is sent.

import { shrink } from "../../parts/page/shrink.js";

const SIDE = 128; // pixels of the shorter side: twice what is learned at most, for the server's own, better filter
const SMALL = 100_000; // bytes: a file that has no more is sent as it is
const MOST_FILES = 50_000; // the server takes no more

// The files of a drop, those in its folders included. The entries must be asked for before the event has passed.
export const dropped = async transfer => {
  const entries = [...transfer.items ?? []].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some(entry => entry.isDirectory)) return [...transfer.files];
  const files = [];
  for (const waiting = entries; waiting.length && files.length < MOST_FILES;) {
    const entry = waiting.shift();
    try {
      if (entry.isDirectory) waiting.push(...await inside(entry));
      else files.push(await new Promise((found, failed) => entry.file(found, failed)));
    } catch { /* it may not be read; the others may */ }
  }
  return files;
};

// A reader gives a hundred at a time, and none when it is at the end.
const inside = async folder => {
  const reader = folder.createReader(), all = [];
  for (;;) {
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return all;
    all.push(...some);
  }
};

// The same files, each large picture in few pixels; tell(share) says how far it is. What this browser cannot open goes
// as it is, and the server says what it makes of it.
export const shrunk = async (files, tell) => {
  const small = [];
  for (const file of files) {
    tell(small.length / files.length);
    const large = file.size > SMALL && !file.name.toLowerCase().endsWith(".zip");
    small.push(large ? await shrink(file, SIDE).catch(() => file) : file);
  }
  return small;
};
